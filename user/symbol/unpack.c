// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "symbol/unpack.h"
#include "util/write_all.h"

/* What a file may grow to: the largest modules of distributions have 20 MiB. */
#define OUTPUT_MAX (128 * 1024 * 1024)

static bool unpack_gz(int from, int to)
{
	int copy = dup(from), n = 1;
	gzFile in = copy < 0 ? NULL : gzdopen(copy, "rb");
	uint8_t out[64 * 1024];
	uint64_t total = 0;

	if (!in) {
		if (copy >= 0)
			close(copy);
		return false;
	}
	while (n > 0) {
		n = gzread(in, out, sizeof(out));
		total += n > 0 ? n : 0;
		if (n > 0 && (total > OUTPUT_MAX || write_all(to, out, n)))
			n = -1;
	}
	return gzclose_r(in) == Z_OK && !n;
}

#ifdef HAVE_LZMA
#include <lzma.h>

/* What a file may claim to need. */
#define MEMORY_MAX (64 * 1024 * 1024)

static bool decode(lzma_stream *stream, int from, int to)
{
	uint8_t in[16 * 1024], out[64 * 1024];
	lzma_ret ret = LZMA_OK;
	uint64_t offset = 0;

	while (ret == LZMA_OK && stream->total_out <= OUTPUT_MAX) {
		if (!stream->avail_in) {
			ssize_t n = pread(from, in, sizeof(in), offset);

			if (n <= 0)
				return false;
			offset += n;
			stream->next_in = in;
			stream->avail_in = n;
		}
		stream->next_out = out;
		stream->avail_out = sizeof(out);
		ret = lzma_code(stream, LZMA_RUN);
		if (write_all(to, out, sizeof(out) - stream->avail_out))
			return false;
	}
	return ret == LZMA_STREAM_END;
}

static bool unpack_xz(int from, int to)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	bool done;

	if (lzma_stream_decoder(&stream, MEMORY_MAX, 0) != LZMA_OK)
		return false;
	done = decode(&stream, from, to);
	lzma_end(&stream);
	return done;
}
#else
/* Built without liblzma. */
static bool unpack_xz(int from, int to)
{
	(void)from;
	(void)to;
	return false;
}
#endif

static bool ends_with(const char *s, const char *suffix)
{
	size_t length = strlen(s), n = strlen(suffix);

	return length >= n && !strcmp(s + length - n, suffix);
}

int unpack(int fd, const char *path)
{
	bool is_gz = ends_with(path, ".gz"), done;
	int to;

	if (!is_gz && !ends_with(path, ".xz") && !ends_with(path, ".zst"))
		return fd;
	to = memfd_create("flamerec", MFD_CLOEXEC);
	done = to >= 0 && (is_gz ? unpack_gz(fd, to) :
			   ends_with(path, ".xz") && unpack_xz(fd, to));
	if (to >= 0 && !done) {
		close(to);
		to = -1;
	}
	close(fd);
	return to;
}
