// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Call frame information, written byte by byte as compilers and assemblers write it, and the rules
 * that come of it: for every machine, on any.
 */
#include <fcntl.h>
#include <link.h>

#include "fixture_cfi.h"
#include "unit.h"
#include "unwind/code.h"

/* DWARF 5, section 7.24, as far as it is used here; the first three take their operand. */
#define ADVANCE(n)	(0x40 | (n))
#define OFFSET(reg)	(0x80 | (reg))
#define RESTORE(reg)	(0xc0 | (reg))
enum {
	ADVANCE4 = 0x04,
	UNDEFINED = 0x07,
	SAME_VALUE = 0x08,
	REGISTER = 0x09,
	REMEMBER = 0x0a,
	RECALL = 0x0b,
	DEF_CFA = 0x0c,
	DEF_CFA_REGISTER = 0x0d,
	DEF_CFA_OFFSET = 0x0e,
	DEF_CFA_EXPRESSION = 0x0f,
	EXPRESSION = 0x10,
	OFFSET_SF = 0x11,
	VAL_OFFSET = 0x14,
	NEGATE_RA_STATE = 0x2d,
	ARGS_SIZE = 0x2e,
};

#define BREG(n)		(0x70 + (n))
#define LIT(n)		(0x30 + (n))
enum { DEREF = 0x06, AND = 0x1a, PLUS = 0x22, PLUS_UCONST = 0x23, SHL = 0x24, GE = 0x2a };

/* DWARF's numbers of x86-64's registers. */
enum { RAX, RDX, RCX, RBX, RSI, RDI, RBP, RSP, R9 = 9, R10, R12 = 12, RIP = 16 };

static struct cfi_file file;
static struct fixture_table table;

static void start_x86_64(void)
{
	cfi_start(&file, EM_X86_64, true);
	cfi_put_cie(&file, "zR", 1, -8, RIP, DEF_CFA, RSP, 8, OFFSET(RIP), 1, -1);
}

static void start_arm64(void)
{
	cfi_start(&file, EM_AARCH64, true);
	cfi_put_cie(&file, "zR", 4, -8, 30, DEF_CFA, 31, 0, -1);
}

static void check_cfa(uint64_t offset, int reg, int cfa)
{
	struct flamesamp_unwind_rule rule = table_rule_at(&table, CFI_TEXT + offset);

	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_CFA);
	CHECK_EQ(rule.reg, reg);
	CHECK_EQ(rule.cfa, cfa);
}

/* Where the return address and the frame pointer are: enum flamesamp_unwind_where, and bytes. */
static void check_saved(uint64_t offset, unsigned int ra_where, int ra, unsigned int fp_where,
			int fp)
{
	struct flamesamp_unwind_rule rule = table_rule_at(&table, CFI_TEXT + offset);

	CHECK_EQ(FLAMESAMP_UNWIND_WHERE_RA(rule.where), ra_where);
	CHECK_EQ(FLAMESAMP_UNWIND_WHERE_FP(rule.where, 0), fp_where);
	CHECK_EQ(rule.ra * 4, ra);
	CHECK_EQ(rule.fp[0] * 4, fp);
}

static void check_kind(uint64_t offset, enum flamesamp_unwind_kind kind)
{
	CHECK_EQ(table_rule_at(&table, CFI_TEXT + offset).kind, kind);
}

#define IN_CFA	FLAMESAMP_UNWIND_AT_CFA
#define IN_BASE	FLAMESAMP_UNWIND_AT_BASE
#define SAME	FLAMESAMP_UNWIND_SAME
#define SP	FLAMESAMP_UNWIND_SP
#define FP	FLAMESAMP_UNWIND_FP

static void test_frame_pointer(void)
{
	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 64, ADVANCE(1), DEF_CFA_OFFSET, 16, OFFSET(RBP), 2,
			 ADVANCE(3), DEF_CFA_REGISTER, RBP, ADVANCE(9), OFFSET(R12), 3, ADVANCE(40),
			 DEF_CFA, RSP, 8, -1);
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, TABLED);
	CHECK_EQ(table.table.sources, UNWIND_EH_FRAME);
	CHECK_EQ(table.view.word, 8);
	check_cfa(0, SP, 8);
	check_saved(0, IN_CFA, -8, SAME, 0);
	check_cfa(1, SP, 16);
	check_saved(1, IN_CFA, -8, IN_CFA, -16);
	check_cfa(4, FP, 16);
	check_cfa(52, FP, 16);
	check_saved(52, IN_CFA, -8, IN_CFA, -16);
	check_cfa(53, SP, 8);
	check_cfa(63, SP, 8);
	check_kind(64, FLAMESAMP_UNWIND_GAP);
	/* Where another register is saved, nothing changes: four rows, and one behind them. */
	CHECK_EQ(table.table.rows, 5);
	CHECK_EQ(table.table.inexpressible, 0);
	table_free(&table);
}

static void test_remember(void)
{
	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 64, ADVANCE(1), DEF_CFA_OFFSET, 16, OFFSET(RBP), 2,
			 ADVANCE(1), REMEMBER, DEF_CFA_OFFSET, 24, ADVANCE(1), REMEMBER,
			 RESTORE(RBP), DEF_CFA_OFFSET, 8, ADVANCE(1), RECALL, ADVANCE(1), RECALL,
			 -1);
	cfi_compile(&file, &table);
	check_cfa(1, SP, 16);
	check_cfa(2, SP, 24);
	check_cfa(3, SP, 8);
	check_saved(3, IN_CFA, -8, SAME, 0);
	check_cfa(4, SP, 24);
	check_saved(4, IN_CFA, -8, IN_CFA, -16);
	check_cfa(5, SP, 16);
	check_saved(5, IN_CFA, -8, IN_CFA, -16);
	table_free(&table);
}

/* Each function has its own CIE's rules, also where the two are kept at the same place. */
static void test_two_cies(void)
{
	size_t first;

	start_x86_64();
	first = file.cie;
	cfi_put_function(&file, CFI_TEXT, 32, -1);
	/* Zeros are ends of the section, which don't count when more follows. */
	file.at = CFI_FRAMES + 256 + 4;
	cfi_put_cie(&file, "zR", 1, -8, RIP, DEF_CFA, RSP, 24, OFFSET(RIP), 1, -1);
	cfi_put_function(&file, CFI_TEXT + 32, 32, -1);
	file.cie = first;
	cfi_put_function(&file, CFI_TEXT + 64, 32, -1);
	cfi_compile(&file, &table);
	check_cfa(31, SP, 8);
	check_cfa(32, SP, 24);
	check_cfa(63, SP, 24);
	check_cfa(64, SP, 8);
	table_free(&table);
}

/* A return address that is nowhere is the end of the stack; code without a word on it is not. */
static void test_end(void)
{
	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 32, UNDEFINED, RIP, -1);
	cfi_put_function(&file, CFI_TEXT + 64, 32, ADVANCE(2), UNDEFINED, RIP, ADVANCE(2),
			 RESTORE(RIP), -1);
	cfi_compile(&file, &table);
	check_kind(0, FLAMESAMP_UNWIND_END);
	check_kind(31, FLAMESAMP_UNWIND_END);
	check_kind(32, FLAMESAMP_UNWIND_GAP);
	check_kind(63, FLAMESAMP_UNWIND_GAP);
	check_cfa(65, SP, 8);
	check_kind(66, FLAMESAMP_UNWIND_END);
	check_cfa(68, SP, 8);
	check_saved(68, IN_CFA, -8, SAME, 0);
	CHECK_EQ(table.table.inexpressible, 0);
	table_free(&table);
}

/* The entry of a program is its end, too; that of a library is a number without meaning. */
static void test_entry(void)
{
	start_x86_64();
	file.type = ET_EXEC;
	cfi_put_function(&file, CFI_TEXT, 32, ADVANCE(4), DEF_CFA_OFFSET, 16, -1);
	cfi_put_function(&file, CFI_TEXT + 32, 32, -1);
	cfi_compile(&file, &table);
	check_kind(0, FLAMESAMP_UNWIND_END);
	check_kind(31, FLAMESAMP_UNWIND_END);
	check_cfa(32, SP, 8);
	table_free(&table);

	file.type = ET_DYN;
	cfi_compile(&file, &table);
	check_cfa(0, SP, 8);
	table_free(&table);

	/* Nobody tells where it ends: at the next function. */
	start_x86_64();
	file.type = ET_EXEC;
	cfi_put_function(&file, CFI_TEXT + 48, 32, -1);
	cfi_compile(&file, &table);
	check_kind(0, FLAMESAMP_UNWIND_END);
	check_kind(47, FLAMESAMP_UNWIND_END);
	check_cfa(48, SP, 8);
	table_free(&table);
}

/* main() of GCC, with the stack aligned for vectors: "dynamic realign argument pointer". */
static void test_realigned_stack(void)
{
	struct flamesamp_unwind_rule rule;

	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 64, ADVANCE(5), DEF_CFA, R10, 0, ADVANCE(9), EXPRESSION,
			 RBP, 2, BREG(RBP), 0, ADVANCE(5), DEF_CFA_EXPRESSION, 3, BREG(RBP), 0x78,
			 DEREF, -1);
	cfi_compile(&file, &table);
	check_cfa(5, FLAMESAMP_UNWIND_REG0 + R10, 0);
	/* Between the two, rbp is saved by its own value, and the CFA is in another register. */
	check_kind(14, FLAMESAMP_UNWIND_NONE);
	CHECK_EQ(table.table.inexpressible, 1);
	rule = table_rule_at(&table, CFI_TEXT + 19);
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_DEREF);
	CHECK_EQ(rule.reg, FP);
	CHECK_EQ(rule.cfa, -8);
	CHECK_EQ(rule.extra, 0);
	check_saved(19, IN_CFA, -8, IN_BASE, 0);
	table_free(&table);
}

/* As OpenSSL's assembly has it: the CFA in a register, later in memory. */
static void test_assembly(void)
{
	struct flamesamp_unwind_rule rule;

	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 64, DEF_CFA_REGISTER, RAX, ADVANCE(7), DEF_CFA_EXPRESSION,
			 6, BREG(RSP), 0xf8, 0x00, DEREF, PLUS_UCONST, 8, ADVANCE(7), DEF_CFA, R9,
			 8, -1);
	cfi_compile(&file, &table);
	check_cfa(0, FLAMESAMP_UNWIND_REG0 + RAX, 8);
	rule = table_rule_at(&table, CFI_TEXT + 7);
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_DEREF);
	CHECK_EQ(rule.reg, SP);
	CHECK_EQ(rule.cfa, 120);
	CHECK_EQ(rule.extra, 8);
	check_cfa(14, FLAMESAMP_UNWIND_REG0 + R9, 8);
	table_free(&table);
}

/* Each stretch is one that a rule has no words for. */
static void test_inexpressible(void)
{
	start_x86_64();
	/* The CFA by arithmetic on two registers. */
	cfi_put_function(&file, CFI_TEXT, 32, DEF_CFA_EXPRESSION, 5, BREG(RSP), 0, BREG(RAX), 0,
			 PLUS, -1);
	cfi_put_function(&file, CFI_TEXT + 64, 32, REGISTER, RBP, RDX, -1);
	cfi_put_function(&file, CFI_TEXT + 128, 32, VAL_OFFSET, RBP, 2, -1);
	/* Further than 16 bits of words. */
	cfi_put_function(&file, CFI_TEXT + 192, 32, OFFSET(RBP), 0x81, 0x80, 0x01, -1);
	/* Not a whole number of words. */
	cfi_put_function(&file, CFI_TEXT + 256, 32, EXPRESSION, RBP, 2, BREG(RSP), 2, -1);
	cfi_put_function(&file, CFI_TEXT + 320, 32, OFFSET(RBP), 0x80, 0x80, 0x01, -1);
	cfi_put_function(&file, CFI_TEXT + 384, 32, OFFSET_SF, RBP, 0x80, 0x80, 0x7f, -1);
	/* There is no link register for it to be in. */
	cfi_put_function(&file, CFI_TEXT + 448, 32, SAME_VALUE, RIP, -1);
	cfi_compile(&file, &table);
	CHECK_EQ(table.table.inexpressible, 7);
	check_kind(0, FLAMESAMP_UNWIND_NONE);
	check_kind(256, FLAMESAMP_UNWIND_NONE);
	check_saved(320, IN_CFA, -8, IN_CFA, -16384 * 8);
	table_free(&table);
}

/* As in glibc's vfork, which pops its return address to keep it from the child. */
static void test_return_address_in_register(void)
{
	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 32, REGISTER, RIP, RDX, -1);
	cfi_compile(&file, &table);
	CHECK_EQ(table.table.inexpressible, 0);
	check_cfa(0, FLAMESAMP_UNWIND_SP, 8);
	check_saved(0, FLAMESAMP_UNWIND_IN_REGISTER, RDX * 4, FLAMESAMP_UNWIND_SAME, 0);
	table_free(&table);
}

/* The expression that linkers write for .plt; sections of stubs that they say nothing about. */
static void test_plt(void)
{
	struct flamesamp_unwind_rule rule;

	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 64, DEF_CFA_EXPRESSION, 11, BREG(RSP), 8, BREG(RIP), 0,
			 LIT(15), AND, LIT(10), GE, LIT(3), SHL, PLUS, -1);
	file.plt = ".plt.sec";
	cfi_compile(&file, &table);
	rule = table_rule_at(&table, CFI_TEXT);
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_PLT);
	CHECK_EQ(rule.cfa, 8);
	CHECK_EQ(rule.extra, 10);
	check_saved(0, IN_CFA, -8, SAME, 0);
	check_kind(0x7ff, FLAMESAMP_UNWIND_GAP);
	check_cfa(0x800, SP, 8);
	check_cfa(0xfff, SP, 8);
	table_free(&table);

	file.plt = ".plt";
	cfi_compile(&file, &table);
	rule = table_rule_at(&table, CFI_TEXT + 0x800);
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_PLT);
	CHECK_EQ(rule.extra, 11);
	check_saved(0x800, IN_CFA, -8, SAME, 0);
	table_free(&table);

	start_arm64();
	cfi_put_function(&file, CFI_TEXT, 64, -1);
	file.plt = ".plt";
	cfi_compile(&file, &table);
	check_cfa(0x800, SP, 0);
	check_saved(0x800, SAME, 0, SAME, 0);
	table_free(&table);
}

static void test_arm64(void)
{
	start_arm64();
	/* paciasp; stp x29, x30, [sp, -32]! ... ldp x29, x30, [sp], 32; autiasp */
	cfi_put_function(&file, CFI_TEXT, 64, ADVANCE(1), NEGATE_RA_STATE, ADVANCE(1),
			 DEF_CFA_OFFSET, 32, OFFSET(29), 4, OFFSET(30), 3, ADVANCE(8), RESTORE(30),
			 RESTORE(29), DEF_CFA_OFFSET, 0, ADVANCE(1), NEGATE_RA_STATE, -1);
	cfi_compile(&file, &table);
	check_cfa(0, SP, 0);
	check_saved(0, SAME, 0, SAME, 0);
	check_cfa(4, SP, 0);
	check_cfa(8, SP, 32);
	check_saved(8, IN_CFA, -24, IN_CFA, -32);
	check_cfa(40, SP, 0);
	check_saved(40, SAME, 0, SAME, 0);
	table_free(&table);
}

/* The way in which the kernel's and glibc's own tell of the registers that a signal interrupted. */
static void test_signal_frame(void)
{
	struct flamesamp_unwind_rule rule;

	cfi_start(&file, EM_X86_64, true);
	cfi_put_cie(&file, "zRS", 1, -8, RIP, -1);
	cfi_put_function(&file, CFI_TEXT, 16, DEF_CFA_EXPRESSION, 4, BREG(RSP), 0xa0, 1, DEREF,
			 EXPRESSION, RBP, 3, BREG(RSP), 0xf8, 0, EXPRESSION, RSP, 3, BREG(RSP),
			 0xa0, 1, EXPRESSION, RIP, 3, BREG(RSP), 0xa8, 1, -1);
	cfi_compile(&file, &table);
	rule = table_rule_at(&table, CFI_TEXT);
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_DEREF);
	CHECK_EQ(rule.cfa, 160);
	CHECK_EQ(rule.where, FLAMESAMP_UNWIND_WHERE(IN_BASE, IN_BASE, SAME) |
		 FLAMESAMP_UNWIND_SIGNAL);
	check_saved(0, IN_BASE, 168, IN_BASE, 120);
	table_free(&table);
}

/* The instructions of a trampoline at 0x100, in a program that otherwise has no word on it. */
static void check_trampoline(const void *code, size_t size, int sp, int pc, int fp, int link)
{
	struct flamesamp_unwind_rule rule;

	cfi_put_function(&file, CFI_TEXT, 64, -1);
	file.type = ET_EXEC;
	memcpy(file.bytes + CFI_TEXT + 0x100, code, size);
	cfi_compile(&file, &table);
	check_kind(0xfe, FLAMESAMP_UNWIND_GAP);
	/* Handlers return to the first byte: the one before is looked up. */
	rule = table_rule_at(&table, CFI_TEXT + 0xff);
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_DEREF);
	CHECK_EQ(rule.reg, SP);
	CHECK_EQ(rule.cfa, sp);
	CHECK_EQ(rule.extra * 4, link);
	CHECK_EQ(rule.where & FLAMESAMP_UNWIND_SIGNAL, FLAMESAMP_UNWIND_SIGNAL);
	check_saved(0xff, IN_BASE, pc, IN_BASE, fp);
	check_kind(0x100 + size - 1, FLAMESAMP_UNWIND_DEREF);
	check_kind(0x100 + size, FLAMESAMP_UNWIND_GAP);
	table_free(&table);
}

static void test_trampolines(void)
{
	const uint8_t x86_64[] = { 0x48, 0xc7, 0xc0, 15, 0, 0, 0, 0x0f, 0x05 };
	const uint8_t i386[] = { 0xb8, 173, 0, 0, 0, 0xcd, 0x80 };
	const uint32_t arm64[] = { 0xd2801168, 0xd4000001 };
	const uint32_t riscv[] = { 0x08b00893, 0x00000073 };

	start_x86_64();
	check_trampoline(x86_64, sizeof(x86_64), 160, 168, 120, 0);
	cfi_start(&file, EM_386, false);
	cfi_put_cie(&file, "zR", 1, -4, 8, DEF_CFA, 4, 4, OFFSET(8), 1, -1);
	check_trampoline(i386, sizeof(i386), 188, 216, 184, 0);
	start_arm64();
	check_trampoline(arm64, sizeof(arm64), 560, 568, 544, 552);
	cfi_start(&file, EM_RISCV, true);
	cfi_put_cie(&file, "zR", 1, -4, 1, DEF_CFA, 2, 0, -1);
	check_trampoline(riscv, sizeof(riscv), 320, 304, 368, 312);
}

static char loader_path[4096];

static int find_loader(struct dl_phdr_info *info, size_t size, void *context)
{
	const char *name = strrchr(info->dlpi_name, '/');

	(void)size;
	(void)context;
	if (name && (!strncmp(name, "/ld-", 4) || !strncmp(name, "/ld.", 4)))
		snprintf(loader_path, sizeof(loader_path), "%s", info->dlpi_name);
	return 0;
}

/* The dynamic loader is where programs begin, though it looks like any library. */
static void test_loader(void)
{
	uint64_t start, end;
	struct unwind_code code;
	int fd;

	dl_iterate_phdr(find_loader, NULL);
	fd = open(loader_path, O_RDONLY | O_CLOEXEC);
	/* A program that was linked statically, or by a library with a loader in it, has none. */
	if (fd < 0)
		return;
	CHECK_EQ(code_open(&code, fd), TABLED);
	CHECK(code_range(&code, code.entry, 1, &start, &end));
	code_close(&code);
	table_compile(fd, &table);
	CHECK_EQ(table_rule_at(&table, start).kind, FLAMESAMP_UNWIND_END);
	table_free(&table);
}

/* Threads begin in clone(), whose unwind information may not know it. */
static void test_clone(void)
{
	static const struct cfi_symbol symbols[] = {
		{ "ordinary", CFI_TEXT, 32 },
		{ "clone", CFI_TEXT + 32, 32 },
		{ "__clone", CFI_TEXT + 32, 32 },
		{ "clone3", CFI_TEXT + 256, 32 },
		{ 0 },
	};

	start_x86_64();
	file.symbols = symbols;
	cfi_put_function(&file, CFI_TEXT, 32, -1);
	cfi_put_function(&file, CFI_TEXT + 32, 32, -1);
	cfi_put_function(&file, CFI_TEXT + 64, 32, -1);
	/* This one knows, in a part that has no symbol. */
	cfi_put_function(&file, CFI_TEXT + 256, 32, -1);
	cfi_put_function(&file, CFI_TEXT + 288, 16, UNDEFINED, RIP, -1);
	cfi_compile(&file, &table);
	check_cfa(31, SP, 8);
	check_kind(32, FLAMESAMP_UNWIND_END);
	check_kind(63, FLAMESAMP_UNWIND_END);
	check_cfa(64, SP, 8);
	check_cfa(256, SP, 8);
	check_kind(288, FLAMESAMP_UNWIND_END);
	table_free(&table);
}

/* Without unwind information: a function without a frame, one with a record, one with another. */
static void test_arm64_vdso(void)
{
	static const struct cfi_symbol symbols[] = {
		{ "__kernel_clock_gettime", CFI_TEXT, 20 },
		{ "__kernel_rt_sigreturn", CFI_TEXT + 64, 8 },
		{ "__kernel_getrandom", CFI_TEXT + 128, 36 },
		{ "__kernel_other", CFI_TEXT + 256, 12 },
		{ "__kernel_more", CFI_TEXT + 320, 8 },
		{ 0 },
	};
	/* mrs x0, cntvct_el0; cmp x0, #1; ldr x1, [x0]; add x29, x0, #1; ret */
	static const uint32_t leaf[] = { 0xd53be040, 0xf100041f, 0xf9400001, 0x9100041d,
					 0xd65f03c0 };
	static const uint32_t trampoline[] = { 0xd2801168, 0xd4000001 };
	/* paciasp; stp x29, x30, [sp, #-128]!; mov x29, sp; sub sp, sp, #16; bl; ldp ...; ret */
	static const uint32_t framed[] = { 0xd503233f, 0xa9b87bfd, 0x910003fd, 0xd10043ff,
					   0x94000000, 0xa8c87bfd, 0xd50323bf, 0xd65f03c0,
					   0xd503201f };
	/* sub sp, sp, #16; add sp, sp, #16; ret */
	static const uint32_t other[] = { 0xd10043ff, 0x910043ff, 0xd65f03c0 };
	/* ldr x0, [sp], #16; ret */
	static const uint32_t more[] = { 0xf84107e0, 0xd65f03c0 };

	cfi_start(&file, EM_AARCH64, true);
	file.symbols = symbols;
	memcpy(file.bytes + CFI_TEXT, leaf, sizeof(leaf));
	memcpy(file.bytes + CFI_TEXT + 64, trampoline, sizeof(trampoline));
	memcpy(file.bytes + CFI_TEXT + 128, framed, sizeof(framed));
	memcpy(file.bytes + CFI_TEXT + 256, other, sizeof(other));
	memcpy(file.bytes + CFI_TEXT + 320, more, sizeof(more));
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, TABLED);
	check_cfa(0, SP, 0);
	check_saved(0, SAME, 0, SAME, 0);
	check_cfa(19, SP, 0);
	check_kind(20, FLAMESAMP_UNWIND_GAP);
	check_kind(64, FLAMESAMP_UNWIND_DEREF);
	check_cfa(132, SP, 0);
	check_cfa(136, SP, 128);
	check_saved(136, IN_BASE, 8, IN_BASE, 0);
	check_cfa(140, FP, 128);
	check_cfa(148, FP, 128);
	check_saved(148, IN_BASE, 8, IN_BASE, 0);
	check_cfa(152, SP, 0);
	check_saved(152, SAME, 0, SAME, 0);
	check_cfa(156, SP, 0);
	check_cfa(160, FP, 128);
	check_kind(164, FLAMESAMP_UNWIND_GAP);
	/* Not understood: frame pointers are as good. */
	check_kind(256, FLAMESAMP_UNWIND_GAP);
	check_kind(320, FLAMESAMP_UNWIND_GAP);
	table_free(&table);

	/* Elsewhere the instructions are not looked at. */
	file.symbols = NULL;
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, UNTABLED_NO_INFO);
	cfi_start(&file, EM_386, false);
	file.symbols = symbols;
	memcpy(file.bytes + CFI_TEXT, leaf, sizeof(leaf));
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, UNTABLED_NO_INFO);
}

/* Without section headers. */
static void test_stripped(void)
{
	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 64, ADVANCE(1), DEF_CFA_OFFSET, 16, -1);
	/* The section ends here: nothing else tells how long it is. */
	cfi_put(&file, 4, 0);
	cfi_put_function(&file, CFI_TEXT + 128, 64, -1);
	file.has_sections = false;
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, UNTABLED_NO_INFO);
	file.has_header = true;
	file.bytes[CFI_HEADER] = 1;
	file.bytes[CFI_HEADER + 1] = CFI_PCREL_S32;
	cfi_put_at(&file, CFI_HEADER + 4, 4, CFI_FRAMES - CFI_HEADER - 4);
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, TABLED);
	check_cfa(0, SP, 8);
	check_cfa(1, SP, 16);
	check_kind(128, FLAMESAMP_UNWIND_GAP);
	table_free(&table);
}

static void test_debug_frame(void)
{
	cfi_start(&file, EM_ARM, false);
	file.is_debug = true;
	cfi_put_cie(&file, "", 2, -4, 14, DEF_CFA, 13, 0, -1);
	cfi_put_function(&file, CFI_TEXT, 64, ADVANCE(1), DEF_CFA_OFFSET, 16, OFFSET(14), 1,
			 OFFSET(7), 2, ADVANCE(1), DEF_CFA_REGISTER, 7, -1);
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, TABLED);
	CHECK(table.table.sources & UNWIND_DEBUG_FRAME);
	CHECK_EQ(table.view.word, 4);
	check_cfa(0, SP, 0);
	check_saved(0, SAME, 0, SAME, 0);
	check_cfa(2, SP, 16);
	check_saved(2, IN_CFA, -4, SAME, 0);
	CHECK_EQ(table_rule_at(&table, CFI_TEXT + 2).fp[1], -2);
	check_cfa(4, FLAMESAMP_UNWIND_FP2, 16);
	table_free(&table);
}

/* The wide format, and version 4, which tells how wide addresses and segment selectors are. */
static void test_debug_frame_wide(void)
{
	size_t start;

	cfi_start(&file, EM_RISCV, true);
	file.is_debug = true;
	start = file.at;
	cfi_put(&file, 4, UINT32_MAX);
	cfi_put(&file, 8, 18);
	cfi_put(&file, 8, UINT64_MAX);
	cfi_put(&file, 4, 4 | 0 << 8 | 8 << 16 | 0 << 24);
	cfi_put(&file, 2, 1 | 0x78 << 8);
	cfi_put(&file, 4, 1 | DEF_CFA << 8 | 2 << 16 | 0 << 24);
	cfi_put(&file, 4, UINT32_MAX);
	cfi_put(&file, 8, 28);
	cfi_put(&file, 8, start - CFI_FRAMES);
	cfi_put(&file, 8, CFI_ADDRESS + CFI_TEXT);
	cfi_put(&file, 8, 64);
	cfi_put(&file, 4, ADVANCE(2) | DEF_CFA_OFFSET << 8 | 32 << 16 | 0 << 24);
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, TABLED);
	check_cfa(1, SP, 0);
	check_cfa(2, SP, 32);
	check_saved(2, SAME, 0, SAME, 0);
	table_free(&table);
}

/* A function whose addresses are encoded in some way; @size bytes hold its address. */
static void check_encoding(int encoding, size_t size, uint64_t address, uint64_t code_size)
{
	size_t start, cie;

	cfi_start(&file, EM_X86_64, true);
	cfi_put_cie(&file, "zR", 1, -8, RIP, DEF_CFA, RSP, 8, OFFSET(RIP), 1, -1);
	cie = file.cie;
	/* Behind version, augmentation, alignments, column and size of the augmentation. */
	file.bytes[cie + 16] = encoding;
	start = file.at;
	cfi_put(&file, 4, 0);
	cfi_put(&file, 4, file.at - cie);
	if ((encoding & 0x70) == 0x10)
		address -= CFI_ADDRESS + file.at;
	cfi_put(&file, size, address);
	cfi_put(&file, size, code_size);
	cfi_put(&file, 1, 0);
	cfi_close(&file, start);
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, TABLED);
	check_cfa(0, SP, 8);
	table_free(&table);
}

static void test_encodings(void)
{
	const uint64_t text = CFI_ADDRESS + CFI_TEXT;

	check_encoding(0x00, 8, text, 64);
	check_encoding(0x03, 4, text, 64);
	check_encoding(0x04, 8, text, 64);
	check_encoding(0x08, 8, text, 64);
	check_encoding(0x0b, 4, text, 64);
	check_encoding(0x10, 8, text, 64);
	check_encoding(0x1b, 4, text, 64);
	check_encoding(0x1c, 8, text, 64);
	/* Relative to .text. */
	check_encoding(0x2b, 4, 0, 64);
	check_encoding(0x2a, 2, 0, 64);
	/* LEB128. */
	check_encoding(0x21, 1, 0, 64);
	check_encoding(0x29, 1, 0, 32);
}

/* What a corrupt program says beyond the end of its function is cut off. */
static void test_beyond_the_end(void)
{
	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 32, ADVANCE4, 0xff, 0xff, 0xff, 0xff,
			 DEF_CFA_OFFSET, 64, -1);
	cfi_put_function(&file, CFI_TEXT + 0xf00, 0x7fff, ARGS_SIZE, 16, ADVANCE(2), DEF_CFA_OFFSET,
			 16, -1);
	cfi_compile(&file, &table);
	check_cfa(31, SP, 8);
	check_kind(32, FLAMESAMP_UNWIND_GAP);
	check_cfa(0xfff, SP, 16);
	check_kind(0x1000, FLAMESAMP_UNWIND_GAP);
	table_free(&table);
}

/* One function that makes no sense doesn't cost the others theirs. */
static void test_corrupt_function(void)
{
	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 32, RECALL, -1);
	cfi_put_function(&file, CFI_TEXT + 32, 32, ADVANCE(16), 0x3f, -1);
	cfi_put_function(&file, CFI_TEXT + 64, 32, -1);
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, TABLED);
	CHECK_EQ(table.view.start, CFI_TEXT + 32);
	check_cfa(47, SP, 8);
	check_kind(48, FLAMESAMP_UNWIND_GAP);
	check_kind(63, FLAMESAMP_UNWIND_GAP);
	check_cfa(64, SP, 8);
	table_free(&table);
}

static void check_why(enum untabled why)
{
	cfi_compile(&file, &table);
	CHECK_EQ(table.why, why);
	CHECK(!table.table.data);
	table_free(&table);
}

static void test_reasons(void)
{
	cfi_compile_bytes("#!/bin/sh\n", 10, &table);
	CHECK_EQ(table.why, UNTABLED_NOT_ELF);
	cfi_compile_bytes(ELFMAG, SELFMAG, &table);
	CHECK_EQ(table.why, UNTABLED_NOT_ELF);

	start_x86_64();
	check_why(UNTABLED_NO_INFO);
	cfi_put_function(&file, CFI_TEXT, 32, RECALL, -1);
	check_why(UNTABLED_CORRUPT);
	cfi_start(&file, EM_PPC64, true);
	check_why(UNTABLED_MACHINE);
	/* x32: words of eight bytes, pointers of four. */
	cfi_start(&file, EM_X86_64, false);
	check_why(UNTABLED_MACHINE);

	start_x86_64();
	cfi_put_function(&file, CFI_TEXT, 32, -1);
	cfi_put_headers(&file);
	cfi_put_at(&file, sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_flags), 4, PF_R);
	cfi_compile_bytes(file.bytes, sizeof(file.bytes), &table);
	CHECK_EQ(table.why, UNTABLED_NO_CODE);
}

static void test_every_reason_has_words(void)
{
	int i, j;

	for (i = 0; i < UNTABLED_REASONS; i++) {
		for (j = 0; j < i; j++)
			CHECK(strcmp(untabled_reason(i), untabled_reason(j)));
		CHECK(strcmp(untabled_reason(i), untabled_reason(UNTABLED_REASONS)));
	}
}

/* A file with something of everything. */
static void make_rich(bool is_debug)
{
	static const struct cfi_symbol symbols[] = {
		{ "clone", CFI_TEXT + 64, 64 },
		{ "sigaction", CFI_TEXT + 192, 64 },
		{ 0 },
	};

	start_x86_64();
	file.is_debug = is_debug;
	file.has_header = true;
	file.type = ET_EXEC;
	file.symbols = symbols;
	file.plt = ".plt";
	file.at = CFI_FRAMES;
	cfi_put_cie(&file, is_debug ? "" : "zR", 1, -8, RIP, DEF_CFA, RSP, 8, OFFSET(RIP), 1, -1);
	cfi_put_function(&file, CFI_TEXT, 64, ADVANCE(1), REMEMBER, DEF_CFA_OFFSET, 16, OFFSET(RBP),
			 2, ADVANCE4, 3, 0, 0, 0, DEF_CFA_REGISTER, RBP, ADVANCE(9), RECALL, -1);
	cfi_put_function(&file, CFI_TEXT + 64, 64, DEF_CFA_EXPRESSION, 3, BREG(RBP), 0x78, DEREF,
			 EXPRESSION, RBP, 2, BREG(RBP), 0, OFFSET_SF, RIP, 0x7f, -1);
	cfi_put_cie(&file, is_debug ? "" : "zRS", 1, -8, RIP, -1);
	cfi_put_function(&file, CFI_TEXT + 128, 64, DEF_CFA_EXPRESSION, 4, BREG(RSP), 0xa0, 1,
			 DEREF, EXPRESSION, RIP, 3, BREG(RSP), 0xa8, 1, -1);
	file.bytes[CFI_HEADER] = 1;
	file.bytes[CFI_HEADER + 1] = CFI_PCREL_S32;
	cfi_put_at(&file, CFI_HEADER + 4, 4, CFI_FRAMES - CFI_HEADER - 4);
	cfi_put_headers(&file);
}

/* Overwrites a few bytes of what is read: the headers, the frames, the sections' headers. */
static void damage(uint8_t *bytes)
{
	static const struct {
		size_t start, size;
	} parts[] = {
		{ 0, 0x100 }, { CFI_FRAMES, 0x120 }, { CFI_HEADER, 8 }, { CFI_NAMES, 0x40 },
		{ CFI_SECTIONS, 7 * sizeof(Elf64_Shdr) }, { CFI_FRAMES, 0x120 },
		{ CFI_SYMBOLS, 0x40 }, { CFI_STRINGS, 0x20 },
	};
	static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff };
	size_t part = rand() % (sizeof(parts) / sizeof(parts[0]));
	int n = 1 + rand() % 4;

	while (n--)
		bytes[parts[part].start + rand() % parts[part].size] =
			rand() % 2 ? values[rand() % sizeof(values)] : rand();
}

/* Whatever is in the file: no table, or one that the module takes; see table_compile(). */
static void test_damage(void)
{
	static uint8_t bytes[CFI_SIZE];
	int i, tabled = 0, all = 6000;
	size_t size;

	srand(1);
	for (i = 0; i < all; i++) {
		make_rich(i % 3 == 0);
		memcpy(bytes, file.bytes, sizeof(bytes));
		damage(bytes);
		size = rand() % 8 ? sizeof(bytes) : rand() % sizeof(bytes);
		cfi_compile_bytes(bytes, size, &table);
		CHECK(table.why < UNTABLED_REASONS);
		tabled += table.why == TABLED;
		table_free(&table);
	}
	printf("# %d of %d damaged files have a table\n", tabled, all);
	CHECK(tabled > all / 4);
	CHECK(tabled < all);
}

int main(void)
{
	RUN(test_frame_pointer);
	RUN(test_remember);
	RUN(test_two_cies);
	RUN(test_end);
	RUN(test_entry);
	RUN(test_realigned_stack);
	RUN(test_assembly);
	RUN(test_inexpressible);
	RUN(test_return_address_in_register);
	RUN(test_plt);
	RUN(test_arm64);
	RUN(test_signal_frame);
	RUN(test_trampolines);
	RUN(test_loader);
	RUN(test_clone);
	RUN(test_arm64_vdso);
	RUN(test_stripped);
	RUN(test_debug_frame);
	RUN(test_debug_frame_wide);
	RUN(test_encodings);
	RUN(test_beyond_the_end);
	RUN(test_corrupt_function);
	RUN(test_reasons);
	RUN(test_every_reason_has_words);
	RUN(test_damage);
	return unit_done();
}
