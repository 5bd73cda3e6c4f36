// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A signal handler returns to a few instructions that make the system call rt_sigreturn(), with the
 * stack pointer at what the kernel saved there: the layouts are those of the rt_sigframe in each
 * architecture's signal code and of the ucontext and sigcontext in its uapi headers. Neither may
 * ever change: debuggers and the unwinders of compilers know them, too.
 */
#include <stdlib.h>
#include <string.h>

#include "unwind/landmarks.h"

/**
 * struct trampoline - code that returns from a signal handler
 * @machine: whose
 * @code: its bytes, @size of them
 * @covers: as many of them as this is true of
 * @align: it begins at multiples of this
 * @sp: bytes from the stack pointer to where the interrupted code's is
 * @pc: to its program counter
 * @fp: to its frame pointer
 * @fp2: to its second one, see struct machine; 0: it has none
 * @link: to its link register; 0: it has none
 */
struct trampoline {
	uint16_t machine;
	uint8_t code[10];
	uint8_t size, covers, align;
	uint16_t sp, pc, fp, fp2, link;
};

static const struct trampoline trampolines[] = {
	/* mov $15, %rax (or %eax); syscall; struct ucontext follows */
	{ EM_X86_64, { 0x48, 0xc7, 0xc0, 15, 0, 0, 0, 0x0f, 0x05 }, 9, 9, 1, 160, 168, 120, 128,
	  0 },
	{ EM_X86_64, { 0xb8, 15, 0, 0, 0, 0x0f, 0x05 }, 7, 7, 1, 160, 168, 120, 128, 0 },
	/* mov $173, %eax; int $0x80; the rest of struct rt_sigframe follows */
	{ EM_386, { 0xb8, 173, 0, 0, 0, 0xcd, 0x80 }, 7, 7, 1, 188, 216, 184, 0, 0 },
	/* pop %eax; mov $119, %eax; int $0x80: sigreturn(), the rest of struct sigframe follows */
	{ EM_386, { 0x58, 0xb8, 119, 0, 0, 0, 0xcd, 0x80 }, 8, 1, 1, 32, 60, 28, 0, 0 },
	{ EM_386, { 0xb8, 119, 0, 0, 0, 0xcd, 0x80 }, 7, 7, 1, 28, 56, 24, 0, 0 },
	/* mov x8, #139; svc #0; siginfo of 128 bytes, ucontext: sigcontext at 176, with x0 at 8 */
	{ EM_AARCH64, { 0x68, 0x11, 0x80, 0xd2, 0x01, 0, 0, 0xd4 }, 8, 8, 4, 560, 568, 544, 0,
	  552 },
	/* li a7, 139; ecall; siginfo of 128 bytes, ucontext, sigcontext at 176: pc, ra, sp, ... */
	{ EM_RISCV, { 0x93, 0x08, 0xb0, 0x08, 0x73, 0, 0, 0 }, 8, 8, 2, 320, 304, 368, 0, 312 },
};

static struct flamesamp_unwind_rule rule_of(const struct trampoline *trampoline)
{
	return (struct flamesamp_unwind_rule){
		.kind = FLAMESAMP_UNWIND_DEREF,
		.reg = FLAMESAMP_UNWIND_SP,
		.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_BASE,
						FLAMESAMP_UNWIND_AT_BASE,
						trampoline->fp2 ? FLAMESAMP_UNWIND_AT_BASE :
								  FLAMESAMP_UNWIND_SAME) |
			 FLAMESAMP_UNWIND_SIGNAL,
		.cfa = trampoline->sp,
		.ra = trampoline->pc / 4,
		.fp = { trampoline->fp / 4, trampoline->fp2 / 4 },
		.extra = trampoline->link / 4,
	};
}

static void add_trampoline(struct unwind_code *code, uint64_t address,
			   const struct trampoline *trampoline, struct unwind_rows *rows)
{
	struct flamesamp_unwind_rule rule = rule_of(trampoline);
	uint64_t start, end;

	if (address % trampoline->align ||
	    !code_range(code, address, trampoline->covers, &start, &end))
		return;
	/* Return addresses are looked up by the byte before them, but nothing calls this. */
	rows_add(rows, start ? start - 1 : 0, end, ROW_SIGNAL, &rule, true);
}

static void search(struct unwind_code *code, const struct code_bytes *bytes,
		   const struct trampoline *trampoline, struct unwind_rows *rows)
{
	const uint8_t *at = bytes->data, *end = bytes->data + bytes->size;

	while ((at = memmem(at, end - at, trampoline->code, trampoline->size))) {
		add_trampoline(code, bytes->address + (at - bytes->data), trampoline, rows);
		at++;
	}
}

static void search_segment(struct unwind_code *code, const struct code_segment *segment,
			   const struct machine *machine, struct unwind_rows *rows)
{
	struct code_bytes bytes;
	size_t i;

	if (!segment->executable ||
	    !code_read(code, segment->address, segment->size, &bytes))
		return;
	for (i = 0; i < sizeof(trampolines) / sizeof(trampolines[0]); i++) {
		if (trampolines[i].machine == machine->elf)
			search(code, &bytes, &trampolines[i], rows);
	}
	free(bytes.data);
}

void signal_rows(struct unwind_code *code, const struct machine *machine,
		 const struct landmarks *landmarks, struct unwind_rows *rows)
{
	size_t i;

	if (!landmarks->returns || rows_signal_known(rows))
		return;
	for (i = 0; i < code->segment_count; i++)
		search_segment(code, &code->segments[i], machine, rows);
}
