// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/fsc_chunks.h"
#include "util/alloc.h"
#include "util/crc32c.h"

/* Enough for most chunks; grows to the largest one there is, and FSC_PAYLOAD_MAX bounds that. */
#define BUFFER_BYTES (64 * 1024)

void fsc_chunks_init(struct fsc_chunks *chunks, int fd)
{
	*chunks = (struct fsc_chunks){ .fd = fd };
	chunks->buffer = grow(NULL, &chunks->capacity, BUFFER_BYTES, 1);
}

void fsc_chunks_free(struct fsc_chunks *chunks)
{
	free(chunks->buffer);
	free(chunks->aligned);
}

static void make_room(struct fsc_chunks *chunks, size_t bytes)
{
	if (chunks->begin + bytes <= chunks->capacity)
		return;
	chunks->end -= chunks->begin;
	memmove(chunks->buffer, chunks->buffer + chunks->begin, chunks->end);
	chunks->begin = 0;
	/* Twice: else a small step forward could move all of it again. */
	chunks->buffer = grow(chunks->buffer, &chunks->capacity, 2 * bytes, 1);
}

static void read_more(struct fsc_chunks *chunks)
{
	size_t room = chunks->capacity - chunks->end;
	ssize_t n = read(chunks->fd, chunks->buffer + chunks->end, room);

	if (n > 0) {
		chunks->end += n;
	} else if (!n) {
		chunks->ended = true;
	} else if (errno != EINTR) {
		chunks->error = errno;
		chunks->ended = true;
	}
}

/* Return: whether @bytes, at most those of the largest chunk, are in the buffer from @begin on. */
static bool have(struct fsc_chunks *chunks, size_t bytes)
{
	make_room(chunks, bytes);
	while (chunks->end - chunks->begin < bytes && !chunks->ended)
		read_more(chunks);
	return chunks->end - chunks->begin >= bytes;
}

size_t fsc_chunks_head(struct fsc_chunks *chunks, void *head, size_t bytes)
{
	if (!have(chunks, bytes))
		bytes = chunks->end - chunks->begin;
	memcpy(head, chunks->buffer + chunks->begin, bytes);
	chunks->begin += bytes;
	return bytes;
}

static void skip(struct fsc_chunks *chunks, size_t bytes)
{
	chunks->begin += bytes;
	chunks->skipping += bytes;
}

/* Skips at least one byte, and all that can't begin a chunk. */
static void skip_to_magic(struct fsc_chunks *chunks)
{
	static const uint32_t magic = FSC_CHUNK_MAGIC;
	const unsigned char *from = chunks->buffer + chunks->begin;
	size_t left = chunks->end - chunks->begin;
	const unsigned char *found = memchr(from + 1, *(const unsigned char *)&magic, left - 1);

	skip(chunks, found ? (size_t)(found - from) : left);
}

static bool header_is_sound(const struct fsc_chunk *chunk)
{
	return chunk->magic == FSC_CHUNK_MAGIC && chunk->bytes <= FSC_PAYLOAD_MAX &&
	       !(chunk->bytes % 8) &&
	       chunk->header_crc == crc32c(0, chunk, offsetof(struct fsc_chunk, header_crc));
}

/*
 * Looks at what is at @begin. Return: whether it is a sound chunk; if not, what can't be one has
 * been skipped.
 */
static bool find_chunk(struct fsc_chunks *chunks, struct fsc_chunk *chunk)
{
	const unsigned char *at = chunks->buffer + chunks->begin;

	memcpy(chunk, at, sizeof(*chunk));
	if (!header_is_sound(chunk)) {
		skip_to_magic(chunks);
		return false;
	}
	if (!have(chunks, sizeof(*chunk) + chunk->bytes)) {
		/* The file was cut off here, or a piece of it is missing and others follow. */
		skip_to_magic(chunks);
		return false;
	}
	at = chunks->buffer + chunks->begin + sizeof(*chunk);
	if (crc32c(0, at, chunk->bytes) != chunk->payload_crc) {
		skip(chunks, sizeof(*chunk) + chunk->bytes);
		return false;
	}
	/* A number that was there already: a piece that a transfer has put in twice. */
	if ((int32_t)(chunk->sequence - chunks->sequence) < 0) {
		skip(chunks, sizeof(*chunk) + chunk->bytes);
		return false;
	}
	return true;
}

static const void *take_payload(struct fsc_chunks *chunks, const struct fsc_chunk *chunk)
{
	size_t at = chunks->begin + sizeof(*chunk);

	chunks->begin = at + chunk->bytes;
	if (at % 8 == 0 || !chunk->bytes)
		return chunks->buffer + at;
	chunks->aligned = grow(chunks->aligned, &chunks->aligned_capacity, chunk->bytes, 1);
	return memcpy(chunks->aligned, chunks->buffer + at, chunk->bytes);
}

bool fsc_chunks_next(struct fsc_chunks *chunks, struct fsc_chunk *chunk, const void **payload)
{
	do {
		if (!have(chunks, sizeof(*chunk))) {
			skip(chunks, chunks->end - chunks->begin);
			return false;
		}
	} while (!find_chunk(chunks, chunk));

	chunks->skipped += chunks->skipping;
	chunks->skipping = 0;
	chunks->missing += chunk->sequence - chunks->sequence;
	chunks->sequence = chunk->sequence + 1;
	chunks->chunks++;
	*payload = take_payload(chunks, chunk);
	return true;
}
