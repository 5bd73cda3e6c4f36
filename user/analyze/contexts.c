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
	"idle",
	"CPUs slept. The other shares are of the samples when they did not; programs that are slow "
	"on an idle machine wait for something, which a CPU profile can't show.",
	"Look at what they wait for: an off-CPU profile, strace -c -w, iostat.", false,
};

static const struct pattern softirq = {
	"softirq",
	"Work that interrupts have left behind (network, timers, block devices) runs in between, or "
	"at the cost of, the program whose name stands at the root.",
	"See which it is by the functions above; for network, GRO, fewer and larger packets, RSS or "
	"RPS over more CPUs, irqbalance; threaded NAPI to give it CPUs of its own.", false,
};

static const struct pattern late = {
	"interrupts-off",
	"The sample came late, as interrupts were off: the time belongs to what ran before the "
	"function that turned them on again.",
	"Look at the callers of the functions that are named: what they do between local_irq_disable "
	"or spin_lock_irqsave and the end of it. In a virtual machine, the host may have held the "
	"CPU up.", false,
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
	finding = findings_add(findings, &late, sum, list->samples, SURE, "interrupts off");
	hot = xcalloc(list->count, sizeof(*hot));
	for (size_t i = 0; i < list->count; i++)
		hot[i] = &list->hot[i];
	qsort(hot, list->count, sizeof(*hot), compare_late);
	for (size_t i = 0; i < list->count && i < SHOWN && hot[i]->late; i++)
		finding_evidence(finding, hot[i]->late, hot[i]->name);
	free(hot);
}

static void find_softirq(const struct subject *subject, struct findings *findings)
{
	const struct tree *tree = subject->tree;
	bool *below = xcalloc(tree->count, sizeof(*below));
	struct finding *finding;
	uint32_t heaviest = 0;
	double sum = 0;

	for (size_t i = 1; i < tree->count; i++) {
		bool above = below[tree->node[i].parent];

		below[i] = above || hot_is_marker(tree, i, "[softirq");
		if (!below[i] || above)
			continue;
		sum += tree->node[i].total;
		if (!heaviest || tree->node[i].total > tree->node[heaviest].total)
			heaviest = i;
	}
	free(below);
	if (!sum || sum < subject->min_share * tree->node[0].total)
		return;
	finding = findings_add(findings, &softirq, sum, tree->node[0].total, SURE, "softirqs");
	for (uint32_t i = tree->node[heaviest].first_child; i; i = tree->node[i].next_sibling) {
		if (tree->node[i].total >= subject->min_share * tree->node[0].total)
			finding_path(finding, tree->node[i].total, tree, i);
	}
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
