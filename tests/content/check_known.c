// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Holds folded stacks of the program `known` against what is known of it, and against what perf
 * says.
 *
 * check_known NAME ROOT FOLDED [PERF]
 *
 * NAME is what the program is called, ROOT how its chains begin (empty: in any way), FOLDED is of
 * flamerec, PERF of `perf script -F comm,ip,sym`. Prints TAP; the status is 1 if anything is
 * wrong, and 3 if it is the proportions only: with these, one run in a thousand is out of luck.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES_MAX	256
#define P_LEAST		0.001

enum { HOT70, HOT20, HOT10, HOTS };
static const char * const hot_names[HOTS] = { "hot70", "hot20", "hot10" };
static const double expected[HOTS] = { 0.7, 0.2, 0.1 };

/* A kernel function at the tip of ask_kernel(). */
struct leaf {
	char name[64];
	double n;
};

struct profile {
	double hot[HOTS], hots;		/* samples by the hot function at their tip */
	double hot_chains;		/* of these: with the whole chain */
	double asks;			/* samples of ask_kernel() and below */
	double ask_chains;		/* of these: with the user's chain */
	double kernel_chains, read_chains;	/* with kernel functions; with those of read() */
	struct leaf leaves[64];
	unsigned int n_leaves;
	double all;			/* of the program */
};

/* A stack, root first; kernel[i]: frame i is the kernel's. */
struct stack {
	const char *frame[FRAMES_MAX];
	bool kernel[FRAMES_MAX];
	int depth;
};

static bool is_note(const char *frame)
{
	return !strcmp(frame, "[late]") || !strcmp(frame, "[softirq]") ||
	       !strcmp(frame, "[hardirq]") || !strcmp(frame, "[idle]");
}

static int user_depth(const struct stack *stack)
{
	int n = 0;

	while (n < stack->depth && !stack->kernel[n])
		n++;
	return n;
}

/* Whether the first @depth frames are @root;main@rest. */
static bool is_chain(const struct stack *stack, int depth, const char *root, const char *rest)
{
	char chain[4096] = "", want[256];
	size_t length, wanted;
	int i;

	for (i = 0; i < depth; i++) {
		if (strlen(chain) + strlen(stack->frame[i]) + 2 > sizeof(chain))
			return false;
		strcat(strcat(chain, ";"), stack->frame[i]);
	}
	snprintf(want, sizeof(want), "%s%s;main%s", *root ? ";" : "", root, rest);
	length = strlen(chain);
	wanted = strlen(want);
	if (*root)
		return !strcmp(chain, want);
	return length >= wanted && !strcmp(chain + length - wanted, want);
}

static void count_leaf(struct profile *profile, const char *name, double n)
{
	unsigned int i;

	for (i = 0; i < profile->n_leaves; i++) {
		if (!strcmp(profile->leaves[i].name, name))
			break;
	}
	if (i == sizeof(profile->leaves) / sizeof(profile->leaves[0]))
		return;
	if (i == profile->n_leaves) {
		snprintf(profile->leaves[i].name, sizeof(profile->leaves[i].name), "%s", name);
		profile->n_leaves++;
	}
	profile->leaves[i].n += n;
}

static void count_ask(struct profile *profile, const struct stack *stack, int user,
		      const char *root, double n)
{
	int i;

	profile->asks += n;
	if (is_chain(stack, user, root, ";ask_kernel"))
		profile->ask_chains += n;
	if (stack->depth == user)
		return;
	profile->kernel_chains += n;
	for (i = user; i < stack->depth; i++) {
		if (strstr(stack->frame[i], "vfs_read") || strstr(stack->frame[i], "sys_read")) {
			profile->read_chains += n;
			break;
		}
	}
	count_leaf(profile, stack->frame[stack->depth - 1], n);
}

static void count_stack(struct profile *profile, const struct stack *stack, const char *root,
			double n)
{
	int user = user_depth(stack), hot;
	char rest[64];

	profile->all += n;
	if (!user)
		return;
	if (!strcmp(stack->frame[user - 1], "ask_kernel")) {
		count_ask(profile, stack, user, root, n);
		return;
	}
	/* An interrupt that came in between is no system call: the time is not the function's. */
	if (stack->depth > user)
		return;
	for (hot = 0; hot < HOTS; hot++) {
		if (strcmp(stack->frame[user - 1], hot_names[hot]))
			continue;
		profile->hot[hot] += n;
		profile->hots += n;
		snprintf(rest, sizeof(rest), ";outer;middle;%s", hot_names[hot]);
		if (is_chain(stack, user, root, rest))
			profile->hot_chains += n;
	}
}

/* "comm;frame;frame_[k] count" */
static void read_folded(struct profile *profile, FILE *file, const char *name, const char *root)
{
	static char line[65536];
	struct stack stack;
	char *count, *frame, *suffix;
	size_t length = strlen(name);

	while (fgets(line, sizeof(line), file)) {
		count = strrchr(line, ' ');
		if (!count || strncmp(line, name, length) || line[length] != ';')
			continue;
		*count = 0;
		stack.depth = 0;
		for (frame = strtok(line + length, ";"); frame; frame = strtok(NULL, ";")) {
			if (is_note(frame) || stack.depth == FRAMES_MAX)
				continue;
			suffix = strstr(frame, "_[k]");
			if (suffix)
				*suffix = 0;
			stack.kernel[stack.depth] = suffix;
			stack.frame[stack.depth++] = frame;
		}
		count_stack(profile, &stack, root, strtod(count + 1, NULL));
	}
}

static void reverse(struct stack *stack)
{
	int i, j;

	for (i = 0, j = stack->depth - 1; i < j; i++, j--) {
		const char *frame = stack->frame[i];
		bool kernel = stack->kernel[i];

		stack->frame[i] = stack->frame[j];
		stack->kernel[i] = stack->kernel[j];
		stack->frame[j] = frame;
		stack->kernel[j] = kernel;
	}
}

/* A line with the name, a line "address symbol" for each frame, leaf first, an empty line. */
static void read_perf(struct profile *profile, FILE *file, const char *name, const char *root)
{
	static char lines[FRAMES_MAX][256];
	char line[4096], comm[64] = "";
	struct stack stack = { .depth = 0 };
	unsigned long long ip;

	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '\n') {
			reverse(&stack);
			if (!strcmp(comm, name))
				count_stack(profile, &stack, root, 1);
			stack.depth = 0;
		} else if (!strchr(" \t", line[0])) {
			snprintf(comm, sizeof(comm), "%.*s", (int)strcspn(line, " \n"), line);
		} else if (stack.depth < FRAMES_MAX &&
			   sscanf(line, "%llx %255s", &ip, lines[stack.depth]) == 2) {
			stack.kernel[stack.depth] = ip >> 48 == 0xffff;
			stack.frame[stack.depth] = lines[stack.depth];
			stack.depth++;
		}
	}
}

static unsigned int number, wrong;

static bool check(bool good, const char *what)
{
	number++;
	wrong += !good;
	printf("%sok %u %s\n", good ? "" : "not ", number, what);
	return good;
}

/* Two degrees of freedom: the chance of a chi-square at least this large. */
static double chance(double chi_square)
{
	return exp(-chi_square / 2);
}

static double chance_of_expected(const struct profile *profile)
{
	double chi_square = 0, want;
	int i;

	for (i = 0; i < HOTS; i++) {
		want = profile->hots * expected[i];
		chi_square += (profile->hot[i] - want) * (profile->hot[i] - want) / want;
	}
	return chance(chi_square);
}

/* Whether two samples may come from the same proportions. */
static double chance_of_same(const struct profile *a, const struct profile *b)
{
	double chi_square = 0, share, want;
	int i;

	for (i = 0; i < HOTS; i++) {
		share = (a->hot[i] + b->hot[i]) / (a->hots + b->hots);
		want = a->hots * share;
		chi_square += (a->hot[i] - want) * (a->hot[i] - want) / want;
		want = b->hots * share;
		chi_square += (b->hot[i] - want) * (b->hot[i] - want) / want;
	}
	return chance(chi_square);
}

static const char *hottest_leaf(const struct profile *profile)
{
	const struct leaf *hottest = NULL;
	unsigned int i;

	for (i = 0; i < profile->n_leaves; i++) {
		if (!hottest || profile->leaves[i].n > hottest->n)
			hottest = &profile->leaves[i];
	}
	return hottest ? hottest->name : "(none)";
}

static void show(const char *who, const struct profile *profile)
{
	int i;

	printf("# %s: %.0f samples:", who, profile->all);
	for (i = 0; i < HOTS; i++)
		printf(" %s %.2f%%", hot_names[i], 100 * profile->hot[i] / profile->hots);
	printf(" of %.0f; ask_kernel %.2f%%, most in %s\n", profile->hots,
	       100 * profile->asks / profile->all, hottest_leaf(profile));
}

static bool check_proportions(const struct profile *profile)
{
	double p = chance_of_expected(profile);

	printf("# proportions: p = %.4g\n", p);
	return check(p > P_LEAST, "70 to 20 to 10");
}

/* Between a call and the end of its prologue, a chain is short of a frame. */
static void check_chains(const struct profile *profile)
{
	check(profile->hot_chains >= 0.99 * profile->hots, "whole chains of the hot functions");
	check(profile->ask_chains >= 0.99 * profile->asks, "whole chains of the system call");
	/* The rest is on its way in and out. */
	check(profile->asks > 0 && profile->kernel_chains >= 0.8 * profile->asks &&
	      profile->read_chains >= 0.5 * profile->asks,
	      "kernel functions under the system call");
}

/* perf's weights are all 1, and what it costs itself differs: the kernel's share may, a little. */
static bool check_against_perf(const struct profile *profile, const struct profile *perf)
{
	double p = chance_of_same(profile, perf);
	double shares = profile->asks / profile->all - perf->asks / perf->all;
	bool good;

	printf("# against perf: p = %.4g, ask_kernel %+.2f%%\n", p, 100 * shares);
	good = check(p > P_LEAST, "proportions as perf has them");
	good &= check(fabs(shares) < 0.1, "share of the kernel as perf has it");
	check(!strcmp(hottest_leaf(profile), hottest_leaf(perf)),
	      "hottest kernel function as perf has it");
	return good;
}

static FILE *open_or_die(const char *path)
{
	FILE *file = fopen(path, "r");

	if (file)
		return file;
	perror(path);
	exit(1);
}

int main(int argc, char **argv)
{
	static struct profile profile, perf;
	bool lucky;

	if (argc < 4 || argc > 5) {
		fprintf(stderr, "usage: check_known NAME ROOT FOLDED [PERF]\n");
		return 2;
	}
	printf("TAP version 13\n1..%d\n", argc == 5 ? 8 : 5);
	read_folded(&profile, open_or_die(argv[3]), argv[1], argv[2]);
	show("flamerec", &profile);
	check(profile.hots >= 500, "enough samples");
	lucky = check_proportions(&profile);
	check_chains(&profile);
	if (argc == 5) {
		read_perf(&perf, open_or_die(argv[4]), argv[1], argv[2]);
		show("perf", &perf);
		lucky &= check_against_perf(&profile, &perf);
	}
	if (!wrong)
		return 0;
	return lucky ? 1 : 3;
}
