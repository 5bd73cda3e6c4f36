// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings on when code ran: not at all, in softirqs, with interrupts off.
 */
#include <stdlib.h>

#include "analyze/subject.h"
#include "util/alloc.h"

/* Machines that slept less are not worth a word. */
#define IDLE 0.5

#define SHOWN 4

static const struct pattern idle = {
	.id = "idle",
	.means =
	"CPUs slept. The other shares are of the samples when they did not; programs that are "
	"slow on an idle machine wait for something, which a CPU profile can't show.",
	.advice =
	"Look at what they wait for: an off-CPU profile, strace -c -w, iostat.",
};

static const struct pattern softirq = {
	.id = "softirq",
	.means =
	"Work that interrupts have left behind (network, timers, block devices) runs in between, "
	"or at the cost of, the program whose name stands at the root.",
	.advice =
	"See which it is by the functions above; for network, GRO, fewer and larger packets, RSS "
	"or RPS over more CPUs, irqbalance; threaded NAPI to give it CPUs of its own.",
};

static const struct pattern late = {
	.id = "interrupts-off",
	.means =
	"The sample came late, as interrupts were off: the time belongs to what ran before the "
	"function that turned them on again.",
	.advice =
	"Look at the callers of the functions that are named: what they do between "
	"local_irq_disable or spin_lock_irqsave and the end of it. In a virtual machine, the host "
	"may have held the CPU up.",
};

static int compare_late(const void *a, const void *b)
{
	const struct hot *x = *(const struct hot *const *)a, *y = *(const struct hot *const *)b;

	return x->late < y->late ? 1 : -(x->late > y->late);
}

static void find_late(const struct subject *subject, struct findings *findings)
{
	const struct hot_list *list = &subject->functions;
	const struct hot **hot;
	struct finding *finding;
	double sum = 0;

	for (size_t i = 0; i < list->count; i++)
		sum += list->hot[i].late;
	if (!sum || sum < subject->min_share * list->samples)
		return;
	if (subject->recorded.held_up)
		finding = findings_add(findings, &late, sum, list->samples, POSSIBLE,
				       "late samples; but user mode was late, too: the CPUs were "
				       "held up from outside");
	else
		finding = findings_add(findings, &late, sum, list->samples, SURE, "interrupts off");
	hot = xcalloc(list->count, sizeof(*hot));
	for (size_t i = 0; i < list->count; i++)
		hot[i] = &list->hot[i];
	qsort(hot, list->count, sizeof(*hot), compare_late);
	for (size_t i = 0; i < list->count && i < SHOWN && hot[i]->late; i++)
		finding_evidence(finding, hot[i]->late, hot[i]->name);
	free(hot);
}

/* Samples below the outermost [softirq] markers; and in each function behind one, by name. */
static double sum_softirqs(const struct tree *tree, double *behind)
{
	bool *below = xcalloc(tree->count, sizeof(*below));
	double sum = 0;

	for (size_t i = 1; i < tree->count; i++) {
		uint32_t parent = tree->node[i].parent;
		bool marker = hot_is_marker(tree, i, "[softirq");

		below[i] = below[parent] || marker;
		if (marker && !below[parent])
			sum += tree->node[i].total;
		else if (below[i] && hot_is_marker(tree, parent, "[softirq"))
			behind[tree->node[i].name] += tree->node[i].total;
	}
	free(below);
	return sum;
}

static void find_softirq(const struct subject *subject, struct findings *findings)
{
	const struct tree *tree = subject->tree;
	double *behind = xcalloc(tree->names.count, sizeof(*behind));
	double sum = sum_softirqs(tree, behind);
	struct finding *finding;

	if (sum && sum >= subject->min_share * tree->node[0].total) {
		finding = findings_add(findings, &softirq, sum, tree->node[0].total, SURE,
				       "softirqs");
		for (int shown = 0; shown < SHOWN; shown++) {
			uint32_t most = 0;

			for (uint32_t i = 1; i < tree->names.count; i++)
				most = behind[i] > behind[most] ? i : most;
			if (!behind[most])
				break;
			finding_evidence(finding, behind[most], strpool_get(&tree->names, most));
			behind[most] = 0;
		}
	}
	free(behind);
}

void find_contexts(const struct subject *subject, struct findings *findings)
{
	double all = subject->tree->node[0].total + subject->idle;

	if (subject->idle && subject->idle >= IDLE * all)
		findings_add(findings, &idle, subject->idle, all, SURE,
			     "CPUs were idle, of all samples");
	find_softirq(subject, findings);
	find_late(subject, findings);
}
