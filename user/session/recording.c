// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "session/clock.h"
#include "session/recording.h"
#include "session/signals.h"
#include "util/error.h"

/*
 * Longest sleep: what programs have mapped is looked at that soon, as they may end a second later.
 * And what is in the rings is in the capture by then, should we be killed.
 */
#define WAIT_MS_MAX 250

static int open_cgroup(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error("%s: not a control group: %s; give a directory of the cgroup v2 "
			     "hierarchy, as below /sys/fs/cgroup", path, strerror(errno));
	return fd;
}

static uint32_t way_to_unwind(const struct recording *recording)
{
	const struct options *options = recording->options;

	/* No user stacks are walked: the module need not follow what programs map. */
	if (options->kernel_only)
		return FLAMESAMP_UNWIND_FRAME_POINTERS;
	if (options->unwind != FLAMESAMP_UNWIND_TABLES ||
	    recording->device.hello.features & FLAMESAMP_FEATURE_TABLES)
		return options->unwind;
	notice("the module can't unwind by tables on this kernel, and follows frame pointers; "
	       "compile what you want to see with -fno-omit-frame-pointer");
	return FLAMESAMP_UNWIND_FRAME_POINTERS;
}

static int configure(struct recording *recording)
{
	const struct options *options = recording->options;
	uint32_t command_pid = recording->command.pid;
	struct flamesamp_config config = {
		.hz = options->hz,
		.ring_bytes = options->ring_bytes,
		.stacks = options->stacks,
		.flags = (options->kernel_only ? FLAMESAMP_ONLY_KERNEL : 0) |
			 (options->user_only ? FLAMESAMP_ONLY_USER : 0) |
			 (recording->kallsyms != KALLSYMS_SHOWN ? FLAMESAMP_NAME_KERNEL : 0),
		.pids = (uintptr_t)options->pids,
		.npids = options->npids,
		.cgroup_fd = -1,
		.cpus = (uintptr_t)options->cpus,
		.cpus_bytes = options->cpus_bytes,
		.unwind = way_to_unwind(recording),
	};
	int result;

	if (config.unwind == FLAMESAMP_UNWIND_TABLES)
		config.stack_bytes = options->stack_bytes;
	if (command_pid && !options->system_wide) {
		config.pids = (uintptr_t)&command_pid;
		config.npids = 1;
	}
	if (options->cgroup) {
		config.cgroup_fd = open_cgroup(options->cgroup);
		if (config.cgroup_fd < 0)
			return -1;
	}
	result = device_configure(&recording->device, &config);
	if (options->cgroup)
		close(config.cgroup_fd);
	return result;
}

/*
 * What is open then can be named when its process has ended; see resolver_hold(). Most of what ran
 * before the start will not be replaced.
 */
static void hold(void *arg, const struct object *object, int fd, bool is_ours)
{
	struct recording *recording = arg;

	if (is_ours && !recording->is_sampling)
		return;
	hold_later(&recording->held, object, fd, is_ours, now_ns());
	if (worker_is_idle(&recording->worker))
		hold_now(&recording->held, recording->resolver);
}

/* For what runs now, as far as it is in scope; what comes later is seen to while sampling. */
static void make_tables(struct recording *recording)
{
	const struct options *options = recording->options;
	/* Our own parent, most often a shell, has libraries that the command will have, too. */
	const uint32_t near[] = { recording->command.pid, getppid() };

	if (recording->device.config.unwind != FLAMESAMP_UNWIND_TABLES) {
		recording->holder.hold = hold;
		recording->holder.arg = recording;
		return;
	}
	recording->tables.hold = hold;
	recording->tables.hold_arg = recording;
	recording->tables.device = &recording->device;
	if (options->command && !options->system_wide)
		tables_scan(&recording->tables, near, 2);
	else
		tables_scan(&recording->tables, options->pids, options->npids);
	if (options->command)
		tables_scan_command(&recording->tables, options->command[0]);
}

static int write_identity(struct recording *recording)
{
	const struct identity *identity = &recording->identity;

	for (size_t i = 0; i < identity->count; i++) {
		if (fsc_write_identity(recording->outputs.capture, identity->entry[i].key,
				       identity->entry[i].value))
			return -1;
	}
	return 0;
}

/* Where /proc/kallsyms shows nothing, others may know: the module, a vmlinux, a System.map. */
static int set_up_kernel_names(struct recording *recording)
{
	struct resolver *resolver = recording->resolver;

	if (kernel_names_set_up(resolver, &recording->identity, &recording->options->naming, true))
		return -1;
	if (recording->kallsyms == KALLSYMS_SHOWN || recording->options->user_only)
		return 0;
	if (recording->device.can_name_kernel) {
		recording->question.device = &recording->device;
		resolver_ask_kernel(resolver, kernel_names_ask, &recording->question);
		return 0;
	}
	if (resolver_check_vmlinux(resolver) == KERNEL_FITS ||
	    resolver_check_system_map(resolver) == KERNEL_FITS)
		return 0;
	notice("kernel functions will show as addresses: %s; give the kernel's --vmlinux or "
	       "--system-map, as root",
	       recording->kallsyms == KALLSYMS_HIDDEN ?
	       "kernel.kptr_restrict hides them from you, run as root with 'sysctl "
	       "kernel.kptr_restrict=1'" : "there is no /proc/kallsyms");
	return 0;
}

int recording_prepare(struct recording *recording, const struct options *options,
		      const char *name, char *const *args)
{
	recording->options = options;
	recording->kallsyms = kernel_kallsyms("");
	if (targets_open(&recording->targets, options->pids, options->npids))
		return -1;
	if (device_open(&recording->device, options->device))
		return -1;
	if (options->command && command_prepare(&recording->command, options->command))
		return -1;
	if (configure(recording) || outputs_open(&recording->outputs))
		return -1;
	identity_collect(&recording->identity, &recording->device, options, name, args);
	if (recording->outputs.capture && write_identity(recording))
		return -1;
	recording->profile = profile_new(recording->device.config.hz);
	if (outputs_want(&recording->outputs) & STACKS_EACH)
		profile_keep_samples(recording->profile);
	recording->resolver = resolver_new();
	resolver_set_places(recording->resolver, &options->naming.places);
	profile_set_live(recording->profile);
	profile_set_style(recording->profile, &options->naming.style);
	recording->walker = stack_walker_new(recording->resolver);
	profile_set_walker(recording->profile, stack_walker_walk, recording->walker);
	if (set_up_kernel_names(recording))
		return -1;
	/* Names will be asked for while sampling: reading them then would be in the picture. */
	if (recording->outputs.capture)
		recording_load_kallsyms(recording);
	/* Last: what begins to run before the start is not known yet. */
	make_tables(recording);
	if (recording->outputs.capture)
		return tables_keep(&recording->tables, recording->outputs.capture);
	return 0;
}

/* Fits records_fn. The file comes first: should memory run out, it has what was captured. */
static int take_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	struct recording *recording = arg;

	if (recording->outputs.capture &&
	    fsc_write_records(recording->outputs.capture, cpu, data, bytes))
		recording->failed = true;
	tables_take(&recording->tables, data, bytes);
	holder_take(&recording->holder, data, bytes);
	jit_follow_take(&recording->jit, data, bytes);
	return recording_count_later(recording, cpu, data, bytes);
}

static int wait_ms(const struct recording *recording, uint64_t now)
{
	uint64_t left_ms = WAIT_MS_MAX;

	if (recording->end_ns && (recording->end_ns - now + NS_PER_MS - 1) / NS_PER_MS < left_ms)
		left_ms = (recording->end_ns - now + NS_PER_MS - 1) / NS_PER_MS;
	return left_ms;
}

/* With a command, it decides what a signal means, and its end ends us. */
static bool told_to_end(struct recording *recording)
{
	bool for_all;
	int signal = signals_take(&for_all);

	if (!signal)
		return false;
	if (!recording->command.pid)
		return true;
	if (!for_all)
		command_signal(&recording->command, signal);
	return false;
}

static bool is_time(const struct recording *recording, uint64_t now)
{
	return recording->end_ns && now >= recording->end_ns;
}

static bool is_over(struct recording *recording, uint64_t now)
{
	/* A capture that takes no more is no reason to end while there is a picture to draw. */
	if (recording->failed && !recording->outputs.pictures)
		return true;
	return told_to_end(recording) || command_ended(&recording->command) ||
	       targets_ended(&recording->targets) || is_time(recording, now);
}

static int sample(struct recording *recording)
{
	struct device *device = &recording->device;
	uint64_t now = now_ns();

	while (!is_over(recording, now)) {
		int asked = device_wait(device, wait_ms(recording, now));

		if (asked < 0)
			return -1;
		if (asked)
			tables_ask(&recording->tables);
		now = now_ns();
		/* What is in the rings can wait until sampling has stopped; the stop is due now. */
		if (is_time(recording, now))
			break;
		if (device_drain(device, take_records, recording))
			return -1;
		/* Before all else: samples go without until then. */
		tables_follow(&recording->tables);
		holder_follow(&recording->holder);
		recording_name_in_time(recording, now);
		progress_update(&recording->progress, device);
	}
	return 0;
}

static int start(struct recording *recording)
{
	uint64_t now;

	signals_catch();
	recording->is_sampling = true;
	if (device_start(&recording->device))
		return -1;
	/* Not before: on a busy machine it takes half a second until the CPUs begin. */
	now = now_ns();
	if (recording->options->seconds > 0)
		recording->end_ns = now + recording->options->seconds * NS_PER_S;
	recording_name_from(recording, now);
	progress_start(&recording->progress, now);
	if (!recording->command.pid)
		return 0;
	return command_go(&recording->command, recording->options->command[0]);
}

int recording_run(struct recording *recording)
{
	struct device *device = &recording->device;
	int result;

	if (start(recording))
		return -1;
	result = sample(recording);
	recording->seconds = (now_ns() - recording->progress.start_ns) / (double)NS_PER_S;
	if (device_stop(device) ||
	    (!result && device_drain(device, take_records, recording)))
		result = -1;
	recording_settle(recording);
	jit_follow_all(&recording->jit, recording->resolver);
	progress_end(&recording->progress);
	signals_release();
	/* Once more at the end: code may have come to where other code was before. */
	recording->has_kallsyms = false;
	totals_read(&recording->totals, device);
	if (result)
		recording->failed = true;
	return result;
}

static int write_stats(struct recording *recording)
{
	struct flamesamp_stats stats;

	for (unsigned int cpu = 0; cpu < recording->device.cpus; cpu++) {
		if (!recording->device.rings[cpu].data ||
		    device_stats(&recording->device, cpu, &stats))
			continue;
		if (fsc_write_stats(recording->outputs.capture, &stats))
			return -1;
	}
	return 0;
}

int recording_close_capture(struct recording *recording)
{
	struct fsc_writer *capture = recording->outputs.capture;
	char seconds[32];
	int result = 0;

	if (!capture)
		return 0;
	snprintf(seconds, sizeof(seconds), "%.3f", recording->seconds);
	if (recording_name_all(recording) || write_stats(recording) ||
	    fsc_write_identity(capture, "seconds", seconds))
		result = -1;
	if (fsc_close(capture))
		result = -1;
	recording->outputs.capture = NULL;
	return result;
}

void recording_free(struct recording *recording)
{
	worker_free(&recording->worker);
	command_finish(&recording->command);
	targets_free(&recording->targets);
	tables_free(&recording->tables);
	holder_free(&recording->holder);
	held_files_free(&recording->held);
	jit_follow_free(&recording->jit);
	device_close(&recording->device);
	outputs_free(&recording->outputs);
	identity_free(&recording->identity);
	profile_free(recording->profile);
	kept_files_free(&recording->kept);
	backlog_free(&recording->backlog);
	backlog_free(&recording->counting);
	resolver_free(recording->resolver);
	stack_walker_free(recording->walker);
}
