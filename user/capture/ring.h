/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reader's side of one ring, as <linux/flamesamp.h> specifies it.
 */
#ifndef FLAMEREC_CAPTURE_RING_H
#define FLAMEREC_CAPTURE_RING_H

#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

/* @data is NULL where the CPU has no ring. */
struct ring {
	const struct flamesamp_producer *producer;
	struct flamesamp_consumer *consumer;
	const unsigned char *data;
	uint32_t bytes;		/* of the data: a power of two */
	uint32_t tail;		/* what was read; the page only gets copies of it */
};

/* Maps the ring of @cpu of the session @fd. Return: 0 or -errno (-ENXIO: no such CPU). */
int ring_map(struct ring *ring, int fd, unsigned int cpu, uint32_t bytes, uint32_t page_size);
void ring_unmap(struct ring *ring, uint32_t page_size);

/**
 * ring_peek() - the records that can be read without wrapping around
 * @ring: the ring
 * @data: where they begin; valid until ring_consume()
 *
 * Return: how many bytes; 0: the ring is empty.
 */
size_t ring_peek(struct ring *ring, const void **data);

/* Gives the first @bytes of what ring_peek() showed back to the producer. */
void ring_consume(struct ring *ring, size_t bytes);

/* Bytes between tail and head now. */
uint32_t ring_filled(const struct ring *ring);

#endif
