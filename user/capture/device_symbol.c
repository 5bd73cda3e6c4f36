// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sys/ioctl.h>

#include "capture/device.h"

int device_symbol(const struct device *device, struct flamesamp_symbol *symbol)
{
	*symbol = (struct flamesamp_symbol){ .address = symbol->address };
	if (ioctl(device->fd, FLAMESAMP_IOC_SYMBOL, symbol))
		return -errno;
	symbol->module[sizeof(symbol->module) - 1] = '\0';
	symbol->name[sizeof(symbol->name) - 1] = '\0';
	return 0;
}
