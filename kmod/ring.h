/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The producer's side of one ring: positions, room, and the two barriers. Pure arithmetic over
 * memory that somebody else allocated, so that it also compiles in user space for its tests.
 */
#ifndef FLAMESAMP_RING_H
#define FLAMESAMP_RING_H

#include <linux/types.h>
#include <linux/flamesamp.h>

/**
 * struct fsamp_ring - a ring as its producer sees it
 * @producer: page that the reader can only read
 * @consumer: page that the reader writes: nothing in it is trusted
 * @data: @bytes bytes
 * @bytes: a power of two, at least twice the largest reservation
 * @head: position behind the last committed record; @producer->head is a copy for the reader
 * @reserved_end: what @head becomes with the next commit
 * @broken: the reader wrote an impossible tail; nothing is written any more
 */
struct fsamp_ring {
	struct flamesamp_producer *producer;
	struct flamesamp_consumer *consumer;
	unsigned char *data;
	__u32 bytes;
	__u32 head;
	__u32 reserved_end;
	_Bool broken;
};

/* The largest reservation: what the size in a record's header can tell, less alignment. */
#define FSAMP_RING_RESERVE_MAX	(FLAMESAMP_RING_MIN / 2)

/**
 * fsamp_ring_init() - start with an empty ring
 * @ring: @producer, @consumer and @data are set
 * @cpu: whose ring it is
 * @bytes: size of the data
 * @head: first position; anything but 0 is for tests of the wrap
 */
void fsamp_ring_init(struct fsamp_ring *ring, __u32 cpu, __u32 bytes, __u32 head);

/**
 * fsamp_ring_reserve() - make room for records
 * @ring: the ring
 * @size: bytes, a multiple of 8, at most FSAMP_RING_RESERVE_MAX
 *
 * Context: the ring's CPU with interrupts off; there is no other producer. Each success must be
 * followed by fsamp_ring_commit() before the next reservation.
 *
 * Return: where to write, contiguous, or NULL where there is no room or the ring is broken.
 */
void *fsamp_ring_reserve(struct fsamp_ring *ring, __u32 size);

/* Publishes what was written to the last reservation. Context: as fsamp_ring_reserve(). */
void fsamp_ring_commit(struct fsamp_ring *ring);

/* Bytes that wait for the reader. May be called from anywhere; a guess while the ring is in use. */
__u32 fsamp_ring_filled(const struct fsamp_ring *ring);

#endif
