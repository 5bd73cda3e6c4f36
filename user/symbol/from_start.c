// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "symbol/start_finder.h"

/* _start has less than 64 bytes. */
#define START_SIZE 64
#define MAX_FUNCTION (64 * 1024)

/* Functions that are read; in libc.so.6, some fifty. */
#define MAX_READS 256

/* Sections of relocations: linkers make two or three. */
#define MAX_SECTIONS 16

const char *start_name(const struct start_names *names, uint64_t address)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->known[i].address == address)
			return names->known[i].name;
	return NULL;
}

void start_add(struct start_finder *finder, uint64_t address, const char *name)
{
	struct start_names *names = finder->names;

	if (!address || names->count == START_NAMES)
		return;
	names->known[names->count].address = address;
	names->known[names->count++].name = name;
}

bool start_is_nameless(struct start_finder *finder, uint64_t address, uint64_t *end)
{
	uint64_t start;

	return frames_find(finder->frames, address, &start, end) && start == address &&
	       !functions_find(finder->functions, address);
}

bool start_read_code(struct start_finder *finder, uint64_t address, uint64_t size,
		     struct machine_code *code)
{
	uint64_t offset;

	if (finder->reads == MAX_READS || !elf_image_offset(finder->image, address, &offset))
		return false;
	finder->reads++;
	code->bytes = elf_image_read_all(finder->image, offset, size, MAX_FUNCTION);
	code->address = address;
	code->size = size;
	return code->bytes;
}

struct slot {
	uint64_t address, value;
	unsigned int relative;		/* type of the relocation that is meant */
};

static bool visit_relocation(void *context, const union elf_element *element, size_t index)
{
	struct slot *slot = context;

	(void)index;
	if (element->rela.r_offset != slot->address ||
	    GELF_R_TYPE(element->rela.r_info) != slot->relative)
		return true;
	slot->value = element->rela.r_addend;
	return false;
}

/* What the dynamic loader stores at an address, less where it loads the file; 0: not known. */
static uint64_t relocated(const struct start_finder *finder, uint64_t address)
{
	struct slot slot = {
		.address = address,
		.relative = finder->code->machine == EM_X86_64 ? R_X86_64_RELATIVE :
							 R_AARCH64_RELATIVE,
	};
	GElf_Shdr section;
	Elf_Scn *scn = NULL;
	int n = 0;

	while (!slot.value && n < MAX_SECTIONS && (scn = elf_nextscn(finder->image->elf, scn)))
		if (gelf_getshdr(scn, &section) && section.sh_type == SHT_RELA && ++n)
			elf_image_each(finder->image, ELF_T_RELA, section.sh_offset,
				       section.sh_size, visit_relocation, &slot);
	return slot.value;
}

static void find_main(struct start_finder *finder)
{
	uint64_t entry = finder->image->header.e_entry, main, end;
	struct machine_code code;
	bool is_slot;

	if (!entry || !start_read_code(finder, entry, START_SIZE, &code))
		return;
	if (finder->code->main_of(&code, &main, &is_slot)) {
		start_add(finder, entry, "_start");
		main = is_slot ? relocated(finder, main) : main;
		if (start_is_nameless(finder, main, &end))
			start_add(finder, main, "main");
	}
	free((void *)code.bytes);
}

void from_start(const struct elf_image *image, const struct functions *functions,
		struct frames *frames, struct start_names *names)
{
	struct start_finder finder = {
		.image = image, .functions = functions, .frames = frames, .names = names,
		.code = start_code_of(image->header.e_machine),
	};

	names->count = 0;
	if (!finder.code || !image->is_64 || image->is_foreign)
		return;
	if (!start_find_in_libc(&finder))
		find_main(&finder);
}
