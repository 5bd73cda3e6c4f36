// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/from_start.h"
#include "symbol/start_code.h"

/* _start has less than 64 bytes. */
#define START_SIZE 64
#define MAX_FUNCTION (64 * 1024)

/* Functions that libc.so.6 exports, and that lead to one that it doesn't. */
enum exported { START_MAIN, EXIT, EXPORTED };

struct finder {
	const struct elf_image *image;
	const struct functions *functions;
	struct frames *frames;
	const struct start_code *code;
	struct start_names *names;
	size_t strings;			/* section of the names of @exported */
	GElf_Sym exported[EXPORTED];	/* st_size 0: not there */
};

const char *start_name(const struct start_names *names, uint64_t address)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->known[i].address == address)
			return names->known[i].name;
	return NULL;
}

static void add(struct finder *finder, uint64_t address, const char *name)
{
	struct start_names *names = finder->names;

	if (!address)
		return;
	names->known[names->count].address = address;
	names->known[names->count++].name = name;
}

/* Whether a function starts at @address that nobody names. */
static bool is_nameless(struct finder *finder, uint64_t address, uint64_t *end)
{
	uint64_t start;

	return frames_find(finder->frames, address, &start, end) && start == address &&
	       !functions_find(finder->functions, address);
}

/* Return: whether the code is there; its bytes are for free(). */
static bool read_code(const struct finder *finder, uint64_t address, uint64_t size,
		      struct machine_code *code)
{
	uint64_t offset;

	if (!elf_image_offset(finder->image, address, &offset))
		return false;
	code->bytes = elf_image_read_all(finder->image, offset, size, MAX_FUNCTION);
	code->address = address;
	code->size = size;
	return code->bytes;
}

/* --- programs */

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
static uint64_t relocated(const struct finder *finder, uint64_t address)
{
	struct slot slot = {
		.address = address,
		.relative = finder->code->machine == EM_X86_64 ? R_X86_64_RELATIVE :
							 R_AARCH64_RELATIVE,
	};
	GElf_Shdr section;
	Elf_Scn *scn = NULL;

	while (!slot.value && (scn = elf_nextscn(finder->image->elf, scn)))
		if (gelf_getshdr(scn, &section) && section.sh_type == SHT_RELA)
			elf_image_each(finder->image, ELF_T_RELA, section.sh_offset,
				       section.sh_size, visit_relocation, &slot);
	return slot.value;
}

static void find_main(struct finder *finder)
{
	uint64_t entry = finder->image->header.e_entry, main, end;
	struct machine_code code;
	bool is_slot;

	if (!entry || !read_code(finder, entry, START_SIZE, &code))
		return;
	if (finder->code->main_of(&code, &main, &is_slot)) {
		add(finder, entry, "_start");
		main = is_slot ? relocated(finder, main) : main;
		if (is_nameless(finder, main, &end))
			add(finder, main, "main");
	}
	free((void *)code.bytes);
}

/* --- libc.so.6 */

static bool visit_dynamic(void *context, const union elf_element *element, size_t index)
{
	uint64_t *name = context;

	(void)index;
	if (element->dyn.d_tag != DT_SONAME)
		return true;
	*name = element->dyn.d_un.d_val;
	return false;
}

static bool is_libc(const struct elf_image *image)
{
	GElf_Shdr section;
	const char *text;
	uint64_t name = 0;

	if (!elf_image_section_of_type(image, SHT_DYNAMIC, &section))
		return false;
	elf_image_each(image, ELF_T_DYN, section.sh_offset, section.sh_size, visit_dynamic, &name);
	text = name ? elf_strptr(image->elf, section.sh_link, name) : NULL;
	return text && !strcmp(text, "libc.so.6");
}

static bool visit_symbol(void *context, const union elf_element *element, size_t index)
{
	static const char *const names[EXPORTED] = {
		[START_MAIN] = "__libc_start_main", [EXIT] = "exit",
	};
	struct finder *finder = context;
	const GElf_Sym *sym = &element->sym;
	const char *name = NULL;

	(void)index;
	if (GELF_ST_TYPE(sym->st_info) == STT_FUNC && sym->st_shndx != SHN_UNDEF)
		name = elf_strptr(finder->image->elf, finder->strings, sym->st_name);
	for (int i = 0; name && i < EXPORTED; i++)
		if (!strcmp(name, names[i]))
			finder->exported[i] = *sym;
	return true;
}

/* Whether the function at @address hands what it gets from a call to exit(). */
static bool ends_in_exit(struct finder *finder, uint64_t address)
{
	struct machine_code code;
	uint64_t end, target;
	bool found = false;

	if (!is_nameless(finder, address, &end) ||
	    !read_code(finder, address, end - address, &code))
		return false;
	for (size_t at = 0; at < code.size && !found; at += finder->code->step)
		found = finder->code->exits(&code, at, &target) &&
			target == finder->exported[EXIT].st_value;
	free((void *)code.bytes);
	return found;
}

/*
 * The one function called by __libc_start_main() that calls exit() with what main() returned. Return:
 * its address; 0: there is none, or more than one.
 */
static uint64_t find_call_main(struct finder *finder)
{
	const GElf_Sym *start_main = &finder->exported[START_MAIN];
	struct machine_code code;
	uint64_t found = 0, target;

	if (!start_main->st_size ||
	    !read_code(finder, start_main->st_value, start_main->st_size, &code))
		return 0;
	for (size_t at = 0; at < code.size; at += finder->code->step) {
		if (!finder->code->call(&code, at, &target) || target == found ||
		    !ends_in_exit(finder, target))
			continue;
		if (found) {
			found = 0;
			break;
		}
		found = target;
	}
	free((void *)code.bytes);
	return found;
}

static void find_in_libc(struct finder *finder)
{
	GElf_Shdr section;

	if (!elf_image_section_of_type(finder->image, SHT_DYNSYM, &section))
		return;
	finder->strings = section.sh_link;
	elf_image_each(finder->image, ELF_T_SYM, section.sh_offset, section.sh_size, visit_symbol,
		       finder);
	add(finder, find_call_main(finder), "__libc_start_call_main");
}

void from_start(const struct elf_image *image, const struct functions *functions,
		struct frames *frames, struct start_names *names)
{
	struct finder finder = {
		.image = image, .functions = functions, .frames = frames, .names = names,
		.code = start_code_of(image->header.e_machine),
	};

	names->count = 0;
	if (!finder.code || !image->is_64 || image->is_foreign)
		return;
	if (is_libc(image))
		find_in_libc(&finder);
	else
		find_main(&finder);
}
