// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec: samples through /dev/flamesamp, and draws flame graphs.
 */
#include <libelf.h>
#include <stdio.h>
#include <string.h>
#include <linux/flamesamp.h>

#include "commands.h"
#include "session/http_post.h"
#include "symbol/debuginfod.h"
#include "symbol/demangle.h"
#include "symbol/dwarf.h"
#include "symbol/lzma_library.h"
#include "util/error.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "record", cmd_record },
	{ "render", cmd_render },
	{ "report", cmd_report },
	{ "analyze", cmd_analyze },
	{ "heatmap", cmd_heatmap },
	{ "fold", cmd_fold },
	{ "diff", cmd_diff },
	{ "check", cmd_check },
	{ "info", cmd_info },
	{ "bundle", cmd_bundle },
};

static const char help[] =
"flamerec samples what a machine is doing, and draws it as a flame graph.\n"
"\n"
"  flamerec /dev/flamesamp [OPTIONS] [-- COMMAND ARGS]   sample and draw; ends with Ctrl-C\n"
"  flamerec record /dev/flamesamp [-o FILE.fsc] ...      sample into a capture, to draw later\n"
"  flamerec render FILE [-o FILE.svg]                    draw a capture or folded stacks\n"
"  flamerec report FILE...                               functions and call trees, as text\n"
"  flamerec analyze FILE...                              patterns in them, for people and models\n"
"  flamerec heatmap FILE [-o heat.html]                  when what was sampled, in a browser\n"
"  flamerec fold FILE...                                 stacks as text, for other tools\n"
"  flamerec diff BEFORE AFTER [-o FILE.svg]              what has changed, and what is noise\n"
"  flamerec check BEFORE AFTER --max-growth REGEX=PCT    whether bounds are kept, for CI\n"
"  flamerec info FILE|DEVICE                             what is in there, what will be missing\n"
"  flamerec bundle FILE.fsc                              pack the debug files that it wants\n"
"  flamerec --version\n"
"\n"
"Each has a --help of its own: 'flamerec /dev/flamesamp --help', 'flamerec render --help'.\n";

/* @built_in: NULL where it is not. */
static void write_library(const char *built_in, const char *name, const char *gives)
{
	if (built_in)
		printf("with %s: %s\n", built_in, gives);
	else
		printf("without %s: no %s\n", name, gives);
}

static void write_version(void)
{
	printf("flamerec %s, interface %u of the flamesamp module\n", FLAMEREC_VERSION,
	       FLAMESAMP_ABI);
	printf("with libelf (ELF version %u)%s\n", elf_version(EV_CURRENT),
#ifdef __GLIBC__
	       ", GNU libc"
#else
	       ""
#endif
	       );
	write_library(dwarf_library(), "libdw", "inlined functions and lines of the source");
	write_library(lzma_library(), "liblzma", "MiniDebugInfo, packed modules");
	write_library(demangle_library(), "libiberty", "names of C++ and Rust demangled");
	write_library(debug_servers_built_in() ? "libdebuginfod, loaded when needed" : NULL,
		      "libdebuginfod", "debug files from servers");
	write_library(http_library(), "libcurl", "'analyze --ask'");
	puts("kernel names: kallsyms, the module, vmlinux, System.map, files of modules");
	puts("user names: .symtab, .dynsym, PLT, MiniDebugInfo, Go's .gopclntab, debug files "
	     "(build-id,\n"
	     "            .gnu_debuglink, --debug-dir, --sysroot, bundles), vdso, perf maps, jitdump");
	puts("output: .svg, .html, .png (by rsvg-convert), .folded, .pb.gz (pprof), "
	     ".speedscope.json,\n"
	     "        .perf (text of perf script), .fsc");
	puts("unwind tables: .eh_frame, .debug_frame, .ARM.exidx; of 32-bit ARM also machine code");
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		error("what is to be sampled? try 'flamerec /dev/flamesamp', or 'flamerec --help'");
		return STATUS_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		fputs(help, stdout);
		return STATUS_OK;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		write_version();
		return STATUS_OK;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	}
	return cmd_sample(argc, argv);
}
