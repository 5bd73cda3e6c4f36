/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How frames are shown.
 */
#ifndef FLAMEREC_PROFILE_STYLE_H
#define FLAMEREC_PROFILE_STYLE_H

#include <stdbool.h>

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

#endif
