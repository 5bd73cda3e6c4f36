// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <sys/random.h>

#include "output/colour_hash.h"
#include "output/theme.h"

/* Numbers of 0 to 1 that choose a tone. */
struct tone {
	double a, b, c;
};

/*
 * A channel is its least value and a range of which one number of the tone takes a part. The values
 * are those of flamegraph.pl, so that its users know their palettes again.
 */
struct channel {
	unsigned char least, range, number;	/* 0: a, 1: b, 2: c */
};

static const struct channel channels[][3] = {
	[PALETTE_HOT] = { { 205, 50, 2 }, { 0, 230, 0 }, { 0, 55, 1 } },
	[PALETTE_MEM] = { { 0, 0, 0 }, { 190, 50, 1 }, { 0, 210, 0 } },
	[PALETTE_IO] = { { 80, 60, 0 }, { 80, 60, 0 }, { 190, 55, 1 } },
	[PALETTE_RED] = { { 200, 55, 0 }, { 50, 80, 0 }, { 50, 80, 0 } },
	[PALETTE_GREEN] = { { 50, 60, 0 }, { 200, 55, 0 }, { 50, 60, 0 } },
	[PALETTE_BLUE] = { { 80, 60, 0 }, { 80, 60, 0 }, { 205, 50, 0 } },
	[PALETTE_AQUA] = { { 50, 60, 0 }, { 165, 55, 0 }, { 165, 55, 0 } },
	[PALETTE_YELLOW] = { { 175, 55, 0 }, { 175, 55, 0 }, { 50, 20, 0 } },
	[PALETTE_PURPLE] = { { 190, 65, 0 }, { 80, 60, 0 }, { 190, 65, 0 } },
	[PALETTE_ORANGE] = { { 190, 65, 0 }, { 90, 65, 0 }, { 0, 0, 0 } },
};

#define GREY_SEPARATOR		0xc8c8c8	/* of a frame "-", which tools put between stacks */
#define GREY_SEPARATOR_2	0xa0a0a0	/* of "--" */

static bool has(const char *name, const char *part)
{
	return strstr(name, part) != NULL;
}

static bool starts(const char *name, const char *part)
{
	return !strncmp(name, part, strlen(part));
}

/* "java/util/Map", "Lcom/x/Y": how JVMs write packages; without an L, "com.x.Y", too. */
static bool is_java(const char *name)
{
	static const char *const roots[] = {
		"java", "javax", "jdk", "net", "org", "com", "io", "sun",
	};
	const char *path = name + (*name == 'L');

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
		size_t len = strlen(roots[i]);

		if (!strncmp(path, roots[i], len) && (path[len] == '/' || path[len] == '.'))
			return true;
	}
	return has(name, ":::");
}

static enum palette of_java(enum frame_kind kind, const char *name)
{
	if (frame_kind_is_kernel(kind))
		return PALETTE_ORANGE;
	if (kind == FRAME_INLINED)
		return PALETTE_AQUA;
	if (kind == FRAME_JIT || is_java(name))
		return PALETTE_GREEN;
	return has(name, "::") ? PALETTE_YELLOW : PALETTE_RED;
}

static enum palette of_javascript(enum frame_kind kind, const char *name)
{
	const char *path = strchr(name, '/');

	if (frame_kind_is_kernel(kind))
		return PALETTE_ORANGE;
	if (kind == FRAME_JIT)
		return path ? PALETTE_GREEN : PALETTE_AQUA;
	if (has(name, "::"))
		return PALETTE_YELLOW;
	if ((path && has(path, ".js")) || !strcmp(name, " "))
		return PALETTE_GREEN;
	return strchr(name, ':') ? PALETTE_AQUA : PALETTE_RED;
}

static enum palette of_perl(enum frame_kind kind, const char *name)
{
	if (frame_kind_is_kernel(kind))
		return PALETTE_ORANGE;
	if (has(name, "Perl") || has(name, ".pl"))
		return PALETTE_GREEN;
	return has(name, "::") ? PALETTE_YELLOW : PALETTE_RED;
}

/* Names as py-spy and perf maps have them: "f (dir/file.py:12)", "py::f:/dir/file.py". */
static enum palette of_python(enum frame_kind kind, const char *name)
{
	if (frame_kind_is_kernel(kind))
		return PALETTE_ORANGE;
	if (has(name, "site-packages/") || has(name, "dist-packages/"))
		return PALETTE_AQUA;
	if (has(name, "/lib/python") || has(name, "<frozen ") || has(name, "<built-in"))
		return PALETTE_YELLOW;
	return has(name, ".py") || starts(name, "py::") ? PALETTE_GREEN : PALETTE_RED;
}

static enum palette of_rust(enum frame_kind kind, const char *name)
{
	static const char *const library[] = { "core::", "std::", "alloc::" };

	if (frame_kind_is_kernel(kind))
		return PALETTE_RED;
	for (size_t i = 0; i < sizeof(library) / sizeof(*library); i++) {
		const char *as = strstr(name, " as ");

		if (starts(name, library[i]) || (as && starts(as + 4, library[i])))
			return PALETTE_ORANGE;
	}
	return has(name, "::") ? PALETTE_YELLOW : PALETTE_RED;
}

/* The palette of one hue that a palette of several has for a frame. */
static enum palette resolve(enum palette palette, enum frame_kind kind, const char *name)
{
	size_t len = strlen(name);

	switch (palette) {
	case PALETTE_JAVA:
		return of_java(kind, name);
	case PALETTE_JS:
		return of_javascript(kind, name);
	case PALETTE_PERL:
		return of_perl(kind, name);
	case PALETTE_PYTHON:
		return of_python(kind, name);
	case PALETTE_RUST:
		return of_rust(kind, name);
	case PALETTE_WAKEUP:
		return PALETTE_AQUA;
	case PALETTE_CHAIN:
		/* Frames of the waker carry this mark; the rest are of the one that waited. */
		return len > 4 && !strcmp(name + len - 4, "_[w]") ? PALETTE_AQUA : PALETTE_BLUE;
	case PALETTE_CLASSIC:
		return PALETTE_HOT;
	default:
		return palette;
	}
}

/*
 * Three letters decide, the first ones most, so that related names have related colours: the way of
 * flamegraph.pl's --hash, where a module in front, "libc`", counts by its absence. @step: 1 from
 * @name on, -1 backwards to @start.
 */
static double letters(const char *name, size_t len, int step)
{
	const char *at = step > 0 ? name : name + len - 1;
	double sum = 0, most = 1, weight = 1;

	for (unsigned int i = 0; i < 3 && i < len; i++, at += step) {
		unsigned int letter = (unsigned char)*at % (10 + i);

		sum += letter / (9.0 + i) * weight;
		most += weight;
		weight *= 0.7;
	}
	return 1 - sum / most;
}

static struct tone tone_by_letters(const char *name)
{
	const char *module = *name ? strchr(name + 1, '`') : NULL;
	size_t len;
	double back;

	if (module)
		name = module + 1;
	len = strlen(name);
	back = letters(name, len, -1);
	return (struct tone){ letters(name, len, 1), back, back };
}

static struct tone tone_of_bits(uint64_t bits)
{
	return (struct tone){ (bits >> 44) / 1048576.0, (bits >> 24 & 0xfffff) / 1048576.0,
			      (bits >> 4 & 0xfffff) / 1048576.0 };
}

static struct tone choose(enum colour_spread spread, const char *name)
{
	uint64_t bits = colour_hash(name);

	if (spread == COLOUR_HASH)
		return tone_by_letters(name);
	/* Without entropy, which is early at boot, colours are steady; that hurts nobody. */
	if (spread == COLOUR_RANDOM && getrandom(&bits, sizeof(bits), GRND_NONBLOCK) < 0)
		bits = colour_hash(name);
	return tone_of_bits(bits);
}

uint32_t theme_colour(enum palette palette, enum colour_spread spread, enum frame_kind kind,
		      const char *name)
{
	struct tone tone = choose(spread, name);
	const double number[] = { tone.a, tone.b, tone.c };
	const struct channel *channel = channels[resolve(palette, kind, name)];
	uint32_t colour = 0;

	if (!strcmp(name, "-"))
		return GREY_SEPARATOR;
	if (!strcmp(name, "--"))
		return GREY_SEPARATOR_2;
	for (int i = 0; i < 3; i++)
		colour = colour << 8 |
			 (channel[i].least +
			  (unsigned int)(channel[i].range * number[channel[i].number]));
	return colour;
}
