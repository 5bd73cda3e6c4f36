// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stubs by which functions of other files are called. No table tells which is whose: a stub is
 * taken apart to see from where it loads the address that it jumps to, and the relocation that the
 * dynamic loader puts that address there by names the function.
 */
#include <stdlib.h>
#include <string.h>

#include "symbol/plt_stub.h"
#include "symbol/sources.h"
#include "util/alloc.h"

/* The stubs of the largest programs are below 1 MiB. */
#define MAX_SECTION_SIZE (16 * 1024 * 1024)
#define MAX_STUBS (1024 * 1024)

/* Of stubs, and of relocations: linkers make three or four. */
#define MAX_SECTIONS 16

struct reader {
	const struct elf_image *image;
	const struct functions *functions;
	struct functions *stubs;
	struct plt_stub *found;		/* sorted by slot */
	size_t count, capacity;
	uint64_t got;
	uint64_t lowest, highest;	/* slots */
	GElf_Shdr relocations;		/* the section that is read */
	GElf_Shdr symbols;
	int text;
};

bool is_plt_section(const char *name)
{
	return !strcmp(name, ".plt") || !strcmp(name, ".plt.sec") || !strcmp(name, ".plt.got") ||
	       !strcmp(name, ".plt.bnd") || !strcmp(name, ".iplt");
}

/* --- stubs */

static void add_stub(struct reader *reader, const struct plt_stub *stub)
{
	if (reader->count == MAX_STUBS)
		return;
	reader->found = grow(reader->found, &reader->capacity, reader->count + 1,
			     sizeof(*reader->found));
	reader->found[reader->count++] = *stub;
}

static void read_stubs(struct reader *reader, const GElf_Shdr *section)
{
	struct plt_code code = { .machine = reader->image->header.e_machine,
				 .is_64 = reader->image->is_64, .got = reader->got,
				 .address = section->sh_addr, .size = section->sh_size };
	uint8_t *bytes = elf_image_read_all(reader->image, section->sh_offset, section->sh_size,
					    MAX_SECTION_SIZE);
	struct plt_stub stub;
	size_t at = 0;

	code.bytes = bytes;
	while (bytes && at < code.size) {
		if (plt_stub_decode(&code, at, &stub)) {
			add_stub(reader, &stub);
			at += stub.size;
		} else {
			at += PLT_STUB_STEP;
		}
	}
	free(bytes);
}

static int compare_slots(const void *a, const void *b)
{
	const struct plt_stub *x = a, *y = b;

	if (x->is_index != y->is_index)
		return x->is_index - y->is_index;
	return x->slot < y->slot ? -1 : x->slot > y->slot;
}

/* What i386's stubs know the addresses of slots by. */
static uint64_t find_got(const struct elf_image *image)
{
	GElf_Shdr section;

	if (elf_image_section(image, ".got.plt", &section) ||
	    elf_image_section(image, ".got", &section))
		return section.sh_addr;
	return 0;
}

static void find_stubs(struct reader *reader)
{
	Elf_Scn *scn = NULL;
	int sections = 0;

	reader->got = find_got(reader->image);
	while (sections < MAX_SECTIONS && (scn = elf_nextscn(reader->image->elf, scn))) {
		GElf_Shdr section;

		if (!gelf_getshdr(scn, &section) || !elf_image_has_bytes(&section) ||
		    !(section.sh_flags & SHF_EXECINSTR) ||
		    !is_plt_section(elf_image_section_name(reader->image, &section)))
			continue;
		read_stubs(reader, &section);
		sections++;
	}
	if (!reader->count)
		return;
	qsort(reader->found, reader->count, sizeof(*reader->found), compare_slots);
	reader->lowest = reader->found[0].slot;
	reader->highest = 0;
	for (size_t i = 0; i < reader->count; i++)
		if (!reader->found[i].is_index)
			reader->highest = reader->found[i].slot;
}

/* --- their names */

/* The name of a relocation's symbol, as a place in the strings. */
static bool symbol_name(const struct reader *reader, uint64_t index, uint32_t *name)
{
	size_t size = gelf_fsize(reader->image->elf, ELF_T_SYM, 1, EV_CURRENT);
	const GElf_Shdr *symbols = &reader->symbols;
	uint32_t raw;

	if (!index || index >= symbols->sh_size / size || symbols->sh_offset > INT64_MAX ||
	    !windows_read(reader->stubs->windows, reader->image->fd,
			  symbols->sh_offset + index * size, &raw, sizeof(raw)))
		return false;
	*name = reader->image->is_foreign ? __builtin_bswap32(raw) : raw;
	return *name != 0;
}

static bool is_indirect(const struct reader *reader, const GElf_Rela *rela)
{
	switch (reader->image->header.e_machine) {
	case EM_X86_64:
		return GELF_R_TYPE(rela->r_info) == R_X86_64_IRELATIVE;
	case EM_386:
		return GELF_R_TYPE(rela->r_info) == R_386_IRELATIVE;
	case EM_AARCH64:
		return GELF_R_TYPE(rela->r_info) == R_AARCH64_IRELATIVE;
	case EM_ARM:
		return GELF_R_TYPE(rela->r_info) == R_ARM_IRELATIVE;
	default:
		return false;
	}
}

/* An addend is in the slot where the relocation has none. */
static uint64_t addend(const struct reader *reader, const GElf_Rela *rela)
{
	uint64_t offset;
	uint32_t slot;

	if (reader->relocations.sh_type == SHT_RELA)
		return rela->r_addend;
	if (reader->image->is_64 || !elf_image_offset(reader->image, rela->r_offset, &offset) ||
	    !elf_image_read(reader->image, offset, &slot, sizeof(slot)))
		return 0;
	return reader->image->is_foreign ? __builtin_bswap32(slot) : slot;
}

/*
 * In a static program the function itself is called like this, if it is chosen when the program is
 * started: the relocation tells the address of what chooses, which has its name.
 */
static bool chooser_name(const struct reader *reader, const GElf_Rela *rela,
			 struct function *function)
{
	bool is_arm = reader->image->header.e_machine == EM_ARM;
	uint64_t address = addend(reader, rela) & ~(uint64_t)is_arm;
	const struct function *chooser = functions_at(reader->functions, address);

	if (chooser)
		chooser = functions_alias(reader->functions, chooser);
	if (!chooser)
		return false;
	function->name = chooser->name;
	function->text = chooser->text;
	return true;
}

static void name_stub(struct reader *reader, const struct plt_stub *stub, const GElf_Rela *rela)
{
	struct function function = { .start = stub->address, .size = stub->size };

	if (is_indirect(reader, rela)) {
		if (!chooser_name(reader, rela, &function))
			return;
	} else {
		function.text = reader->text;
		if (reader->text < 0 || rela->r_addend ||
		    !symbol_name(reader, GELF_R_SYM(rela->r_info), &function.name))
			return;
	}
	functions_add(reader->stubs, &function);
}

/* All stubs with a slot; a function may have several of them. */
static void name_stubs(struct reader *reader, bool is_index, uint64_t slot, const GElf_Rela *rela)
{
	size_t low = 0, high = reader->count;
	struct plt_stub wanted = { .slot = slot, .is_index = is_index };

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_slots(&reader->found[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < reader->count && !compare_slots(&reader->found[low], &wanted); low++)
		name_stub(reader, &reader->found[low], rela);
}

static bool visit_relocation(void *context, const union elf_element *element, size_t index)
{
	struct reader *reader = context;
	const GElf_Rela *rela = &element->rela;

	if (rela->r_offset >= reader->lowest && rela->r_offset <= reader->highest)
		name_stubs(reader, false, rela->r_offset, rela);
	/* The stubs that push an index are those of .plt, whose relocations are on their own. */
	if (reader->relocations.sh_flags & SHF_INFO_LINK)
		name_stubs(reader, true, index, rela);
	return true;
}

/* Names of the functions that the relocations' symbols stand for. */
static void add_text(struct reader *reader)
{
	struct function_text text = { .fd = reader->image->fd, .suffix = "@plt",
				      .has_versions = true };
	GElf_Shdr strings;

	reader->text = -1;
	if (!elf_image_section_of_type(reader->image, SHT_DYNSYM, &reader->symbols) ||
	    !gelf_getshdr(elf_getscn(reader->image->elf, reader->symbols.sh_link), &strings) ||
	    strings.sh_type != SHT_STRTAB)
		return;
	text.offset = strings.sh_offset;
	text.size = strings.sh_size;
	reader->text = functions_add_text(reader->stubs, &text);
}

/* The stubs' names may be in any of the texts of the functions. */
static void share_texts(struct functions *stubs, const struct functions *functions)
{
	size_t i;

	for (i = 0; i < functions->text_count; i++) {
		struct function_text text = functions->texts[i];

		text.suffix = "@plt";
		functions_add_text(stubs, &text);
	}
}

static void read_relocations(struct reader *reader)
{
	Elf_Scn *scn = NULL;
	int sections = 0;

	while (sections < MAX_SECTIONS && (scn = elf_nextscn(reader->image->elf, scn))) {
		GElf_Shdr *section = &reader->relocations;

		if (!gelf_getshdr(scn, section) || !(section->sh_flags & SHF_ALLOC) ||
		    (section->sh_type != SHT_RELA && section->sh_type != SHT_REL))
			continue;
		elf_image_each(reader->image,
			       section->sh_type == SHT_RELA ? ELF_T_RELA : ELF_T_REL,
			       section->sh_offset, section->sh_size, visit_relocation, reader);
		sections++;
	}
}

void from_plt(const struct elf_image *image, const struct functions *functions,
	      struct functions *stubs)
{
	struct reader reader = { .image = image, .functions = functions, .stubs = stubs };

	find_stubs(&reader);
	if (reader.count) {
		share_texts(stubs, functions);
		add_text(&reader);
		read_relocations(&reader);
	}
	free(reader.found);
	functions_settle(stubs);
}
