/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF notes as the kernel shows them in sysfs, and build-ids as text.
 */
#ifndef FLAMEREC_SESSION_NOTES_H
#define FLAMEREC_SESSION_NOTES_H

#include <stdbool.h>

#include "symbol/resolver.h"

/* The build-id in a file of notes of this machine's kernel; len 0 where there is none. */
void notes_read_build_id(const char *path, struct build_id *id);

/* As hexadecimal digits. Return: @text. */
const char *build_id_text(const struct build_id *id, char text[2 * BUILD_ID_MAX + 1]);

/* From hexadecimal digits; len 0 where @text is something else. */
void build_id_parse(const char *text, struct build_id *id);

#endif
