/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What frames of perf script are called, and where their code lies: as stackcollapse-perf.pl has
 * it, but what belongs to a name stays in it.
 */
#ifndef FLAMEREC_IMPORT_PERF_NAME_H
#define FLAMEREC_IMPORT_PERF_NAME_H

#include <stdbool.h>

#include "import/perf_line.h"
#include "profile/frame.h"
#include "util/strbuf.h"

/**
 * struct perf_place - what a file says about the frames in it
 * @kind: of those that have a name
 * @module: of a kernel module: its name; else empty
 * @package: as struct frame has it; empty: not known
 */
struct perf_place {
	enum frame_kind kind;
	struct piece module, package;
};

struct perf_place perf_place_of(struct piece dso);

/**
 * perf_name() - add a frame's name to a text
 * @text: where to
 * @name: of the function, without its offset
 * @dso: the file it is in
 * @java: the program is a Java virtual machine
 *
 * An argument list is cut off, and "[unknown]" becomes "[FILE]".
 */
void perf_name(struct strbuf *text, struct piece name, struct piece dso, bool java);

/* Without "+0x12". */
struct piece perf_name_without_offset(struct piece name);

/* Whether there is no name. */
bool perf_name_unknown(struct piece name);

#endif
