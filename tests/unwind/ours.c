// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stack as our walk finds it: tables of the files that the program has mapped, its registers,
 * and a copy of its stack.
 */
#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <unistd.h>

#include "stack.h"
#include "unwind/table.h"
#include "unwind/walk.h"
#include "unwind_table.h"

#define RANGES 512
#define TABLES 256
#define PATH 512
/* Stacks that a walk may cross: a signal handler may have one of its own. */
#define PIECES 4
#define PIECE_BYTES (8u << 20)
/* Of the x86-64 ABI: what a leaf function may use below the stack pointer. */
#define RED_ZONE 128

struct file_table {
	char path[PATH];
	struct fsamp_table_view view;
	bool tabled;
};

/* A range of memory, code or not. */
struct range {
	uint64_t start, end, offset;
	bool code;
	char path[PATH];
};

struct ours {
	pid_t pid;
	int memory;
	char *maps, *maps_before;
	struct range *range;
	unsigned int ranges;
	struct walk_code code[RANGES];
	unsigned int codes;
	char *piece[PIECES];
};

/* They serve all runs of the program. */
static struct file_table tables[TABLES];
static unsigned int tabled;

static void *allocate(size_t bytes)
{
	void *p = calloc(1, bytes);

	if (!p)
		abort();
	return p;
}

#define MAPS_BYTES (1u << 20)

struct ours *ours_new(pid_t pid)
{
	struct ours *ours = allocate(sizeof(*ours));
	char path[64];

	ours->pid = pid;
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	ours->memory = open(path, O_RDONLY | O_CLOEXEC);
	ours->maps = allocate(MAPS_BYTES);
	ours->maps_before = allocate(MAPS_BYTES);
	ours->range = allocate(RANGES * sizeof(*ours->range));
	for (unsigned int i = 0; i < PIECES; i++)
		ours->piece[i] = allocate(PIECE_BYTES);
	return ours;
}

void ours_free(struct ours *ours)
{
	close(ours->memory);
	for (unsigned int i = 0; i < PIECES; i++)
		free(ours->piece[i]);
	free(ours->maps);
	free(ours->maps_before);
	free(ours->range);
	free(ours);
}

static void read_maps(struct ours *ours)
{
	size_t used = 0;
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/maps", ours->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, ours->maps + used, MAPS_BYTES - 1 - used)) > 0)
		used += n;
	ours->maps[used] = 0;
	if (fd >= 0)
		close(fd);
}

/* The vdso is in memory only. */
static int open_vdso(const struct ours *ours, const struct range *range)
{
	size_t bytes = range->end - range->start;
	char *copy = allocate(bytes);
	int fd = memfd_create("vdso", MFD_CLOEXEC);

	if (pread(ours->memory, copy, bytes, range->start) != (ssize_t)bytes ||
	    write(fd, copy, bytes) != (ssize_t)bytes)
		fprintf(stderr, "# the vdso can't be read\n");
	free(copy);
	return fd;
}

static void compile(const struct ours *ours, const struct range *range, struct file_table *table)
{
	bool vdso = !strcmp(range->path, "[vdso]");
	struct unwind_table compiled;
	enum untabled why;
	int fd;

	snprintf(table->path, sizeof(table->path), "%s", range->path);
	fd = vdso ? open_vdso(ours, range) : open(range->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	why = unwind_compile(fd, &compiled);
	close(fd);
	if (why != TABLED) {
		fprintf(stderr, "# %s: %s\n", range->path, untabled_reason(why));
		return;
	}
	table->tabled = !fsamp_table_check(compiled.data, compiled.bytes, &table->view);
	if (!table->tabled)
		fprintf(stderr, "# %s: the table is not sound\n", range->path);
}

static const struct fsamp_table_view *table_of(const struct ours *ours, const struct range *range)
{
	struct file_table *table = tables;

	if (range->path[0] != '/' && strcmp(range->path, "[vdso]") != 0)
		return NULL;
	for (; table < tables + tabled; table++) {
		if (!strcmp(table->path, range->path))
			return table->tabled ? &table->view : NULL;
	}
	if (tabled == TABLES)
		return NULL;
	tabled++;
	compile(ours, range, table);
	return table->tabled ? &table->view : NULL;
}

static void add_range(struct ours *ours, const char *line)
{
	struct range *range = &ours->range[ours->ranges];
	char mode[5];

	range->path[0] = 0;
	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %511[^\n]", &range->start,
		   &range->end, mode, &range->offset, range->path) < 4)
		return;
	range->code = mode[2] == 'x';
	ours->ranges++;
	if (!range->code || ours->codes == RANGES)
		return;
	ours->code[ours->codes++] = (struct walk_code){
		range->start, range->end, range->offset, table_of(ours, range),
	};
}

bool ours_look(struct ours *ours)
{
	char *line, *before = ours->maps_before;

	ours->maps_before = ours->maps;
	ours->maps = before;
	read_maps(ours);
	if (!strcmp(ours->maps, ours->maps_before))
		return false;
	ours->ranges = 0;
	ours->codes = 0;
	for (line = ours->maps; *line && ours->ranges < RANGES; line = strchr(line, '\n') + 1)
		add_range(ours, line);
	return true;
}

static const struct range *range_of(const struct ours *ours, uint64_t address)
{
	for (unsigned int i = 0; i < ours->ranges; i++) {
		if (address >= ours->range[i].start && address < ours->range[i].end)
			return &ours->range[i];
	}
	return NULL;
}

const char *ours_name(const struct ours *ours, uint64_t address)
{
	const struct range *range = range_of(ours, address);
	static char text[4][PATH + 64];
	static unsigned int which;
	const char *slash;

	which = (which + 1) % 4;
	if (!range) {
		snprintf(text[which], sizeof(text[which]), "%" PRIx64, address);
		return text[which];
	}
	slash = strrchr(range->path, '/');
	snprintf(text[which], sizeof(text[which]), "%s+0x%" PRIx64,
		 slash ? slash + 1 : range->path, address - range->start + range->offset);
	return text[which];
}

bool ours_is_code(const struct ours *ours, uint64_t address)
{
	const struct range *range = range_of(ours, address);

	return range && range->code;
}

bool ours_after_call(const struct ours *ours, uint64_t address)
{
	uint8_t code[8];

	if (pread(ours->memory, code, 7, address - 7) != 7)
		return false;
	if (code[2] == 0xe8)
		return true;
	/* ff /2: through a register or memory, in 2 to 7 bytes. */
	for (int i = 0; i < 6; i++) {
		if (code[i] == 0xff && (code[i + 1] >> 3 & 7) == 2)
			return true;
	}
	return false;
}

/* A copy of the memory from @at to the end of its mapping. Return: whether there is any. */
static bool copy_memory(const struct ours *ours, uint64_t at, char *to, struct walk_memory *piece)
{
	const struct range *range = range_of(ours, at);
	size_t bytes;
	ssize_t n;

	if (!range)
		return false;
	if (at - range->start >= RED_ZONE)
		at -= RED_ZONE;
	bytes = range->end - at < PIECE_BYTES ? range->end - at : PIECE_BYTES;
	n = pread(ours->memory, to, bytes, at);
	*piece = (struct walk_memory){ at, n > 0 ? n : 0, to };
	return n > 0;
}

/* Registers in the order of DWARF's numbers. */
static void number_registers(const struct user_regs_struct *regs, uint64_t reg[16])
{
	const uint64_t value[16] = {
		regs->rax, regs->rdx, regs->rcx, regs->rbx, regs->rsi, regs->rdi, regs->rbp,
		regs->rsp, regs->r8, regs->r9, regs->r10, regs->r11, regs->r12, regs->r13,
		regs->r14, regs->r15,
	};

	memcpy(reg, value, sizeof(value));
}

static const char *end_name(enum flamesamp_user_end end)
{
	static const char *const name[FLAMESAMP_USER_ENDS] = {
		[FLAMESAMP_USER_WHOLE] = "whole",
		[FLAMESAMP_USER_FP_END] = "end of frame pointers",
		[FLAMESAMP_USER_DEEP] = "at the limit",
		[FLAMESAMP_USER_UNREADABLE] = "unreadable",
		[FLAMESAMP_USER_NO_RULE] = "no rule",
		[FLAMESAMP_USER_IMPLAUSIBLE] = "implausible",
	};

	return name[end] ? name[end] : "?";
}

bool ours_walk(struct ours *ours, pid_t tid, struct chain *chain)
{
	struct walk_memory memory[PIECES];
	struct user_regs_struct regs;
	struct walk_result result;
	struct walk_stack stack;
	uint64_t reg[16], at;

	if (ptrace(PTRACE_GETREGS, tid, 0, &regs))
		return false;
	number_registers(&regs, reg);
	stack = (struct walk_stack){
		.machine = EM_X86_64, .pc = regs.rip, .sp = regs.rsp, .fp = { regs.rbp, regs.rbx },
		.reg = reg, .regs = 16, .memory = memory, .code = ours->code, .codes = ours->codes,
	};
	at = regs.rsp;
	do {
		if (!copy_memory(ours, at, ours->piece[stack.memories], &memory[stack.memories]))
			break;
		stack.memories++;
		walk_stack(&stack, NULL, chain->ip, FRAMES_MAX, &result);
		/* Where it ended is not always what it missed: below it there may be a red zone. */
		at = result.sp;
	} while (result.end == FLAMESAMP_USER_UNREADABLE && stack.memories < PIECES);
	if (!stack.memories)
		return false;
	chain->n = result.n;
	chain->whole = result.end == FLAMESAMP_USER_WHOLE;
	chain->how = end_name(result.end);
	return true;
}
