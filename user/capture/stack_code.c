// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>

#include "capture/stack_code.h"

static bool next_number(struct stack_code *code, uint64_t *number)
{
	*number = 0;
	for (unsigned int shift = 0; shift < 64 && code->at < code->end; shift += 7) {
		uint8_t byte = *code->at++;

		*number |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

bool stack_code_open(struct stack_code *code, const struct flamesamp_stack *stack)
{
	uint64_t distance, shared = 0;

	code->at = stack->code;
	code->end = (const uint8_t *)stack + stack->header.size;
	code->user = FLAMESAMP_USER_FRAMES(stack->frames);
	code->frames = code->user + FLAMESAMP_KERNEL_FRAMES(stack->frames);
	if (!next_number(code, &distance) || (distance && !next_number(code, &shared)))
		return false;
	if (shared > code->frames || distance > stack->id)
		return false;
	code->base = stack->id - distance;
	code->shared = shared;
	code->index = shared;
	return true;
}

bool stack_code_next(struct stack_code *code, uint64_t previous, uint64_t *address)
{
	uint64_t number;

	if (!next_number(code, &number))
		return false;
	if (code->index == 0 || code->index == code->user)
		previous = 0;
	*address = previous + ((number >> 1) ^ -(number & 1));
	code->index++;
	return true;
}

bool stack_code_sound(const struct flamesamp_stack *stack)
{
	struct stack_code code;
	uint64_t address = 0;

	if (!stack_code_open(&code, stack))
		return false;
	while (code.index < code.frames) {
		if (!stack_code_next(&code, address, &address))
			return false;
	}
	return true;
}
