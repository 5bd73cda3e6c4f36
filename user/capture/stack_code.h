/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The coded addresses of a stack record; see struct flamesamp_stack for the code.
 */
#ifndef FLAMEREC_CAPTURE_STACK_CODE_H
#define FLAMEREC_CAPTURE_STACK_CODE_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/flamesamp.h>

/**
 * struct stack_code - a stack record that is being decoded
 * @at: the next number
 * @end: end of the record
 * @user: user frames in all
 * @frames: frames in all, the user's first
 * @shared: so many of them are those of @base
 * @base: number of the stack that it begins like, where @shared is not 0
 * @index: of the frame that comes next, counted from the outermost user frame
 */
struct stack_code {
	const uint8_t *at, *end;
	unsigned int user;
	unsigned int frames;
	unsigned int shared;
	uint32_t base;
	unsigned int index;
};

/**
 * stack_code_open() - begin to decode
 * @code: filled in; it points into @stack
 * @stack: a record whose size is sound
 *
 * Return: false where the record is not sound.
 */
bool stack_code_open(struct stack_code *code, const struct flamesamp_stack *stack);

/* The next number. Return: false where there is none, or one longer than 64 bits. */
static inline bool stack_code_number(struct stack_code *code, uint64_t *number)
{
	const uint8_t *at = code->at;
	unsigned int shift = 0;
	uint64_t value = 0;
	uint8_t byte;

	do {
		if (at == code->end || shift >= 64)
			return false;
		byte = *at++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	code->at = at;
	*number = value;
	return true;
}

/**
 * stack_code_next() - the next address
 * @code: from stack_code_open(), with frames left
 * @previous: the address of the frame before, be it shared or decoded; not looked at for the first
 *	frame
 * @address: out
 *
 * Inline, because it is what a stack that is new costs the recorder, as often as it has frames.
 *
 * Return: false where the record ends too early.
 */
static inline bool stack_code_next(struct stack_code *code, uint64_t previous, uint64_t *address)
{
	uint64_t number;

	if (!stack_code_number(code, &number))
		return false;
	if (code->index == 0 || code->index == code->user)
		previous = 0;
	*address = previous + ((number >> 1) ^ -(number & 1));
	code->index++;
	return true;
}

/* Whether a stack record begins as it should, and has the numbers that are to follow. */
bool stack_code_sound(const struct flamesamp_stack *stack);

#endif
