// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the readers of ELF files' names with damaged files: symbol tables, MiniDebugInfo, Go's
 * tables, stubs of the PLT, unwind information. What they say of a place must be about that place.
 */
#include "file.h"

#include "symbol/elf_file.h"

#define PROBES 64	/* places a file */

static void check_answer(enum unnamed why, const struct strbuf *name, uint64_t place,
			 uint64_t start, uint64_t end)
{
	if (why != NAMED && why != UNNAMED_STRIPPED)
		abort();
	if (why == NAMED && (!name->len || strlen(name->text) != name->len))
		abort();
	if (why == NAMED || start || end) {
		if (start > place || end <= place)
			abort();
	}
}

/* Places all over the file, and those where the last answer began and ended. */
static void ask(struct elf_file *file, size_t size, bool by_address)
{
	struct strbuf name = { 0 };
	uint64_t place = 0, start, end, address;

	for (unsigned int i = 0; i < PROBES; i++) {
		enum unnamed why;

		start = end = 0;
		if (!by_address) {
			why = elf_file_find(file, place, &name, &start, &end);
			check_answer(why, &name, place, start, end);
		} else if (elf_file_address(file, place, &address)) {
			why = elf_file_find_address(file, address, &name, &start, &end);
			check_answer(why, &name, address, start, end);
		}
		if (!by_address && end > place && end < size)
			place = end;
		else
			place += size / PROBES + 1;
	}
	free(name.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct loaded_part whole = { 0, 0x1000, size };
	struct loaded_part part[16];
	struct elf_file file;
	int fd;

	for (int as_debug = 0; as_debug < 2; as_debug++) {
		fd = dup(file_of(data, size));
		if (as_debug ? elf_file_open_debug(&file, fd, &whole, 1) :
			       elf_file_open(&file, fd)) {
			close(fd);
			continue;
		}
		if (file.id.len > BUILD_ID_MAX || elf_file_parts(&file, part, 16) > 16)
			abort();
		ask(&file, size, false);
		ask(&file, size, true);
		elf_file_close(&file);
	}
	return 0;
}
