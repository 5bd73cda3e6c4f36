// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the compiler of unwind tables with damaged ELF files: what it makes of them must be a table
 * that the module accepts, or a reason.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unwind/table.h"
#include "unwind_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

#define WINDOW 64

/*
 * Most of an ELF file's numbers are places in it: bytes are mutated where they are, in a window,
 * and only now and then put in or taken out.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	uint8_t window[WINDOW];
	size_t at, n;

	srandom(seed);
	if (size < WINDOW || random() % 16 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	n = 1 + random() % WINDOW;
	at = random() % (size - n + 1);
	memcpy(window, data + at, n);
	LLVMFuzzerMutate(window, n, n);
	memcpy(data + at, window, n);
	return size;
}

/* The contents of a file that stays the same one, as opening thousands would take its time. */
static int file_of(const uint8_t *data, size_t size)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("elf", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	return fd;
}

static void check_table(const struct unwind_table *table)
{
	struct fsamp_table_view view;

	if (fsamp_table_check(table->data, table->bytes, &view))
		abort();
	if (!table->rows || !table->rules || table->inexpressible > table->rows)
		abort();
}

static void check_nothing(const struct unwind_table *table, enum untabled why)
{
	static const struct unwind_table nothing;

	if (why >= UNTABLED_REASONS || !untabled_reason(why)[0] ||
	    memcmp(table, &nothing, sizeof(nothing)) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unwind_table table;
	enum untabled why = unwind_compile(file_of(data, size), &table);

	if (why == TABLED)
		check_table(&table);
	else
		check_nothing(&table, why);
	free(table.data);
	return 0;
}
