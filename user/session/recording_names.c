// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names while sampling goes on. To read a large file's symbols may take a small machine seconds,
 * and programs that begin meanwhile want their unwind tables at once: so this is the worker's.
 */
#include "session/clock.h"
#include "session/keep.h"
#include "session/recording.h"

/* Names go to the capture after so long, then at doubling intervals: a crash costs few of them. */
#define NAMES_NS_MIN (4 * NS_PER_S)
#define NAMES_NS_MAX (32 * NS_PER_S)
#define NAMES_NS_BEFORE_END (8 * NS_PER_S)

/* No longer at a time: what else is about names waits for that, as files of generated code. */
#define NAMES_NS_AT_ONCE (NS_PER_S / 4)

/* Where it fails, frames say so, and the identity has a notice. */
bool recording_load_kallsyms(struct recording *recording)
{
	uint64_t modules = profile_counts(recording->profile)->modules;
	/* Programs of BPF come without a record. */
	bool missed = resolver_kernel_missed(recording->resolver) &&
		      recording->kallsyms == KALLSYMS_SHOWN;

	if (recording->has_kallsyms && recording->kallsyms_modules == modules && !missed)
		return false;
	recording->has_kallsyms = true;
	recording->kallsyms_modules = modules;
	resolver_load_kallsyms(recording->resolver, "/proc/kallsyms");
	return true;
}

/* --- in the worker */

struct slice {
	struct worker *worker;
	uint64_t until_ns;
};

static bool goes_on(void *arg)
{
	const struct slice *slice = arg;

	return now_ns() < slice->until_ns && !worker_is_awaited(slice->worker);
}

static void name_some(struct recording *recording)
{
	struct slice slice = { &recording->worker, now_ns() + NAMES_NS_AT_ONCE };
	int left;

	/* What was left belongs to the names that it was read for. */
	if (!recording->names_left)
		recording_load_kallsyms(recording);
	left = keep_new_names(&recording->kept, recording->profile, recording->resolver,
			      recording->outputs.capture, goes_on, &slice);
	recording->names_failed = left < 0;
	/* Again where addresses without a name make it read the kernel's names again. */
	recording->names_left = left > 0 || (!left && recording_load_kallsyms(recording));
}

static void work(void *arg)
{
	struct recording *recording = arg;

	backlog_work_off(&recording->counting, profile_records, recording->profile);
	if (recording->names_wanted)
		name_some(recording);
}

/* --- beside it */

/* Precondition: the worker is idle, and so @counting is empty. */
static void start_work(struct recording *recording, bool names)
{
	struct backlog empty = recording->counting;

	recording->counting = recording->backlog;
	recording->backlog = empty;
	recording->names_wanted = names;
	worker_start(&recording->worker, work, recording);
}

int recording_count_later(struct recording *recording, unsigned int cpu, const void *data,
			  size_t bytes)
{
	if (!backlog_has_room(&recording->backlog, bytes)) {
		worker_wait(&recording->worker);
		start_work(recording, false);
	}
	/* More than fits at all is counted at once, behind what came before. */
	if (!backlog_has_room(&recording->backlog, bytes))
		worker_wait(&recording->worker);
	return backlog_add(&recording->backlog, cpu, data, bytes, profile_records,
			   recording->profile);
}

void recording_name_from(struct recording *recording, uint64_t now)
{
	recording->names_interval_ns = NAMES_NS_MIN;
	recording->next_names_ns = now + NAMES_NS_MIN;
}

/* It takes a while. Just before the end, that would only delay it. */
static bool is_due(const struct recording *recording, uint64_t now)
{
	if (recording->end_ns && recording->end_ns - now < NAMES_NS_BEFORE_END)
		return false;
	return recording->names_left || now >= recording->next_names_ns;
}

static void begin_names(struct recording *recording, uint64_t now)
{
	jit_follow_all(&recording->jit, recording->resolver);
	if (recording->outputs.capture &&
	    tables_keep(&recording->tables, recording->outputs.capture))
		recording->failed = true;
	recording->next_names_ns = now + recording->names_interval_ns;
	if (recording->names_interval_ns < NAMES_NS_MAX)
		recording->names_interval_ns *= 2;
}

void recording_name_in_time(struct recording *recording, uint64_t now)
{
	if (!worker_is_idle(&recording->worker))
		return;
	hold_now(&recording->held, recording->resolver);
	resolver_review_held(recording->resolver, now);
	jit_follow_new(&recording->jit, recording->resolver, now);
	if (recording->names_failed)
		recording->failed = true;
	if (recording->failed || !is_due(recording, now))
		return;
	if (!recording->names_left)
		begin_names(recording, now);
	if (recording->outputs.capture && !recording->failed)
		start_work(recording, true);
}

void recording_settle(struct recording *recording)
{
	worker_wait(&recording->worker);
	hold_now(&recording->held, recording->resolver);
	backlog_work_off(&recording->backlog, profile_records, recording->profile);
	if (recording->names_failed)
		recording->failed = true;
}

int recording_name_all(struct recording *recording)
{
	recording_load_kallsyms(recording);
	if (tables_keep(&recording->tables, recording->outputs.capture))
		return -1;
	return keep_new_names(&recording->kept, recording->profile, recording->resolver,
			      recording->outputs.capture, NULL, NULL);
}
