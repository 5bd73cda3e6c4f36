// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What perf found of the same programs, against a capture.
 *
 * check_perf CAPTURE ENTRIES PERF-FP PERF-DWARF
 *
 * PERF-FP and PERF-DWARF are `perf script -F comm,pid,time,ip,dso` of recordings with -g and with
 * --call-graph dwarf: a line "name process seconds:", a line "address (file)" for each frame, leaf
 * first, an empty line. Addresses of user space are offsets in the file.
 *
 * Wherever perf came to the beginning of a stack by DWARF, the capture must have the same callers.
 * Two runs don't meet in every rare stack, so a chain of callers that only perf has counts as
 * missing where that can't be chance: of k samples of a chain that is as frequent in both runs all
 * fall to perf with a chance of (n_perf / (n_perf + n_ours))^k, n being the samples of the program.
 * Chances are multiplied with the number of chains that had theirs (Bonferroni). Samples have to be
 * independent for that, and those of one event that took a while are not: of a chain, a run counts
 * one in 20 ms. What perf has of the first moments of a program is left out: it need not be known
 * to us then.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recorded.h"
#include "util/alloc.h"
#include "util/hash.h"
#include "util/strbuf.h"
#include "util/u64map.h"

#define P_LEAST		0.001
#define FRAMES_MAX	256
#define STACKS_MIN	500
#define MOMENTS_US	500000
#define EVENT_US	20000

/*
 * Stacks of one side. @keys: "PROGRAM CALLER CALLER ...", of whole ones only. @counted: hash of a
 * key -> when it counted last.
 */
struct side {
	char **keys;
	size_t count, capacity;
	struct strbuf key;
	struct u64map counted;
	uint64_t stacks, whole;
};

/* A chain of callers, and how often each side met it. */
struct chain {
	const char *key;
	uint64_t perf, ours;
};

/* Adds @side->key, met at @us. */
static void add_key(struct side *side, uint64_t us)
{
	const char *key = side->key.text;
	bool added;
	uint64_t *last = u64map_at(&side->counted, hash_bytes(key, strlen(key)), &added);

	if (!added && us - *last < EVENT_US)
		return;
	*last = us;
	side->keys = grow(side->keys, &side->capacity, side->count + 1, sizeof(*side->keys));
	side->keys[side->count++] = xstrdup(key);
}

static void add_caller(struct side *side, const char *path, uint64_t offset)
{
	const char *slash = strrchr(path, '/');

	strbuf_addf(&side->key, " %s+%" PRIx64, slash ? slash + 1 : path, offset);
}

static void take_ours(struct side *side, const struct recorded *recorded,
		      const struct entries *entries, const struct taken *taken)
{
	const struct chain_node *frame = recorded_leaf(recorded, taken), *leaf = frame;
	const char *path = NULL;
	uint64_t offset = 0;

	if (!frame)
		return;
	side->stacks++;
	strbuf_truncate(&side->key, 0);
	strbuf_addf(&side->key, "%s", recorded_name(recorded, taken));
	for (; frame->kind == CHAIN_USER; frame = &recorded->profile->chains.node[frame->parent]) {
		path = recorded_locate(recorded, taken, frame, &offset);
		if (!path)
			return;
		if (frame != leaf)
			add_caller(side, path, offset);
	}
	if (!entries_hold(entries, path, offset))
		return;
	side->whole++;
	add_key(side, taken->ns / 1000);
}

/* A stack as perf prints it. */
struct perf_stack {
	char name[64];
	uint64_t us, begun_us;	/* now, and at the first stack of this process under this name */
	char path[FRAMES_MAX][256];
	uint64_t address[FRAMES_MAX];
	int depth;
};

/* The line "address(file)". */
static void read_frame(struct perf_stack *stack, const char *line)
{
	if (stack->depth == FRAMES_MAX ||
	    sscanf(line, " %" SCNx64 " (%255[^)]", &stack->address[stack->depth],
		   stack->path[stack->depth]) != 2)
		return;
	/* The kernel's half. */
	if (stack->address[stack->depth] >> 63)
		return;
	stack->depth++;
}

/* The line "name process seconds:". @begun: process and name -> microseconds. */
static void read_head(struct perf_stack *stack, const char *line, struct u64map *begun)
{
	uint64_t key, *first;
	double seconds;
	int process;
	bool added;

	if (sscanf(line, "%63s %d %lf:", stack->name, &process, &seconds) != 3)
		return;
	stack->us = seconds * 1e6;
	key = process;
	for (const char *c = stack->name; *c; c++)
		key = key * 257 + *c;
	first = u64map_at(begun, key, &added);
	if (added)
		*first = stack->us;
	stack->begun_us = *first;
}

/* @behind: callers are told by their return addresses, not by their calls. */
static void take_perf(struct side *side, const struct perf_stack *stack,
		      const struct entries *entries, bool behind)
{
	int last = stack->depth - 1, i;

	if (last < 0)
		return;
	side->stacks++;
	if (!entries_hold(entries, stack->path[last], stack->address[last] - (behind && last)))
		return;
	side->whole++;
	if (stack->us < stack->begun_us + MOMENTS_US)
		return;
	strbuf_truncate(&side->key, 0);
	strbuf_addf(&side->key, "%s", stack->name);
	for (i = 1; i <= last; i++)
		add_caller(side, stack->path[i], stack->address[i] - behind);
	add_key(side, stack->us);
}

static void read_perf(struct side *side, const char *path, const struct entries *entries,
		      bool behind)
{
	static struct perf_stack stack;
	struct u64map begun = { .slots = 0 };
	FILE *file = fopen(path, "r");
	char line[1024];

	if (!file) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '\n') {
			take_perf(side, &stack, entries, behind);
			stack.depth = 0;
		} else if (strchr(" \t", line[0]) && strchr(line, '(')) {
			read_frame(&stack, line);
		} else {
			read_head(&stack, line, &begun);
		}
	}
	fclose(file);
	u64map_free(&begun);
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(struct side *side)
{
	if (side->count)
		qsort(side->keys, side->count, sizeof(*side->keys), compare_keys);
}

static size_t run_of(const struct side *side, size_t at, const char *key)
{
	size_t n = 0;

	while (at + n < side->count && !strcmp(side->keys[at + n], key))
		n++;
	return n;
}

/* The chains that perf has, each once. Both sides are sorted. */
static struct chain *chains_of(const struct side *perf, const struct side *ours, size_t *count)
{
	struct chain *chains = xcalloc(perf->count + 1, sizeof(*chains));
	size_t i = 0, j = 0;

	for (*count = 0; i < perf->count; (*count)++) {
		struct chain *chain = &chains[*count];

		chain->key = perf->keys[i];
		chain->perf = run_of(perf, i, chain->key);
		i += chain->perf;
		while (j < ours->count && strcmp(ours->keys[j], chain->key) < 0)
			j++;
		chain->ours = run_of(ours, j, chain->key);
	}
	return chains;
}

/* How many of a sorted side's chains are of the program that @key begins with. */
static uint64_t of_program(const struct side *side, const char *key)
{
	size_t length = strcspn(key, " ") + 1;
	uint64_t n = 0;

	for (size_t i = 0; i < side->count; i++)
		n += !strncmp(side->keys[i], key, length);
	return n;
}

/* Of chains that only perf has: how many are not by chance. */
static unsigned int missing(const struct chain *chains, size_t count, const struct side *perf,
			    const struct side *ours)
{
	unsigned int n = 0;

	for (size_t i = 0; i < count; i++) {
		double share, chance;

		if (chains[i].ours)
			continue;
		share = of_program(perf, chains[i].key);
		share /= share + of_program(ours, chains[i].key);
		chance = pow(share, chains[i].perf) * count;
		if (chance >= P_LEAST)
			continue;
		printf("# missing, %" PRIu64 " times with perf: %s\n", chains[i].perf,
		       chains[i].key);
		n++;
	}
	return n;
}

static double percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}

static void show(const char *who, const struct side *side)
{
	printf("# %-12s %7" PRIu64 " user stacks, %6.2f%% whole\n", who, side->stacks,
	       percent(side->whole, side->stacks));
}

/* Samples of perf's in chains that both have; and such chains that both met often. */
static void show_common(const struct chain *chains, size_t count)
{
	uint64_t common = 0, all = 0;
	size_t both = 0;

	for (size_t i = 0; i < count; i++) {
		all += chains[i].perf;
		common += chains[i].ours ? chains[i].perf : 0;
		both += chains[i].ours > 0;
	}
	printf("# perf's whole stacks: %zu chains of callers, %zu of them in the capture, too, "
	       "with %.2f%% of the samples\n", count, both, percent(common, all));
}

static bool result(unsigned int number, bool good, const char *what)
{
	printf("%sok %u %s\n", good ? "" : "not ", number, what);
	return good;
}

int main(int argc, char **argv)
{
	struct side ours = { .count = 0 }, fp = { .count = 0 }, dwarf = { .count = 0 };
	struct recorded recorded;
	struct entries entries;
	struct chain *chains;
	size_t count;
	bool good;

	if (argc != 5) {
		fprintf(stderr, "usage: check_perf CAPTURE ENTRIES PERF-FP PERF-DWARF\n");
		return 2;
	}
	recorded_read(&recorded, argv[1]);
	entries_read(&entries, argv[2]);
	for (size_t i = 0; i < recorded.count; i++)
		take_ours(&ours, &recorded, &entries, &recorded.taken[i]);
	read_perf(&fp, argv[3], &entries, true);
	read_perf(&dwarf, argv[4], &entries, false);
	sort(&ours);
	sort(&dwarf);
	printf("TAP version 13\n1..3\n");
	show("flamerec", &ours);
	show("perf -g", &fp);
	show("perf dwarf", &dwarf);
	chains = chains_of(&dwarf, &ours, &count);
	show_common(chains, count);
	good = result(1, dwarf.whole >= STACKS_MIN, "perf has whole stacks to compare with");
	good &= result(2, !missing(chains, count, &dwarf, &ours),
		       "flamerec has the chains of callers that perf has");
	good &= result(3, percent(ours.whole, ours.stacks) > percent(dwarf.whole, dwarf.stacks),
		       "more of flamerec's stacks are whole than of perf's");
	return !good;
}
