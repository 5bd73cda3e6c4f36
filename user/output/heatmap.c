// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>

#include "output/colour_scale.h"
#include "output/heatmap.h"
#include "output/page.h"
#include "output/still.h"
#include "output/tree_columns.h"
#include "output/web.h"
#include "profile/select.h"
#include "util/alloc.h"
#include "util/strbuf.h"
#include "util/u64map.h"

#define NS_PER_US 1000

static const struct page_part scripts[] = {
	{ viewer_js, &viewer_js_len },
	{ heatmap_js, &heatmap_js_len },
	{ NULL, NULL },
};

/* @thread: in heatmap.threads; @node: of its leaf; @place: which one it was, of equal times. */
struct timed_sample {
	uint64_t ns;
	double count;
	uint32_t cpu, thread, node, place;
};

/**
 * struct heatmap - what was taken
 * @first, @last: the times of all samples, also of those that are not shown
 * @threads: their names, each ended by a NUL
 * @thread: identity of a thread -> its place in @threads, from 0
 */
struct heatmap {
	const struct heatmap_options *options;
	struct tree tree;
	struct timed_sample *sample;
	size_t count, capacity, untimed;
	uint64_t first, last;
	struct strbuf threads;
	struct u64map thread;
};

struct heatmap *heatmap_new(const struct heatmap_options *options)
{
	struct heatmap *heatmap = xcalloc(1, sizeof(*heatmap));

	heatmap->options = options;
	heatmap->first = UINT64_MAX;
	tree_init(&heatmap->tree);
	return heatmap;
}

/* A thread is called as the program was when it was seen first. */
static uint32_t thread_number(struct heatmap *heatmap, const struct stack *stack)
{
	const char *name = stack->n ? stack->frames[0].name : "[unknown]";
	size_t next = heatmap->thread.count;
	bool added;
	uint64_t *number = u64map_at(&heatmap->thread, stack->tid, &added);

	if (!added)
		return *number;
	*number = next;
	if (stack->tid == STACK_NOT_KNOWN)
		strbuf_add(&heatmap->threads, "[thread not known]");
	else
		strbuf_addf(&heatmap->threads, "%s, thread %" PRIu32, name, stack->tid);
	strbuf_add_n(&heatmap->threads, "", 1);
	return *number;
}

static void keep_sample(struct heatmap *heatmap, const struct stack *stack)
{
	struct timed_sample *sample;

	tree_take(&heatmap->tree, stack);
	heatmap->sample = grow(heatmap->sample, &heatmap->capacity, heatmap->count + 1,
			       sizeof(*heatmap->sample));
	sample = &heatmap->sample[heatmap->count];
	*sample = (struct timed_sample){
		.ns = stack->ns, .count = stack->count, .cpu = stack->cpu,
		.thread = thread_number(heatmap, stack), .place = heatmap->count,
		.node = stack->n ? heatmap->tree.path[stack->n - 1] : 0,
	};
	heatmap->count++;
}

void heatmap_take(void *arg, const struct stack *stack)
{
	struct heatmap *heatmap = arg;

	if (!stack->ns) {
		heatmap->untimed++;
		return;
	}
	if (stack->ns < heatmap->first)
		heatmap->first = stack->ns;
	if (stack->ns > heatmap->last)
		heatmap->last = stack->ns;
	if (heatmap->options->idle || !stack_is_idle(stack))
		keep_sample(heatmap, stack);
}

size_t heatmap_timed(const struct heatmap *heatmap)
{
	return heatmap->count;
}

size_t heatmap_untimed(const struct heatmap *heatmap)
{
	return heatmap->untimed;
}

static double seconds_of(const struct heatmap *heatmap)
{
	return heatmap->last > heatmap->first ? (heatmap->last - heatmap->first) / 1e9 : 0;
}

static double column_of(const struct heatmap *heatmap)
{
	return heatmap->options->column ? heatmap->options->column : 1;
}

double heatmap_columns(const struct heatmap *heatmap)
{
	return seconds_of(heatmap) / column_of(heatmap);
}

static int compare_samples(const void *a, const void *b)
{
	const struct timed_sample *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

const struct tree *heatmap_tree(struct heatmap *heatmap)
{
	tree_finish(&heatmap->tree);
	if (heatmap->count)
		qsort(heatmap->sample, heatmap->count, sizeof(*heatmap->sample), compare_samples);
	return &heatmap->tree;
}

static void pack_times(const struct heatmap *heatmap, struct pack *pack)
{
	uint64_t before = 0;

	for (size_t i = 0; i < heatmap->count; i++) {
		uint64_t us = (heatmap->sample[i].ns - heatmap->first) / NS_PER_US;

		pack_number(pack, us - before);
		before = us;
	}
	pack_column(pack, "times");
}

/* @number: of each node of the tree, in the columns of the tree. */
static void pack_samples(const struct heatmap *heatmap, const uint32_t *number, struct pack *pack)
{
	const struct timed_sample *sample = heatmap->sample;
	size_t count = heatmap->count;

	for (size_t i = 0; i < count; i++)
		pack_number(pack, sample[i].cpu == STACK_NOT_KNOWN ? 0 : sample[i].cpu + 1ull);
	pack_column(pack, "cpus");
	for (size_t i = 0; i < count; i++)
		pack_number(pack, sample[i].thread);
	pack_column(pack, "threads");
	for (size_t i = 0; i < count; i++)
		pack_number(pack, number[sample[i].node]);
	pack_column(pack, "leaves");
}

/* Most samples count for one: runs of equal counts as pairs of length and count. */
static void pack_counts(const struct heatmap *heatmap, struct pack *pack)
{
	const struct timed_sample *sample = heatmap->sample;

	for (size_t i = 0, end; i < heatmap->count; i = end) {
		for (end = i + 1; end < heatmap->count && sample[end].count == sample[i].count;)
			end++;
		pack_double(pack, end - i);
		pack_double(pack, sample[i].count);
	}
	pack_column(pack, "counts");
	strbuf_add_n(&pack->bytes, heatmap->threads.len ? heatmap->threads.text : "",
		     heatmap->threads.len);
	pack_column(pack, "thread_names");
}

static void write_changes(FILE *out)
{
	fputs("\"changes\":[", out);
	for (int step = -SCALE_STEPS; step <= SCALE_STEPS; step++) {
		struct shade shade = scale_change(step);

		fprintf(out, "%s[\"#%06" PRIx32 "\",\"#%06" PRIx32 "\"]",
			step == -SCALE_STEPS ? "" : ",", shade.light, shade.dark);
	}
	fputs("],\n", out);
}

static int write_profile(const struct heatmap *heatmap, FILE *out)
{
	const struct heatmap_options *options = heatmap->options;
	struct pack pack = { 0 };
	uint32_t *number;

	fputs("<script type=\"application/json\" id=\"profile\">{", out);
	still_json(out, &heatmap->tree, &options->svg);
	fprintf(out, "\"column\":%.9g,\n\"rows\":%u,\n\"seconds\":%.9g,\n",
		column_of(heatmap), options->rows ? options->rows : 50, seconds_of(heatmap));
	write_changes(out);
	number = tree_columns(&pack, &heatmap->tree, 0, &options->svg.colours, out);
	pack_times(heatmap, &pack);
	pack_samples(heatmap, number, &pack);
	pack_counts(heatmap, &pack);
	free(number);
	fputs("\"pack\":", out);
	if (pack_write(&pack, out))
		return -1;
	fputs("}</script>\n", out);
	return 0;
}

int heatmap_write(struct heatmap *heatmap, FILE *out)
{
	struct page page = { .style = { viewer_css, &viewer_css_len }, .scripts = scripts };

	page.title = heatmap->options->svg.title ? heatmap->options->svg.title : "Heat map";
	page_start(&page, out);
	still_write(out, &heatmap->tree, &heatmap->options->svg);
	if (write_profile(heatmap, out))
		return -1;
	return page_end(&page, out);
}

void heatmap_free(struct heatmap *heatmap)
{
	if (!heatmap)
		return;
	tree_free(&heatmap->tree);
	free(heatmap->sample);
	free(heatmap->threads.text);
	u64map_free(&heatmap->thread);
	free(heatmap);
}
