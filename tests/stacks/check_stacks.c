// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which share of the user stacks in a capture reaches the place where they began.
 *
 * check_stacks CAPTURE ENTRIES PERCENT PROGRAM...
 *
 * ENTRIES is what entries.sh says of the files, so that the judgement does not rest on what the
 * module or its tables say: a stack is whole where its outermost frame is in an entry. Stacks of
 * programs younger than 100 ms don't count: their code may not be known yet. Each sample counts
 * once, however many periods it stands for: where a guest's CPU was held up, that says nothing of
 * the stack that happened to be there. Prints TAP, a table by program, and where the rest ended;
 * PROGRAMs are those that must have been sampled.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recorded.h"
#include "util/alloc.h"

#define AGE_NS		100000000ull
#define SAMPLES_MIN	100
#define CLASSES_SHOWN	25
#define FRAMES_SHOWN	12

/* What is alike in stacks that were cut: program, end, place of the outermost frame. */
struct class {
	char what[512];
	uint64_t samples;
	uint64_t oldest_ns;	/* age of the oldest program with it, as far as that is known */
	struct taken example;
};

/*
 * By name. @old: of programs that were old enough; @by_fp: of these, with the help of frame
 * pointers.
 */
struct share {
	const char *name;
	uint64_t all, all_whole;
	uint64_t old, old_whole, by_fp;
};

struct check {
	struct recorded recorded;
	struct entries entries;
	struct class *classes;
	size_t n_classes, classes_capacity;
	struct share *shares;
	size_t n_shares, shares_capacity;
	uint64_t doubtful;	/* whole, as tables alone say, but in no entry */
};

static const char * const end_names[FLAMESAMP_USER_ENDS] = {
	[FLAMESAMP_USER_ABSENT] = "absent",
	[FLAMESAMP_USER_WHOLE] = "whole",
	[FLAMESAMP_USER_FP_END] = "frame pointers end",
	[FLAMESAMP_USER_DEEP] = "too deep",
	[FLAMESAMP_USER_UNREADABLE] = "unreadable",
	[FLAMESAMP_USER_NO_RULE] = "no rule",
	[FLAMESAMP_USER_IMPLAUSIBLE] = "implausible",
	[FLAMESAMP_USER_LEAF] = "leaf only",
};

static const struct chain_node *parent(const struct check *check, const struct chain_node *node)
{
	return &check->recorded.profile->chains.node[node->parent];
}

static uint64_t end_value(const struct check *check, const struct taken *taken)
{
	return check->recorded.profile->chains.node[taken->end].value;
}

static unsigned int user_end(const struct check *check, const struct taken *taken)
{
	return FLAMESAMP_USER_END(chain_end_frames(end_value(check, taken)));
}

static bool by_frame_pointers(const struct check *check, const struct taken *taken)
{
	return chain_end_flags(end_value(check, taken)) & FLAMESAMP_STACK_USER_FP;
}

/* Whether @frame, the outermost one, is in an entry; @place: told in any case. */
static bool is_entry(const struct check *check, const struct taken *taken,
		     const struct chain_node *frame, char *place, size_t size)
{
	uint64_t offset;
	const char *path = recorded_locate(&check->recorded, taken, frame, &offset);

	if (!path) {
		snprintf(place, size, "no map of %" PRIx64, frame->value);
		return false;
	}
	snprintf(place, size, "%s+%" PRIx64, *path ? path : "[anon]", offset + !frame->exact);
	return entries_hold(&check->entries, path, offset);
}

static struct class *class_of(struct check *check, const char *what, const struct taken *taken)
{
	struct class *class;
	size_t i;

	for (i = 0; i < check->n_classes; i++)
		if (!strcmp(check->classes[i].what, what))
			return &check->classes[i];
	check->classes = grow(check->classes, &check->classes_capacity, i + 1, sizeof(*class));
	class = &check->classes[check->n_classes++];
	*class = (struct class){ .example = *taken };
	snprintf(class->what, sizeof(class->what), "%s", what);
	return class;
}

static struct share *share_of(struct check *check, const char *name)
{
	struct share *share;
	size_t i;

	for (i = 0; i < check->n_shares; i++)
		if (!strcmp(check->shares[i].name, name))
			return &check->shares[i];
	check->shares = grow(check->shares, &check->shares_capacity, i + 1, sizeof(*share));
	share = &check->shares[check->n_shares++];
	*share = (struct share){ .name = name };
	return share;
}

static void count_cut(struct check *check, const char *place, const struct taken *taken,
		      uint64_t age_ns)
{
	unsigned int end = user_end(check, taken);
	struct class *class;
	char what[512];

	snprintf(what, sizeof(what), "%s: %s%s at %s", recorded_name(&check->recorded, taken),
		 end < FLAMESAMP_USER_ENDS ? end_names[end] : "?",
		 by_frame_pointers(check, taken) ? " (frame pointers)" : "", place);
	class = class_of(check, what, taken);
	class->samples++;
	if (age_ns > class->oldest_ns)
		class->oldest_ns = age_ns;
	if (end == FLAMESAMP_USER_WHOLE && !by_frame_pointers(check, taken))
		check->doubtful++;
}

/* Since its fork or exec; UINT64_MAX: it ran when the recording began. */
static uint64_t age(const struct check *check, const struct taken *taken)
{
	uint32_t program = chains_program(&check->recorded.profile->chains, taken->end);
	const uint64_t *begun = u64map_find(&check->recorded.begun, program);

	if (!begun)
		return UINT64_MAX;
	return taken->ns > *begun ? taken->ns - *begun : 0;
}

static void count_taken(struct check *check, const struct taken *taken)
{
	const struct chain_node *frame = recorded_leaf(&check->recorded, taken);
	uint64_t age_ns = age(check, taken);
	struct share *share;
	char place[300];
	bool whole;

	/* The recorder itself is no part of the load. */
	if (!frame || !strcmp(recorded_name(&check->recorded, taken), "flamerec"))
		return;
	while (parent(check, frame)->kind == CHAIN_USER)
		frame = parent(check, frame);
	share = share_of(check, recorded_name(&check->recorded, taken));
	whole = is_entry(check, taken, frame, place, sizeof(place));
	share->all++;
	share->all_whole += whole;
	if (age_ns < AGE_NS)
		return;
	share->old++;
	share->old_whole += whole;
	share->by_fp += by_frame_pointers(check, taken);
	if (!whole)
		count_cut(check, place, taken, age_ns);
}

/* The user frames of a stack, leaf first. */
static void show_stack(const struct check *check, const struct taken *taken)
{
	const struct chain_node *frame = recorded_leaf(&check->recorded, taken);
	const char *path, *slash;
	uint64_t offset;
	int shown;

	printf("#            ");
	for (shown = 0; frame->kind == CHAIN_USER && shown < FRAMES_SHOWN; shown++) {
		path = recorded_locate(&check->recorded, taken, frame, &offset);
		slash = path ? strrchr(path, '/') : NULL;
		if (path)
			printf(" %s+%" PRIx64, slash ? slash + 1 : path, offset + !frame->exact);
		else
			printf(" %" PRIx64, frame->value);
		frame = parent(check, frame);
	}
	printf("\n");
}

static double percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}

static void show_share(const struct share *share)
{
	printf("# %-16s %7" PRIu64 " %7.2f%% | %7" PRIu64 " %7.2f%% %7.2f%%\n", share->name,
	       share->all, percent(share->all_whole, share->all), share->old,
	       percent(share->old_whole, share->old), percent(share->by_fp, share->old));
}

static struct share show_shares(const struct check *check)
{
	struct share total = { .name = "all" };

	printf("#                      user stacks    | programs older than 100 ms\n"
	       "# program          samples    whole | samples    whole by frame pointers\n");
	for (size_t i = 0; i < check->n_shares; i++) {
		const struct share *share = &check->shares[i];

		show_share(share);
		total.all += share->all;
		total.all_whole += share->all_whole;
		total.old += share->old;
		total.old_whole += share->old_whole;
		total.by_fp += share->by_fp;
	}
	show_share(&total);
	return total;
}

static int by_samples(const void *a, const void *b)
{
	const struct class *x = a, *y = b;

	if (x->samples != y->samples)
		return x->samples < y->samples ? 1 : -1;
	return strcmp(x->what, y->what);
}

static void show_classes(struct check *check)
{
	if (check->n_classes)
		qsort(check->classes, check->n_classes, sizeof(*check->classes), by_samples);
	for (size_t i = 0; i < check->n_classes && i < CLASSES_SHOWN; i++) {
		const struct class *class = &check->classes[i];

		printf("# cut: %6" PRIu64 " %s", class->samples, class->what);
		if (class->oldest_ns != UINT64_MAX)
			printf(", up to %" PRIu64 " ms old", class->oldest_ns / 1000000);
		printf(", like\n");
		show_stack(check, &class->example);
	}
}

static bool result(unsigned int number, bool good, const char *what)
{
	printf("%sok %u %s\n", good ? "" : "not ", number, what);
	return good;
}

static bool judge(struct check *check, double wanted, char **programs, int n)
{
	struct share total = show_shares(check);
	double share = percent(total.old_whole, total.old);
	bool good = true;
	char what[200];

	show_classes(check);
	for (int i = 0; i < n; i++) {
		snprintf(what, sizeof(what), "%s is sampled often", programs[i]);
		good &= result(i + 1, share_of(check, programs[i])->old >= SAMPLES_MIN, what);
	}
	snprintf(what, sizeof(what), "%.2f%% of the user stacks are whole, %.0f%% wanted", share,
		 wanted);
	good &= result(n + 1, share >= wanted, what);
	snprintf(what, sizeof(what), "%" PRIu64 " of %" PRIu64
		 " stacks end where tables say so, and no file", check->doubtful, total.old);
	return good & result(n + 2, check->doubtful * 1000 <= total.old, what);
}

int main(int argc, char **argv)
{
	struct check check = { .doubtful = 0 };

	if (argc < 5) {
		fprintf(stderr, "usage: check_stacks CAPTURE ENTRIES PERCENT PROGRAM...\n");
		return 2;
	}
	recorded_read(&check.recorded, argv[1]);
	entries_read(&check.entries, argv[2]);
	printf("TAP version 13\n1..%d\n", argc - 4 + 2);
	for (size_t i = 0; i < check.recorded.count; i++)
		count_taken(&check, &check.recorded.taken[i]);
	return !judge(&check, strtod(argv[3], NULL), argv + 4, argc - 4);
}
