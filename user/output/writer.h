/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Formats that are made of stacks one by one, rather than of the tree: what goes by time, thread,
 * CPU or address. A writer takes all stacks first, and is then asked to write.
 */
#ifndef FLAMEREC_OUTPUT_WRITER_H
#define FLAMEREC_OUTPUT_WRITER_H

#include <stdio.h>

#include "profile/stack.h"

/**
 * struct writer_about - what is known of the recording
 * @title: heading; NULL: none
 * @event: what a count is of: "samples", or as --countname says; never NULL
 * @hz: rate that was asked for; 0: not known
 * @seconds: how long it was; 0: not known
 * @start_ns: Unix time of its start; 0: not known
 * @kernel_id: build-id of the kernel, as hexadecimal digits; NULL: not known
 */
struct writer_about {
	const char *title;
	const char *event;
	unsigned int hz;
	double seconds;
	uint64_t start_ns;
	const char *kernel_id;
};

/**
 * struct writer - a format
 * @want: STACKS_* that it needs
 * @start: begin; @about is copied, its texts outlive the writer. Return: what the others get
 * @take: takes a stack
 * @write: writes all. Return: 0, or -1 with errno set
 * @free: forgets it
 */
struct writer {
	unsigned int want;
	void *(*start)(const struct writer_about *about);
	stack_fn *take;
	int (*write)(void *state, FILE *out);
	void (*free)(void *state);
};

#endif
