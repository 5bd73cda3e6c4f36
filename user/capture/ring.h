/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reader's side of one ring, as <linux/flamesamp.h> specifies it.
 */
#ifndef FLAMEREC_CAPTURE_RING_H
#define FLAMEREC_CAPTURE_RING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/flamesamp.h>

/* @data is NULL where the CPU has no ring. */
struct ring {
	const struct flamesamp_producer *producer;
	struct flamesamp_consumer *consumer;
	const unsigned char *data;
	uint32_t bytes;		/* of the data: a power of two */
	uint32_t tail;		/* what was read; the page only gets copies of it */
};

/*
 * Maps the ring of @cpu of the session @fd. Return: 0 or -errno (-ENXIO: the CPU is not possible;
 * -EPROTO: the mapped page is not this ring's); @ring is all zero then.
 */
int ring_map(struct ring *ring, int fd, unsigned int cpu, uint32_t bytes, uint32_t page_size);

/* @ring is all zero afterwards, and may be so before. */
void ring_unmap(struct ring *ring, uint32_t page_size);

/**
 * ring_peek() - the records that can be read without wrapping around
 * @ring: the ring
 * @data: where they begin; valid until ring_consume()
 *
 * Return: how many bytes; 0: the ring is empty; -EPROTO: the producer's head is impossible.
 */
ssize_t ring_peek(const struct ring *ring, const void **data);

/* Gives the first @bytes of what ring_peek() showed back to the producer. */
void ring_consume(struct ring *ring, size_t bytes);

/* Bytes between tail and head now; more than @bytes if the head is impossible. */
uint32_t ring_filled(const struct ring *ring);

#endif
