// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stops a program at random moments and compares its stack as our walk finds it with what elfutils'
 * unwinder finds.
 *
 * Usage: compare SEED STACKS PROGRAM [ARGUMENT...]
 *
 * Prints one line, "stacks N agree N further N beyond N both_cut N differ N whole N", and before it
 * what is to be known of each stack that differs. The status is 0 where STACKS stacks were
 * compared, whatever came out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack.h"

/* So many differences are told in full. */
#define SHOWN 8
/* Behind each stop at a random moment come so many after a few instructions each. */
#define BURSTS 8
#define BURST_STEPS 12
/* A program that ends is started again. */
#define STARTS 200

enum verdict {
	AGREE,		/* the same frames */
	FURTHER,	/* elfutils gave up; ours has all of its frames, and more */
	BEYOND,		/* ours is whole; elfutils went on to where no code is, and gave up */
	BOTH_CUT,	/* the same frames, and elfutils gave up there */
	DIFFER,
	VERDICTS
};

struct score {
	unsigned long stacks;
	unsigned long verdict[VERDICTS];
	unsigned long whole;
	unsigned int starts;
};

static unsigned int common(const struct chain *a, const struct chain *b)
{
	unsigned int i;

	for (i = 0; i < a->n && i < b->n && a->ip[i] == b->ip[i]; i++)
		;
	return i;
}

static bool at_limit(const struct chain *chain)
{
	return chain->n == FRAMES_MAX;
}

static enum verdict judge(const struct ours *ours, const struct chain *mine,
			  const struct chain *yours)
{
	unsigned int same = common(mine, yours);
	bool yours_ended = yours->whole || at_limit(yours);

	if (same == yours->n && !yours_ended)
		return mine->n > same ? FURTHER : BOTH_CUT;
	if (same == mine->n && same == yours->n)
		return AGREE;
	if (same == mine->n && mine->whole && !yours_ended && yours->n == same + 1 &&
	    !ours_is_code(ours, yours->ip[same]))
		return BEYOND;
	return DIFFER;
}

static void show_chain(const struct ours *ours, const char *who, const struct chain *chain,
		       unsigned int from)
{
	unsigned int i = from > 1 ? from - 2 : 0;

	printf("#   %s, %u frames, %s:", who, chain->n, chain->how);
	for (; i < chain->n && i < from + 3; i++)
		printf(" %s%s", ours_name(ours, chain->ip[i]),
		       i && !ours_after_call(ours, chain->ip[i]) ? "(no call)" : "");
	printf("\n");
}

static void show_difference(const struct ours *ours, const struct chain *mine,
			    const struct chain *yours)
{
	unsigned int same = common(mine, yours);

	printf("# differs at frame %u, interrupted at %s\n", same, ours_name(ours, mine->ip[0]));
	show_chain(ours, "ours", mine, same);
	show_chain(ours, "elfutils", yours, same);
}

/* Return: false where the thread is about to end. */
static bool compare(struct ours *ours, struct theirs **theirs, pid_t pid, pid_t tid,
		    struct score *score)
{
	static struct chain mine, yours;
	enum verdict verdict;

	if (ours_look(ours)) {
		theirs_free(*theirs);
		*theirs = theirs_new(pid);
	}
	if (!*theirs || !ours_walk(ours, tid, &mine))
		return false;
	theirs_walk(*theirs, tid, &yours);
	verdict = judge(ours, &mine, &yours);
	score->stacks++;
	score->whole += mine.whole;
	score->verdict[verdict]++;
	if (verdict == DIFFER && score->verdict[DIFFER] <= SHOWN)
		show_difference(ours, &mine, &yours);
	return true;
}

/* One run of the program. Return: false where it can't be started. */
static bool run(char **argv, unsigned long stacks, struct score *score)
{
	struct theirs *theirs = NULL;
	pid_t pid = tracee_start(argv), tid;
	struct ours *ours;

	if (pid < 0)
		return false;
	ours = ours_new(pid);
	while (score->stacks < stacks && (tid = tracee_stop(pid))) {
		for (int i = 0; i < BURSTS && compare(ours, &theirs, pid, tid, score); i++) {
			if (!tracee_step(tid, 1 + random() % BURST_STEPS))
				break;
		}
		tracee_continue(tid);
	}
	theirs_free(theirs);
	ours_free(ours);
	tracee_end(pid);
	score->starts++;
	return true;
}

int main(int argc, char **argv)
{
	struct score score = { 0 };
	unsigned long stacks;

	if (argc < 4) {
		fprintf(stderr, "Usage: compare SEED STACKS PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	srandom(strtoul(argv[1], NULL, 0));
	stacks = strtoul(argv[2], NULL, 0);
	while (score.stacks < stacks && score.starts < STARTS) {
		if (!run(argv + 3, stacks, &score))
			break;
	}
	printf("stacks %lu agree %lu further %lu beyond %lu both_cut %lu differ %lu whole %lu\n",
	       score.stacks, score.verdict[AGREE], score.verdict[FURTHER], score.verdict[BEYOND],
	       score.verdict[BOTH_CUT], score.verdict[DIFFER], score.whole);
	return score.stacks < stacks;
}
