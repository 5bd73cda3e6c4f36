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

/**
 * stack_code_next() - the next address
 * @code: from stack_code_open(), with frames left
 * @previous: the address of the frame before, be it shared or decoded; not looked at for the first
 *	frame
 * @address: out
 *
 * Return: false where the record ends too early.
 */
bool stack_code_next(struct stack_code *code, uint64_t previous, uint64_t *address);

/* Whether all numbers of a stack record are there. */
bool stack_code_sound(const struct flamesamp_stack *stack);

#endif
