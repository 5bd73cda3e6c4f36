// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/naming_options.h"
#include "symbol/bundle.h"
#include "symbol/debuginfod.h"
#include "symbol/dwarf.h"
#include "util/alloc.h"
#include "util/error.h"

const char naming_heading[] =
"\n"
"Names that a capture lacks are looked for. What helps to find them, and how they are shown:\n"
"\n";

const char naming_options_help[] =
"      --inline           show functions that were inlined as frames, by debug information\n"
"      --lines            show lines of the source, by debug information\n"
"      --no-demangle      names of C++ and Rust as the linker has them\n"
"      --short-templates  without what is between < and > of C++ and Rust names\n"
"      --merge-clones     without what compilers append: .isra.0, .part.0, .cold\n"
"      --sysroot DIR      the root file system of the machine that was sampled\n"
"      --debug-dir DIR    debug files: a directory laid out as /usr/lib/debug, a tree that was\n"
"                         built, or an archive that 'flamerec bundle' made; several are possible\n"
"      --debuginfod       insist on the servers that DEBUGINFOD_URLS names; without, they are\n"
"                         asked if it names any\n"
"      --vmlinux FILE     the kernel's file with symbols; looked for, if not given\n"
"      --system-map FILE  the kernel's System.map; looked for, if not given\n";

/* Return: 0, or an error number. */
static int look_at(const char *path, struct stat *st)
{
	return stat(path, st) ? errno : 0;
}

static int take_sysroot(struct naming_options *options, const char *path)
{
	struct stat st;
	int err = look_at(path, &st);

	if (err || !S_ISDIR(st.st_mode))
		return error("--sysroot: '%s': %s; give a directory with the root file system of "
			     "the machine that was sampled", path, strerror(err ? err : ENOTDIR));
	if (options->places.sysroot)
		return error("--sysroot: a second one, '%s'; give one, and the other as --debug-dir",
			     path);
	options->places.sysroot = path;
	return 0;
}

static int add_bundle(struct places *places, const char *path)
{
	struct bundle *bundle = bundle_open(path);

	if (!bundle)
		return -1;
	places->bundles = xreallocarray(places->bundles, places->bundle_count + 1,
					sizeof(struct bundle *));
	places->bundles[places->bundle_count++] = bundle;
	return 0;
}

static int take_debug_dir(struct places *places, const char *path)
{
	struct stat st;
	int err = look_at(path, &st);

	if (!err && S_ISREG(st.st_mode))
		return add_bundle(places, path);
	if (err || !S_ISDIR(st.st_mode))
		return error("--debug-dir: '%s': %s; give a directory, or an archive that "
			     "'flamerec bundle' made", path, strerror(err ? err : ENOTDIR));
	places->debug_dirs = xreallocarray(places->debug_dirs, places->debug_dir_count + 1,
					   sizeof(*places->debug_dirs));
	places->debug_dirs[places->debug_dir_count++] = path;
	return 0;
}

static int take_file(const char **file, const char *option, const char *path)
{
	struct stat st;
	int err = look_at(path, &st);

	if (!err && !S_ISREG(st.st_mode))
		err = EINVAL;
	if (!err && access(path, R_OK))
		err = errno;
	if (err)
		return error("%s: '%s': %s; give a file that can be read", option, path,
			     strerror(err));
	*file = path;
	return 0;
}

static int check_dwarf(const char *option)
{
	if (dwarf_library())
		return 0;
	return error("%s: this flamerec was built without libdw; draw the capture with one that "
		     "has it ('flamerec --version' tells)", option);
}

static int check_servers(void)
{
	if (!debug_servers_built_in())
		return error("--debuginfod: this flamerec was built without it; see "
			     "Documentation/dependencies.rst, or use debuginfod-find and "
			     "--debug-dir");
	if (!debug_servers_named())
		return error("--debuginfod: " DEBUGINFOD_VARIABLE " names no server; set it, for "
			     "Debian to https://debuginfod.debian.net");
	return 0;
}

int naming_option(struct naming_options *options, int c, const char *value)
{
	switch (c) {
	case OPTION_INLINE:
		options->style.inlines = true;
		return check_dwarf("--inline");
	case OPTION_LINES:
		options->style.lines = true;
		return check_dwarf("--lines");
	case OPTION_NO_DEMANGLE:
		options->style.mangled = true;
		break;
	case OPTION_SHORT_TEMPLATES:
		options->style.short_templates = true;
		break;
	case OPTION_MERGE_CLONES:
		options->style.merge_clones = true;
		break;
	case OPTION_SYSROOT:
		return take_sysroot(options, value);
	case OPTION_DEBUG_DIR:
		return take_debug_dir(&options->places, value);
	case OPTION_DEBUGINFOD:
		return check_servers();
	case OPTION_VMLINUX:
		return take_file(&options->vmlinux, "--vmlinux", value);
	case OPTION_SYSTEM_MAP:
		return take_file(&options->system_map, "--system-map", value);
	}
	return 0;
}

char *naming_bundle_path(const char *capture)
{
	size_t len = strlen(capture), suffix = strlen(".fsc");

	if (len > suffix && !strcmp(capture + len - suffix, ".fsc"))
		len -= suffix;
	return xasprintf("%.*s.tar", (int)len, capture);
}

void naming_options_complete(struct naming_options *options, const char *capture)
{
	char *path;

	if (!options->local && !options->places.servers && debug_servers_named())
		options->places.servers = debug_servers_new();
	if (!capture || !strcmp(capture, "-"))
		return;
	path = naming_bundle_path(capture);
	/* One that can't be read is told of, and the picture is drawn without. */
	if (!access(path, F_OK))
		add_bundle(&options->places, path);
	free(path);
}

void naming_options_free(struct naming_options *options)
{
	struct places *places = &options->places;

	for (size_t i = 0; i < places->bundle_count; i++)
		bundle_free(places->bundles[i]);
	free(places->bundles);
	free(places->debug_dirs);
	debug_servers_free(places->servers);
	*options = (struct naming_options){ 0 };
}
