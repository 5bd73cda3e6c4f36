/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what a recording or a capture tells of its kernel to names.
 */
#ifndef FLAMEREC_SESSION_KERNEL_NAMES_H
#define FLAMEREC_SESSION_KERNEL_NAMES_H

#include <stdbool.h>
#include <linux/flamesamp.h>

#include "capture/device.h"
#include "session/identity.h"
#include "session/naming_options.h"
#include "symbol/resolver.h"

/**
 * kernel_names_set_up() - let a resolver name the kernel of a recording by its files
 * @resolver: the resolver; its places are set, and it has the names that a capture kept
 * @identity: of the recording or the capture
 * @options: --vmlinux and --system-map; NULL: none
 * @is_here: the kernel is the one that runs here
 *
 * Return: 0, or -1 after saying what is wrong with a file that the user named.
 */
int kernel_names_set_up(struct resolver *resolver, const struct identity *identity,
			const struct naming_options *options, bool is_here);

/**
 * struct kernel_question - asking the module, which sees the kernel's own table of names
 * @device: a configured device, whose @can_name_kernel is true
 * @symbol: the last question and its answer
 */
struct kernel_question {
	struct device *device;
	struct flamesamp_symbol symbol;
};

/* Fits kernel_ask_fn; @question is a &struct kernel_question. */
bool kernel_names_ask(void *question, uint64_t address, struct symbol *symbol);

#endif
