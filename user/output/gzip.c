// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "output/gzip.h"

/* zlib's documentation of deflateInit2(): so much more makes the format gzip's. */
#define GZIP_FORMAT 16

/* Bytes that are compressed at once: zlib counts in unsigned int. */
#define CHUNK (1u << 20)

void gzip_start(struct gzip *gzip, FILE *out)
{
	*gzip = (struct gzip){ .out = out };
	if (deflateInit2(&gzip->zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
			 MAX_WBITS + GZIP_FORMAT, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		gzip->error = ENOMEM;
}

/* Compresses all that zlib was given. */
static void run(struct gzip *gzip, int flush)
{
	unsigned char packed[16384];
	size_t bytes;

	do {
		gzip->zlib.next_out = packed;
		gzip->zlib.avail_out = sizeof(packed);
		deflate(&gzip->zlib, flush);
		bytes = sizeof(packed) - gzip->zlib.avail_out;
		errno = 0;
		if (fwrite(packed, 1, bytes, gzip->out) != bytes) {
			gzip->error = errno ? errno : EIO;
			return;
		}
	} while (!gzip->zlib.avail_out);
}

void gzip_add(struct gzip *gzip, const void *data, size_t bytes)
{
	const unsigned char *rest = data;

	while (bytes && !gzip->error) {
		size_t n = bytes < CHUNK ? bytes : CHUNK;

		gzip->zlib.next_in = (unsigned char *)rest;
		gzip->zlib.avail_in = n;
		run(gzip, Z_NO_FLUSH);
		rest += n;
		bytes -= n;
	}
}

int gzip_finish(struct gzip *gzip)
{
	if (!gzip->error)
		run(gzip, Z_FINISH);
	deflateEnd(&gzip->zlib);
	errno = gzip->error;
	return gzip->error ? -1 : 0;
}
