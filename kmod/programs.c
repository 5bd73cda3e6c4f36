// SPDX-License-Identifier: GPL-2.0-only
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm_types.h>
#include <linux/string.h>

#include "compat.h"
#include "programs.h"

static u32 slot_of(u32 tgid)
{
	return hash_32(tgid, ilog2(FSAMP_PROGRAMS));
}

bool fsamp_program_known(const struct fsamp_programs *programs, u64 program)
{
	const struct fsamp_program *known = &programs->known[slot_of(current->tgid)];

	/* A comm that is being changed may look new twice: it is then named twice. */
	return known->tgid == (u32)current->tgid && known->program == program &&
	       !memcmp(known->comm, current->group_leader->comm, TASK_COMM_LEN);
}

void fsamp_program_add(struct fsamp_programs *programs, const struct flamesamp_program *record)
{
	struct fsamp_program *known = &programs->known[slot_of(record->tgid)];

	if (known->tgid != record->tgid || known->program != record->program) {
		known->exec_pages = 0;
		known->strange = 0;
	}
	known->tgid = record->tgid;
	known->program = record->program;
	known->index = record->index;
	programs->next_index = record->index + 1;
	memcpy(known->comm, record->comm, TASK_COMM_LEN);
}

u32 fsamp_program_index(const struct fsamp_programs *programs)
{
	return programs->known[slot_of(current->tgid)].index;
}

void fsamp_program_record(const struct fsamp_programs *programs, struct flamesamp_program *record,
			  u64 program)
{
	BUILD_BUG_ON(TASK_COMM_LEN != FLAMESAMP_COMM_LEN);

	record->header.type = FLAMESAMP_PROGRAM;
	record->header.flags = current->flags & PF_KTHREAD ? FLAMESAMP_PROGRAM_KERNEL : 0;
	record->header.size = sizeof(*record);
	record->tgid = current->tgid;
	record->program = program;
	memcpy(record->comm, current->group_leader->comm, TASK_COMM_LEN);
	record->index = programs->next_index;
	record->reserved = 0;
}

static unsigned long exec_pages(void)
{
	return current->mm ? READ_ONCE(current->mm->exec_vm) : 0;
}

bool fsamp_program_remapped(const struct fsamp_programs *programs)
{
	return programs->known[slot_of(current->tgid)].exec_pages != exec_pages();
}

void fsamp_program_mapped(struct fsamp_programs *programs)
{
	programs->known[slot_of(current->tgid)].exec_pages = exec_pages();
}

bool fsamp_program_strange(struct fsamp_programs *programs)
{
	return is_power_of_2(++programs->known[slot_of(current->tgid)].strange);
}
