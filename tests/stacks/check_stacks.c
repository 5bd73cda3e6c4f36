// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which share of the user stacks in a capture reaches the place where they began.
 *
 * check_stacks CAPTURE ENTRIES PERCENT PROGRAM...
 *
 * ENTRIES is what entries.sh says of the files, so that the judgement does not rest on what the module
 * or its tables say: a stack is whole where its outermost frame is in an entry. Stacks of
 * programs younger than 100 ms don't count: their code may not be known yet. Prints TAP, a table by
 * program, and where the rest ended; PROGRAMs are those that must have been sampled.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/fsc.h"
#include "capture/records.h"
#include "profile/state.h"
#include "util/alloc.h"

#define AGE_NS		100000000ull
#define SAMPLES_MIN	100
#define CLASSES_SHOWN	25
#define FRAMES_SHOWN	12

/* Code of a file that nobody calls. */
struct entry {
	char path[256];
	uint64_t start, end;	/* offsets in the file */
};

/* @end: the last node of its stack in the profile's chains. */
struct taken {
	uint64_t ns;
	uint32_t end;
	uint32_t weight;
};

/* What is alike in stacks that were cut: program, end, place of the outermost frame. */
struct class {
	char what[512];
	uint64_t samples;
	uint64_t oldest_ns;	/* age of the oldest program with it, as far as that is known */
	struct taken example;
};

/* By name. @old: of programs that were old enough; @by_fp: of these, with the help of frame pointers. */
struct share {
	const char *name;
	uint64_t all, all_whole;
	uint64_t old, old_whole, by_fp;
};

struct check {
	struct profile *profile;
	struct taken *taken;
	size_t count, capacity;
	struct u64map begun;		/* index of a program -> ns */
	struct entry *entries;
	size_t n_entries, entries_capacity;
	struct class *classes;
	size_t n_classes, classes_capacity;
	struct share *shares;
	size_t n_shares, shares_capacity;
	uint64_t doubtful;		/* whole, as a table says, but in no entry */
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

static void begins(struct check *check, uint32_t tgid, uint64_t number, uint64_t ns)
{
	*u64map_at(&check->begun, programs_at(&check->profile->programs, tgid, number), NULL) = ns;
}

static void take_sample(struct check *check, unsigned int cpu,
			const struct flamesamp_sample *sample)
{
	const struct profile *profile = check->profile;
	const uint64_t *run, *base;
	struct taken *taken;

	run = u64map_find(&profile->runs, (uint64_t)cpu << 32 | sample->stack / STACK_RUN);
	base = u64map_find(&profile->base_ns, cpu);
	if (!run || !base)
		return;
	check->taken = grow(check->taken, &check->capacity, check->count + 1,
			    sizeof(*check->taken));
	taken = &check->taken[check->count++];
	taken->end = profile->stack[*run + sample->stack % STACK_RUN];
	taken->ns = *base + sample->time;
	taken->weight = sample_weight(sample);
}

/* One by one, so that each sample finds the profile as it was made for it. */
static int take_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	const struct flamesamp_header *h;
	struct check *check = arg;

	for (h = record_first(data, bytes); h; h = record_next(h, (const char *)data + bytes)) {
		profile_records(check->profile, cpu, h, h->size);
		if (h->type == FLAMESAMP_SAMPLE) {
			take_sample(check, cpu, (const void *)h);
		} else if (h->type == FLAMESAMP_EXEC) {
			const struct flamesamp_exec *exec = (const void *)h;

			begins(check, exec->tgid, exec->program, exec->ns);
		} else if (h->type == FLAMESAMP_FORK) {
			const struct flamesamp_fork *fork = (const void *)h;

			begins(check, fork->tgid, fork->program, fork->ns);
		}
	}
	return 0;
}

/* "PATH START END", in hex. */
static void read_entries(struct check *check, const char *path)
{
	struct entry entry;
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(1);
	}
	while (fscanf(file, "%255s %" SCNx64 " %" SCNx64, entry.path, &entry.start,
		      &entry.end) == 3) {
		check->entries = grow(check->entries, &check->entries_capacity,
				      check->n_entries + 1, sizeof(entry));
		check->entries[check->n_entries++] = entry;
	}
	fclose(file);
}

/* The outermost user frame of the stack that ends at node @end; NULL: it has none. */
static const struct chain_node *outermost(const struct chains *chains, uint32_t end)
{
	const struct chain_node *node = &chains->node[end], *found = NULL;

	for (; node->parent; node = &chains->node[node->parent])
		found = node;
	return found && found->kind == CHAIN_USER ? found : NULL;
}

/*
 * The file and the offset that @frame of the stack of @program is at; a return address is told as it
 * is, but looked up as the call before it. Return: the path; NULL: nothing was mapped there.
 */
static const char *locate(const struct check *check, const struct chain_node *frame,
			  uint32_t program, uint64_t ns, uint64_t *offset)
{
	const struct maps *maps = &check->profile->programs.maps;
	uint64_t address = frame->value - !frame->exact;
	const struct map *map;
	uint32_t number;

	number = programs_find_map(&check->profile->programs, &program, address, ns);
	if (!number)
		return NULL;
	map = &maps->map[number];
	*offset = frame->value - map->start + map->offset;
	return maps->file[map->file].object.path;
}

/* Whether @frame is in an entry; @place: told in any case. */
static bool is_entry(const struct check *check, const struct chain_node *frame, uint32_t program,
		     uint64_t ns, char *place, size_t size)
{
	uint64_t offset;
	const char *path = locate(check, frame, program, ns, &offset);

	if (!path) {
		snprintf(place, size, "no map of %" PRIx64, frame->value);
		return false;
	}
	snprintf(place, size, "%s+0x%" PRIx64, *path ? path : "[anon]", offset);
	offset -= !frame->exact;
	for (size_t i = 0; i < check->n_entries; i++) {
		const struct entry *entry = &check->entries[i];

		if (offset >= entry->start && offset < entry->end && !strcmp(path, entry->path))
			return true;
	}
	return false;
}

static void count_class(struct check *check, const char *what, const struct taken *taken,
			uint64_t age_ns)
{
	struct class *class;
	size_t i;

	for (i = 0; i < check->n_classes && strcmp(check->classes[i].what, what); i++)
		;
	if (i == check->n_classes) {
		check->classes = grow(check->classes, &check->classes_capacity, i + 1,
				      sizeof(*check->classes));
		class = &check->classes[check->n_classes++];
		memset(class, 0, sizeof(*class));
		snprintf(class->what, sizeof(class->what), "%s", what);
		class->example = *taken;
	}
	check->classes[i].samples += taken->weight;
	if (age_ns > check->classes[i].oldest_ns)
		check->classes[i].oldest_ns = age_ns;
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

/* What it says of a stack that is not whole, and where. */
static void count_cut(struct check *check, const char *name, const char *place,
		      const struct taken *taken, uint64_t age_ns)
{
	uint64_t value = check->profile->chains.node[taken->end].value;
	unsigned int end = FLAMESAMP_USER_END(chain_end_frames(value));
	unsigned int flags = chain_end_flags(value);
	char what[512];

	snprintf(what, sizeof(what), "%s: %s%s at %s", name,
		 end < FLAMESAMP_USER_ENDS ? end_names[end] : "?",
		 flags & FLAMESAMP_STACK_USER_FP ? " (frame pointers)" : "", place);
	count_class(check, what, taken, age_ns);
}

static void count_taken(struct check *check, const struct taken *taken)
{
	const struct chains *chains = &check->profile->chains;
	const struct chain_node *frame = outermost(chains, taken->end);
	uint64_t value = chains->node[taken->end].value;
	uint64_t age_ns = 0;
	const uint64_t *begun;
	struct share *share;
	const char *name;
	char place[300];
	uint32_t program;
	bool whole;

	if (!frame || !taken->end)
		return;
	program = chains_program(chains, taken->end);
	name = programs_name(&check->profile->programs, program);
	share = share_of(check, name ? name : "?");
	whole = is_entry(check, frame, program, taken->ns, place, sizeof(place));
	share->all += taken->weight;
	share->all_whole += whole ? taken->weight : 0;
	begun = u64map_find(&check->begun, program);
	if (begun && taken->ns < *begun + AGE_NS)
		return;
	if (begun)
		age_ns = taken->ns - *begun;
	share->old += taken->weight;
	share->old_whole += whole ? taken->weight : 0;
	if (chain_end_flags(value) & FLAMESAMP_STACK_USER_FP)
		share->by_fp += taken->weight;
	if (!whole)
		count_cut(check, share->name, place, taken, age_ns);
	if (!whole && FLAMESAMP_USER_END(chain_end_frames(value)) == FLAMESAMP_USER_WHOLE)
		check->doubtful += taken->weight;
}

/* The user frames of a stack, leaf first. */
static void show_stack(const struct check *check, const struct taken *taken)
{
	const struct chains *chains = &check->profile->chains;
	uint32_t program = chains_program(chains, taken->end);
	const struct chain_node *node = &chains->node[taken->end];
	const char *path, *slash;
	uint64_t offset;
	int shown = 0;

	printf("#          (%u)", check->profile->programs.program[program].tgid);
	for (node = &chains->node[node->parent]; node->parent; node = &chains->node[node->parent]) {
		if (node->kind == CHAIN_PROGRAM || shown == FRAMES_SHOWN)
			break;
		if (node->kind == CHAIN_KERNEL)
			continue;
		path = locate(check, node, program, taken->ns, &offset);
		slash = path ? strrchr(path, '/') : NULL;
		if (path)
			printf(" %s+%" PRIx64, slash ? slash + 1 : path, offset);
		else
			printf(" %" PRIx64, node->value);
		shown++;
	}
	printf("\n");
}

static double percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}

static int by_samples(const void *a, const void *b)
{
	const struct class *x = a, *y = b;

	return x->samples < y->samples ? 1 : x->samples > y->samples ? -1 : strcmp(x->what, y->what);
}

static void show_share(const struct share *share)
{
	printf("# %-16s %7" PRIu64 " %7.2f%% | %7" PRIu64 " %7.2f%% %7.2f%%\n", share->name, share->all,
	       percent(share->all_whole, share->all), share->old,
	       percent(share->old_whole, share->old), percent(share->by_fp, share->old));
}

static struct share show(struct check *check)
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
	qsort(check->classes, check->n_classes, sizeof(*check->classes), by_samples);
	for (size_t i = 0; i < check->n_classes && i < CLASSES_SHOWN; i++) {
		printf("# cut: %6" PRIu64 " %s, up to %" PRIu64 " ms old\n", check->classes[i].samples,
		       check->classes[i].what, check->classes[i].oldest_ns / 1000000);
		show_stack(check, &check->classes[i].example);
	}
	return total;
}

static bool result(unsigned int number, bool good, const char *what)
{
	printf("%sok %u %s\n", good ? "" : "not ", number, what);
	return good;
}

static bool judge(struct check *check, double wanted, char **programs, int n)
{
	struct share total = show(check);
	bool good = true;
	char what[200];

	for (int i = 0; i < n; i++) {
		snprintf(what, sizeof(what), "%s is sampled often", programs[i]);
		good &= result(i + 1, share_of(check, programs[i])->old >= SAMPLES_MIN, what);
	}
	snprintf(what, sizeof(what), "%.2f%% of the user stacks are whole, %.0f%% wanted",
		 percent(total.old_whole, total.old), wanted);
	good &= result(n + 1, percent(total.old_whole, total.old) >= wanted, what);
	snprintf(what, sizeof(what), "%" PRIu64 " of %" PRIu64 " stacks end where no file says so",
		 check->doubtful, total.old);
	return good & result(n + 2, check->doubtful * 1000 <= total.old, what);
}

int main(int argc, char **argv)
{
	struct check check = { .profile = profile_new(0) };
	const struct fsc_sink sink = { .arg = &check, .records = take_records };
	bool whole;

	if (argc < 5) {
		fprintf(stderr, "usage: check_stacks CAPTURE ENTRIES PERCENT PROGRAM...\n");
		return 2;
	}
	read_entries(&check, argv[2]);
	printf("TAP version 13\n1..%d\n", argc - 4 + 2);
	if (fsc_read(argv[1], &sink, &whole))
		return 1;
	for (size_t i = 0; i < check.count; i++)
		count_taken(&check, &check.taken[i]);
	return !judge(&check, strtod(argv[3], NULL), argv + 4, argc - 4);
}
