/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The index of unwind instructions that 32-bit ARM has in place of .eh_frame: see "Exception
 * Handling ABI for the Arm Architecture", sections 6 to 9.
 */
#ifndef FLAMEREC_UNWIND_EXIDX_H
#define FLAMEREC_UNWIND_EXIDX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp_unwind.h>

/* The bytes of a segment of the file. */
struct exidx_image {
	const uint8_t *bytes;
	uint32_t address;
	uint32_t size;
};

/**
 * struct exidx - an index
 * @images: what the file loads, @image_count segments; the caller's
 * @address: of the index
 * @count: entries of it
 */
struct exidx {
	const struct exidx_image *images;
	size_t image_count;
	uint32_t address;
	size_t count;
};

/**
 * struct exidx_entry - what the index says of a stretch of code
 * @start: address of its first byte
 * @end: and behind it; the last entry's is @start
 * @silent: nothing but that it can't be unwound; linkers say so where there is no information, too
 * @expressible: @rule is the rule
 * @rule: at the calls of the function
 */
struct exidx_entry {
	uint32_t start, end;
	bool silent;
	bool expressible;
	struct flamesamp_unwind_rule rule;
};

/* Entry @i. Return: whether it can be read and makes sense. */
bool exidx_entry(const struct exidx *exidx, size_t i, struct exidx_entry *entry);

#endif
