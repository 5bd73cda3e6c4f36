// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What perf script prints, in the forms that its options and versions give it.
 */
#include "fixture_text.h"
#include "import/text.h"

#define KERNEL "\tffffffff8103ce3b native_safe_halt+0xb ([kernel.kallsyms])\n"
#define MAIN "\t          401b97 main+0x1f (/usr/bin/prog)\n"

static void samples(void)
{
	check_folded("prog  1234 [000] 158665.570607:     250000 cycles: \n" KERNEL MAIN "\n"
		     "prog  1234 [001] 158665.570608:     250000 cycles: \n" MAIN "\n"
		     "prog  1234 [000] 158665.570609:     250000 cycles: \n" KERNEL MAIN "\n",
		     "prog;main 1\nprog;main;native_safe_halt_[k] 2\n");
}

/* Each of these begins a sample of "V8 WorkerThread" or "2 x": fields are chosen by the user. */
static void first_lines(void)
{
	static const struct {
		const char *line, *program;
	} lines[] = {
		{ "java 25607 4794564.109216: cycles:", "java" },
		{ "java 12688 [002] 6544038.708352: cpu-clock:", "java" },
		{ "V8 WorkerThread 25607 4794564.109216: 104345 cycles:", "V8_WorkerThread" },
		{ "java 24636/25607 [000] 4794564.109216: 1 cycles:", "java" },
		{ "V8 WorkerThread 24636/25607 94564.109216123: cycles:uppp: ", "V8_WorkerThread" },
		{ "   vote   913    72.176760:     257597 cycles:uppp:", "vote" },
		{ "2 x 12 3 913/914 [000] 72.176760: 257597 cycles:", "2_x_12_3" },
		{ "kworker/0:1-ev  913 [000] U 72.176760: 257597 cycles:", "kworker/0:1-ev" },
		{ "java 25607 cycles:", "java" },
		{ "java 25607 [001] 1 cycles:", "java" },
		{ ":-1    -1 [001] 5.000001: 1 cycles:", ":-1" },
		{ "   913 [000] 72.176760: 257597 cycles:", ":913" },
		{ "sh 913 [000] 72.176760: sched:sched_switch: prev_comm=sh prev_pid=913", "sh" },
		{ "sh 913 72.176760:", "sh" },
	};
	char text[256], expected[64];

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		snprintf(text, sizeof(text), "%s\n%s\n", lines[i].line, MAIN);
		snprintf(expected, sizeof(expected), "%s;main 1\n", lines[i].program);
		check_folded(text, expected);
	}
}

static void keep(void *arg, const struct stack *stack)
{
	struct stack *kept = arg;

	*kept = *stack;
	kept->frames = NULL;
}

static void fields(void)
{
	static const char text[] =
		"V8 Worker 24636/25607 [017] 4794564.109216: 1 cycles:\n" MAIN "\n";
	static const char less[] = "sh 25607 cycles:\n" MAIN;
	FILE *file = text_file(text, strlen(text));
	struct stack stack;

	CHECK_EQ(text_read(file, "test", keep, &stack), 0);
	fclose(file);
	CHECK_EQ(stack.pid, 24636);
	CHECK_EQ(stack.tid, 25607);
	CHECK_EQ(stack.cpu, 17);
	CHECK_EQ(stack.ns, 4794564109216000);
	CHECK_EQ(stack.n, 2);
	CHECK(stack.count == 1 && stack.was == 0);
	file = text_file(less, strlen(less));
	CHECK_EQ(text_read(file, "test", keep, &stack), 0);
	fclose(file);
	CHECK_EQ(stack.pid, STACK_NOT_KNOWN);
	CHECK_EQ(stack.tid, 25607);
	CHECK_EQ(stack.cpu, STACK_NOT_KNOWN);
	CHECK_EQ(stack.ns, 0);
}

/* A frame's line, and what it is. */
static void check_frame(const char *line, const char *name, enum frame_kind kind,
			const char *package)
{
	struct tree tree;
	char text[512];

	snprintf(text, sizeof(text), "sh 1 1.000000: 1 cycles:\n\t%s\n\n", line);
	CHECK_EQ(read_text(text, &tree), 0);
	CHECK_EQ(tree.count, 3);
	if (tree.count == 3) {
		CHECK_STR(tree_name(&tree, 2), name);
		CHECK_EQ(tree.node[2].kind, kind);
		CHECK_STR(tree_package(&tree, 2), package);
	}
	tree_free(&tree);
}

static void files(void)
{
	check_frame("401b97 main+0x1f (/usr/bin/prog)", "main", FRAME_USER, "prog");
	check_frame("401b97 main (/usr/bin/prog (deleted))", "main", FRAME_USER, "prog");
	check_frame("401b97 main (/my files/prog)", "main", FRAME_USER, "prog");
	check_frame("401b97 main", "main", FRAME_USER, "");
	check_frame("ffffffff8103ce3b x+0xb ([kernel.kallsyms])", "x", FRAME_KERNEL, "kernel");
	check_frame("ffffffff8103ce3b x ([kernel.kallsyms].init)", "x", FRAME_KERNEL, "kernel");
	check_frame("ffffffff8103ce3b x ([guest.kernel.kallsyms])", "x", FRAME_KERNEL, "kernel");
	check_frame("8c3453 x (/lib/modules/4.3.0/build/vmlinux)", "x", FRAME_KERNEL, "kernel");
	check_frame("8c3453 x (/boot/vmlinux-5.4)", "x", FRAME_KERNEL, "kernel");
	check_frame("7d8 x+0x7f8f80b8 ([nf_conntrack])", "x [nf_conntrack]", FRAME_MODULE,
		    "nf_conntrack");
	check_frame("7d8 x (/lib/modules/6.1/kernel/fs/ext4/ext4.ko.xz)", "x [ext4]", FRAME_MODULE,
		    "ext4");
	check_frame("7d8 x (/opt/a.kox)", "x", FRAME_USER, "a.kox");
	check_frame("7ffc71ee9580 clock_gettime ([vdso])", "clock_gettime", FRAME_USER, "[vdso]");
	check_frame("7f722d142778 a::b+0x4 (/tmp/perf-19982.map)", "a::b", FRAME_JIT, "[jit]");
	check_frame("7f722d142778 f (/tmp/jitted-12-3.so)", "f", FRAME_JIT, "[jit]");
	check_frame("7f443c368f50 new_do_write (inlined)", "new_do_write", FRAME_INLINED, "");
}

static void frames_without_a_name(void)
{
	check_frame("7f [unknown] (/usr/lib/libc.so.6)", "[libc.so.6]", FRAME_UNKNOWN, "libc.so.6");
	check_frame("7f  (/usr/lib/libc.so.6)", "[libc.so.6]", FRAME_UNKNOWN, "libc.so.6");
	check_frame("5966605dd52f8e00 [unknown] ([unknown])", "[unknown]", FRAME_UNKNOWN, "");
	check_frame("ffffffff9c200158 [unknown] ([kernel.kallsyms])", "[[kernel.kallsyms]]",
		    FRAME_UNKNOWN, "kernel");
	check_frame("ffffffffc0200158 [unknown] ([ext4])", "[[ext4]]", FRAME_UNKNOWN, "ext4");
	check_frame("7f", "[unknown]", FRAME_UNKNOWN, "");
	check_frame("0 [softirq] ([unknown])", "[softirq]", FRAME_CONTEXT, "");
	check_frame("0 [truncated] ([unknown])", "[truncated]", FRAME_BROKEN, "");
}

static void names(void)
{
	static const struct {
		const char *printed, *name;
	} names[] = {
		{ "f(int, char (*)(int))", "f" },
		{ "operator new(unsigned long)", "operator new" },
		{ "std::endl<char, std::A<char> >", "std::endl<char, std::A<char> >" },
		{ "F<int (int, int)>::operator()", "F<int (int, int)>::operator()" },
		{ "C::operator()(int) const", "C::operator()" },
		{ "P<int (*)()>::operator->() const", "P<int (*)()>::operator->" },
		{ "(anonymous namespace)::f(int)", "(anonymous namespace)::f" },
		{ "a::(anonymous namespace)::f(int)", "a::(anonymous namespace)::f" },
		{ "f(int)::{lambda(int)#1}::operator()(int) const",
		  "f(int)::{lambda(int)#1}::operator()" },
		{ "net/http.(*Client).Do", "net/http.(*Client).Do" },
		{ "RegExp:[&<>\"'];x", "RegExp:[&<>\"']:x" },
		{ "f+0x10", "f" },
		{ "f+0xg", "f+0xg" },
		{ "f@@GLIBC_2.2.5+0x4b", "f@@GLIBC_2.2.5" },
	};
	char line[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(line, sizeof(line), "7f443c368f50 %s (/usr/bin/prog)", names[i].printed);
		check_frame(line, names[i].name, FRAME_USER, "prog");
	}
}

static void java(void)
{
	check_folded("java 1 1.000000: 1 cycles:\n"
		     "\t7f8 Lorg/a/Box;.<init>(Ljava/lang/Method;)V+0x4 (/tmp/perf-1.map)\n"
		     "\t7f9 La/W;::flush->Lb/S;::write->c+0x4b (/tmp/perf-1.map)\n\n",
		     "java;a/W:::flush_[j];b/S:::write_[i];c_[i];org/a/Box:.<init>_[j] 1\n");
}

/* Mixing events would mean nothing. */
static void first_event_counts(void)
{
	check_folded("sh 1 1.0: 1 cycles:\n" MAIN "\nsh 1 1.1: 1 instructions:\n" MAIN "\n"
		     "sh 1 1.2: 1 cycles:\n\nsh 1 1.3: 1 instructions:\n\n",
		     "sh 1\nsh;main 1\n");
}

static void samples_without_stacks(void)
{
	check_folded("           false 39654 19115.489713:          1 cycles:u:  "
		     "ffffffff9b201293 [unknown] ([unknown])\n"
		     "           false 39654 19115.489719:          1 cycles:      "
		     "7fa68b1f2d84 _dl_start+0x4 (/usr/lib/ld-2.31.so)\n"
		     "              dd 39654 19115.489720:          1 cycles:      "
		     "7fa68b1f2d84 _dl_start+0x4 (/usr/lib/ld-2.31.so)\n",
		     "dd;_dl_start 1\nfalse;[unknown] 1\nfalse;_dl_start 1\n");
}

static void what_is_passed_over(void)
{
	check_folded("WARNING: something\n# ========\n# captured on: x\n"
		     "# cmdline : perf record -F 99\n#\n"
		     "sh 1 1.0: PERF_RECORD_MMAP2 1/1: [0x1(0x2) @ 0 fd:01 3 4]: r-xp /bin/sh\n"
		     "sh 1 1.0: 1 cycles:\r\n" MAIN "  file.c:12\n\t THIS_IS_A_WEIRD_LINE\n"
		     "\t 7f (sh) (/bin/sh)\n\r\n"
		     "\n\n\t 401b97 nobody (/bin/sh)\n" "sh 1 1.1: 1 cycles:\n" MAIN,
		     "sh;main 2\n");
}

static void many_frames(void)
{
	const size_t lines = 70000;
	char *text = malloc(lines * 32 + 64), *to = text;
	struct tree tree;

	to += sprintf(to, "sh 1 1.0: 1 cycles:\n");
	for (size_t i = 0; i < lines; i++)
		to += sprintf(to, " %zx f (/bin/sh)\n", i);
	CHECK_EQ(read_text(text, &tree), 0);
	CHECK_EQ(tree.count, 65536 + 2);
	tree_free(&tree);
	free(text);
}

int main(void)
{
	RUN(samples);
	RUN(first_lines);
	RUN(fields);
	RUN(files);
	RUN(frames_without_a_name);
	RUN(names);
	RUN(java);
	RUN(first_event_counts);
	RUN(samples_without_stacks);
	RUN(what_is_passed_over);
	RUN(many_frames);
	return unit_done();
}
