/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a capture keeps of its kernel, so that another machine can name what has no name in it:
 * entries of the identity.
 *
 *	kernel_build_id	hexadecimal
 *	kernel_names	"shown", "hidden" or "missing": /proc/kallsyms
 *	kernel_symbol	"ADDRESS NAME": where a symbol lies, hexadecimal; several
 *	kernel_slide	how much higher than linked the kernel was loaded, hexadecimal
 *	kernel_fixed	"yes": it can't have been loaded elsewhere than where it was linked
 *	kernel_module	"NAME ADDRESS SIZE BUILD-ID SECTION=ADDRESS ...", hexadecimal, "-" for no
 *			build-id; one a module, where its names are not shown but its address is
 */
#ifndef FLAMEREC_SESSION_KERNEL_IDENTITY_H
#define FLAMEREC_SESSION_KERNEL_IDENTITY_H

#include "session/identity.h"
#include "symbol/resolver.h"

/* What /proc/kallsyms is like here. */
enum kallsyms_state {
	KALLSYMS_SHOWN,
	KALLSYMS_HIDDEN,	/* all addresses are zero */
	KALLSYMS_MISSING,
};

/* @root goes before the paths; "" but in tests. */
enum kallsyms_state kernel_kallsyms(const char *root);

/**
 * kernel_identity_collect() - add what the running kernel tells of itself
 * @identity: where to add it
 * @root: goes before the paths; "" but in tests
 *
 * What the machine does not tell is left out.
 */
void kernel_identity_collect(struct identity *identity, const char *root);

/* Add its modules, where names are not shown. */
void kernel_identity_collect_modules(struct identity *identity, const char *root);

/**
 * struct kernel_told - what an identity tells of its kernel
 * @image: points to the identity's strings and to what follows; without paths
 * @text: strings that were taken apart
 */
struct kernel_told {
	struct kernel_image image;
	struct kernel_symbol *symbols;
	struct kernel_module *modules;
	char **text;
	size_t texts;
};

/* Read it out of an identity, which outlives @told; what makes no sense is left out. */
void kernel_identity_read(const struct identity *identity, struct kernel_told *told);
void kernel_told_free(struct kernel_told *told);

#endif
