/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs: what runs under a process id between two execs, and which of them a ring has named.
 */
#ifndef FLAMESAMP_PROGRAMS_H
#define FLAMESAMP_PROGRAMS_H

#include <linux/sched.h>
#include <linux/types.h>
#include <linux/flamesamp.h>

/* Programs that a CPU remembers. One that another pushed out is named again: harmless. */
#define FSAMP_PROGRAMS		64

/**
 * struct fsamp_program - a program that was named
 * @tgid: process
 * @exec_pages: pages of executable memory when its memory map was last asked for
 * @program: its number
 * @index: by which the ring's stacks name it
 * @strange: samples that met code of no range; see fsamp_program_strange()
 * @comm: its name then
 */
struct fsamp_program {
	u32 tgid;
	unsigned long exec_pages;
	u64 program;
	u32 index;
	u32 strange;
	char comm[TASK_COMM_LEN];
};

/* @next_index: of the program that is named next */
struct fsamp_programs {
	u32 next_index;
	struct fsamp_program known[FSAMP_PROGRAMS];
};

/*
 * The number of a task's program: start of the process, plus one for each exec. Two programs
 * with one process id have different starts, more nanoseconds apart than they have execs.
 */
static inline u64 fsamp_program_of(const struct task_struct *task)
{
	return task->group_leader->start_time + task->self_exec_id;
}

/**
 * fsamp_program_known() - whether the ring has named the current task's program
 * @programs: the CPU's
 * @program: from fsamp_program_of()
 *
 * Context: the CPU's own, interrupts off.
 */
bool fsamp_program_known(const struct fsamp_programs *programs, u64 program);

/* The index of the current task's program, which is known. Context: as above. */
u32 fsamp_program_index(const struct fsamp_programs *programs);

/* The current task's program was named in the ring by @record. Context: as above. */
void fsamp_program_add(struct fsamp_programs *programs, const struct flamesamp_program *record);

/* Fills a record in for the current task's program, with the next index. Context: as above. */
void fsamp_program_record(const struct fsamp_programs *programs, struct flamesamp_program *record,
			  u64 program);

/*
 * Whether the current task, whose program is known, has more or less executable memory than
 * when this was last true; fsamp_program_mapped() says that its map has been asked for.
 */
bool fsamp_program_remapped(const struct fsamp_programs *programs);
void fsamp_program_mapped(struct fsamp_programs *programs);

/*
 * A sample of the current task, whose program is known, met code that was not in its map. Return:
 * whether to ask for the map again: at the first, second, fourth and so on, since some code is
 * never found.
 */
bool fsamp_program_strange(struct fsamp_programs *programs);

#endif
