/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table that is walked by here.
 */
#ifndef FLAMEREC_UNWIND_VIEW_H
#define FLAMEREC_UNWIND_VIEW_H

struct fsamp_table_view;
struct table_view;

/* Compile the table of an open ELF file, which stays the caller's. Return: NULL: it has none. */
struct table_view *table_view_compile(int fd);

/* @view may be NULL. */
void table_view_free(struct table_view *view);

/* For struct walk_code; @view may be NULL, and lives as long as what is returned is used. */
const struct fsamp_table_view *table_view_of(const struct table_view *view);

#endif
