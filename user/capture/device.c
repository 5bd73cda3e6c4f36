// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "capture/device.h"
#include "capture/records.h"
#include "util/error.h"

/* More CPUs than any kernel has: what claims them is not the module. */
#define CPUS_MAX 65536

static int say_open_failed(const char *path, int err)
{
	switch (err) {
	case ENOENT:
	case ENXIO:
	case ENODEV:
		return error("%s: no such device; load the module with 'modprobe flamesamp'", path);
	case EACCES:
	case EPERM:
		return error("%s: permission denied; run as root or with CAP_PERFMON", path);
	case EUSERS:
		return error("%s: too many sessions are open; end another flamerec, or raise "
			     "/sys/module/flamesamp/parameters/max_sessions", path);
	case EISDIR:
		return error("%s: is a directory; give the device, /dev/flamesamp", path);
	case ENOMEM:
		return error("%s: the kernel has no memory for a session; free some", path);
	default:
		return error("%s: cannot open the device: %s; look at the end of 'dmesg'", path,
			     strerror(err));
	}
}

static int say_hello_failed(const char *path, int err)
{
	switch (err) {
	case ENOTTY:
	case EINVAL:
		return error("%s: not a flamesamp device; give /dev/flamesamp, or a capture (.fsc)",
			     path);
	default:
		return error("%s: the device does not answer: %s; look at the end of 'dmesg'", path,
			     strerror(err));
	}
}

static int check_hello(const char *path, struct flamesamp_hello *hello)
{
	hello->module_version[sizeof(hello->module_version) - 1] = '\0';
	if (hello->abi_oldest > FLAMESAMP_ABI || hello->abi < FLAMESAMP_ABI)
		return error("%s: module %s serves the versions %u to %u of its interface, and "
			     "this flamerec needs %u; install the module and flamerec of one "
			     "release", path, hello->module_version, hello->abi_oldest, hello->abi,
			     FLAMESAMP_ABI);
	if (!hello->cpus || hello->cpus > CPUS_MAX || hello->page_size < 4096 ||
	    hello->page_size & (hello->page_size - 1))
		return error("%s: not a flamesamp device; give /dev/flamesamp", path);
	return 0;
}

int device_open(struct device *device, const char *path)
{
	*device = (struct device){ .path = path };
	device->fd = open(path, O_RDWR | O_CLOEXEC);
	if (device->fd < 0)
		return say_open_failed(path, errno);
	if (ioctl(device->fd, FLAMESAMP_IOC_HELLO, &device->hello))
		say_hello_failed(path, errno);
	else if (!check_hello(path, &device->hello))
		return 0;
	device_close(device);
	return -1;
}

int device_start(struct device *device)
{
	if (!ioctl(device->fd, FLAMESAMP_IOC_START))
		return 0;
	return error("%s: sampling does not start: %s; look at the end of 'dmesg'", device->path,
		     strerror(errno));
}

int device_stop(struct device *device)
{
	if (!ioctl(device->fd, FLAMESAMP_IOC_STOP))
		return 0;
	return error("%s: sampling does not stop: %s; look at the end of 'dmesg'", device->path,
		     strerror(errno));
}

int device_wait(struct device *device, int timeout_ms)
{
	struct pollfd poller = { .fd = device->fd, .events = POLLIN | POLLPRI };

	if (poll(&poller, 1, timeout_ms) < 0 && errno != EINTR)
		return error("%s: cannot wait for samples: %s; look at the end of 'dmesg'",
			     device->path, strerror(errno));
	if (poller.revents & (POLLERR | POLLNVAL))
		return error("%s: the device has failed; look at the end of 'dmesg'", device->path);
	return poller.revents & POLLPRI ? 1 : 0;
}

/* @bytes without the padding in front of the ring's end: nobody above has a use for it. */
static size_t without_padding(const void *data, size_t bytes)
{
	const char *end = (const char *)data + bytes;
	const struct flamesamp_header *h, *last = NULL;

	for (h = record_first(data, bytes); h; h = record_next(h, end))
		last = h;
	return last && last->type == FLAMESAMP_PAD ? bytes - last->size : bytes;
}

static int say_no_record(const struct device *device, unsigned int cpu)
{
	return error("%s: the ring of CPU %u holds something that is no record; report this, and "
		     "start again", device->path, cpu);
}

/* Hands over what lies in front of the ring's end. Return: as device_drain(). */
static int drain_run(struct device *device, unsigned int cpu, records_fn take, void *arg)
{
	struct ring *ring = &device->rings[cpu];
	const void *data;
	ssize_t bytes = ring_peek(ring, &data);
	size_t sound, useful;
	int result;

	if (bytes < 0)
		return say_no_record(device, cpu);
	sound = records_check(data, bytes);
	useful = without_padding(data, sound);
	result = useful ? take(arg, cpu, data, useful) : 0;
	if (result)
		return result;
	if (sound)
		ring_consume(ring, sound);
	return sound == (size_t)bytes ? 0 : say_no_record(device, cpu);
}

int device_drain(struct device *device, records_fn take, void *arg)
{
	for (unsigned int cpu = 0; cpu < device->cpus; cpu++) {
		if (!device->rings[cpu].data)
			continue;
		/* In front of the end and from the start: not more, or a fast CPU would keep us. */
		for (int run = 0; run < 2; run++) {
			int result = drain_run(device, cpu, take, arg);

			if (result)
				return result;
		}
	}
	return 0;
}

int device_stats(const struct device *device, unsigned int cpu, struct flamesamp_stats *stats)
{
	*stats = (struct flamesamp_stats){ .cpu = cpu };
	return ioctl(device->fd, FLAMESAMP_IOC_STATS, stats) ? -errno : 0;
}

void device_close(struct device *device)
{
	for (unsigned int cpu = 0; cpu < device->cpus; cpu++)
		ring_unmap(&device->rings[cpu], device->hello.page_size);
	free(device->rings);
	/* A device that nobody has opened has no path, and 0 is not its file descriptor. */
	if (device->path && device->fd >= 0)
		close(device->fd);
	*device = (struct device){ .fd = -1 };
}
