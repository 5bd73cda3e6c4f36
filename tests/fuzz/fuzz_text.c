// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the readers of what kernels tell as text: kallsyms, or System.map, and VMCOREINFO. The
 * first byte says which.
 */
#include "file.h"

#include "symbol/kallsyms.h"
#include "symbol/vmcoreinfo.h"

static void read_kallsyms(const uint8_t *data, size_t size)
{
	struct kallsyms *kallsyms;
	struct symbol symbol;

	if (kallsyms_load(path_of(data, size), &kallsyms))
		return;
	for (uint64_t address = 0xffffffff81000000; address < 0xffffffff81010000; address += 0x80) {
		if (!kallsyms_find(kallsyms, address, &symbol) &&
		    (!symbol.name[0] || symbol.start > address || symbol.end <= address))
			abort();
	}
	kallsyms_free(kallsyms);
}

static void read_vmcoreinfo(const uint8_t *data, size_t size)
{
	char *lines = malloc(size + 1);
	uint64_t number;

	memcpy(lines, data, size);
	lines[size] = '\0';
	vmcoreinfo_symbol(lines, "_stext", &number);
	vmcoreinfo_offset(lines, &number);
	free(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (data[0] % 2)
		read_vmcoreinfo(data + 1, size - 1);
	else
		read_kallsyms(data + 1, size - 1);
	return 0;
}
