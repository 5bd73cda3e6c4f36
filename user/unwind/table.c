// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "unwind/arm_rows.h"
#include "unwind/code.h"
#include "unwind/eh_frame.h"
#include "unwind/landmarks.h"
#include "unwind/rows.h"
#include "unwind/table.h"

const char *untabled_reason(enum untabled why)
{
	switch (why) {
	case TABLED:
		return "it has a table";
	case UNTABLED_NO_FILE:
		return "the file can't be opened, or is not the one that ran";
	case UNTABLED_NOT_ELF:
		return "not an ELF file, or a corrupt one";
	case UNTABLED_MACHINE:
		return "code of an architecture without unwind tables";
	case UNTABLED_NO_CODE:
		return "no code in the file";
	case UNTABLED_NO_INFO:
		return "no unwind information in the file";
	case UNTABLED_CORRUPT:
		return "the unwind information is corrupt";
	case UNTABLED_TOO_BIG:
		return "the table would be too large";
	case UNTABLED_NO_MEMORY:
		return "the module has no room for the table";
	case UNTABLED_REASONS:
		break;
	}
	return "unknown";
}

/* Notes what a source had to say. */
static void note(struct unwind_table *table, uint32_t source, enum untabled result, bool *corrupt)
{
	if (result == TABLED)
		table->sources |= source;
	*corrupt |= result == UNTABLED_CORRUPT;
}

static enum untabled read_sources(struct unwind_code *code, struct unwind_rows *rows,
				  const struct landmarks *landmarks, struct code_extent *entry,
				  struct unwind_table *table)
{
	struct code_extent debug_entry;
	bool corrupt = false;

	note(table, UNWIND_EH_FRAME, eh_frame_read(code, rows, entry), &corrupt);
	note(table, UNWIND_DEBUG_FRAME, debug_frame_read(code, rows, &debug_entry), &corrupt);
	if (!entry->size)
		*entry = debug_entry;
	if (code->machine == EM_ARM)
		table->sources |= arm_rows(code, landmarks->begins, rows);
	if (rows_any(rows))
		return TABLED;
	return corrupt ? UNTABLED_CORRUPT : UNTABLED_NO_INFO;
}

static enum untabled compile(struct unwind_code *code, struct unwind_rows *rows,
			     struct unwind_table *table)
{
	const struct machine *machine = machine_find(code->machine);
	struct landmarks landmarks;
	struct code_extent entry;
	enum untabled why;

	landmarks_find(code, &landmarks);
	why = read_sources(code, rows, &landmarks, &entry, table);
	signal_rows(code, machine, &landmarks, rows);
	if (landmarks.is_arm64_vdso)
		arm64_vdso_rows(code, machine, rows);
	/* The rest is of use only between functions that have rules. */
	if (!rows_any(rows))
		return why;
	plt_rows(code, machine, rows);
	entry_rows(code, &landmarks, &entry, rows);
	return rows_finish(rows, code->word, table);
}

static enum untabled compile_once(struct unwind_code *code, struct unwind_table *table)
{
	struct unwind_rows *rows = rows_new();
	enum untabled why;

	memset(table, 0, sizeof(*table));
	why = compile(code, rows, table);
	rows_free(rows);
	return why;
}

/* Whether a table has frames that are found by rbx, but does not follow it. */
static bool lacks_rbx(const struct unwind_code *code, const struct unwind_table *table)
{
	const struct flamesamp_unwind_table *head = table->data;
	const struct flamesamp_unwind_rule *rule = (const void *)(head + 1);
	const unsigned int rbx = FLAMESAMP_UNWIND_REG0 + machine_with_rbx()->fp2;

	for (uint32_t i = 0; code->machine == EM_X86_64 && i < table->rules; i++) {
		if (rule[i].reg == rbx)
			return true;
	}
	return false;
}

enum untabled unwind_compile(int fd, struct unwind_table *table)
{
	struct unwind_code code;
	enum untabled why;

	memset(table, 0, sizeof(*table));
	why = code_open(&code, fd);
	if (why == TABLED)
		why = compile_once(&code, table);
	if (why == TABLED && lacks_rbx(&code, table)) {
		free(table->data);
		code.keeps_rbx = true;
		why = compile_once(&code, table);
	}
	code_close(&code);
	if (why != TABLED)
		memset(table, 0, sizeof(*table));
	return why;
}
