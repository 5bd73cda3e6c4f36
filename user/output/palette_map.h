/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Colours by name that are kept in a file, so that several pictures have the same: flamegraph.pl's
 * palette.map, with lines as "NAME->rgb(255,128,0)".
 */
#ifndef FLAMEREC_OUTPUT_PALETTE_MAP_H
#define FLAMEREC_OUTPUT_PALETTE_MAP_H

#include <stdint.h>

struct palette_map;

/* One that is not there is empty. Return: the map, or NULL after saying what is wrong. */
struct palette_map *palette_map_load(const char *path);

/* The colour of a name, 0xrrggbb, or -1. */
int32_t palette_map_find(struct palette_map *map, const char *name);

/* Names are those of folded stacks: with "_[k]" behind a function of the kernel. */
void palette_map_add(struct palette_map *map, const char *name, uint32_t colour);

/* Write it back, sorted by name. Return: 0, or -1 after saying what is wrong. */
int palette_map_save(const struct palette_map *map);

void palette_map_free(struct palette_map *map);

#endif
