// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The vdso of arm64 kernels (6.12 of Debian, for one) has no unwind information at all, and
 * programs that ask for the time a lot are found in it a lot. Frame pointers don't help: they lead
 * past the caller of a function without a frame, and don't tell the stack pointer. But its
 * functions are simple: they leave the stack and the link register alone, or begin by storing a
 * frame record.
 *
 * Encodings: Arm Architecture Reference Manual, C4.1.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "unwind/landmarks.h"

#define X30	30
#define SP	31

#define RET		0xd65f03c0u
#define PACIASP		0xd503233fu
#define BTI_C		0xd503245fu
#define MOV_X29_SP	0x910003fdu

/* stp x29, x30, [sp, #-n]! and ldp x29, x30, [sp], #n: all but n. */
#define RECORD_MASK	0xffc07fffu
#define RECORD_STORE	0xa9807bfdu
#define RECORD_LOAD	0xa8c07bfdu

/* Larger than any function of a vdso. */
#define MAX_FUNCTION	0x4000

struct vdso {
	struct unwind_code *code;
	const struct machine *machine;
	struct unwind_rows *rows;
};

static unsigned int rd(uint32_t insn)
{
	return insn & 31;
}

static bool writes_flags(uint32_t insn)
{
	return insn & 1u << 29;
}

/* In additions and logical operations with an immediate, register 31 is the stack pointer. */
static bool immediate_touches(uint32_t insn)
{
	unsigned int group = insn >> 23 & 7;

	if (rd(insn) == X30)
		return true;
	if (rd(insn) != SP)
		return false;
	return ((group == 2 || group == 3) && !writes_flags(insn)) ||
	       (group == 4 && (insn >> 29 & 3) != 3);
}

static bool branch_touches(uint32_t insn)
{
	bool bl = insn >> 26 == 0x25;
	bool blr = (insn & 0xfe600000) == 0xd6200000;

	return bl || blr;
}

static bool memory_touches(uint32_t insn)
{
	bool vector = insn & 1u << 26, pair = (insn & 0x38000000) == 0x28000000;

	if ((insn >> 5 & 31) == SP)
		return true;
	return !vector && (rd(insn) == X30 || (pair && (insn >> 10 & 31) == X30));
}

static bool register_touches(uint32_t insn)
{
	bool extended = (insn & 0x1f200000) == 0x0b200000;

	return rd(insn) == X30 || (extended && rd(insn) == SP && !writes_flags(insn));
}

/* Whether the instruction may change the stack pointer or the link register, or use the stack. */
static bool touches_frame(uint32_t insn)
{
	switch (insn >> 25 & 15) {
	case 8:
	case 9:
		return immediate_touches(insn);
	case 10:
	case 11:
		return branch_touches(insn);
	case 4:
	case 6:
	case 12:
	case 14:
		return memory_touches(insn);
	case 5:
	case 13:
		return register_touches(insn);
	case 7:
	case 15:
		return false;
	default:
		return true;
	}
}

static uint32_t insn_at(const struct code_bytes *bytes, size_t at)
{
	uint32_t insn;

	memcpy(&insn, bytes->data + at, sizeof(insn));
	return insn;
}

static bool leaves_frame_alone(const struct code_bytes *bytes)
{
	size_t at;

	for (at = 0; at + 4 <= bytes->size; at += 4) {
		if (touches_frame(insn_at(bytes, at)))
			return false;
	}
	return true;
}

/* Bytes of the frame whose record the function stores first, and where the body begins; 0: none. */
static uint32_t frame_size(const struct code_bytes *bytes, size_t *body)
{
	size_t at = 0;
	uint32_t insn;

	while (at + 12 <= bytes->size &&
	       (insn_at(bytes, at) == PACIASP || insn_at(bytes, at) == BTI_C))
		at += 4;
	if (at + 8 > bytes->size)
		return 0;
	insn = insn_at(bytes, at);
	if ((insn & RECORD_MASK) != RECORD_STORE || insn_at(bytes, at + 4) != MOV_X29_SP)
		return 0;
	*body = at + 8;
	/* A negative number of seven bits, in words of eight bytes. */
	return (128 - (insn >> 15 & 127)) * 8;
}

/* The frame record is the lowest part of the frame: the stack pointer, then x29, points to it. */
static struct flamesamp_unwind_rule body_rule(enum flamesamp_unwind_reg reg, uint32_t size)
{
	return (struct flamesamp_unwind_rule){
		.kind = FLAMESAMP_UNWIND_CFA,
		.reg = reg,
		.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_BASE,
						FLAMESAMP_UNWIND_AT_BASE,
						FLAMESAMP_UNWIND_SAME),
		.cfa = size,
		.ra = 8 / 4,
	};
}

/* From the load of the record on, up to the return, the caller's frame is there again. */
static void add_framed(struct vdso *vdso, const struct code_bytes *bytes, uint64_t start,
		       uint32_t size, size_t body)
{
	struct flamesamp_unwind_rule outside = machine_called(vdso->machine);
	struct flamesamp_unwind_rule stored = body_rule(FLAMESAMP_UNWIND_SP, size);
	struct flamesamp_unwind_rule inside = body_rule(FLAMESAMP_UNWIND_FP, size);
	bool is_inside = true;
	size_t at, from = body;
	uint32_t insn;

	rows_add(vdso->rows, start, start + body - 4, ROW_PROLOGUE, &outside, true);
	rows_add(vdso->rows, start + body - 4, start + body, ROW_PROLOGUE, &stored, true);
	for (at = body; at + 4 <= bytes->size; at += 4) {
		insn = insn_at(bytes, at);
		if (is_inside ? (insn & RECORD_MASK) != RECORD_LOAD : insn != RET)
			continue;
		rows_add(vdso->rows, start + from, start + at + 4, ROW_PROLOGUE,
			 is_inside ? &inside : &outside, true);
		from = at + 4;
		is_inside = !is_inside;
	}
	rows_add(vdso->rows, start + from, start + bytes->size, ROW_PROLOGUE,
		 is_inside ? &inside : &outside, true);
}

static void add_function(void *context, const struct code_symbol *symbol)
{
	struct vdso *vdso = context;
	struct flamesamp_unwind_rule rule = machine_called(vdso->machine);
	uint64_t start, end;
	struct code_bytes bytes;
	uint32_t size;
	size_t body;

	if (symbol->type != STT_FUNC || symbol->size > MAX_FUNCTION || symbol->address % 4 ||
	    !code_range(vdso->code, symbol->address, symbol->size, &start, &end) ||
	    !code_read(vdso->code, symbol->address, symbol->size, &bytes))
		return;
	size = frame_size(&bytes, &body);
	if (size)
		add_framed(vdso, &bytes, start, size, body);
	else if (leaves_frame_alone(&bytes))
		rows_add(vdso->rows, start, end, ROW_PROLOGUE, &rule, true);
	free(bytes.data);
}

void arm64_vdso_rows(struct unwind_code *code, const struct machine *machine,
		     struct unwind_rows *rows)
{
	struct vdso vdso = { .code = code, .machine = machine, .rows = rows };

	code_each_symbol(code, add_function, &vdso);
}
