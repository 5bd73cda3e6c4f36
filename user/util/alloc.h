/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that is there or the program ends: flamerec writes captured data to its file before it
 * allocates for it, so ending on exhausted memory loses nothing that was captured.
 */
#ifndef FLAMEREC_UTIL_ALLOC_H
#define FLAMEREC_UTIL_ALLOC_H

#include <stddef.h>

/* As malloc(), calloc(), reallocarray(), strdup() and strndup(); never NULL. Free with free(). */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t max);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * grow() - make room for @need elements in an array
 * @array: the array, or NULL
 * @capacity: in and out: the elements it has room for
 * @need: the elements it shall have room for
 * @size: bytes an element
 *
 * The capacity doubles, so that appending costs constant time an element.
 *
 * Return: the array, perhaps at a new place.
 */
void *grow(void *array, size_t *capacity, size_t need, size_t size);

#endif
