// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/error.h"
#include "util/plain.h"

/* What is told of a capture or a process may have their words in it. */
static void say(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	/* Where standard output is the same terminal, its lines come first. */
	fflush(stdout);
	fputs("flamerec: ", stderr);
	/* Without memory: what is left of it. */
	plain_write(stderr, text ? text : fmt);
	fputc('\n', stderr);
	free(text);
}

int error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	return -1;
}

void notice(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}
