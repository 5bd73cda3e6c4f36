// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bitops.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "symbols.h"

/* 32 KiB of bits. An address sets PROBES of them, each named by INDEX_BITS of its hash. */
#define INDEX_BITS	18
#define PROBES		3

int fsamp_symbols_init(struct fsamp_symbols *symbols)
{
	BUILD_BUG_ON(PROBES * INDEX_BITS > 64);

	get_random_bytes(&symbols->key, sizeof(symbols->key));
	symbols->seen = kvcalloc(BITS_TO_LONGS(1UL << INDEX_BITS), sizeof(long), GFP_KERNEL);
	return symbols->seen ? 0 : -ENOMEM;
}

void fsamp_symbols_free(struct fsamp_symbols *symbols)
{
	kvfree(symbols->seen);
	symbols->seen = NULL;
}

/* The bit that a hash names next. */
static unsigned long next_bit(u64 *hash)
{
	unsigned long bit = *hash & ((1UL << INDEX_BITS) - 1);

	*hash >>= INDEX_BITS;
	return bit;
}

void fsamp_symbols_note(struct fsamp_symbols *symbols, const u64 *ip, unsigned int n)
{
	unsigned int i, probe;

	for (i = 0; i < n; i++) {
		u64 hash = siphash_1u64(ip[i], &symbols->key);

		for (probe = 0; probe < PROBES; probe++) {
			unsigned long bit = next_bit(&hash);

			/* Nearly all are: for those, no CPU takes the line from another. */
			if (!test_bit(bit, symbols->seen))
				set_bit(bit, symbols->seen);
		}
	}
}

static bool was_seen(const struct fsamp_symbols *symbols, u64 address)
{
	u64 hash = siphash_1u64(address, &symbols->key);
	unsigned int probe;

	for (probe = 0; probe < PROBES; probe++) {
		if (!test_bit(next_bit(&hash), symbols->seen))
			return false;
	}
	return true;
}

/*
 * Take "NAME+0xOFFSET/0xSIZE [MODULE]", the module only where there is one, apart: from its end,
 * since a module may have called its functions anything. Return: 0, or -ENOENT where @text is
 * something else: sprint_symbol() prints an address that has no name as a number, and nothing
 * without CONFIG_KALLSYMS.
 */
static int parse(struct flamesamp_symbol *symbol, char *text)
{
	char *module = NULL, *plus;
	size_t length = strlen(text);

	if (length && text[length - 1] == ']') {
		text[length - 1] = '\0';
		module = strrchr(text, '[');
		if (!module || module < text + 1 || module[-1] != ' ')
			return -ENOENT;
		module[-1] = '\0';
		module++;
	}
	plus = strrchr(text, '+');
	if (!plus || sscanf(plus, "+%llx/%llx", &symbol->offset, &symbol->size) != 2)
		return -ENOENT;
	*plus = '\0';
	/* A label of the assembler, as riscv's modules have many: older kernels count them. */
	if (!strncmp(text, ".L", 2))
		return -ENOENT;
	/* A name that is cut would be another one. */
	if (strscpy_pad(symbol->name, text, sizeof(symbol->name)) <= 0 ||
	    strscpy_pad(symbol->module, module ?: "", sizeof(symbol->module)) < 0)
		return -ENOENT;
	return 0;
}

int fsamp_symbols_name(const struct fsamp_symbols *symbols, struct flamesamp_symbol *symbol)
{
	u64 address = symbol->address;
	char text[KSYM_SYMBOL_LEN];

	if (address != (unsigned long)address ||
	    (!was_seen(symbols, address) && !was_seen(symbols, address + 1)))
		return -EACCES;
	sprint_symbol(text, address);
	return parse(symbol, text);
}
