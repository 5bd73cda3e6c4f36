// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/frame_mark.h"

const char *frame_mark(enum frame_kind kind)
{
	switch (kind) {
	case FRAME_KERNEL:
	case FRAME_MODULE:
		return "_[k]";
	case FRAME_INLINED:
		return "_[i]";
	case FRAME_JIT:
		return "_[j]";
	default:
		return "";
	}
}
