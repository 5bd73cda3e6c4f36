// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sys/ioctl.h>
#include <linux/flamesamp_unwind.h>

#include "capture/device.h"

int device_upload(const struct device *device, const void *data, size_t bytes, uint32_t *number)
{
	struct flamesamp_upload upload = { .data = (uintptr_t)data, .bytes = bytes };

	if (bytes > FLAMESAMP_UNWIND_BYTES_MAX)
		return -EINVAL;
	if (ioctl(device->fd, FLAMESAMP_IOC_TABLE, &upload))
		return -errno;
	*number = upload.table;
	return 0;
}

int device_bind(const struct device *device, int fd, uint32_t number, uint32_t flags)
{
	struct flamesamp_bind bind = { .fd = fd, .table = number, .flags = flags };

	return ioctl(device->fd, FLAMESAMP_IOC_BIND, &bind) ? -errno : 0;
}
