/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The chunks of a capture as they come out of a file or a pipe; those that are not what they were
 * are left out.
 */
#ifndef FLAMEREC_CAPTURE_FSC_CHUNKS_H
#define FLAMEREC_CAPTURE_FSC_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/fsc_format.h"

/**
 * struct fsc_chunks - where a reader is
 * @fd: what is read; the caller's
 * @buffer: a part of it; the bytes [@begin, @end) are not used yet
 * @capacity: bytes of @buffer
 * @aligned: room for a payload that does not lie at a multiple of 8 in @buffer
 * @aligned_capacity: bytes of it
 * @ended: there is nothing more to read
 * @error: error number of the read that failed, or 0
 * @sequence: number that the next chunk should have
 * @chunks: sound chunks until now
 * @skipping: bytes passed over since the last sound chunk
 * @skipped: bytes passed over between sound chunks
 * @missing: chunks that are not where the numbers say that they were
 */
struct fsc_chunks {
	int fd;
	unsigned char *buffer;
	size_t capacity;
	void *aligned;
	size_t aligned_capacity;
	size_t begin, end;
	bool ended;
	int error;
	uint32_t sequence;
	uint64_t chunks;
	uint64_t skipping;
	uint64_t skipped;
	uint64_t missing;
};

void fsc_chunks_init(struct fsc_chunks *chunks, int fd);
void fsc_chunks_free(struct fsc_chunks *chunks);

/* The bytes that lie in front of the first chunk: at most @bytes. Return: how many there were. */
size_t fsc_chunks_head(struct fsc_chunks *chunks, void *head, size_t bytes);

/**
 * fsc_chunks_next() - find the next sound chunk
 * @chunks: the reader
 * @chunk: its header
 * @payload: its payload, at a multiple of 8; valid until the next call
 *
 * Return: whether there was one; if not, what is left of the file is in @skipping.
 */
bool fsc_chunks_next(struct fsc_chunks *chunks, struct fsc_chunk *chunk, const void **payload);

#endif
