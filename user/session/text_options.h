/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of options that several commands share, from their texts.
 */
#ifndef FLAMEREC_SESSION_TEXT_OPTIONS_H
#define FLAMEREC_SESSION_TEXT_OPTIONS_H

#include <regex.h>
#include <stddef.h>

#include "profile/changes.h"

/* All return 0, or -1 after saying what is wrong. @option: its name, for messages. */

/* From percent, 0 to 100, to a share. */
int text_share(const char *option, const char *value, double *share);

/* The value of --depth. */
int text_depth(const char *value, size_t *depth);

/* An extended regular expression; to be freed with regfree() where it is one. */
int text_pattern(const char *option, const char *value, regex_t *pattern);

/* The value of --by: "self" or "total". */
int text_by(const char *value, enum change_by *by);

#endif
