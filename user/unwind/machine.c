// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The numbers are from the processors' supplements to the System V ABI ("DWARF Register Number
 * Mapping"), and from "DWARF for the Arm Architecture" and its 64-bit sibling.
 */
#include <elf.h>
#include <stddef.h>

#include "unwind/machine.h"

static const struct machine machines[] = {
	{ EM_X86_64, 8, 7, 6, MACHINE_NO_REGISTER, MACHINE_NO_REGISTER },
	{ EM_386, 4, 4, 5, MACHINE_NO_REGISTER, MACHINE_NO_REGISTER },
	{ EM_AARCH64, 8, 31, 29, MACHINE_NO_REGISTER, 30 },
	{ EM_ARM, 4, 13, 11, 7, 14 },
	{ EM_RISCV, 8, 2, 8, MACHINE_NO_REGISTER, 1 },
};

static const struct machine x86_64_with_rbx = { EM_X86_64, 8, 7, 6, 3, MACHINE_NO_REGISTER };

const struct machine *machine_find(uint16_t elf)
{
	size_t i;

	for (i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].elf == elf)
			return &machines[i];
	}
	return NULL;
}

const struct machine *machine_with_rbx(void)
{
	return &x86_64_with_rbx;
}

int machine_base(const struct machine *machine, uint64_t n)
{
	if (n == machine->sp)
		return FLAMESAMP_UNWIND_SP;
	if (n == machine->fp)
		return FLAMESAMP_UNWIND_FP;
	if (n == machine->fp2)
		return FLAMESAMP_UNWIND_FP2;
	return n < FLAMESAMP_UNWIND_REGS - FLAMESAMP_UNWIND_REG0 ?
		(int)n + FLAMESAMP_UNWIND_REG0 : -1;
}

struct flamesamp_unwind_rule machine_called(const struct machine *machine)
{
	struct flamesamp_unwind_rule rule = {
		.kind = FLAMESAMP_UNWIND_CFA,
		.reg = FLAMESAMP_UNWIND_SP,
	};

	if (machine->link != MACHINE_NO_REGISTER)
		return rule;
	rule.cfa = machine->word;
	rule.ra = -machine->word / 4;
	rule.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_CFA, FLAMESAMP_UNWIND_SAME,
					    FLAMESAMP_UNWIND_SAME);
	return rule;
}
