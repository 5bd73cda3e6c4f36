/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options on names, which sampling, render, report, info and bundle share.
 */
#ifndef FLAMEREC_SESSION_NAMING_OPTIONS_H
#define FLAMEREC_SESSION_NAMING_OPTIONS_H

#include <getopt.h>

#include "profile/style.h"
#include "symbol/places.h"

/**
 * struct naming_options - what the user asked for
 * @style: --inline, --lines, --no-demangle, --short-templates, --merge-clones
 * @places: --sysroot, --debug-dir, --debuginfod, and the capture's bundle
 * @local: servers are not to be asked, whatever the environment says
 * @vmlinux: --vmlinux; NULL: looked for
 * @system_map: --system-map; NULL: looked for
 */
struct naming_options {
	struct frame_style style;
	struct places places;
	bool local;
	const char *vmlinux;
	const char *system_map;
};

/* Numbers of the long options; above all that commands use themselves. */
enum {
	OPTION_NAMING = 512,
	OPTION_INLINE = OPTION_NAMING,
	OPTION_LINES,
	OPTION_NO_DEMANGLE,
	OPTION_SHORT_TEMPLATES,
	OPTION_MERGE_CLONES,
	OPTION_SYSROOT,
	OPTION_DEBUG_DIR,
	OPTION_DEBUGINFOD,
	OPTION_VMLINUX,
	OPTION_SYSTEM_MAP,
	OPTION_NAMING_END
};

/* Entries for the arrays of getopt_long(). */
#define NAMING_LONG_OPTIONS \
	{ "inline", no_argument, NULL, OPTION_INLINE }, \
	{ "lines", no_argument, NULL, OPTION_LINES }, \
	{ "no-demangle", no_argument, NULL, OPTION_NO_DEMANGLE }, \
	{ "short-templates", no_argument, NULL, OPTION_SHORT_TEMPLATES }, \
	{ "merge-clones", no_argument, NULL, OPTION_MERGE_CLONES }, \
	{ "sysroot", required_argument, NULL, OPTION_SYSROOT }, \
	{ "debug-dir", required_argument, NULL, OPTION_DEBUG_DIR }, \
	{ "debuginfod", no_argument, NULL, OPTION_DEBUGINFOD }, \
	{ "vmlinux", required_argument, NULL, OPTION_VMLINUX }, \
	{ "system-map", required_argument, NULL, OPTION_SYSTEM_MAP }

/* The help on them, as lines; and what stands above them where files are read. */
extern const char naming_options_help[];
extern const char naming_heading[];

/**
 * naming_option() - take one of them
 * @options: all zero at first
 * @c: what getopt_long() returned: from OPTION_NAMING to before OPTION_NAMING_END
 * @value: its argument; outlives @options
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int naming_option(struct naming_options *options, int c, const char *value);

/*
 * Look for what the environment and the place of the capture add: DEBUGINFOD_URLS, the bundle
 * beside @capture (NULL: there is none). Not before sampling has ended: servers are slow.
 */
void naming_options_complete(struct naming_options *options, const char *capture);

/* Where the bundle of a capture is: beside it, with .tar for .fsc. Return: for free(). */
char *naming_bundle_path(const char *capture);

void naming_options_free(struct naming_options *options);

#endif
