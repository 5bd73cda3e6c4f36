// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A capture as it would be if no name of a file's functions had been kept: for tests of what can
 * be found afterwards. Names of the kernel and of generated code stay, and so does what
 * identifies files.
 *
 * forget_names FROM TO
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/fsc.h"
#include "capture/fsc_chunks.h"
#include "capture/fsc_names.h"
#include "util/crc32c.h"

/* @name: those of one chunk, to be written again. */
struct forget {
	FILE *out;
	uint32_t sequence;
	struct kept_name name[65536];
	size_t count;
};

static void write_chunk(struct forget *forget, uint32_t type, const void *payload, uint32_t bytes)
{
	static const char zeros[8];
	uint32_t padding = -bytes % 8;
	struct fsc_chunk chunk = {
		.magic = FSC_CHUNK_MAGIC,
		.type = type,
		.bytes = bytes + padding,
		.sequence = forget->sequence++,
		.payload_crc = crc32c(crc32c(0, payload, bytes), zeros, padding),
	};

	chunk.header_crc = crc32c(0, &chunk, offsetof(struct fsc_chunk, header_crc));
	fwrite(&chunk, sizeof(chunk), 1, forget->out);
	fwrite(payload, 1, bytes, forget->out);
	fwrite(zeros, 1, padding, forget->out);
}

/* Texts lie in the chunk, which stays until all of it is written. */
static void take_name(void *arg, const struct kept_name *name)
{
	struct forget *forget = arg;
	struct kept_name *kept;

	if (forget->count == sizeof(forget->name) / sizeof(forget->name[0]))
		abort();
	kept = &forget->name[forget->count++];
	*kept = *name;
	if (name->object && name->object[0] == '/') {
		kept->name = NULL;
		kept->start = kept->end = 0;
	}
}

static void write_names(struct forget *forget, const void *payload, uint32_t bytes)
{
	const struct fsc_sink sink = { .arg = forget, .name = take_name };
	struct strbuf again = { 0 };

	forget->count = 0;
	fsc_names_decode(payload, bytes, &sink);
	for (size_t done = 0; done < forget->count; ) {
		strbuf_truncate(&again, 0);
		done += fsc_names_encode(&forget->name[done], forget->count - done, &again);
		write_chunk(forget, FSC_NAMES, again.text, again.len);
	}
	free(again.text);
}

static int copy(struct forget *forget, int fd)
{
	struct fsc_chunks chunks;
	struct fsc_header header;
	struct fsc_chunk chunk;
	const void *payload;

	fsc_chunks_init(&chunks, fd);
	if (fsc_chunks_head(&chunks, &header, sizeof(header)) != sizeof(header) ||
	    !fsc_recognize(&header, sizeof(header)))
		return 1;
	fwrite(&header, sizeof(header), 1, forget->out);
	while (fsc_chunks_next(&chunks, &chunk, &payload)) {
		if (chunk.type == FSC_NAMES)
			write_names(forget, payload, chunk.bytes);
		else
			write_chunk(forget, chunk.type, payload, chunk.bytes);
	}
	fsc_chunks_free(&chunks);
	return fflush(forget->out) || ferror(forget->out);
}

int main(int argc, char **argv)
{
	static struct forget forget;
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: forget_names FROM TO\n");
		return 2;
	}
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	forget.out = fopen(argv[2], "we");
	if (fd < 0 || !forget.out) {
		perror(fd < 0 ? argv[1] : argv[2]);
		return 1;
	}
	return copy(&forget, fd);
}
