// SPDX-License-Identifier: GPL-2.0-only
#include <linux/compiler.h>
#include <asm/barrier.h>

#include "ring.h"

void fsamp_ring_init(struct fsamp_ring *ring, __u32 cpu, __u32 bytes, __u32 head)
{
	ring->bytes = bytes;
	ring->head = head;
	ring->reserved_end = head;
	ring->broken = 0;
	ring->producer->abi = FLAMESAMP_ABI;
	ring->producer->cpu = cpu;
	ring->producer->ring_bytes = bytes;
	ring->producer->flags = 0;
	ring->producer->head = head;
	ring->consumer->tail = head;
}

static void pad(void *at, __u32 size)
{
	struct flamesamp_header *header = at;

	header->type = FLAMESAMP_PAD;
	header->flags = 0;
	header->size = size;
}

static void *stop_broken(struct fsamp_ring *ring)
{
	ring->broken = 1;
	WRITE_ONCE(ring->producer->flags, FLAMESAMP_RING_BROKEN);
	return NULL;
}

void *fsamp_ring_reserve(struct fsamp_ring *ring, __u32 size)
{
	__u32 tail, filled, offset, to_end, skip;

	if (ring->broken)
		return NULL;

	/*
	 * Barrier A, pairs with the reader's store-release of the tail (D): what the reader did
	 * with the bytes before the tail is over before we write there.
	 */
	tail = smp_load_acquire(&ring->consumer->tail);
	filled = ring->head - tail;
	if (filled > ring->bytes || tail % 8)
		return stop_broken(ring);

	offset = ring->head & (ring->bytes - 1);
	to_end = ring->bytes - offset;
	skip = size > to_end ? to_end : 0;
	if (size + skip > ring->bytes - filled)
		return NULL;
	if (skip) {
		pad(ring->data + offset, skip);
		offset = 0;
	}
	/*
	 * The final value, computed once: a position past the end never exists, not even for a
	 * moment.
	 */
	ring->reserved_end = ring->head + skip + size;
	return ring->data + offset;
}

void fsamp_ring_commit(struct fsamp_ring *ring)
{
	ring->head = ring->reserved_end;
	/*
	 * Barrier B, pairs with the reader's load-acquire of the head (C): the records are
	 * written before the head says that they are.
	 */
	smp_store_release(&ring->producer->head, ring->head);
}

__u32 fsamp_ring_filled(const struct fsamp_ring *ring)
{
	return READ_ONCE(ring->producer->head) - READ_ONCE(ring->consumer->tail);
}
