// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/error.h"

static void *checked(void *p)
{
	if (p)
		return p;
	error("out of memory; sample fewer processes or for a shorter time");
	exit(STATUS_FAILED);
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xreallocarray(void *old, size_t count, size_t size)
{
	return checked(reallocarray(old, count ? count : 1, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *xstrndup(const char *s, size_t max)
{
	return checked(strndup(s, max));
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return checked(n < 0 ? NULL : s);
}

void *grow(void *array, size_t *capacity, size_t need, size_t size)
{
	size_t n = *capacity ? *capacity : 16;

	if (need <= *capacity)
		return array;
	while (n < need)
		n *= 2;
	array = xreallocarray(array, n, size);
	*capacity = n;
	return array;
}
