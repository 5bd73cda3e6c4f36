/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program, compiled at test time, that tells where in its files its own functions are: it prints
 * "NAME PATH OFFSET" a function, as the kernel's memory map has it.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_PROGRAM_H
#define FLAMEREC_TESTS_FIXTURE_PROGRAM_H

#include <stdint.h>

#include "fixture.h"

static const char program_source[] =
	"#include <inttypes.h>\n"
	"#include <stdint.h>\n"
	"#include <stdio.h>\n"
	"static __attribute__((noinline)) int local_function(int x) { return x * 3 + 1; }\n"
	"__attribute__((visibility(\"hidden\"))) int hidden_function(int x) { return x ^ 5; }\n"
	"int global_function(int x) { return local_function(x) + hidden_function(x); }\n"
	"int aliased(int x) __attribute__((weak, alias(\"__aliased\")));\n"
	"int __aliased(int x) { return x - 7; }\n"
	"extern char in_gap[], sizeless_function[];\n"
	/* A function that tells its size, then code that belongs to nobody. */
	"__asm__(\".text\\n.p2align 6\\n\"\n"
	"	\".globl before_gap\\n.type before_gap, %function\\nbefore_gap:\\n\"\n"
	"	\".skip 64\\n.size before_gap, 32\\n\"\n"
	/* In a section of its own: a function without type and size, and with a label. */
	"	\".section .text.asm, \\\"ax\\\", %progbits\\n.p2align 4\\n\"\n"
	"	\".globl sizeless_function\\n.hidden sizeless_function\\n\"\n"
	"	\"sizeless_function:\\n.skip 16\\n.Linner:\\n.skip 48\\n.previous\\n\");\n"
	"extern char before_gap[];\n"
	"static void tell(const char *name, uintptr_t address)\n"
	"{\n"
	"	uintptr_t start, end, offset;\n"
	"	char line[4096], path[4096];\n"
	"	FILE *maps = fopen(\"/proc/self/maps\", \"r\");\n"
	"	while (maps && fgets(line, sizeof(line), maps))\n"
	"		if (sscanf(line, \"%\" SCNxPTR \"-%\" SCNxPTR \" %*s %\" SCNxPTR\n"
	"			   \" %*s %*s %4095s\", &start, &end, &offset, path) == 4 &&\n"
	"		    address >= start && address < end)\n"
	"			printf(\"%s %s %\" PRIxPTR \"\\n\", name, path,\n"
	"			       address - start + offset);\n"
	"	if (maps)\n"
	"		fclose(maps);\n"
	"}\n"
	"void report(void)\n"
	"{\n"
	"	tell(\"local_function\", (uintptr_t)local_function);\n"
	"	tell(\"hidden_function\", (uintptr_t)hidden_function + 1);\n"
	"	tell(\"global_function\", (uintptr_t)global_function);\n"
	"	tell(\"aliased\", (uintptr_t)__aliased + 1);\n"
	"	tell(\"before_gap\", (uintptr_t)before_gap + 31);\n"
	"	tell(\"-\", (uintptr_t)before_gap + 32);\n"
	"	tell(\"sizeless_function\", (uintptr_t)sizeless_function + 40);\n"
	"	tell(\"report\", (uintptr_t)report);\n"
	"}\n";

/*
 * Compiles the functions by @flags into the shared object or the program @name. A shared object is
 * reported by a program "use-@name". Return: whether the compiler can do that here.
 */
static inline bool program_build(const char *name, const char *flags, bool is_shared)
{
	fixture_text("functions.c", program_source);
	fixture_text("main.c", "void report(void);\nint main(void) { report(); return 0; }\n");
	if (!is_shared)
		return fixture_run("%s -O1 %s functions.c main.c -o %s 2>/dev/null", fixture_cc(),
				   flags, name);
	return fixture_run("%s -O1 -fPIC -shared %s functions.c -o %s 2>/dev/null", fixture_cc(),
			   flags, name) &&
	       fixture_run("%s main.c ./%s -o use-%s 2>/dev/null", fixture_cc(), name, name);
}

/* Calls @check with each line that a program prints. Return: the number of lines. */
static inline int
program_report(const char *name,
	       void (*check)(const char *function, const char *path, uint64_t offset))
{
	char command[512], function[128], path[256];
	unsigned long long offset;
	FILE *lines;
	int n = 0;

	snprintf(command, sizeof(command), "cd %s && ./%s", fixture_dir, name);
	lines = popen(command, "r");
	while (lines && fscanf(lines, "%127s %255s %llx", function, path, &offset) == 3) {
		check(function, path, offset);
		n++;
	}
	if (lines)
		pclose(lines);
	return n;
}

#endif
