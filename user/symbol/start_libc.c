// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libc.so.6 exports what programs call, but not the functions that are on each of their stacks: the
 * one that calls main() (since glibc 2.34), and those that a thread begins with.
 */
#include <stdlib.h>
#include <string.h>

#include "symbol/start_finder.h"
#include "util/elf_open.h"

#define MAX_TEXT (16 * 1024 * 1024)

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
	/* That of libc.so.6 is a tenth of it. */
	text = name && elf_section_within(image->elf, section.sh_link, ELF_STRINGS_MAX) ?
	       elf_strptr(image->elf, section.sh_link, name) : NULL;
	return text && !strcmp(text, "libc.so.6");
}

static bool visit_symbol(void *context, const union elf_element *element, size_t index)
{
	static const char *const names[START_EXPORTED] = {
		[START_MAIN] = "__libc_start_main", [START_EXIT] = "exit",
		[START_PTHREAD_CREATE] = "pthread_create",
	};
	struct start_finder *finder = context;
	const GElf_Sym *sym = &element->sym;
	const char *name = NULL;

	(void)index;
	if (GELF_ST_TYPE(sym->st_info) == STT_FUNC && sym->st_shndx != SHN_UNDEF)
		name = elf_strptr(finder->image->elf, finder->strings, sym->st_name);
	for (int i = 0; name && i < START_EXPORTED; i++)
		if (!strcmp(name, names[i]))
			finder->exported[i] = *sym;
	return true;
}

/* Whether the function at @address hands what it gets from a call to exit(). */
static bool ends_in_exit(struct start_finder *finder, uint64_t address)
{
	struct machine_code code;
	uint64_t end, target;
	bool found = false;

	if (!start_is_nameless(finder, address, &end) ||
	    !start_read_code(finder, address, end - address, &code))
		return false;
	for (size_t at = 0; at < code.size && !found; at += finder->code->step)
		found = finder->code->exits(&code, at, &target) &&
			target == finder->exported[START_EXIT].st_value;
	free((void *)code.bytes);
	return found;
}

/*
 * The one function called by __libc_start_main() that calls exit() with what main() returned.
 * Return: its address; 0: there is none, or more than one.
 */
static uint64_t find_call_main(struct start_finder *finder)
{
	const GElf_Sym *start_main = &finder->exported[START_MAIN];
	struct machine_code code;
	uint64_t found = 0, target;

	if (!start_main->st_size ||
	    !start_read_code(finder, start_main->st_value, start_main->st_size, &code))
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

/* --- threads */

/* The code of libc.so.6; all that is nameless in it is looked for here. */
static bool read_text(const struct start_finder *finder, struct machine_code *text)
{
	GElf_Shdr section;

	if (!elf_image_section(finder->image, ".text", &section) || !elf_image_has_bytes(&section))
		return false;
	text->bytes = elf_image_read_all(finder->image, section.sh_offset, section.sh_size,
					 MAX_TEXT);
	text->address = section.sh_addr;
	text->size = section.sh_size;
	return text->bytes;
}

/* The nameless function around an address; 0: there is none. */
static uint64_t function_around(struct start_finder *finder, uint64_t address)
{
	uint64_t start, end;

	if (!frames_find(finder->frames, address, &start, &end) ||
	    !start_is_nameless(finder, start, &end))
		return 0;
	return start;
}

/* The function that makes the system call clone3(); 0: none, or more than one. */
static uint64_t find_clone3(struct start_finder *finder, const struct machine_code *text)
{
	const struct start_code *code = finder->code;
	const uint8_t *end = text->bytes + text->size, *at, *next;

	at = memmem(text->bytes, text->size, code->clone3, code->clone3_size);
	next = at ? memmem(at + 1, end - at - 1, code->clone3, code->clone3_size) : NULL;
	if (!at || next)
		return 0;
	return function_around(finder, text->address + (at - text->bytes));
}

/* The function that calls @callee; 0: none, or more than one. */
static uint64_t find_caller(struct start_finder *finder, const struct machine_code *text,
			    uint64_t callee)
{
	uint64_t found = 0, caller, target;

	for (size_t at = 0; at < text->size; at += finder->code->step) {
		if (!finder->code->call(text, at, &target) || target != callee)
			continue;
		caller = function_around(finder, text->address + at);
		if (!caller || (found && caller != found))
			return 0;
		found = caller;
	}
	return found;
}

static bool calls(const struct start_finder *finder, const struct machine_code *code,
		  uint64_t callee)
{
	uint64_t target;

	for (size_t at = 0; at < code->size; at += finder->code->step)
		if (finder->code->call(code, at, &target) && target == callee)
			return true;
	return false;
}

/* The one nameless function whose address is made in @code; 0: none, or more than one. */
static uint64_t find_taken(struct start_finder *finder, const struct machine_code *code)
{
	uint64_t found = 0, target, end;

	for (size_t at = 0; at < code->size; at += finder->code->step) {
		if (!finder->code->takes(code, at, &target) || target == found ||
		    !start_is_nameless(finder, target, &end))
			continue;
		if (found)
			return 0;
		found = target;
	}
	return found;
}

/* What a function has threads begin with, if it calls @clone to make one. */
static uint64_t thread_start_of(struct start_finder *finder, uint64_t address, uint64_t size,
				uint64_t clone)
{
	struct machine_code code;
	uint64_t found = 0;

	if (!start_read_code(finder, address, size, &code))
		return 0;
	if (calls(finder, &code, clone))
		found = find_taken(finder, &code);
	free((void *)code.bytes);
	return found;
}

/* pthread_create() makes a thread by a function of its own, which is inlined or not. */
static uint64_t find_start_thread(struct start_finder *finder, uint64_t clone)
{
	const GElf_Sym *create = &finder->exported[START_PTHREAD_CREATE];
	uint64_t found, target, end;
	struct machine_code code;

	found = thread_start_of(finder, create->st_value, create->st_size, clone);
	if (found || !start_read_code(finder, create->st_value, create->st_size, &code))
		return found;
	for (size_t at = 0; at < code.size && !found; at += finder->code->step)
		if (finder->code->call(&code, at, &target) &&
		    start_is_nameless(finder, target, &end))
			found = thread_start_of(finder, target, end - target, clone);
	free((void *)code.bytes);
	return found;
}

static void find_threads(struct start_finder *finder)
{
	struct machine_code text;
	uint64_t clone3, clone;

	if (!finder->exported[START_PTHREAD_CREATE].st_size || !read_text(finder, &text))
		return;
	clone3 = find_clone3(finder, &text);
	clone = clone3 ? find_caller(finder, &text, clone3) : 0;
	free((void *)text.bytes);
	start_add(finder, clone3, "__clone3");
	if (clone)
		start_add(finder, find_start_thread(finder, clone), "start_thread");
}

bool start_find_in_libc(struct start_finder *finder)
{
	GElf_Shdr section;

	if (!is_libc(finder->image))
		return false;
	if (!elf_image_section_of_type(finder->image, SHT_DYNSYM, &section) ||
	    !elf_section_within(finder->image->elf, section.sh_link, ELF_STRINGS_MAX))
		return true;
	finder->strings = section.sh_link;
	elf_image_each(finder->image, ELF_T_SYM, section.sh_offset, section.sh_size, visit_symbol,
		       finder);
	start_add(finder, find_call_main(finder), "__libc_start_call_main");
	find_threads(finder);
	return true;
}
