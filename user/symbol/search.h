/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The search that every table of symbols needs.
 */
#ifndef FLAMEREC_SYMBOL_SEARCH_H
#define FLAMEREC_SYMBOL_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/**
 * count_up_to() - how many elements start at or below an address
 * @array: elements sorted by their first member, a uint64_t
 * @count: elements
 * @size: bytes an element
 * @address: the address
 *
 * Return: the count; the element before it is the last that can cover @address.
 */
static inline size_t count_up_to(const void *array, size_t count, size_t size, uint64_t address)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const void *element = (const char *)array + middle * size;

		if (*(const uint64_t *)element <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
