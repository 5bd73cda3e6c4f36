// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "capture/fsc.h"
#include "capture/fsc_format.h"
#include "capture/fsc_names.h"
#include "capture/fsc_objects.h"
#include "capture/fsc_tables.h"
#include "util/alloc.h"
#include "util/crc32c.h"
#include "util/error.h"
#include "util/strbuf.h"

/* Records a chunk: the largest record still fits behind it. */
#define RECORDS_FULL (256 * 1024)

_Static_assert(RECORDS_FULL + UINT16_MAX + sizeof(struct fsc_records) < FSC_PAYLOAD_MAX, "fits");

/**
 * struct fsc_writer - a capture file in the making
 * @fd: where to
 * @regular: a regular file: what a failed write left of a chunk can be taken back
 * @failed: a write failed and was told of
 * @path: as given, for messages
 * @sequence: number of the next chunk
 * @lock: held while a chunk is written: records and names come from two threads
 */
struct fsc_writer {
	int fd;
	bool regular;
	bool failed;
	char *path;
	uint32_t sequence;
	pthread_mutex_t lock;
};

/* The parts of one write: chunk header, payload's own header, payload, padding. */
#define PARTS_MAX 4

struct parts {
	struct iovec part[PARTS_MAX];
	int count;
	size_t bytes;
};

static void add_part(struct parts *parts, const void *data, size_t bytes)
{
	if (!bytes)
		return;
	parts->part[parts->count++] = (struct iovec){ (void *)data, bytes };
	parts->bytes += bytes;
}

static void drop_written(struct parts *parts, size_t bytes)
{
	struct iovec *part = parts->part;

	parts->bytes -= bytes;
	for (; bytes && bytes >= part->iov_len; part++) {
		bytes -= part->iov_len;
		part->iov_len = 0;
	}
	if (bytes) {
		part->iov_base = (char *)part->iov_base + bytes;
		part->iov_len -= bytes;
	}
}

/* One writev(2), unless it is interrupted. Return: 0, or an error number. */
static int write_parts(int fd, struct parts *parts)
{
	while (parts->bytes) {
		ssize_t n = writev(fd, parts->part, parts->count);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0)
			drop_written(parts, n);
	}
	return 0;
}

/* Cuts off the @bytes that were written last: the beginning of something that did not fit. */
static void take_back(const struct fsc_writer *writer, size_t bytes)
{
	off_t end;

	if (!writer->regular || !bytes)
		return;
	end = lseek(writer->fd, 0, SEEK_CUR);
	/* Where this fails, the reader takes it for a chunk that was cut off. */
	if (end >= (off_t)bytes && !ftruncate(writer->fd, end - bytes))
		lseek(writer->fd, end - bytes, SEEK_SET);
}

static int say_failed(struct fsc_writer *writer, int err)
{
	writer->failed = true;
	switch (err) {
	case ENOSPC:
	case EDQUOT:
		return error("%s: no space left; what was captured until now is kept in it, free "
			     "some space before recording again", writer->path);
	case EFBIG:
		return error("%s: larger than files may be here; what was captured until now is "
			     "kept in it, raise the limit (ulimit -f) or record to another file "
			     "system", writer->path);
	case EPIPE:
		return error("%s: the reader of the pipe has gone; see what it says", writer->path);
	default:
		return error("%s: cannot write: %s; what was captured until now is kept in it, "
			     "record to another place", writer->path, strerror(err));
	}
}

static int put(struct fsc_writer *writer, struct parts *parts)
{
	size_t bytes = parts->bytes;
	int err = write_parts(writer->fd, parts);

	if (!err)
		return 0;
	take_back(writer, bytes - parts->bytes);
	return say_failed(writer, err);
}

/* A chunk of @head, @data and padding. Context: @writer->lock. */
static int put_locked(struct fsc_writer *writer, enum fsc_type type, const void *head,
		      size_t head_bytes, const void *data, size_t data_bytes)
{
	static const char zeros[8];
	size_t padding = -(head_bytes + data_bytes) % 8;
	struct parts parts = { .count = 0 };
	struct fsc_chunk chunk = {
		.magic = FSC_CHUNK_MAGIC,
		.type = type,
		.bytes = head_bytes + data_bytes + padding,
		.sequence = writer->sequence,
	};

	if (writer->failed)
		return -1;
	chunk.payload_crc = crc32c(0, head, head_bytes);
	chunk.payload_crc = crc32c(chunk.payload_crc, data, data_bytes);
	chunk.payload_crc = crc32c(chunk.payload_crc, zeros, padding);
	chunk.header_crc = crc32c(0, &chunk, offsetof(struct fsc_chunk, header_crc));
	add_part(&parts, &chunk, sizeof(chunk));
	add_part(&parts, head, head_bytes);
	add_part(&parts, data, data_bytes);
	add_part(&parts, zeros, padding);
	writer->sequence++;
	return put(writer, &parts);
}

static int put_chunk(struct fsc_writer *writer, enum fsc_type type, const void *head,
		     size_t head_bytes, const void *data, size_t data_bytes)
{
	int result;

	pthread_mutex_lock(&writer->lock);
	result = put_locked(writer, type, head, head_bytes, data, data_bytes);
	pthread_mutex_unlock(&writer->lock);
	return result;
}

static void free_writer(struct fsc_writer *writer)
{
	if (writer->fd >= 0 && writer->fd != STDOUT_FILENO)
		close(writer->fd);
	pthread_mutex_destroy(&writer->lock);
	free(writer->path);
	free(writer);
}

/* Return: the file descriptor, or -1 after saying what is wrong. */
static int open_for_writing(const char *path)
{
	int fd;

	if (!strcmp(path, "-")) {
		if (isatty(STDOUT_FILENO))
			return error("a capture is not for terminals; redirect it into a file or a "
				     "pipe");
		return STDOUT_FILENO;
	}
	/* Kernel addresses are in it: not for everybody's eyes. */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return error("%s: cannot create: %s; choose another place with -o", path,
			     strerror(errno));
	return fd;
}

struct fsc_writer *fsc_create(const char *path)
{
	struct fsc_header header = { .byte_order = FSC_BYTE_ORDER, .version = FSC_VERSION };
	int fd = open_for_writing(path);
	struct parts parts = { .count = 0 };
	struct fsc_writer *writer;
	struct stat st;

	if (fd < 0)
		return NULL;
	writer = xcalloc(1, sizeof(*writer));
	writer->fd = fd;
	writer->regular = !fstat(fd, &st) && S_ISREG(st.st_mode);
	pthread_mutex_init(&writer->lock, NULL);
	writer->path = xstrdup(fd == STDOUT_FILENO ? "standard output" : path);
	memcpy(header.magic, FSC_MAGIC, FSC_MAGIC_BYTES);
	add_part(&parts, &header, sizeof(header));
	if (put(writer, &parts)) {
		free_writer(writer);
		return NULL;
	}
	return writer;
}

int fsc_write_identity(struct fsc_writer *writer, const char *key, const char *value)
{
	struct strbuf payload = { 0 };
	int result;

	strbuf_add_n(&payload, key, strnlen(key, FSC_TEXT_MAX - 1));
	strbuf_add_n(&payload, "", 1);
	strbuf_add_n(&payload, value, strnlen(value, FSC_TEXT_MAX - 1));
	strbuf_add_n(&payload, "", 1);
	result = put_chunk(writer, FSC_IDENTITY, NULL, 0, payload.text, payload.len);
	free(payload.text);
	return result;
}

/* The bytes of the first whole records that make a chunk. */
static size_t chunk_of_records(const void *data, size_t bytes)
{
	size_t done = 0;

	if (bytes <= RECORDS_FULL)
		return bytes;
	while (done < RECORDS_FULL)
		done += ((const struct flamesamp_header *)((const char *)data + done))->size;
	return done;
}

int fsc_write_records(struct fsc_writer *writer, unsigned int cpu, const void *data, size_t bytes)
{
	struct fsc_records head = { .cpu = cpu };
	const char *at = data;

	while (bytes) {
		size_t n = chunk_of_records(at, bytes);

		if (put_chunk(writer, FSC_RECORDS, &head, sizeof(head), at, n))
			return -1;
		at += n;
		bytes -= n;
	}
	return 0;
}

/* Writes and frees an encoded payload. */
static int put_encoded(struct fsc_writer *writer, enum fsc_type type, struct strbuf *payload)
{
	int result = put_chunk(writer, type, NULL, 0, payload->text, payload->len);

	free(payload->text);
	return result;
}

int fsc_write_names(struct fsc_writer *writer, const struct kept_name *names, size_t n)
{
	int result = 0;

	while (n && !result) {
		struct strbuf payload = { 0 };
		size_t done = fsc_names_encode(names, n, &payload);

		result = put_encoded(writer, FSC_NAMES, &payload);
		names += done;
		n -= done;
	}
	return result;
}

int fsc_write_tables(struct fsc_writer *writer, const struct kept_table *tables, size_t n)
{
	int result = 0;

	while (n && !result) {
		struct strbuf payload = { 0 };
		size_t done = fsc_tables_encode(tables, n, &payload);

		result = put_encoded(writer, FSC_TABLES, &payload);
		tables += done;
		n -= done;
	}
	return result;
}

int fsc_write_objects(struct fsc_writer *writer, const struct kept_object *objects, size_t n)
{
	int result = 0;

	while (n && !result) {
		struct strbuf payload = { 0 };
		size_t done = fsc_objects_encode(objects, n, &payload);

		result = put_encoded(writer, FSC_OBJECTS, &payload);
		objects += done;
		n -= done;
	}
	return result;
}

int fsc_write_stats(struct fsc_writer *writer, const struct flamesamp_stats *stats)
{
	return put_chunk(writer, FSC_STATS, NULL, 0, stats, sizeof(*stats));
}

/* Pipes and the like can't be synced, and need not be. */
static int sync_and_close(struct fsc_writer *writer)
{
	int err = 0, fd = writer->fd;

	if (writer->regular && fsync(fd))
		err = errno;
	if (fd != STDOUT_FILENO) {
		writer->fd = -1;
		if (close(fd) && !err)
			err = errno;
	}
	return err && !writer->failed ? say_failed(writer, err) : 0;
}

int fsc_close(struct fsc_writer *writer)
{
	int result = put_chunk(writer, FSC_END, NULL, 0, NULL, 0);

	if (sync_and_close(writer))
		result = -1;
	free_writer(writer);
	return result;
}
