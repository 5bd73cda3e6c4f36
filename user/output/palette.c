// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/colour_hash.h"
#include "output/palette.h"

/*
 * Equally spaced in OKLCH, so that the shades of a kind look equally bright: no function stands out
 * by its colour. User and kernel are orange and blue, which colour-blind people tell apart; what
 * they don't, generated and inlined code beside other user code, is darker and, on paper, brighter.
 */
static const uint32_t shades[FRAME_KINDS][2][PALETTE_SHADES] = {
	[FRAME_PROCESS] = {
		{ 0xbcc7d3, 0xc6d0dc, 0xb8c1cd, 0xc4cbd8, 0xb6bcc9, 0xc3c8d6 },
		{ 0x4f5861, 0x575e68, 0x4c535c, 0x555b65, 0x4b4f59, 0x555863 },
	},
	[FRAME_USER] = {
		{ 0xffbb86, 0xffc689, 0xfdba76, 0xffc87d, 0xefbc6b, 0xf6cc76 },
		{ 0x874930, 0x8d5232, 0x7f4820, 0x865224, 0x774910, 0x7e5518 },
	},
	[FRAME_JIT] = {
		{ 0x76bd5c, 0x78c86b, 0x64bc65, 0x66c774, 0x50bb6d, 0x51c67c },
		{ 0x214f16, 0x245822, 0x114d1b, 0x145627, 0x014a23, 0x01532d },
	},
	[FRAME_KERNEL] = {
		{ 0x8acffa, 0x99d7ff, 0x91c5f9, 0xa3ceff, 0x9bbdf8, 0xafc7ff },
		{ 0x215d7d, 0x306387, 0x2c557c, 0x3b5c87, 0x364f7b, 0x455686 },
	},
	[FRAME_MODULE] = {
		{ 0x8ad8bf, 0x90e1ce, 0x7ed2c5, 0x86ddd6, 0x76cecc, 0x82d9de },
		{ 0x276352, 0x2c6a5d, 0x1a5e56, 0x226762, 0x105b5a, 0x1d6468 },
	},
	[FRAME_INLINED] = {
		{ 0xf0e67a, 0xf5f186, 0xe3e67b, 0xe8f188, 0xd6e67e, 0xdbf18b },
		{ 0x6c5d0b, 0x71681b, 0x625e0d, 0x67681d, 0x585d12, 0x5c6721 },
	},
	[FRAME_CONTEXT] = {
		{ 0xceb9f8, 0xdcc0fe, 0xd2b0ec, 0xe2b9f3, 0xd7a9e0, 0xe7b4e8 },
		{ 0x5e4c7d, 0x685282, 0x604573, 0x6c4c79, 0x63406a, 0x704871 },
	},
	[FRAME_BROKEN] = {
		{ 0xff9cb9, 0xffa5be, 0xfd96ac, 0xffa1b3, 0xfa93a1, 0xff9fa9 },
		{ 0x7e354d, 0x873c51, 0x7a3043, 0x843949, 0x782d3b, 0x833741 },
	},
	[FRAME_UNKNOWN] = {
		{ 0xcac6b6, 0xd2cfbf, 0xc2c1b1, 0xccccbc, 0xbcbeae, 0xc7caba },
		{ 0x59574e, 0x5f5e55, 0x53534a, 0x5b5b52, 0x4f5047, 0x585a51 },
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

struct shade palette_shade(enum frame_kind kind, unsigned int shade)
{
	return (struct shade){ shades[kind][0][shade], shades[kind][1][shade] };
}

struct shade palette_frame(enum frame_kind kind, const char *name)
{
	return palette_shade(kind, (colour_hash(name) >> 40) % PALETTE_SHADES);
}

const char *palette_label(enum frame_kind kind)
{
	return labels[kind];
}
