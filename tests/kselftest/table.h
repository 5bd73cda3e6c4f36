/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unwind tables of a test's own making.
 */
#ifndef KSELFTEST_TABLE_H
#define KSELFTEST_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>
#include <linux/flamesamp_unwind.h>

#include "device.h"

/* A table as it is uploaded; its parts can be changed in place. */
struct table {
	struct flamesamp_unwind_table *head;
	struct flamesamp_unwind_rule *rule;
	uint32_t *page;
	uint32_t *row;
	size_t bytes;
};

/* A table of so many pages and rules with @rows rows a page, all of rule 0; to be freed. */
struct table table_new(uint32_t pages, uint32_t rules, uint32_t rows);
void table_free(struct table *table);

/* Pages that cover the file of this program. */
uint32_t own_pages(void);

/* The rule that does what a walk by frame pointers does here; kind NONE where there is none. */
struct flamesamp_unwind_rule frame_pointer_rule(void);

/* The ioctls. Return: the number of the table, or 0 on success; else -errno. */
int upload(const struct session *s, const void *data, size_t bytes);
int bind_fd(const struct session *s, int fd, uint32_t table);

/* Upload a table and bind this program's file to it. Return: 0 or -errno. */
int bind_own(const struct session *s, const struct table *table);

#endif
