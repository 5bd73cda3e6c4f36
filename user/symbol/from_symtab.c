// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The symbol tables: .symtab, .dynsym, and what is left of the latter in a file whose section
 * headers were cut off. Of names, only those of labels are looked at here.
 */
#include <stdlib.h>
#include <string.h>

#include "symbol/sources.h"
#include "util/alloc.h"

/* A stretch of code; start equals end where it holds none. */
struct code {
	uint64_t start, end;
};

struct reader {
	const struct elf_image *image;
	struct functions *functions;
	uint64_t bias;
	uint64_t strings_size;
	struct code *sections;		/* by section number */
	size_t section_count;
	bool has_sections;
	int text;
};

static bool is_arm(const struct reader *reader)
{
	return reader->image->header.e_machine == EM_ARM;
}

static void read_sections(struct reader *reader)
{
	Elf_Scn *scn = NULL;
	size_t i;

	if (elf_getshdrnum(reader->image->elf, &reader->section_count))
		reader->section_count = 0;
	reader->has_sections = true;
	reader->sections = xcalloc(reader->section_count, sizeof(*reader->sections));
	while ((scn = elf_nextscn(reader->image->elf, scn))) {
		GElf_Shdr section;

		i = elf_ndxscn(scn);
		if (i >= reader->section_count || !gelf_getshdr(scn, &section) ||
		    !(section.sh_flags & SHF_EXECINSTR))
			continue;
		reader->sections[i].start = section.sh_addr;
		reader->sections[i].end = section.sh_addr + section.sh_size;
	}
}

/* Where the code ends that a symbol is in; 0: it is in none. */
static uint64_t code_end(const struct reader *reader, const GElf_Sym *sym, uint64_t start)
{
	struct code code = { 0, 0 };
	GElf_Phdr segment;

	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx >= SHN_LORESERVE)
		return 0;
	if (!reader->has_sections) {
		if (elf_image_segment(reader->image, start, &segment) && segment.p_flags & PF_X)
			code = (struct code){ segment.p_vaddr,
					      segment.p_vaddr + segment.p_filesz };
	} else if (sym->st_shndx < reader->section_count) {
		code = reader->sections[sym->st_shndx];
	}
	return start >= code.start && start < code.end ? code.end : 0;
}

/* Data among code ends a function that tells no size. */
static bool is_wanted(const GElf_Sym *sym)
{
	switch (GELF_ST_TYPE(sym->st_info)) {
	case STT_FUNC:
	case STT_GNU_IFUNC:
	case STT_NOTYPE:
	case STT_OBJECT:
		return true;
	default:
		return false;
	}
}

static uint32_t unfitness(const GElf_Sym *sym)
{
	uint32_t unfit = 0;

	if (GELF_ST_BIND(sym->st_info) == STB_WEAK)
		unfit |= FUNCTION_WEAK;
	if (GELF_ST_BIND(sym->st_info) == STB_LOCAL)
		unfit |= FUNCTION_LOCAL;
	if (GELF_ST_TYPE(sym->st_info) == STT_NOTYPE)
		unfit |= FUNCTION_UNTYPED;
	return unfit;
}

static bool visit_symbol(void *context, const union elf_element *element, size_t index)
{
	struct reader *reader = context;
	const GElf_Sym *sym = &element->sym;
	struct function function = { .text = reader->text };
	bool is_typed = GELF_ST_TYPE(sym->st_info) != STT_NOTYPE;
	uint64_t end, rest;

	(void)index;
	if (!is_wanted(sym) || sym->st_name >= reader->strings_size)
		return true;
	/* Bit 0 of a function's address tells that it is Thumb code. */
	function.start = sym->st_value & ~(uint64_t)(is_arm(reader) && is_typed);
	end = code_end(reader, sym, function.start);
	if (!end)
		return true;
	rest = end - function.start;
	function.size = function_size(sym->st_size && sym->st_size < rest ? sym->st_size : rest);
	function.sizeless = !sym->st_size;
	function.unfit = unfitness(sym);
	function.is_end = GELF_ST_TYPE(sym->st_info) == STT_OBJECT;
	function.name = sym->st_name;
	if (!sym->st_size && !is_typed && functions_is_label(reader->functions, &function))
		return true;
	function.start -= reader->bias;
	functions_add(reader->functions, &function);
	return true;
}

/* Return: whether the names could be taken in. */
static bool add_text(struct reader *reader, uint64_t offset, uint64_t size)
{
	struct function_text text = { .fd = reader->image->fd, .size = size, .offset = offset,
				      .has_versions = true };

	if (!reader->image->memory) {
		reader->strings_size = size;
	} else {
		if (offset > reader->image->size || size > reader->image->size - offset)
			return false;
		text.memory = (const char *)reader->image->memory + offset;
		text.offset = 0;
		reader->strings_size = size;
	}
	reader->text = functions_add_text(reader->functions, &text);
	return reader->text >= 0;
}

bool from_symtab(const struct elf_image *image, GElf_Word type, uint64_t bias,
		 struct functions *functions)
{
	struct reader reader = { .image = image, .functions = functions, .bias = bias };
	GElf_Shdr table, strings;

	/* The first one: a second one is the work of an attacker, to fill our memory. */
	if (!elf_image_section_of_type(image, type, &table) || !elf_image_has_bytes(&table))
		return false;
	if (!gelf_getshdr(elf_getscn(image->elf, table.sh_link), &strings) ||
	    strings.sh_type != SHT_STRTAB || !add_text(&reader, strings.sh_offset, strings.sh_size))
		return false;
	read_sections(&reader);
	elf_image_each(image, ELF_T_SYM, table.sh_offset, table.sh_size, visit_symbol, &reader);
	free(reader.sections);
	return true;
}

/* --- without section headers */

/* What PT_DYNAMIC tells, as addresses; 0: not told. */
struct dynamic {
	uint64_t symbols, strings, strings_size, hash, gnu_hash;
};

static bool visit_dynamic(void *context, const union elf_element *element, size_t index)
{
	struct dynamic *dynamic = context;
	uint64_t value = element->dyn.d_un.d_val;

	(void)index;
	switch (element->dyn.d_tag) {
	case DT_NULL:
		return false;
	case DT_SYMTAB:
		dynamic->symbols = value;
		break;
	case DT_STRTAB:
		dynamic->strings = value;
		break;
	case DT_STRSZ:
		dynamic->strings_size = value;
		break;
	case DT_HASH:
		dynamic->hash = value;
		break;
	case DT_GNU_HASH:
		dynamic->gnu_hash = value;
		break;
	}
	return true;
}

/* More buckets, and more symbols in one, than linkers make. */
#define MAX_BUCKETS (1024 * 1024)
#define MAX_CHAIN 4096

static bool read_words(const struct elf_image *image, uint64_t offset, uint32_t *words,
		       size_t count)
{
	size_t i;

	if (!elf_image_read(image, offset, words, count * sizeof(*words)))
		return false;
	for (i = 0; image->is_foreign && i < count; i++)
		words[i] = __builtin_bswap32(words[i]);
	return true;
}

/*
 * The number of symbols by DT_GNU_HASH: words are the number of buckets, the first symbol that is
 * hashed, the number of (address-sized) words of the Bloom filter, and a shift. Behind that filter
 * come the buckets, each the number of its first symbol, and a word a hashed symbol, whose bit 0
 * tells the last one of its bucket.
 */
static uint64_t count_gnu_hash(const struct elf_image *image, uint64_t offset)
{
	uint64_t buckets, chains, last = 0, i;
	uint32_t words[4], *bucket, word;

	if (!read_words(image, offset, words, 4) || words[0] > MAX_BUCKETS)
		return 0;
	buckets = offset + sizeof(words) + (uint64_t)words[2] * (image->is_64 ? 8 : 4);
	chains = buckets + (uint64_t)words[0] * 4;
	bucket = xcalloc(words[0], sizeof(*bucket));
	if (read_words(image, buckets, bucket, words[0]))
		for (i = 0; i < words[0]; i++)
			last = bucket[i] > last ? bucket[i] : last;
	free(bucket);
	if (last < words[1])
		return last ? 0 : words[1];
	for (i = 0; i < MAX_CHAIN; i++) {
		if (!read_words(image, chains + (last++ - words[1]) * 4, &word, 1))
			return 0;
		if (word & 1)
			return last;
	}
	return 0;
}

/* Words of DT_HASH are the number of buckets, and that of symbols. */
static uint64_t count_symbols(const struct elf_image *image, const struct dynamic *dynamic)
{
	uint32_t words[2];
	uint64_t offset;

	if (dynamic->hash && elf_image_offset(image, dynamic->hash, &offset) &&
	    read_words(image, offset, words, 2))
		return words[1];
	if (dynamic->gnu_hash && elf_image_offset(image, dynamic->gnu_hash, &offset))
		return count_gnu_hash(image, offset);
	return 0;
}

bool from_dynamic(const struct elf_image *image, struct functions *functions)
{
	struct reader reader = { .image = image, .functions = functions };
	struct dynamic dynamic = { 0 };
	uint64_t strings, symbols, size;
	GElf_Phdr header;

	if (!elf_image_header(image, PT_DYNAMIC, &header))
		return false;
	elf_image_each(image, ELF_T_DYN, header.p_offset, header.p_filesz, visit_dynamic, &dynamic);
	if (!elf_image_offset(image, dynamic.strings, &strings) ||
	    !elf_image_offset(image, dynamic.symbols, &symbols) ||
	    !add_text(&reader, strings, dynamic.strings_size))
		return false;
	size = count_symbols(image, &dynamic) * gelf_fsize(image->elf, ELF_T_SYM, 1, EV_CURRENT);
	elf_image_each(image, ELF_T_SYM, symbols, size, visit_symbol, &reader);
	return true;
}
