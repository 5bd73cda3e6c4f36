// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "unwind/arm_rows.h"

#ifndef R_ARM_IRELATIVE
#define R_ARM_IRELATIVE 160
#endif

/* Part of a function that was split off: it is jumped to, with the frame of the other part. */
static bool is_part(const char *name)
{
	const char *cold = strstr(name, ".cold");

	return cold && (!cold[5] || cold[5] == '.');
}

static void visit_symbol(void *context, const struct code_symbol *symbol)
{
	struct arm_flow *flow = context;

	if ((symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC) && !is_part(symbol->name))
		arm_flow_add_start(flow, symbol->address);
}

static bool word_at(const struct exidx_image *images, size_t image_count, uint32_t address,
		    uint32_t *word)
{
	size_t i;

	for (i = 0; i < image_count; i++) {
		uint32_t at = address - images[i].address;

		if (at >= images[i].size || images[i].size - at < 4)
			continue;
		memcpy(word, images[i].bytes + at, 4);
		return true;
	}
	return false;
}

/*
 * Pointers to Thumb functions have bit 0 set. What points to ARM code may as well point to a label
 * or to constants there.
 */
static void add_pointer(const struct exidx_image *images, size_t image_count, uint32_t place,
			struct arm_flow *flow)
{
	uint32_t word;

	if (word_at(images, image_count, place, &word) && word & 1)
		arm_flow_add_start(flow, word);
}

/* Functions of other files that do not return; these call the rest of them. */
static bool is_dead(const char *name)
{
	static const char *const dead[] = {
		"__stack_chk_fail", "abort", "exit", "_exit", "_Exit", "quick_exit",
		"__assert_fail", "__assert", "__assert_perror_fail", "__fortify_fail",
		"__chk_fail", "longjmp", "_longjmp", "siglongjmp", "__longjmp_chk",
		"pthread_exit", "err", "errx", "verr", "verrx", "__libc_start_main",
		"__cxa_throw", "__cxa_rethrow", "__cxa_bad_cast", "__cxa_bad_typeid",
		"__cxa_throw_bad_array_new_length", "__cxa_call_unexpected",
		"__cxa_end_cleanup", "_ZSt9terminatev", "_Unwind_Resume", "Perl_croak",
		"Perl_croak_nocontext", "Perl_croak_no_modify", "Perl_croak_xs_usage",
	};
	size_t i;

	if (!strncmp(name, "_ZSt", 4) && strstr(name, "__throw_"))
		return true;
	for (i = 0; i < sizeof(dead) / sizeof(dead[0]); i++) {
		if (!strcmp(name, dead[i]))
			return true;
	}
	return false;
}

/* Where the dynamic loader puts the addresses of such functions. */
static void add_dead_slots(const struct unwind_code *code, struct arm_flow *flow)
{
	struct code_bytes rels, symbols = { .size = 0 }, names = { .size = 0 };
	Elf32_Sym sym;
	Elf32_Rel rel;
	size_t i, n;

	if (!code_read_section(code, ".rel.plt", &rels))
		return;
	code_read_section(code, ".dynsym", &symbols);
	if (code_read_section(code, ".dynstr", &names))
		names.data[names.size - 1] = '\0';
	for (i = 0; i + sizeof(rel) <= rels.size; i += sizeof(rel)) {
		memcpy(&rel, rels.data + i, sizeof(rel));
		n = ELF32_R_SYM(rel.r_info);
		if (n >= symbols.size / sizeof(sym))
			continue;
		memcpy(&sym, symbols.data + n * sizeof(sym), sizeof(sym));
		if (sym.st_name < names.size && is_dead((const char *)names.data + sym.st_name))
			arm_flow_add_dead_slot(flow, rel.r_offset);
	}
	free(names.data);
	free(symbols.data);
	free(rels.data);
}

static void add_relocated(const struct unwind_code *code, const char *section,
			  const struct exidx_image *images, size_t image_count,
			  struct arm_flow *flow)
{
	struct code_bytes bytes;
	Elf32_Rel rel;
	size_t i;

	if (!code_read_section(code, section, &bytes))
		return;
	for (i = 0; i + sizeof(rel) <= bytes.size; i += sizeof(rel)) {
		memcpy(&rel, bytes.data + i, sizeof(rel));
		if (ELF32_R_TYPE(rel.r_info) == R_ARM_RELATIVE ||
		    ELF32_R_TYPE(rel.r_info) == R_ARM_IRELATIVE)
			add_pointer(images, image_count, rel.r_offset, flow);
	}
	free(bytes.data);
}

/* The compact form of R_ARM_RELATIVE: an address, then words of 31 bits, each for the next word. */
static void add_relr(const struct unwind_code *code, const struct exidx_image *images,
		     size_t image_count, struct arm_flow *flow)
{
	struct code_bytes bytes;
	uint32_t word, place = 0;
	unsigned int bit;
	size_t i;

	if (!code_read_section(code, ".relr.dyn", &bytes))
		return;
	for (i = 0; i + sizeof(word) <= bytes.size; i += sizeof(word)) {
		memcpy(&word, bytes.data + i, sizeof(word));
		if (!(word & 1)) {
			add_pointer(images, image_count, word, flow);
			place = word + 4;
			continue;
		}
		for (bit = 1; bit < 32; bit++) {
			if (word >> bit & 1)
				add_pointer(images, image_count, place + 4 * (bit - 1), flow);
		}
		place += 4 * 31;
	}
	free(bytes.data);
}

static void add_array(const struct unwind_code *code, const char *section,
		      const struct exidx_image *images, size_t image_count, struct arm_flow *flow)
{
	GElf_Shdr header;
	uint32_t i;

	if (!code_section(code, section, &header) || header.sh_size > UINT16_MAX)
		return;
	for (i = 0; i + 4 <= header.sh_size; i += 4)
		add_pointer(images, image_count, header.sh_addr + i, flow);
}

/* A section that begins with ARM code, whatever the rest of the file is, or with Thumb code. */
static void add_section(const struct unwind_code *code, const char *section, struct arm_flow *flow)
{
	struct arm_insn insn;
	GElf_Shdr header;

	if (!code_section(code, section, &header) || !arm_flow_holds(flow, header.sh_addr))
		return;
	if (arm_flow_decode(flow, header.sh_addr, false, &insn) && arm_pushes_lr(&insn))
		arm_flow_add_start(flow, header.sh_addr);
	else if (arm_flow_decode(flow, header.sh_addr, true, &insn) && arm_pushes_lr(&insn))
		arm_flow_add_start(flow, header.sh_addr | 1);
}

void arm_starts(const struct unwind_code *code, const struct exidx_image *images,
		size_t image_count, struct arm_flow *flow)
{
	if (flow->entry)
		arm_flow_add_start(flow, flow->entry);
	code_each_symbol(code, visit_symbol, flow);
	add_relocated(code, ".rel.dyn", images, image_count, flow);
	add_relocated(code, ".rel.plt", images, image_count, flow);
	add_relr(code, images, image_count, flow);
	add_array(code, ".init_array", images, image_count, flow);
	add_array(code, ".fini_array", images, image_count, flow);
	add_dead_slots(code, flow);
	add_section(code, ".init", flow);
	add_section(code, ".fini", flow);
	add_section(code, ".plt", flow);
}
