// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames of 32-bit ARM code that are read off its instructions: of code written byte by byte, of
 * what a cross compiler makes, compared with the .debug_frame that it writes, and of a C library.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "fixture_table.h"
#include "unit.h"
#include "unwind/arm_flow.h"
#include "unwind/code.h"

#define BASE 0x10000u
#define CROSS "arm-linux-gnueabihf-"
#define LIBC "/usr/arm-linux-gnueabihf/lib/libc.so.6"

static char directory[] = "/tmp/flamesamp-arm-XXXXXX";

/* Follows code from its first instruction on. On the heap: whoever reads behind it is caught. */
static uint8_t *follow(struct arm_flow *flow, const void *code, size_t size, bool thumb)
{
	uint8_t *copy = malloc(size);

	memcpy(copy, code, size);
	arm_flow_init(flow, copy, BASE, size);
	arm_flow_add_start(flow, BASE | thumb);
	arm_flow_run(flow);
	arm_flow_rewind(flow);
	arm_flow_run(flow);
	arm_flow_fill_gaps(flow);
	return copy;
}

static struct flamesamp_unwind_rule rule_at(const struct arm_flow *flow, uint32_t offset)
{
	const struct arm_frame *frame = arm_flow_frame(flow, BASE + offset);
	struct flamesamp_unwind_rule rule = { .kind = FLAMESAMP_UNWIND_NONE };

	if (frame)
		arm_frame_rule(frame, &rule);
	return rule;
}

/* CFA = register + @cfa, return address at CFA - 4 or, @ra being 0, in the link register. */
static void check_rule(const struct arm_flow *flow, uint32_t offset, unsigned int reg, int cfa,
		       int ra)
{
	struct flamesamp_unwind_rule rule = rule_at(flow, offset);

	if (rule.kind != FLAMESAMP_UNWIND_CFA || rule.reg != reg || rule.cfa != cfa)
		printf("# at %u: kind %u, register %u, %d\n", offset, rule.kind, rule.reg,
		       rule.cfa);
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_CFA);
	CHECK_EQ(rule.reg, reg);
	CHECK_EQ(rule.cfa, cfa);
	CHECK_EQ(rule.ra, ra);
	CHECK_EQ(FLAMESAMP_UNWIND_WHERE_RA(rule.where),
		 ra ? FLAMESAMP_UNWIND_AT_CFA : FLAMESAMP_UNWIND_SAME);
}

#define SP FLAMESAMP_UNWIND_SP
#define R11 FLAMESAMP_UNWIND_FP
#define R7 FLAMESAMP_UNWIND_FP2

static void thumb_prologues_and_epilogues(void)
{
	static const uint16_t code[] = {
		0xb148,			/*  0 cbz r0, 22 */
		0xb590,			/*  2 push {r4, r7, lr} */
		0xb083,			/*  4 sub sp, #12 */
		0xaf00,			/*  6 add r7, sp, #0 */
		0xebad, 0x0d00,		/*  8 sub.w sp, sp, r0 */
		0x4604,			/* 12 mov r4, r0 */
		0x370c,			/* 14 adds r7, #12 */
		0x46bd,			/* 16 mov sp, r7 */
		0xbd90,			/* 18 pop {r4, r7, pc} */
		0xbf00,			/* 20 */
		0x2000,			/* 22 movs r0, #0 */
		0xb510,			/* 24 push {r4, lr} */
		0x2800,			/* 26 cmp r0, #0 */
		0xbf08,			/* 28 it eq */
		0xbd10,			/* 30 popeq {r4, pc} */
		0xb002,			/* 32 add sp, #8 */
		0x4770,			/* 34 bx lr */
	};
	struct flamesamp_unwind_rule rule;
	struct arm_flow flow;
	uint8_t *copy = follow(&flow, code, sizeof(code), true);

	check_rule(&flow, 0, SP, 0, 0);
	check_rule(&flow, 2, SP, 0, 0);
	check_rule(&flow, 4, SP, 12, -1);
	check_rule(&flow, 6, SP, 24, -1);
	check_rule(&flow, 8, SP, 24, -1);
	check_rule(&flow, 12, R7, 24, -1);
	check_rule(&flow, 16, R7, 12, -1);
	check_rule(&flow, 18, SP, 12, -1);
	rule = rule_at(&flow, 18);
	CHECK_EQ(FLAMESAMP_UNWIND_WHERE_FP(rule.where, 1), FLAMESAMP_UNWIND_AT_CFA);
	CHECK_EQ(rule.fp[1], -2);
	check_rule(&flow, 24, SP, 0, 0);
	check_rule(&flow, 26, SP, 8, -1);
	check_rule(&flow, 30, SP, 8, -1);
	check_rule(&flow, 32, SP, 8, -1);
	arm_flow_free(&flow);
	free(copy);
}

static void arm_prologues_and_epilogues(void)
{
	static const uint32_t code[] = {
		0xe1a0c00d,	/*  0 mov ip, sp */
		0xe92dd800,	/*  4 push {fp, ip, lr, pc} */
		0xe24cb004,	/*  8 sub fp, ip, #4 */
		0xe24dd010,	/* 12 sub sp, sp, #16 */
		0xe3500000,	/* 16 cmp r0, #0 */
		0x089da800,	/* 20 ldmeq sp, {fp, sp, pc} */
		0xed2d8b04,	/* 24 vpush {d8, d9} */
		0xe04dd001,	/* 28 sub sp, sp, r1 */
		0xe24bd00c,	/* 32 sub sp, fp, #12 */
		0xe89da800,	/* 36 ldm sp, {fp, sp, pc} */
	};
	struct arm_flow flow;
	uint8_t *copy = follow(&flow, code, sizeof(code), false);

	check_rule(&flow, 0, SP, 0, 0);
	check_rule(&flow, 4, SP, 0, 0);
	check_rule(&flow, 8, SP, 16, -2);
	check_rule(&flow, 16, SP, 32, -2);
	check_rule(&flow, 24, SP, 32, -2);
	check_rule(&flow, 28, SP, 48, -2);
	check_rule(&flow, 32, R11, 4, -2);
	check_rule(&flow, 36, SP, 16, -2);
	arm_flow_free(&flow);
	free(copy);
}

/* A switch, constants behind a function, and a function that only its push tells. */
static void data_amid_code(void)
{
	static const uint16_t code[] = {
		0xb510,			/*  0 push {r4, lr} */
		0x2801,			/*  2 cmp r0, #1 */
		0xd803,			/*  4 bhi 14 */
		0xe8df, 0xf000,		/*  6 tbb [pc, r0] */
		0x0501,			/* 10 branches to 12 and 20 */
		0xe001,			/* 12 b 18 */
		0x4902,			/* 14 ldr r1, [pc, #8] */
		0xbd10,			/* 16 pop {r4, pc} */
		0xbd10,			/* 18 pop {r4, pc} */
		0xe004,			/* 20 b 32 */
		0xbf00,			/* 22 */
		0xb5f0, 0xb5f0,		/* 24 a constant */
		0xb530,			/* 28 push {r4, r5, lr} */
		0xbd30,			/* 30 pop {r4, r5, pc} */
		0xbd10,			/* 32 pop {r4, pc} */
	};
	struct arm_flow flow;
	uint8_t *copy = follow(&flow, code, sizeof(code), true);
	uint32_t i;

	check_rule(&flow, 6, SP, 8, -1);
	CHECK_EQ(rule_at(&flow, 10).kind, FLAMESAMP_UNWIND_NONE);
	for (i = 12; i < 22; i += 2)
		check_rule(&flow, i, SP, 8, -1);
	CHECK_EQ(rule_at(&flow, 24).kind, FLAMESAMP_UNWIND_NONE);
	check_rule(&flow, 28, SP, 0, 0);
	check_rule(&flow, 30, SP, 12, -1);
	check_rule(&flow, 32, SP, 8, -1);
	arm_flow_free(&flow);
	free(copy);
}

/* Behind a call of a function that does not return, there is another function. */
static void calls_that_do_not_return(void)
{
	static const uint16_t code[] = {
		0xb510,			/*  0 push {r4, lr} */
		0xf000, 0xf804,		/*  2 bl 14 */
		0x0000,			/*  6 */
		0x1c40,			/*  8 adds r0, #1: a function that nobody calls */
		0x4770,			/* 10 bx lr */
		0xbf00,			/* 12 */
		0xb500,			/* 14 push {lr} */
		0xe7fe,			/* 16 b 16 */
	};
	struct arm_flow flow;
	uint8_t *copy = follow(&flow, code, sizeof(code), true);

	check_rule(&flow, 2, SP, 8, -1);
	check_rule(&flow, 8, SP, 0, 0);
	check_rule(&flow, 10, SP, 0, 0);
	check_rule(&flow, 16, SP, 4, -1);
	arm_flow_free(&flow);
	free(copy);
}

/* clone(): the child has no caller, whatever the parent's is. */
static void threads_begin_in_clone(void)
{
	static const uint16_t code[] = {
		0xb490,			/*  0 push {r4, r7} */
		0xf04f, 0x0778,		/*  2 mov.w r7, #120 */
		0xdf00,			/*  6 svc 0 */
		0x2800,			/*  8 cmp r0, #0 */
		0xd001,			/* 10 beq 16 */
		0xbc90,			/* 12 pop {r4, r7} */
		0x4770,			/* 14 bx lr */
		0x9801,			/* 16 ldr r0, [sp, #4] */
		0x47e0,			/* 18 blx ip */
		0x2701,			/* 20 movs r7, #1 */
		0xdf00,			/* 22 svc 0 */
	};
	struct arm_flow flow;
	uint8_t *copy = follow(&flow, code, sizeof(code), true);

	check_rule(&flow, 12, SP, 8, 0);
	check_rule(&flow, 14, SP, 0, 0);
	CHECK_EQ(rule_at(&flow, 16).kind, FLAMESAMP_UNWIND_END);
	CHECK_EQ(rule_at(&flow, 20).kind, FLAMESAMP_UNWIND_END);
	arm_flow_free(&flow);
	free(copy);
}

static void random_code(void)
{
	uint8_t code[512];
	struct arm_flow flow;
	unsigned int i, j;
	uint8_t *copy;

	srand(1);
	for (i = 0; i < 4000; i++) {
		for (j = 0; j < sizeof(code); j++)
			code[j] = rand() >> 7;
		/* Half of it looks like ARM code, or like 32-bit instructions of Thumb code. */
		for (j = 3; j < sizeof(code) && i & 1; j += 4)
			code[j] = 0xe0 | (code[j] & (i & 2 ? 0x1f : 0x0f));
		copy = follow(&flow, code, 2 + rand() % (sizeof(code) - 2), i & 4);
		for (j = 0; j < sizeof(code); j++)
			rule_at(&flow, j);
		arm_flow_free(&flow);
		free(copy);
	}
	CHECK(i == 4000);
}

/* What compilers do with frames. */
static const char program[] =
	"typedef __builtin_va_list va;\n"
	"int printf(const char *, ...); void abort(void); void *memset(void *, int, unsigned);\n"
	"static int leaf(int a) { return a * 3; }\n"
	"__attribute__((noinline)) double floats(double a, double b)\n"
	"{ double s = 0;\n"
	"for (int i = 0; i < 9; i++) { printf(\"%f\", a); s += a * b; } return s; }\n"
	"__attribute__((noinline)) int moves(int n)\n"
	"{ char *p = __builtin_alloca(n); memset(p, n, n); return p[n / 2] + leaf(n); }\n"
	"__attribute__((noinline)) int large(int n)\n"
	"{ int a[5000]; memset(a, n, sizeof(a)); if (n < 0) abort(); return a[n]; }\n"
	"__attribute__((noinline)) int choose(int n)\n"
	"{ switch (n) { case 0: return printf(\"a\"); case 1: return moves(n);\n"
	"case 2: return large(n); case 3: return 7; case 4: return printf(\"b\", n);\n"
	"case 5: abort(); case 6: return large(9);\n"
	"case 7: return moves(3) + 1; default: return n; } }\n"
	"int many(const char *f, ...)\n"
	"{ va l; __builtin_va_start(l, f); int s = 0; while (*f++) s += __builtin_va_arg(l, int);\n"
	"__builtin_va_end(l); return choose(s); }\n"
	"static int hidden(int a) { return printf(\"%d\", a) + moves(a); }\n"
	"static int other(int a) { return a ? large(a) : 1; }\n"
	"int (*const table[])(int) = { hidden, other, leaf };\n"
	"int early(int a) { if (!a) return 1; for (int i = 0; i < a; i++) a += table[i % 3](i);\n"
	"return a; }\n"
	"int deep(int a) { return a < 2 ? 1 : deep(a - 1) + deep(a - 2) + early(a); }\n";

/**
 * struct agreement - of the table that was read off the instructions with that of .debug_frame
 * @code: the file
 * @flow: its table without .debug_frame
 * @debug: and with it
 * @both: instructions that both tell something about
 * @agree: of them, those where they tell the same
 * @untold: instructions that only .debug_frame tells about
 */
struct agreement {
	struct unwind_code code;
	struct fixture_table flow, debug;
	unsigned int both, agree, untold;
};

static void compare_at(struct agreement *agreement, uint64_t address)
{
	struct flamesamp_unwind_rule flow, debug;
	uint64_t start, end;

	if (!code_range(&agreement->code, address, 2, &start, &end))
		return;
	flow = table_rule_at(&agreement->flow, start);
	debug = table_rule_at(&agreement->debug, start);
	if (debug.kind != FLAMESAMP_UNWIND_CFA)
		return;
	if (flow.kind != FLAMESAMP_UNWIND_CFA) {
		agreement->untold++;
		return;
	}
	agreement->both++;
	/* Compilers count from the frame pointer where they have one, this counts from sp. */
	if (flow.ra == debug.ra && FLAMESAMP_UNWIND_WHERE_RA(flow.where) ==
	    FLAMESAMP_UNWIND_WHERE_RA(debug.where) &&
	    (flow.reg != debug.reg || flow.cfa == debug.cfa))
		agreement->agree++;
	else
		printf("# %llx: register %u + %d, ra %d; .debug_frame: register %u + %d, ra %d\n",
		       (unsigned long long)address, flow.reg, flow.cfa, flow.ra, debug.reg,
		       debug.cfa, debug.ra);
}

/* Each instruction that objdump prints. */
static void compare_all(struct agreement *agreement, const char *file)
{
	char command[256], line[512], rest[64];
	unsigned long long address;
	FILE *listing;

	snprintf(command, sizeof(command), CROSS "objdump -d -j .text --no-show-raw-insn %s", file);
	listing = popen(command, "r");
	while (listing && fgets(line, sizeof(line), listing)) {
		if (sscanf(line, " %llx:%63s", &address, rest) == 2 && rest[0] != '.')
			compare_at(agreement, address);
	}
	if (listing)
		pclose(listing);
}

static bool write_program(const char *path)
{
	FILE *file = fopen(path, "w");

	return file && fputs(program, file) >= 0 && !fclose(file);
}

static void compare_compiled(const char *options)
{
	struct agreement agreement = { .both = 0 };
	char with[64], without[64], command[512];
	int fd;

	snprintf(with, sizeof(with), "%s/with", directory);
	snprintf(without, sizeof(without), "%s/without", directory);
	snprintf(command, sizeof(command),
		 CROSS "gcc %s -w -g -fPIC -shared -nostdlib -o %s %s/program.c && "
		 CROSS "strip -o %s %s", options, with, directory, without, with);
	CHECK(!system(command));
	fd = open(with, O_RDONLY | O_CLOEXEC);
	CHECK_EQ(code_open(&agreement.code, fd), TABLED);
	table_compile(open(without, O_RDONLY | O_CLOEXEC), &agreement.flow);
	table_compile(dup(fd), &agreement.debug);
	CHECK_EQ(agreement.flow.table.sources & (UNWIND_DEBUG_FRAME | UNWIND_FLOW), UNWIND_FLOW);
	CHECK(agreement.debug.table.sources & UNWIND_DEBUG_FRAME);
	compare_all(&agreement, with);
	printf("# %s: %u of %u agree, %u untold\n", options, agreement.agree, agreement.both,
	       agreement.untold);
	CHECK(agreement.both > 80);
	/* gcc tells of a stack pointer that is moved by two additions as if it were one. */
	CHECK(agreement.agree * 100 >= agreement.both * 97);
	CHECK(agreement.untold * 100 <= agreement.both);
	table_free(&agreement.flow);
	table_free(&agreement.debug);
	code_close(&agreement.code);
	close(fd);
}

/* Without frame pointers and with them, in both instruction sets. */
static void agrees_with_debug_frame(void)
{
	static const char *const options[] = {
		"-mthumb -O2", "-mthumb -O0", "-mthumb -Os", "-mthumb -O2 -fno-omit-frame-pointer",
		"-marm -O2", "-marm -O0", "-marm -O2 -fno-omit-frame-pointer",
		"-mthumb -O2 -fstack-protector-strong",
	};
	char path[64];
	size_t i;

	if (system("command -v " CROSS "gcc " CROSS "objdump > /dev/null")) {
		printf("# no " CROSS "gcc here: skipped\n");
		return;
	}
	snprintf(path, sizeof(path), "%s/program.c", directory);
	CHECK(write_program(path));
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		compare_compiled(options[i]);
}

static void c_library(void)
{
	const struct flamesamp_unwind_rule *rule;
	struct fixture_table table;
	unsigned int i, signals = 0, ends = 0;
	int fd = open(LIBC, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		printf("# no " LIBC " here: skipped\n");
		return;
	}
	table_compile(fd, &table);
	CHECK_EQ(table.why, TABLED);
	if (table.why != TABLED)
		return;
	CHECK(table.table.rows > 5000);
	CHECK(table.table.bytes < 6ul * table.table.rows);
	rule = table.view.rule;
	for (i = 0; i < table.table.rules; i++) {
		signals += rule[i].kind == FLAMESAMP_UNWIND_DEREF &&
			   rule[i].where & FLAMESAMP_UNWIND_SIGNAL;
		ends += rule[i].kind == FLAMESAMP_UNWIND_END;
	}
	/* sigreturn() and rt_sigreturn() */
	CHECK_EQ(signals, 2);
	CHECK_EQ(ends, 1);
	table_free(&table);
}

static void clean_up(void)
{
	static const char *const files[] = { "with", "without", "program.c" };
	char path[64];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
		unlink(path);
	}
	rmdir(directory);
}

int main(void)
{
	if (!mkdtemp(directory)) {
		printf("Bail out! no directory can be made in /tmp\n");
		return 1;
	}
	RUN(thumb_prologues_and_epilogues);
	RUN(arm_prologues_and_epilogues);
	RUN(data_amid_code);
	RUN(calls_that_do_not_return);
	RUN(threads_begin_in_clone);
	RUN(random_code);
	RUN(agrees_with_debug_frame);
	RUN(c_library);
	clean_up();
	return unit_done();
}
