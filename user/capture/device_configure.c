// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module answers a refused configuration with one number; this finds out what it was about.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>

#include "capture/device.h"
#include "util/alloc.h"
#include "util/error.h"

static const uint32_t *pids_of(const struct flamesamp_config *config)
{
	return (const uint32_t *)(uintptr_t)config->pids;
}

static int say_no_process(const struct device *device, const struct flamesamp_config *config)
{
	for (uint32_t i = 0; i < config->npids; i++) {
		uint32_t pid = pids_of(config)[i];

		/* As the module does, take thread ids, too; EPERM is a process of somebody else. */
		if (!pid || pid > INT32_MAX || (kill(pid, 0) && errno == ESRCH))
			return error("no process %u; look for its number with 'ps', or run it as "
				     "'flamerec %s -- COMMAND'", pid, device->path);
	}
	return error("a process to sample has just ended; look with 'ps' for what is running");
}

/* The highest CPU asked for, or -1 where all are. */
static long highest_cpu(const struct flamesamp_config *config)
{
	const uint8_t *map = (const uint8_t *)(uintptr_t)config->cpus;

	for (long bit = 8L * config->cpus_bytes - 1; bit >= 0; bit--) {
		if (map[bit / 8] & 1u << (bit % 8))
			return bit;
	}
	return -1;
}

static int say_out_of_range(const struct device *device, const struct flamesamp_config *config)
{
	if (config->hz < FLAMESAMP_HZ_MIN || config->hz > FLAMESAMP_HZ_MAX)
		return error("a rate of %u Hz is out of range; choose one from %u to %u Hz",
			     config->hz, FLAMESAMP_HZ_MIN, FLAMESAMP_HZ_MAX);
	if (config->npids > FLAMESAMP_PIDS_MAX)
		return error("%u processes are too many; name at most %u, their children are "
			     "sampled with them", config->npids, FLAMESAMP_PIDS_MAX);
	if (config->cpus_bytes && highest_cpu(config) < 0)
		return error("no CPU is chosen; name at least one");
	if (highest_cpu(config) >= (long)device->hello.cpus)
		return error("there is no CPU %ld; choose from 0 to %u", highest_cpu(config),
			     device->hello.cpus - 1);
	if (config->ring_bytes > FLAMESAMP_RING_MAX ||
	    (config->ring_bytes && config->ring_bytes < FLAMESAMP_RING_MIN))
		return error("rings of %u bytes are out of range; choose from %u to %u bytes",
			     config->ring_bytes, FLAMESAMP_RING_MIN, FLAMESAMP_RING_MAX);
	if ((config->flags & FLAMESAMP_ONLY_KERNEL) && (config->flags & FLAMESAMP_ONLY_USER))
		return error("only the kernel and only user mode exclude each other; choose one");
	return error("%s: the module refuses these settings; leave out what is special about them",
		     device->path);
}

static int say_no_memory(const struct device *device, const struct flamesamp_config *config)
{
	uint32_t bytes = config->ring_bytes ? config->ring_bytes : FLAMESAMP_RING_DEFAULT;

	return error("%s: no memory for %u rings of %u KiB; choose smaller rings, free some "
		     "memory, or raise /sys/module/flamesamp/parameters/max_memory_mb",
		     device->path, device->hello.cpus, bytes / 1024);
}

static int say_refused(const struct device *device, const struct flamesamp_config *config, int err)
{
	switch (err) {
	case EINVAL:
		return say_out_of_range(device, config);
	case ESRCH:
		return say_no_process(device, config);
	case EBADF:
	case ENOTDIR:
	case ENOENT:
		return error("not a control group; give a directory of the cgroup v2 hierarchy, as "
			     "below /sys/fs/cgroup");
	case EOPNOTSUPP:
		return error("this kernel has no control groups; sample without --cgroup");
	case ENOMEM:
		return say_no_memory(device, config);
	case EPROTONOSUPPORT:
		return error("%s: module %s does not serve version %u of its interface; install "
			     "the module and flamerec of one release", device->path,
			     device->hello.module_version, FLAMESAMP_ABI);
	case EPERM:
		return error("%s: the kernel is locked down (Secure Boot) and lets nobody sample; "
			     "boot without lockdown=confidentiality", device->path);
	default:
		return error("%s: the module refuses these settings: %s; look at the end of "
			     "'dmesg'", device->path, strerror(err));
	}
}

static int map_rings(struct device *device)
{
	uint32_t page_size = device->hello.page_size, bytes = device->config.ring_bytes;

	device->cpus = device->hello.cpus;
	device->rings = xcalloc(device->cpus, sizeof(*device->rings));
	for (unsigned int cpu = 0; cpu < device->cpus; cpu++) {
		int err = ring_map(&device->rings[cpu], device->fd, cpu, bytes, page_size);

		if (err == -ENOMEM)
			return say_no_memory(device, &device->config);
		if (err && err != -ENXIO)
			return error("%s: cannot map the ring of CPU %u: %s; look at the end of "
				     "'dmesg'", device->path, cpu, strerror(-err));
	}
	return 0;
}

/* What ring_peek() divides and masks by: believed only when it is as the interface promises. */
static bool sane(const struct flamesamp_config *config)
{
	uint32_t bytes = config->ring_bytes;

	return bytes >= FLAMESAMP_RING_MIN && bytes <= FLAMESAMP_RING_MAX && !(bytes & (bytes - 1));
}

/* Return: 0 or -errno; what the module made of @config is in @device. */
static int configure_with(struct device *device, const struct flamesamp_config *config,
			  uint32_t flags)
{
	device->config = *config;
	device->config.abi = FLAMESAMP_ABI;
	device->config.flags = flags;
	return ioctl(device->fd, FLAMESAMP_IOC_CONFIGURE, &device->config) ? -errno : 0;
}

/* With names of the kernel's addresses where they are wanted and allowed, else without. */
static int configure_names(struct device *device, const struct flamesamp_config *config)
{
	uint32_t without = config->flags & ~FLAMESAMP_NAME_KERNEL;
	int err;

	device->can_name_kernel = false;
	if (config->flags == without || !(device->hello.features & FLAMESAMP_FEATURE_SYMBOLS))
		return configure_with(device, config, without);
	err = configure_with(device, config, config->flags);
	if (err == -EPERM)
		return configure_with(device, config, without);
	device->can_name_kernel = !err;
	return err;
}

int device_configure(struct device *device, const struct flamesamp_config *config)
{
	int err = configure_names(device, config);

	if (err)
		return say_refused(device, config, -err);
	if (!sane(&device->config))
		return error("%s: the module has rings of %u bytes; install the module and "
			     "flamerec of one release", device->path, device->config.ring_bytes);
	return map_rings(device);
}
