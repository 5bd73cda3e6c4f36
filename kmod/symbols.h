/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of the kernel addresses that a session's stacks hold, and of no others.
 *
 * Which addresses these are is kept as a Bloom filter: each sets some bits. One that was in a stack
 * is never denied; another one is taken for one with a probability of (bits set / bits)^3: 4 in
 * 100,000 after 3,000 different addresses, 9 in 1,000 after 20,000. The hash is keyed with random
 * bits that never leave the kernel: nobody can choose an address that passes.
 */
#ifndef FLAMESAMP_SYMBOLS_H
#define FLAMESAMP_SYMBOLS_H

#include <linux/siphash.h>
#include <linux/types.h>
#include <linux/flamesamp.h>

/**
 * struct fsamp_symbols - the kernel addresses of a session
 * @seen: the filter; NULL: the session did not ask for names
 * @key: of its hash
 */
struct fsamp_symbols {
	unsigned long *seen;
	siphash_key_t key;
};

/* Return: 0 or -ENOMEM. May sleep. */
int fsamp_symbols_init(struct fsamp_symbols *symbols);

/* Nothing samples any more. */
void fsamp_symbols_free(struct fsamp_symbols *symbols);

/* The session asked for names. */
static inline bool fsamp_symbols_wanted(const struct fsamp_symbols *symbols)
{
	return symbols->seen;
}

/*
 * @n kernel addresses are in a stack that is about to be defined. For sessions that want names.
 * Context: any but NMI; several CPUs may be here at once.
 */
void fsamp_symbols_note(struct fsamp_symbols *symbols, const u64 *ip, unsigned int n);

/**
 * fsamp_symbols_name() - the name of an address
 * @symbols: of a session that wants names
 * @symbol: the address; the rest is filled in
 *
 * Context: process.
 *
 * Return: 0, -EACCES where the address is none of the session's, -ENOENT where it has no name.
 */
int fsamp_symbols_name(const struct fsamp_symbols *symbols, struct flamesamp_symbol *symbol);

#endif
