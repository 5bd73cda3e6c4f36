/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Characters as UTF-8.
 */
#ifndef FLAMEREC_UTIL_UTF8_H
#define FLAMEREC_UTIL_UTF8_H

#include <stdint.h>

#include "util/strbuf.h"

/* What stands for a character that can't be shown. */
#define UTF8_REPLACEMENT 0xfffd

/* @c: below 0x110000 */
void utf8_add(struct strbuf *to, uint32_t c);

#endif
