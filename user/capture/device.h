/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /dev/flamesamp: open, shake hands, configure, map, give unwind tables, start, drain, stop, ask
 * for names.
 */
#ifndef FLAMEREC_CAPTURE_DEVICE_H
#define FLAMEREC_CAPTURE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

#include "capture/ring.h"

struct device {
	int fd;
	const char *path;
	struct flamesamp_hello hello;
	struct flamesamp_config config;	/* as the module uses it, after device_configure() */
	struct ring *rings;		/* one a CPU number; not mapped for impossible CPUs */
	unsigned int cpus;
	bool can_name_kernel;		/* device_symbol() is allowed, after device_configure() */
};

/**
 * device_open() - open a device and compare versions
 * @device: filled in
 * @path: "/dev/flamesamp"; not copied
 *
 * Return: 0, or -1 after saying in one line what is wrong and what to do (no module loaded, no
 * permission, not a flamesamp device, other ABI version).
 */
int device_open(struct device *device, const char *path);

/**
 * device_configure() - set scope and rate, and map the rings
 * @device: an open device
 * @config: wishes; @config->abi is filled in here
 *
 * FLAMESAMP_NAME_KERNEL is a wish that may fail, without words: where the module or the kernel has
 * no names, or the caller no CAP_SYSLOG, the session goes without. @device->can_name_kernel tells.
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int device_configure(struct device *device, const struct flamesamp_config *config);

/* Return: 0, or -1 after saying what is wrong. */
int device_start(struct device *device);
int device_stop(struct device *device);

/**
 * device_upload() - give the module an unwind table
 * @device: a configured or running device
 * @data: the table, see <linux/flamesamp_unwind.h>; copied
 * @bytes: its size
 * @number: the module's number for it
 *
 * Return: 0, or -errno: -ENOMEM where it is more than the module's max_table_mb, -EINVAL where the
 * module takes it for no table.
 */
int device_upload(const struct device *device, const void *data, size_t bytes, uint32_t *number);

/**
 * device_bind() - say which table a file's code has
 * @device: a configured or running device
 * @fd: the file, or -1 where @flags name the code
 * @number: of a table, or 0: there is none
 * @flags: FLAMESAMP_BIND_*
 *
 * Return: 0, or -errno.
 */
int device_bind(const struct device *device, int fd, uint32_t number, uint32_t flags);

/**
 * device_wait() - wait until a ring holds a watermark's worth, or code without a table runs
 * @device: a running device
 * @timeout_ms: at most so long
 *
 * Return: 0 (also on a timeout or a signal); 1 where code runs that no table is bound to: the maps
 * that name its file are in the rings, and samples go without until it is bound; or -1 after
 * saying what is wrong.
 */
int device_wait(struct device *device, int timeout_ms);

/* Takes whole records, in the order of one CPU's ring. @data is only valid during the call. */
typedef int (*records_fn)(void *arg, unsigned int cpu, const void *data, size_t bytes);

/**
 * device_drain() - hand over all that is in the rings now
 * @device: a running or stopped device
 * @take: called with runs of checked records (see records_check()), several times a ring
 * @arg: first argument of @take
 *
 * What @take took is given back to the module when it returns 0; on any other value the drain
 * ends with it and the rest stays in the rings.
 *
 * Return: 0, what @take returned, or -1 after saying that a ring holds something that is no record.
 */
int device_drain(struct device *device, records_fn take, void *arg);

/* The counts of one CPU. Return: 0 or -errno. */
int device_stats(const struct device *device, unsigned int cpu, struct flamesamp_stats *stats);

/**
 * device_symbol() - ask the kernel for the name of an address
 * @device: a configured device, running or not, whose @can_name_kernel is true
 * @symbol: @symbol->address is the address, or the one before a return address; the rest is filled
 *	in, and both strings end
 *
 * The answer is what holds now: see struct flamesamp_symbol for modules that come and go.
 *
 * Return: 0, or -errno: -EPERM where the caller may not know, -EACCES where the address was in no
 * stack of the session, -ENOENT where the kernel has no name for it.
 */
int device_symbol(const struct device *device, struct flamesamp_symbol *symbol);

/*
 * Unmaps and closes; does nothing to a device that is all zero, could not be opened or is closed
 * already. The memory of @config's arrays stays the caller's.
 */
void device_close(struct device *device);

#endif
