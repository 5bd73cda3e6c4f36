// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Go's own table of functions, which its run time needs and stripped programs therefore still have.
 * The format is that of debug/gosym and runtime/symtab.go in Go's sources. All begins with
 *
 *	u32 magic	which tells the version, and the byte order
 *	u8 0, 0
 *	u8 quantum	the least size of an instruction
 *	u8 word		the size of a pointer
 *
 * and goes on in words. Go 1.2: the number of functions; then the list of functions itself.
 * 1.16: that number, the number of files, offsets of the names, compilation units, files, line
 * tables, and of the list of functions. 1.18 and 1.20 have the address of the first function after
 * the two numbers.
 *
 * The list of functions has a pair each, sorted: its address (from 1.18 on 32 bits, relative to the
 * first function's) and where it is described; then the address where the last one ends. Both parts
 * of a pair are words, until they are of 32 bits from 1.18 on. The description begins with the
 * address in the same form and the place of the name, 32 bits.
 */
#include <stdlib.h>
#include <string.h>

#include "symbol/sources.h"
#include "util/alloc.h"

enum version {
	GO_1_2 = 2,
	GO_1_16 = 16,
	GO_1_18 = 18,
};

#define MAX_FUNCTIONS (4 * 1024 * 1024)

/* How many functions are in memory at once. */
#define PAIRS 1024

/**
 * struct pclntab - the table
 * @image: the file
 * @functions: gets the functions
 * @offset: of the table in the file
 * @size: its bytes
 * @is_big_endian: its byte order
 * @word: size of a pointer
 * @field: size of the parts of a pair
 * @is_relative: addresses are, to @text
 * @count: functions
 * @text: address of the first function
 * @names: place of the names in the table
 * @list: place of the list of functions
 * @base: what descriptions' places are relative to
 * @text_index: index of the names
 */
struct pclntab {
	const struct elf_image *image;
	struct functions *functions;
	uint64_t offset, size;
	bool is_big_endian;
	unsigned int word, field;
	bool is_relative;
	uint64_t count, text, names, list, base;
	int text_index;
};

static uint64_t number(const struct pclntab *table, const uint8_t *bytes, unsigned int size)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		value = value << 8 | bytes[table->is_big_endian ? i : size - 1 - i];
	return value;
}

/* The table's own bytes. Return: whether they are there. */
static bool read_table(const struct pclntab *table, uint64_t at, uint8_t *bytes, size_t size)
{
	return at <= table->size && size <= table->size - at &&
	       elf_image_read(table->image, table->offset + at, bytes, size);
}

/* Return: whether word @index behind the first eight bytes is there. */
static bool read_word(const struct pclntab *table, unsigned int index, uint64_t *value)
{
	uint8_t bytes[8];

	if (!read_table(table, 8 + index * table->word, bytes, table->word))
		return false;
	*value = number(table, bytes, table->word);
	return true;
}

/* Return: the version; 0: it is none that is known. */
static int read_version(struct pclntab *table)
{
	uint8_t bytes[8];

	if (!read_table(table, 0, bytes, sizeof(bytes)))
		return 0;
	table->is_big_endian = bytes[0] == 0xff;
	table->word = bytes[7];
	if (bytes[4] || bytes[5] || (bytes[6] != 1 && bytes[6] != 2 && bytes[6] != 4) ||
	    (table->word != 4 && table->word != 8))
		return 0;
	switch (number(table, bytes, 4)) {
	case 0xfffffffb:
		return GO_1_2;
	case 0xfffffffa:
		return GO_1_16;
	case 0xfffffff0:	/* Go 1.18 */
	case 0xfffffff1:	/* Go 1.20 */
		return GO_1_18;
	default:
		return 0;
	}
}

static bool read_header(struct pclntab *table)
{
	int version = read_version(table);

	if (!version || !read_word(table, 0, &table->count))
		return false;
	table->is_relative = version == GO_1_18;
	table->field = table->is_relative ? 4 : table->word;
	if (version == GO_1_2) {
		table->list = 8 + table->word;
	} else if (version == GO_1_16) {
		if (!read_word(table, 2, &table->names) || !read_word(table, 6, &table->list))
			return false;
		table->base = table->list;
	} else {
		if (!read_word(table, 2, &table->text) || !read_word(table, 3, &table->names) ||
		    !read_word(table, 7, &table->list))
			return false;
		table->base = table->list;
	}
	return table->count && table->count <= MAX_FUNCTIONS && table->names < table->size &&
	       table->list < table->size;
}

/*
 * Where a program is loaded anywhere, the address of the first function may be left to the dynamic
 * loader. It is that of the section of code then, if the program's entry is a function by that.
 */
static bool guess_text(struct pclntab *table, bool *must_prove)
{
	GElf_Shdr section;

	*must_prove = false;
	if (!table->is_relative || table->text)
		return true;
	*must_prove = true;
	if (!elf_image_section(table->image, ".text", &section))
		return false;
	table->text = section.sh_addr;
	return true;
}

static bool is_code(const struct pclntab *table, uint64_t address)
{
	GElf_Phdr segment;

	return elf_image_segment(table->image, address, &segment) && segment.p_flags & PF_X;
}

/* The place of a function's name, if its description is one of it. */
static bool find_name(const struct pclntab *table, const uint8_t *pair, uint32_t *name)
{
	uint64_t at = number(table, pair + table->field, table->field), place;
	size_t size = table->field + 4;
	uint8_t bytes[12];

	if (at > table->size - table->base || size > table->size - table->base - at ||
	    !windows_read(table->functions->windows, table->image->fd,
			  table->offset + table->base + at, bytes, size) ||
	    memcmp(bytes, pair, table->field))
		return false;
	place = number(table, bytes + table->field, 4);
	*name = place;
	return place < table->size - table->names;
}

/* @pair is a function's, behind which there is the next one's address. */
static void add_function(const struct pclntab *table, const uint8_t *pair)
{
	uint64_t start = number(table, pair, table->field);
	uint64_t end = number(table, pair + 2 * table->field, table->field);
	struct function function = { .text = table->text_index };

	if (end <= start || !find_name(table, pair, &function.name))
		return;
	function.start = table->text + start;
	function.size = function_size(end - start);
	if (is_code(table, function.start))
		functions_add(table->functions, &function);
}

static void read_functions(const struct pclntab *table)
{
	size_t size = 2 * table->field, count, i;
	uint8_t *pairs = xmalloc((PAIRS + 1) * size);
	uint64_t at;

	for (at = 0; at < table->count; at += count) {
		count = table->count - at < PAIRS ? table->count - at : PAIRS;
		if (!read_table(table, table->list + at * size, pairs,
				count * size + table->field))
			break;
		for (i = 0; i < count; i++)
			add_function(table, pairs + i * size);
	}
	free(pairs);
}

static bool has_entry(const struct pclntab *table, size_t first)
{
	const struct functions *functions = table->functions;
	size_t i;

	for (i = first; i < functions->count; i++)
		if (functions->array[i].start == table->image->header.e_entry)
			return true;
	return false;
}

void from_gopclntab(const struct elf_image *image, struct functions *functions)
{
	struct pclntab table = { .image = image, .functions = functions };
	size_t before = functions->count;
	struct function_text text = { .fd = image->fd };
	GElf_Shdr section;
	bool must_prove;

	if ((!elf_image_section(image, ".gopclntab", &section) &&
	     !elf_image_section(image, ".data.rel.ro.gopclntab", &section)) ||
	    !elf_image_has_bytes(&section))
		return;
	table.offset = section.sh_offset;
	table.size = section.sh_size;
	if (table.offset > INT64_MAX || table.size > INT64_MAX || !read_header(&table) ||
	    !guess_text(&table, &must_prove))
		return;
	text.offset = table.offset + table.names;
	text.size = table.size - table.names;
	table.text_index = functions_add_text(functions, &text);
	if (table.text_index < 0)
		return;
	read_functions(&table);
	if (must_prove && !has_entry(&table, before))
		functions->count = before;
}
