/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hue a file, module or package; the largest ones have one of their own.
 */
#ifndef FLAMEREC_OUTPUT_COLOUR_PACKAGE_H
#define FLAMEREC_OUTPUT_COLOUR_PACKAGE_H

#include "output/colours.h"
#include "util/strbuf.h"

#define PACKAGE_HUES	12
#define PACKAGE_TONES	3

struct packages;

/* Rank the packages of a tree by the samples in their own frames. @tree outlives the result. */
struct packages *packages_new(const struct tree *tree);
void packages_free(struct packages *packages);

/* The rank of a node's package, from 0; PACKAGE_HUES: of a small one, or not known. */
unsigned int packages_rank(const struct packages *packages, uint32_t node);

/* What a legend calls it; NULL: there is no package of that rank. */
const char *packages_label(const struct packages *packages, unsigned int rank);

/* @rank: 0 to PACKAGE_HUES. Frames of a package differ a little by name. */
struct shade packages_shade(unsigned int rank, const char *name);

/* Which there are. @tone: below PACKAGE_TONES. */
struct shade packages_tone(unsigned int rank, unsigned int tone);

/**
 * package_of_name() - what a name tells of where its function is from
 * @name: "lib`f", "f [module]", "a::b::f", "net/http.f", "com/x/Y.f", "com.x.Y.f", "f (file.py:1)"
 * @package: it is appended to; nothing, where the name doesn't tell
 */
void package_of_name(const char *name, struct strbuf *package);

#endif
