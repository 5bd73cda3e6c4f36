// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "unwind/exidx.h"
#include "unwind/exidx_ops.h"

/* The second word of an entry of a function that can't be unwound. */
#define CANTUNWIND	1

/* Words of unwind instructions: a byte tells how many there are behind the first one. */
#define WORDS_MAX	256

static bool word_at(const struct exidx *exidx, uint32_t address, uint32_t *word)
{
	size_t i;

	for (i = 0; i < exidx->image_count; i++) {
		const struct exidx_image *image = &exidx->images[i];
		uint32_t at = address - image->address;

		if (at >= image->size || image->size - at < 4)
			continue;
		memcpy(word, image->bytes + at, 4);
		return true;
	}
	return false;
}

/* An address as it is written at @place: relative to that, in 31 bits. */
static uint32_t prel31(uint32_t word, uint32_t place)
{
	return place + (uint32_t)((int32_t)(word << 1) >> 1);
}

/*
 * The instructions are in words, the first one in the uppermost byte: @first has @in_first of them,
 * and
 * @more words follow it at @next.
 */
static bool read_rule(const struct exidx *exidx, uint32_t first, unsigned int in_first,
		      unsigned int more, uint32_t next, struct flamesamp_unwind_rule *rule)
{
	uint8_t ops[4 * WORDS_MAX];
	size_t n = 0;
	unsigned int i;
	uint32_t word;

	for (i = in_first; i > 0; i--)
		ops[n++] = first >> (8 * (i - 1));
	for (; more; more--, next += 4) {
		if (!word_at(exidx, next, &word))
			return false;
		for (i = 4; i > 0; i--)
			ops[n++] = word >> (8 * (i - 1));
	}
	return exidx_rule(ops, n, rule);
}

/* One of the three personality routines of the ABI, by number. */
static bool read_compact(const struct exidx *exidx, uint32_t first, uint32_t next,
			 struct flamesamp_unwind_rule *rule)
{
	switch (first >> 24 & 0x7f) {
	case 0:
		return read_rule(exidx, first, 3, 0, next, rule);
	case 1:
	case 2:
		return read_rule(exidx, first, 2, first >> 16 & 0xff, next, rule);
	default:
		return false;
	}
}

/*
 * A routine of a language comes first, by its address. Its data are its own matter, but that of C++
 * and all others that are known begin it with the number of words that follow, and instructions.
 */
static bool read_table(const struct exidx *exidx, uint32_t address,
		       struct flamesamp_unwind_rule *rule)
{
	uint32_t first;

	if (!word_at(exidx, address, &first))
		return false;
	if (first >> 31)
		return read_compact(exidx, first, address + 4, rule);
	if (!word_at(exidx, address + 4, &first))
		return false;
	return read_rule(exidx, first, 3, first >> 24, address + 8, rule);
}

bool exidx_entry(const struct exidx *exidx, size_t i, struct exidx_entry *entry)
{
	uint32_t place = exidx->address + 8 * i, function, what, next;

	memset(entry, 0, sizeof(*entry));
	if (!word_at(exidx, place, &function) || !word_at(exidx, place + 4, &what) ||
	    function >> 31)
		return false;
	entry->start = prel31(function, place) & ~1u;
	entry->end = entry->start;
	if (i + 1 < exidx->count && word_at(exidx, place + 8, &next))
		entry->end = prel31(next, place + 8) & ~1u;
	if (entry->end < entry->start)
		return false;
	entry->silent = what == CANTUNWIND;
	if (entry->silent)
		return true;
	if (what >> 31)
		entry->expressible = read_compact(exidx, what, 0, &entry->rule) &&
				     (what >> 24) == 0x80;
	else
		entry->expressible = read_table(exidx, prel31(what, place + 4), &entry->rule);
	return true;
}
