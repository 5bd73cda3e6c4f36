// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <sys/mman.h>

#include "capture/ring.h"

/* The mappings of CPU 2 and above begin beyond what 32 bits can tell. */
_Static_assert(sizeof(off_t) == 8, "compile with -D_FILE_OFFSET_BITS=64");

/* Return: the mapping, or NULL with errno set. */
static void *map(int fd, unsigned int cpu, enum flamesamp_mapping kind, size_t bytes, int prot)
{
	off_t offset = FLAMESAMP_MAP_OFFSET(cpu, kind);
	void *at = mmap(NULL, bytes, prot, MAP_SHARED, fd, offset);

	return at == MAP_FAILED ? NULL : at;
}

static int undo(struct ring *ring, uint32_t page_size, int err)
{
	ring_unmap(ring, page_size);
	return -err;
}

int ring_map(struct ring *ring, int fd, unsigned int cpu, uint32_t bytes, uint32_t page_size)
{
	*ring = (struct ring){ .bytes = bytes };
	ring->producer = map(fd, cpu, FLAMESAMP_MAP_PRODUCER, page_size, PROT_READ);
	if (!ring->producer)
		return undo(ring, page_size, errno);
	ring->consumer = map(fd, cpu, FLAMESAMP_MAP_CONSUMER, page_size, PROT_READ | PROT_WRITE);
	if (!ring->consumer)
		return undo(ring, page_size, errno);
	ring->data = map(fd, cpu, FLAMESAMP_MAP_DATA, bytes, PROT_READ);
	if (!ring->data)
		return undo(ring, page_size, errno);
	if (ring->producer->ring_bytes != bytes || ring->producer->cpu != cpu)
		return undo(ring, page_size, EPROTO);
	ring->tail = ring->consumer->tail;
	return 0;
}

void ring_unmap(struct ring *ring, uint32_t page_size)
{
	if (ring->producer)
		munmap((void *)ring->producer, page_size);
	if (ring->consumer)
		munmap(ring->consumer, page_size);
	if (ring->data)
		munmap((void *)ring->data, ring->bytes);
	*ring = (struct ring){ 0 };
}

uint32_t ring_filled(const struct ring *ring)
{
	/*
	 * Barrier C, pairs with the module's store-release of the head (B): the records before the
	 * head that is seen here are seen whole.
	 */
	return __atomic_load_n(&ring->producer->head, __ATOMIC_ACQUIRE) - ring->tail;
}

ssize_t ring_peek(const struct ring *ring, const void **data)
{
	uint32_t filled = ring_filled(ring), offset = ring->tail & (ring->bytes - 1);
	uint32_t to_end = ring->bytes - offset;

	if (filled > ring->bytes || filled % 8)
		return -EPROTO;
	*data = ring->data + offset;
	return filled < to_end ? filled : to_end;
}

void ring_consume(struct ring *ring, size_t bytes)
{
	/* Never read back from the page: whoever else maps it can't move this reader. */
	ring->tail += bytes;
	/*
	 * Barrier D, pairs with the module's load-acquire of the tail (A): the records were read
	 * before the module learns that it may overwrite them.
	 */
	__atomic_store_n(&ring->consumer->tail, ring->tail, __ATOMIC_RELEASE);
}
