// SPDX-License-Identifier: GPL-2.0-only
/*
 * flamesamp: a sampling profiler for machines that have no perf.
 *
 * From the timer to the reader:
 *
 *	sampler.c	a timer on each CPU: what was interrupted, is it in the scope?
 *	scope.c		which processes, cgroup, CPUs a session samples
 *	idle.c		idle CPUs: recognised, and left asleep
 *	callchain.c	the chain: unwind_kernel.c, unwind_user.c, unwind_by_tables.c, arch_*.h
 *	threads.c	what is remembered of threads: their last stack, and how it was found
 *			(unwind_memo.h, kernel_memo.c)
 *	stacktab.c	stacks that the ring has defined already
 *	stack_code.c	the code of those that it has not
 *	raw_stack.c	a piece of the stack, where no table tells of it
 *	programs.c	programs that the ring has named already
 *	maps.c		their memory maps
 *	spaces.c	and the code in them: ranges, for
 *	tables.c	the unwind tables, and the files that they are bound to
 *	sideband.c	exec, fork, exit, new names, modules
 *	probes.c	the tracepoints that tell of these, and of idle CPUs
 *	emit.c		records
 *	ring.c		into the ring
 *	wakeup.c	and the reader is woken
 *	ring_mmap.c	who has mapped the ring
 *	symbols.c	names of the kernel addresses in it
 *
 * session.c holds it together, cpuhp.c follows CPUs that come and go, limits.c keeps sessions from
 * taking too much, dev.c is the file.
 */
#include <linux/module.h>

#include "cpuhp.h"
#include "dev.h"
#include "idle.h"
#include "maps.h"
#include "sideband.h"

static int __init flamesamp_init(void)
{
	int err;

	err = fsamp_maps_load();
	if (err)
		return err;
	fsamp_idle_load();
	err = fsamp_sideband_load();
	if (err)
		goto no_sideband;
	err = fsamp_cpuhp_load();
	if (err)
		goto no_cpuhp;
	err = fsamp_dev_load();
	if (err)
		goto no_dev;
	return 0;

no_dev:
	fsamp_cpuhp_unload();
no_cpuhp:
	fsamp_sideband_unload();
no_sideband:
	fsamp_idle_unload();
	fsamp_maps_unload();
	return err;
}

/* Each session holds a reference to the module: there is none when this runs. */
static void __exit flamesamp_exit(void)
{
	fsamp_dev_unload();
	fsamp_cpuhp_unload();
	fsamp_sideband_unload();
	fsamp_idle_unload();
	fsamp_maps_unload();
}

module_init(flamesamp_init);
module_exit(flamesamp_exit);

MODULE_DESCRIPTION("Sampling profiler: kernel and user call chains through /dev/flamesamp");
MODULE_AUTHOR("The flamesamp developers");
MODULE_LICENSE("GPL v2");
MODULE_VERSION(FLAMESAMP_VERSION);
