// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "import/lines.h"
#include "util/alloc.h"

/* Fits the caches of small machines, and costs a large file few system calls. */
#define BLOCK_BYTES ((size_t)256 << 10)

/* 65,536 frames with names of 1,000 bytes. Without a bound, any large file would be held whole. */
#define LINE_BYTES_MAX ((size_t)64 << 20)

void lines_init(struct lines *lines, FILE *in)
{
	*lines = (struct lines){ .in = in };
}

void lines_free(struct lines *lines)
{
	free(lines->buffer);
	lines->buffer = NULL;
}

/* Reads behind what is there; lines that were handed out make room. */
static void fill(struct lines *lines)
{
	size_t kept = lines->end - lines->next, n;

	if (lines->next)
		memmove(lines->buffer, lines->buffer + lines->next, kept);
	lines->next = 0;
	lines->end = kept;
	lines->buffer = grow(lines->buffer, &lines->capacity,
			     kept ? kept + BLOCK_BYTES / 2 : BLOCK_BYTES, 1);
	errno = 0;
	n = fread(lines->buffer + kept, 1, lines->capacity - kept - 1, lines->in);
	lines->end += n;
	if (n == lines->capacity - kept - 1)
		return;
	lines->ended = true;
	if (ferror(lines->in))
		lines->error = errno ? errno : EIO;
}

const char *lines_peek(struct lines *lines, size_t *size)
{
	if (!lines->buffer)
		fill(lines);
	*size = lines->end;
	return lines->buffer;
}

/* How long the line at @lines->next is, without its "\n", which may lie behind the end. */
static size_t line_length(struct lines *lines)
{
	size_t searched = 0;
	const char *end;

	for (;;) {
		const char *start = lines->buffer + lines->next;

		end = lines->end == lines->next + searched ? NULL :
		      memchr(start + searched, '\n', lines->end - lines->next - searched);
		if (end)
			return end - start;
		searched = lines->end - lines->next;
		if (lines->ended || searched > LINE_BYTES_MAX)
			return searched;
		fill(lines);
	}
}

/* Passes over the rest of a line whose first bytes are gone. */
static void skip_rest(struct lines *lines)
{
	size_t len = LINE_BYTES_MAX + 1;

	while (len > LINE_BYTES_MAX) {
		len = line_length(lines);
		lines->next += len < lines->end - lines->next ? len + 1 : len;
	}
	lines->too_long++;
}

char *lines_next(struct lines *lines, size_t *len)
{
	char *line;

	if (!lines->buffer)
		fill(lines);
	for (;;) {
		*len = line_length(lines);
		if (lines->error || lines->next == lines->end)
			return NULL;
		line = lines->buffer + lines->next;
		lines->next += *len;
		if (*len <= LINE_BYTES_MAX)
			break;
		skip_rest(lines);
	}
	if (lines->next < lines->end)
		lines->next++;
	if (*len && line[*len - 1] == '\r')
		--*len;
	line[*len] = '\0';
	return line;
}
