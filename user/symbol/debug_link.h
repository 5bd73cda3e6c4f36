/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an ELF file says of the files that were split off it.
 */
#ifndef FLAMEREC_SYMBOL_DEBUG_LINK_H
#define FLAMEREC_SYMBOL_DEBUG_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "symbol/resolver.h"
#include "util/strbuf.h"

/* .gnu_debuglink. @name: empty; the caller frees its text. Return: whether there is one. */
bool debug_link_read(int fd, struct strbuf *name, uint32_t *crc);

/* .gnu_debugaltlink, of a debug file that dwz took a part of. Return: as above. */
bool debug_alternate_read(int fd, struct strbuf *name, struct build_id *id);

#endif
