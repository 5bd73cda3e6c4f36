/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * write(2) until all is written.
 */
#ifndef FLAMEREC_UTIL_WRITE_ALL_H
#define FLAMEREC_UTIL_WRITE_ALL_H

#include <stddef.h>

/* Return: 0, or -errno; then some of it may have been written. */
int write_all(int fd, const void *data, size_t bytes);

#endif
