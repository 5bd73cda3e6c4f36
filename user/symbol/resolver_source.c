// SPDX-License-Identifier: GPL-2.0-or-later
#include "symbol/dwarf.h"
#include "symbol/resolver_state.h"

static size_t source_in_file(struct resolver *resolver, const struct object *object,
			     uint64_t offset, bool lines, struct source_frame *frames)
{
	enum unnamed why;
	struct open_file *file = resolver_file(resolver, object, &why);
	uint64_t address, bias;
	struct dwarf *dwarf;

	if (!file || !elf_file_address(&file->elf, offset, &address))
		return 0;
	dwarf = elf_file_dwarf(&file->elf, &bias);
	return dwarf ? dwarf_frames(dwarf, address + bias, lines, frames) : 0;
}

static size_t source_in_kernel(struct resolver *resolver, uint64_t address, bool lines,
			       struct source_frame *frames)
{
	uint64_t slide, bias;
	struct elf_file *file = kernel_vmlinux(resolver->kernel, &slide);
	struct dwarf *dwarf = file ? elf_file_dwarf(file, &bias) : NULL;

	return dwarf ? dwarf_frames(dwarf, address - slide + bias, lines, frames) : 0;
}

/* Files are closed again, and their strings with them. */
static void intern(struct resolver *resolver, struct source_frame *frames, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		frames[i].name = resolver_intern(resolver, frames[i].name);
		frames[i].file = resolver_intern(resolver, frames[i].file);
	}
}

size_t resolver_source(struct resolver *resolver, const struct object *object, uint64_t offset,
		       bool lines, struct source_frame frames[SOURCE_FRAMES_MAX])
{
	struct symbol symbol;
	size_t n;

	if (object) {
		n = source_in_file(resolver, object, offset, lines, frames);
	} else {
		/* Debug information of modules would have to be linked first. */
		resolver_kernel(resolver, offset, &symbol);
		n = symbol.module ? 0 : source_in_kernel(resolver, offset, lines, frames);
	}
	if (!n)
		return 0;
	intern(resolver, frames, n);
	if (object)
		resolver_user(resolver, object, offset, &symbol);
	if (symbol.why == NAMED)
		frames[n - 1].name = symbol.name;
	return frames[n - 1].name ? n : 0;
}
