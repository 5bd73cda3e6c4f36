// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>
#include <string.h>

#include "capture/stack_code.h"

bool stack_code_open(struct stack_code *code, const struct flamesamp_stack *stack)
{
	uint64_t distance, shared = 0;

	code->at = stack->code;
	code->end = (const uint8_t *)stack + stack->header.size;
	code->user = FLAMESAMP_USER_FRAMES(stack->frames);
	code->frames = code->user + FLAMESAMP_KERNEL_FRAMES(stack->frames);
	if (!stack_code_number(code, &distance) || (distance && !stack_code_number(code, &shared)))
		return false;
	if (shared > code->frames || distance > stack->id)
		return false;
	code->base = stack->id - distance;
	code->shared = shared;
	code->index = shared;
	return true;
}

/* Numbers end in as many bytes, those without bit 7. */
static unsigned int count_numbers(const uint8_t *at, const uint8_t *end)
{
	unsigned int count = 0;
	uint64_t word;

	for (; end - at >= (ptrdiff_t)sizeof(word); at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		/* A one in each byte that ends a number; the product's upper byte is their sum. */
		word = ~word >> 7 & 0x0101010101010101;
		count += word * 0x0101010101010101 >> 56;
	}
	for (; at < end; at++)
		count += !(*at & 0x80);
	return count;
}

bool stack_code_sound(const struct flamesamp_stack *stack)
{
	struct stack_code code;

	return stack_code_open(&code, stack) &&
	       count_numbers(code.at, code.end) >= code.frames - code.shared;
}
