// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the linkers GNU ld, lld and mold write. The code of all these machines is little-endian.
 */
#include <elf.h>
#include <string.h>

#include "symbol/plt_stub.h"

#define X86_ALIGN 8
#define X86_LONG 16

/* Bytes that are left, and the next ones. */
struct cursor {
	const uint8_t *at, *end;
};

static bool skip(struct cursor *cursor, const char *bytes, size_t size)
{
	if ((size_t)(cursor->end - cursor->at) < size || memcmp(cursor->at, bytes, size))
		return false;
	cursor->at += size;
	return true;
}

static bool take_u32(struct cursor *cursor, uint32_t *value)
{
	const uint8_t *at = cursor->at;

	if (cursor->end - at < 4)
		return false;
	*value = at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
	cursor->at += 4;
	return true;
}

/* --- x86: jmp *SLOT, after what marks the target of a jump */

/* The index of the relocation is pushed, on i386 as an offset; then the resolver is jumped to. */
static bool x86_pushed(const struct plt_code *code, struct cursor *cursor, struct plt_stub *stub)
{
	uint32_t index;

	if (!skip(cursor, "\x68", 1) || !take_u32(cursor, &index))
		return false;
	if (!skip(cursor, "\xe9", 1) && !skip(cursor, "\xf2\xe9", 2))
		return false;
	stub->is_index = true;
	stub->slot = code->machine == EM_386 ? index / sizeof(Elf32_Rel) : index;
	return true;
}

/* The slot is relative to the instruction's end, on i386 absolute or relative to %ebx. */
static bool x86_jump(const struct plt_code *code, struct cursor *cursor, struct plt_stub *stub)
{
	bool by_ebx = code->machine == EM_386 && skip(cursor, "\xff\xa3", 2);
	uint32_t offset;

	if ((!by_ebx && !skip(cursor, "\xff\x25", 2)) || !take_u32(cursor, &offset))
		return false;
	if (code->machine == EM_386)
		stub->slot = (uint32_t)((by_ebx ? code->got : 0) + offset);
	else
		stub->slot = code->address + (cursor->at - code->bytes) + (int32_t)offset;
	return true;
}

static bool decode_x86(const struct plt_code *code, struct cursor cursor, struct plt_stub *stub)
{
	bool is_marked = skip(&cursor, code->machine == EM_386 ? "\xf3\x0f\x1e\xfb" :
							       "\xf3\x0f\x1e\xfa", 4);
	struct cursor before = cursor;
	bool is_long = is_marked;

	if (stub->address % X86_ALIGN)
		return false;
	if (is_marked && x86_pushed(code, &cursor, stub)) {
		stub->size = X86_LONG;
		return true;
	}
	cursor = before;
	/* mold: mov $INDEX, %r11d */
	if (skip(&cursor, "\x41\xbb", 2)) {
		uint32_t index;

		is_long = true;
		take_u32(&cursor, &index);
	}
	/* A prefix of MPX, which means nothing on its own. */
	skip(&cursor, "\xf2", 1);
	if (!x86_jump(code, &cursor, stub))
		return false;
	is_long = is_long || skip(&cursor, "\x68", 1);
	stub->size = is_long ? X86_LONG : X86_ALIGN;
	return true;
}

/* --- arm64: adrp x16, PAGE; ldr x17, [x16, OFFSET]; add x16, x16, OFFSET; br x17 */

#define ARM64_BTI_C 0xd503245f
#define ARM64_AUTIA1716 0xd503219f
#define ARM64_NOP 0xd503201f
#define ARM64_BR_X17 0xd61f0220
#define ARM64_LONGEST 24

static uint64_t arm64_page(uint64_t address, uint32_t adrp)
{
	uint64_t pages = (adrp >> 5 & 0x7ffff) << 2 | (adrp >> 29 & 3);

	if (pages & 0x100000)
		pages |= ~0x1fffffULL;
	return (address & ~0xfffULL) + (pages << 12);
}

static bool decode_arm64(const struct plt_code *code, struct cursor cursor, struct plt_stub *stub)
{
	const uint8_t *start = cursor.at;
	uint64_t page;
	uint32_t insn;

	if (!take_u32(&cursor, &insn))
		return false;
	if (insn == ARM64_BTI_C && !take_u32(&cursor, &insn))
		return false;
	if ((insn & 0x9f00001f) != 0x90000010)
		return false;
	page = arm64_page(code->address + (cursor.at - 4 - code->bytes), insn);
	if (!take_u32(&cursor, &insn) || (insn & 0xffc003ff) != 0xf9400211)
		return false;
	stub->slot = page + (insn >> 10 & 0xfff) * 8;
	if (!take_u32(&cursor, &insn) || (insn & 0xff8003ff) != 0x91000210 ||
	    !take_u32(&cursor, &insn))
		return false;
	if (insn == ARM64_AUTIA1716 && !take_u32(&cursor, &insn))
		return false;
	if (insn != ARM64_BR_X17)
		return false;
	stub->size = cursor.at - start;
	while (stub->size < ARM64_LONGEST && take_u32(&cursor, &insn) && insn == ARM64_NOP)
		stub->size += 4;
	return true;
}

/* --- arm: add ip, pc, A; add ip, ip, B ...; ldr pc, [ip, C]! */

/* An immediate operand: eight bits, rotated right. */
static uint32_t arm_immediate(uint32_t insn)
{
	unsigned int by = (insn >> 8 & 0xf) * 2;
	uint32_t value = insn & 0xff;

	return by ? value >> by | value << (32 - by) : value;
}

static bool decode_arm(const struct plt_code *code, struct cursor cursor, struct plt_stub *stub)
{
	const uint8_t *start = cursor.at;
	uint32_t insn, slot;

	/* For callers in Thumb code: bx pc, and a filler. */
	if (!skip(&cursor, "\x78\x47\xc0\x46", 4))
		skip(&cursor, "\x78\x47\xfd\xe7", 4);
	if (!take_u32(&cursor, &insn) || (insn & 0xfffff000) != 0xe28fc000)
		return false;
	slot = code->address + (cursor.at + 4 - code->bytes) + arm_immediate(insn);
	while (take_u32(&cursor, &insn) && (insn & 0xfffff000) == 0xe28cc000)
		slot += arm_immediate(insn);
	if ((insn & 0xfffff000) != 0xe5bcf000)
		return false;
	stub->slot = (uint32_t)(slot + (insn & 0xfff));
	stub->size = cursor.at - start;
	return true;
}

/* --- riscv64: auipc t3, HIGH; ld t3, LOW(t3); jalr t1, t3; nop */

static bool decode_riscv(const struct plt_code *code, struct cursor cursor, struct plt_stub *stub)
{
	uint32_t high, low, jump, filler;

	if (!take_u32(&cursor, &high) || !take_u32(&cursor, &low) || !take_u32(&cursor, &jump) ||
	    !take_u32(&cursor, &filler) || (high & 0xfff) != 0xe17 || (low & 0xfffff) != 0xe3e03)
		return false;
	stub->slot = code->address + (cursor.at - 16 - code->bytes) +
		     (int32_t)(high & 0xfffff000) + ((int32_t)low >> 20);
	stub->size = 16;
	return true;
}

bool plt_stub_decode(const struct plt_code *code, size_t at, struct plt_stub *stub)
{
	struct cursor cursor = { code->bytes + at, code->bytes + code->size };

	memset(stub, 0, sizeof(*stub));
	stub->address = code->address + at;
	switch (code->machine) {
	case EM_X86_64:
	case EM_386:
		return decode_x86(code, cursor, stub);
	case EM_AARCH64:
		return decode_arm64(code, cursor, stub);
	case EM_ARM:
		return decode_arm(code, cursor, stub);
	case EM_RISCV:
		return code->is_64 && decode_riscv(code, cursor, stub);
	default:
		return false;
	}
}
