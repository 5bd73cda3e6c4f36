/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording: from a configured device to the end of sampling.
 */
#ifndef FLAMEREC_SESSION_RECORDING_H
#define FLAMEREC_SESSION_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/device.h"
#include "profile/profile.h"
#include "session/backlog.h"
#include "session/command.h"
#include "session/hold.h"
#include "session/hold_later.h"
#include "session/identity.h"
#include "session/jit_follow.h"
#include "session/keep_files.h"
#include "session/kernel_identity.h"
#include "session/kernel_names.h"
#include "session/options.h"
#include "session/outputs.h"
#include "session/progress.h"
#include "session/raw_stacks.h"
#include "session/tables.h"
#include "session/targets.h"
#include "session/totals.h"
#include "session/worker.h"
#include "symbol/resolver.h"

/**
 * struct recording - all that takes part in it
 * @device: the device
 * @options: what was asked for
 * @outputs: where results go; its capture is written while sampling
 * @identity: what this is a recording of
 * @profile, @resolver, @walker: what was recorded, its names, and who walks its stacks
 * @kept: the files that the capture tells of
 * @backlog: records that nobody has counted yet
 * @worker: counts records and finds names while sampling goes on. As long as it is busy, @profile,
 *	@resolver, @walker, @kept and @counting are its own
 * @counting: the records that it counts
 * @held: files that @resolver is to hold
 * @tables: the unwind tables that the module has
 * @holder: opens what may be out of reach soon, where there are no tables
 * @jit: the programs that may generate code
 * @command: the command that is sampled, if any
 * @targets: the processes that were named, if any
 * @totals: the module's counts at the end
 * @seconds: how long sampling went on
 * @failed: something went wrong on the way, and the user was told
 */
struct recording {
	struct device device;
	const struct options *options;
	struct outputs outputs;
	struct identity identity;
	struct profile *profile;
	struct kept_files kept;
	struct backlog backlog;
	struct worker worker;
	struct backlog counting;
	struct held_files held;
	struct resolver *resolver;
	struct stack_walker *walker;
	struct tables tables;
	struct holder holder;
	struct jit_follow jit;
	struct command command;
	struct targets targets;
	struct totals totals;
	double seconds;
	bool failed;

	/* Used while it runs. */
	bool is_sampling;
	struct progress progress;
	uint64_t end_ns;
	uint64_t next_names_ns;
	uint64_t names_interval_ns;
	bool names_wanted;	/* of the worker */
	bool names_left;	/* there was no time for all of them */
	bool names_failed;	/* the capture takes no more */
	enum kallsyms_state kallsyms;
	bool has_kallsyms;
	uint64_t kallsyms_modules;	/* that had been loaded when kallsyms was read */
	struct kernel_question question;
};

/**
 * recording_prepare() - everything up to the start, so that what can go wrong goes wrong before
 * @recording: all zero but for the outputs; its device closed (fd is -1)
 * @options: what was asked for; must outlive the recording
 * @name: of the command: "flamerec record"
 * @args: its arguments, ended by NULL, for the capture
 *
 * Return: 0, or -1 after saying what is wrong. Either way recording_free() is due.
 */
int recording_prepare(struct recording *recording, const struct options *options,
		      const char *name, char *const *args);

/**
 * recording_run() - sample until the end has come
 * @recording: a prepared recording
 *
 * The end is that of the time, the command or the processes, or SIGINT, SIGTERM or SIGHUP.
 * What was sampled is in @recording and in the capture afterwards, also where -1 is returned.
 *
 * Return: 0, or -1 after saying what is wrong; nothing was sampled then, or not all.
 */
int recording_run(struct recording *recording);

/* Names for the capture, and its end. Return: 0, or -1 after saying what is wrong. */
int recording_close_capture(struct recording *recording);

/*
 * Read the names of the kernel's functions, again if code has come: before folding. Return: whether
 * they were read.
 */
bool recording_load_kallsyms(struct recording *recording);

void recording_free(struct recording *recording);

/* Between the files of a recording: */

/* Let checked records wait to be counted. Return: 0, or -1 after saying what is wrong. */
int recording_count_later(struct recording *recording, unsigned int cpu, const void *data,
			  size_t bytes);

/* Names go to the capture from now on. */
void recording_name_from(struct recording *recording, uint64_t now);

/* What is due at @now for names, now and then; it does not wait for them. */
void recording_name_in_time(struct recording *recording, uint64_t now);

/* Wait for the worker: all records are counted then, and all is the caller's again. */
void recording_settle(struct recording *recording);

/* Write all names to the capture that it lacks. Return: 0, or -1 after saying what is wrong. */
int recording_name_all(struct recording *recording);

#endif
