/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What DWARF calls the registers that a walk needs, machine by machine.
 */
#ifndef FLAMEREC_UNWIND_MACHINE_H
#define FLAMEREC_UNWIND_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/flamesamp_unwind.h>

#define MACHINE_NO_REGISTER UINT8_MAX

/**
 * struct machine - registers by their DWARF numbers
 * @elf: EM_*
 * @word: bytes of a word
 * @sp: the stack pointer
 * @fp: the frame pointer
 * @fp2: arm: the one of Thumb code; x86-64: see machine_with_rbx(); else MACHINE_NO_REGISTER
 * @link: the link register; MACHINE_NO_REGISTER where calls put the return address on the stack
 */
struct machine {
	uint16_t elf;
	uint8_t word;
	uint8_t sp, fp, fp2, link;
};

/* The machine of an EM_* number, or NULL where there are no tables for it. */
const struct machine *machine_find(uint16_t elf);

/*
 * x86-64 for files that keep frames in rbx, as the dynamic linker's does while it looks a function
 * up: callees of such a frame are to say where they have saved it. All others save it, too, but
 * following it through them would make each walk longer for nothing.
 */
const struct machine *machine_with_rbx(void);

/* What a table calls DWARF register @n: enum flamesamp_unwind_reg; -1: it can't be a base. */
int machine_base(const struct machine *machine, uint64_t n);

/* The rule of code that has not touched the stack since it was called. */
struct flamesamp_unwind_rule machine_called(const struct machine *machine);

#endif
