// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/palette.h"

/*
 * Equally spaced in OKLCH, so that the shades of a kind look equally bright: no function stands out
 * by its colour. User and kernel are orange and blue, which colour-blind people tell apart; what
 * they don't, generated and inlined code beside other user code, is darker and, on paper, brighter.
 */
static const char *const shades[FRAME_KINDS][2][PALETTE_SHADES] = {
	[FRAME_PROCESS] = {
		{ "#bcc7d3", "#c6d0dc", "#b8c1cd", "#c4cbd8", "#b6bcc9", "#c3c8d6" },
		{ "#4f5861", "#575e68", "#4c535c", "#555b65", "#4b4f59", "#555863" },
	},
	[FRAME_USER] = {
		{ "#ffbb86", "#ffc689", "#fdba76", "#ffc87d", "#efbc6b", "#f6cc76" },
		{ "#874930", "#8d5232", "#7f4820", "#865224", "#774910", "#7e5518" },
	},
	[FRAME_JIT] = {
		{ "#76bd5c", "#78c86b", "#64bc65", "#66c774", "#50bb6d", "#51c67c" },
		{ "#214f16", "#245822", "#114d1b", "#145627", "#014a23", "#01532d" },
	},
	[FRAME_KERNEL] = {
		{ "#8acffa", "#99d7ff", "#91c5f9", "#a3ceff", "#9bbdf8", "#afc7ff" },
		{ "#215d7d", "#306387", "#2c557c", "#3b5c87", "#364f7b", "#455686" },
	},
	[FRAME_MODULE] = {
		{ "#8ad8bf", "#90e1ce", "#7ed2c5", "#86ddd6", "#76cecc", "#82d9de" },
		{ "#276352", "#2c6a5d", "#1a5e56", "#226762", "#105b5a", "#1d6468" },
	},
	[FRAME_INLINED] = {
		{ "#f0e67a", "#f5f186", "#e3e67b", "#e8f188", "#d6e67e", "#dbf18b" },
		{ "#6c5d0b", "#71681b", "#625e0d", "#67681d", "#585d12", "#5c6721" },
	},
	[FRAME_CONTEXT] = {
		{ "#ceb9f8", "#dcc0fe", "#d2b0ec", "#e2b9f3", "#d7a9e0", "#e7b4e8" },
		{ "#5e4c7d", "#685282", "#604573", "#6c4c79", "#63406a", "#704871" },
	},
	[FRAME_BROKEN] = {
		{ "#ff9cb9", "#ffa5be", "#fd96ac", "#ffa1b3", "#fa93a1", "#ff9fa9" },
		{ "#7e354d", "#873c51", "#7a3043", "#843949", "#782d3b", "#833741" },
	},
	[FRAME_UNKNOWN] = {
		{ "#cac6b6", "#d2cfbf", "#c2c1b1", "#ccccbc", "#bcbeae", "#c7caba" },
		{ "#59574e", "#5f5e55", "#53534a", "#5b5b52", "#4f5047", "#585a51" },
	},
};

static const char *const labels[FRAME_KINDS] = {
	[FRAME_PROCESS] = "process",
	[FRAME_USER] = "user",
	[FRAME_JIT] = "generated",
	[FRAME_KERNEL] = "kernel",
	[FRAME_MODULE] = "kernel module",
	[FRAME_INLINED] = "inlined",
	[FRAME_CONTEXT] = "context",
	[FRAME_BROKEN] = "incomplete stack",
	[FRAME_UNKNOWN] = "no name",
};

struct colour palette_shade(enum frame_kind kind, unsigned int shade)
{
	return (struct colour){ shades[kind][0][shade], shades[kind][1][shade] };
}

struct colour palette_frame(enum frame_kind kind, const char *name)
{
	/* FNV-1a, not util/hash.h: colours stay what they are when tables hash differently. */
	uint32_t hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return palette_shade(kind, (hash >> 16) % PALETTE_SHADES);
}

const char *palette_label(enum frame_kind kind)
{
	return labels[kind];
}
