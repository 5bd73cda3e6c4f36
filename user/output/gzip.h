/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream that is compressed on its way to a file, as gzip does it (RFC 1952).
 */
#ifndef FLAMEREC_OUTPUT_GZIP_H
#define FLAMEREC_OUTPUT_GZIP_H

#include <stdio.h>
#include <zlib.h>

/**
 * struct gzip - the stream
 * @out: where to
 * @zlib: zlib's state
 * @error: errno of what went wrong; 0: nothing yet
 */
struct gzip {
	FILE *out;
	z_stream zlib;
	int error;
};

/* Neither name nor time go into the header: the same bytes give the same file. */
void gzip_start(struct gzip *gzip, FILE *out);

/* What fails shows at the end. */
void gzip_add(struct gzip *gzip, const void *data, size_t bytes);

/* Writes what is left. Return: 0, or -1 with errno set to what went wrong first. */
int gzip_finish(struct gzip *gzip);

#endif
