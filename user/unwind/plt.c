// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "unwind/landmarks.h"

/* An entry of x86-64's .plt jumps (6 bytes), or pushes a number (5 bytes) and jumps on. */
#define X86_64_PUSHED 11

static const char *const stubs[] = { ".plt", ".plt.sec", ".plt.got", ".iplt" };

static struct flamesamp_unwind_rule rule_of(const struct machine *machine, const char *name)
{
	struct flamesamp_unwind_rule rule = machine_called(machine);

	if (machine->elf == EM_X86_64 && !strcmp(name, ".plt")) {
		rule.kind = FLAMESAMP_UNWIND_PLT;
		rule.extra = X86_64_PUSHED;
	}
	return rule;
}

void plt_rows(struct unwind_code *code, const struct machine *machine, struct unwind_rows *rows)
{
	struct flamesamp_unwind_rule rule;
	uint64_t start, end;
	GElf_Shdr section;
	size_t i;

	for (i = 0; i < sizeof(stubs) / sizeof(stubs[0]); i++) {
		if (!code_section(code, stubs[i], &section) ||
		    !code_range(code, section.sh_addr, section.sh_size, &start, &end))
			continue;
		rule = rule_of(machine, stubs[i]);
		rows_add(rows, start, end, ROW_PLT, &rule, true);
	}
}
