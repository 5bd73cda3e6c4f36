/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How frames are shown.
 */
#ifndef FLAMEREC_PROFILE_STYLE_H
#define FLAMEREC_PROFILE_STYLE_H

#include <stdbool.h>

#include "symbol/resolver.h"
#include "util/strbuf.h"

/* Longer names are not shown. */
#define SHOWN_NAME_MAX 4096

/**
 * struct frame_style - how frames are shown
 * @inlines: functions that were inlined have frames of their own
 * @lines: names are followed by their line in the source, " (file.c:12)"
 * @mangled: names of C++ and Rust stay as the linker has them
 * @short_templates: what is between < and > of C++ names is left out
 * @merge_clones: without what compilers append to names of parts and variants of a function:
 *	".isra.0", ".part.0", ".constprop.0", ".cold", ".llvm.123"
 */
struct frame_style {
	bool inlines;
	bool lines;
	bool mangled;
	bool short_templates;
	bool merge_clones;
};

/**
 * style_name() - what is shown for a function's name
 * @style: how
 * @name: as the symbol table has it
 * @shown: the text is appended. A name that would get too long stays mangled, and is cut where that
 *	is too long, too
 */
void style_name(const struct frame_style *style, const char *name, struct strbuf *shown);

/* Append a line of the source, where it is known. */
void style_line(const struct source_frame *frame, struct strbuf *shown);

#endif
