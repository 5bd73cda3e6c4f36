// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "capture/fsc.h"
#include "capture/fsc_chunks.h"
#include "capture/fsc_format.h"
#include "capture/fsc_names.h"
#include "capture/fsc_objects.h"
#include "capture/fsc_tables.h"
#include "capture/records.h"
#include "util/error.h"

_Static_assert(FSC_RECOGNIZE_BYTES >= FSC_MAGIC_BYTES, "the magic must fit");

bool fsc_recognize(const void *first, size_t bytes)
{
	return bytes >= FSC_MAGIC_BYTES && !memcmp(first, FSC_MAGIC, FSC_MAGIC_BYTES);
}

/**
 * struct reading - where fsc_read() is
 * @name: of the file, for messages
 * @sink: whom to tell
 * @chunks: the chunks
 * @unsound: chunks with a sound checksum and something in them that makes no sense
 * @ended: the end chunk was seen
 */
struct reading {
	const char *name;
	const struct fsc_sink *sink;
	struct fsc_chunks chunks;
	uint64_t unsound;
	bool ended;
};

static int check_header(struct reading *r)
{
	struct fsc_header header;
	size_t bytes = fsc_chunks_head(&r->chunks, &header, sizeof(header));

	if (r->chunks.error)
		return error("%s: cannot read: %s; give a capture (.fsc)", r->name,
			     strerror(r->chunks.error));
	if (!bytes)
		return error("%s: is empty; give a capture (.fsc)", r->name);
	if (!fsc_recognize(&header, bytes))
		return error("%s: not a capture; record one with 'flamerec record /dev/flamesamp "
			     "-o FILE.fsc'", r->name);
	if (bytes < sizeof(header))
		return error("%s: cut off in its first bytes; transfer it again", r->name);
	if (header.byte_order == __builtin_bswap32(FSC_BYTE_ORDER))
		return error("%s: written on a machine of the other byte order; read it with "
			     "flamerec on a machine like that one", r->name);
	if (header.byte_order != FSC_BYTE_ORDER)
		return error("%s: damaged in its first bytes; transfer it again", r->name);
	if (header.version < FSC_VERSION_OLDEST || header.version > FSC_VERSION)
		return error("%s: has version %u of the format, and this flamerec reads %u to %u; "
			     "use the flamerec that wrote it", r->name, header.version,
			     FSC_VERSION_OLDEST, FSC_VERSION);
	return 0;
}

/* Texts of a payload end inside it. */
static bool take_identity(struct reading *r, const char *payload, size_t bytes)
{
	size_t key = strnlen(payload, bytes), value;

	if (key == bytes)
		return false;
	value = strnlen(payload + key + 1, bytes - key - 1);
	if (key + 1 + value == bytes)
		return false;
	if (r->sink->identity)
		r->sink->identity(r->sink->arg, payload, payload + key + 1);
	return true;
}

/* *@result: what the sink returned. */
static bool take_records(struct reading *r, const char *payload, size_t bytes, int *result)
{
	const struct fsc_records *head = (const void *)payload;
	size_t sound;

	if (bytes < sizeof(*head) || head->cpu >= FSC_CPUS_MAX)
		return false;
	bytes -= sizeof(*head);
	payload += sizeof(*head);
	sound = records_check(payload, bytes);
	if (sound && r->sink->records)
		*result = r->sink->records(r->sink->arg, head->cpu, payload, sound);
	return sound == bytes;
}

static bool take_stats(struct reading *r, const void *payload, size_t bytes)
{
	struct flamesamp_stats stats;

	if (bytes < sizeof(stats))
		return false;
	memcpy(&stats, payload, sizeof(stats));
	if (stats.cpu >= FSC_CPUS_MAX)
		return false;
	if (r->sink->stats)
		r->sink->stats(r->sink->arg, &stats);
	return true;
}

/* Return: what the sink returned, or 0. */
static int take_chunk(struct reading *r, const struct fsc_chunk *chunk, const void *payload)
{
	bool sound = true;
	int result = 0;

	switch (chunk->type) {
	case FSC_IDENTITY:
		sound = take_identity(r, payload, chunk->bytes);
		break;
	case FSC_RECORDS:
		sound = take_records(r, payload, chunk->bytes, &result);
		break;
	case FSC_NAMES:
		sound = fsc_names_decode(payload, chunk->bytes, r->sink);
		break;
	case FSC_TABLES:
		sound = fsc_tables_decode(payload, chunk->bytes, r->sink);
		break;
	case FSC_OBJECTS:
		sound = fsc_objects_decode(payload, chunk->bytes, r->sink);
		break;
	case FSC_STATS:
		sound = take_stats(r, payload, chunk->bytes);
		break;
	case FSC_END:
		r->ended = true;
		break;
	}
	r->unsound += !sound;
	return result;
}

/* Return: 0, or -1 after saying that there was nothing. */
static int judge(const struct reading *r, bool *whole)
{
	const struct fsc_chunks *chunks = &r->chunks;
	bool damaged = chunks->skipped || chunks->missing || r->unsound;

	*whole = r->ended && !damaged;
	if (!chunks->chunks)
		return error("%s: nothing in it can be read; transfer it again, or record anew",
			     r->name);
	if (damaged)
		notice("%s: is damaged: %llu bytes make no sense, %llu parts are missing; the rest "
		       "is used", r->name, (unsigned long long)chunks->skipped,
		       (unsigned long long)(chunks->missing + r->unsound));
	if (chunks->error)
		notice("%s: cannot be read to its end: %s; what came before is used", r->name,
		       strerror(chunks->error));
	else if (!r->ended)
		notice("%s: is cut off at its end: the recording or a transfer was interrupted; "
		       "what is there is used", r->name);
	return 0;
}

static int read_all(struct reading *r, bool *whole)
{
	struct fsc_chunk chunk;
	const void *payload;

	if (check_header(r))
		return -1;
	while (!r->ended && fsc_chunks_next(&r->chunks, &chunk, &payload)) {
		int result = take_chunk(r, &chunk, payload);

		if (result)
			return result;
	}
	return judge(r, whole);
}

static int open_for_reading(const char *path)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;

	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return error("%s: no such file; look where the capture is", path);
	if (errno == EACCES)
		return error("%s: permission denied; read it as the user who recorded it", path);
	return error("%s: cannot open: %s; give a capture (.fsc)", path, strerror(errno));
}

int fsc_read(const char *path, const struct fsc_sink *sink, bool *whole)
{
	int fd = open_for_reading(path), result;
	struct reading r = { .name = fd == STDIN_FILENO ? "standard input" : path, .sink = sink };

	*whole = false;
	if (fd < 0)
		return -1;
	fsc_chunks_init(&r.chunks, fd);
	result = read_all(&r, whole);
	fsc_chunks_free(&r.chunks);
	if (fd != STDIN_FILENO)
		close(fd);
	return result;
}
