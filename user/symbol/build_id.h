/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Build-ids: which files are the same.
 */
#ifndef FLAMEREC_SYMBOL_BUILD_ID_H
#define FLAMEREC_SYMBOL_BUILD_ID_H

#include <stdbool.h>

#include "symbol/resolver.h"

/* Two that are not known are the same. */
bool build_ids_equal(const struct build_id *a, const struct build_id *b);

/* The build-id of an open file, which stays the caller's; len 0 where none can be read. */
void build_id_read(int fd, struct build_id *id);

/*
 * Whether two open files of one build-id are copies of one file, as far as a look at their bytes
 * here and there tells: some build systems give all their files one build-id, and one of the two
 * may have been stripped.
 */
bool build_id_same_file(int a, int b);

#endif
