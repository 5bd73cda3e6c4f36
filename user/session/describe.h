/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `flamerec info` says of a device and of a capture.
 */
#ifndef FLAMEREC_SESSION_DESCRIBE_H
#define FLAMEREC_SESSION_DESCRIBE_H

#include <stdio.h>

#include "capture/device.h"
#include "session/load.h"

/* An open device, and what it can do here. */
void describe_device(FILE *out, const struct device *device);

/* A capture, or folded stacks. */
void describe_file(FILE *out, const char *path, const struct loaded *loaded);

/* An ELF file and its unwind table. Return: 0, or -1 after saying that it can't be read. */
int describe_elf(FILE *out, const char *path);

#endif
