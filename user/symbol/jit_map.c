// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * jit_read_map(): following a file of lines that a running program adds to.
 */
#include <stdlib.h>
#include <string.h>

#include "symbol/jit_state.h"
#include "symbol/perf_map.h"
#include "util/alloc.h"

static void add(struct jit *jit, struct jit_program *program, const struct perf_map_line *line)
{
	struct jit_code code = { .start = line->start, .end = line->end };

	if (!jit_reserve(jit, jit_codes_cost(line->name_len)))
		return;
	code.ns = jit_told_ns(program, &program->map);
	code.name = jit_codes_name(&program->codes, line->name, line->name_len);
	jit_codes_add(&program->codes, &code);
}

/* Nothing of what the file said before is true from its last reading on. */
static void start_over(struct jit *jit, struct jit_program *program)
{
	const struct perf_map_line nothing = { .end = UINT64_MAX, .name = "" };

	if (program->map.offset && program->codes.count)
		add(jit, program, &nothing);
	program->in_long_line = false;
	jit_file_rewind(&program->map);
}

/* @bytes end with the end of a line. */
static void take_lines(struct jit *jit, struct jit_program *program, const char *text, size_t bytes)
{
	const char *end = text + bytes, *line = text, *next;
	struct perf_map_line parsed;

	for (; line < end; line = next + 1) {
		next = memchr(line, '\n', end - line);
		if (!program->in_long_line && perf_map_parse(line, next - line, &parsed))
			add(jit, program, &parsed);
		program->in_long_line = false;
	}
}

/* Bytes up to the end of the last whole line. */
static size_t whole_lines(const char *text, size_t bytes)
{
	const char *last = memrchr(text, '\n', bytes);

	return last ? last + 1 - text : 0;
}

/* A line that is being written waits, unless it is longer than any that makes sense. */
static void read_lines(struct jit *jit, struct jit_program *program, char *text)
{
	size_t n = JIT_READ_BYTES, use, done = 0;

	for (; n == JIT_READ_BYTES && done < JIT_CALL_BYTES && !jit->is_full; done += n) {
		n = jit_file_read(&program->map, program->map.offset, text, JIT_READ_BYTES);
		use = whole_lines(text, n);
		take_lines(jit, program, text, use);
		if (!use && n == JIT_READ_BYTES) {
			program->in_long_line = true;
			use = n;
		}
		jit_file_advance(&program->map, text, use);
	}
}

bool jit_read_map(struct jit *jit, uint64_t number, uint32_t tgid)
{
	struct jit_program *program = jit_program_at(jit, number);
	struct jit_file *map = &program->map;
	bool lives, other;
	uint64_t now;
	char *text;
	int fd;

	if (jit->is_full) {
		jit_cut(program, map->inode ? map->read_ns : jit->full_ns);
		return map->inode != 0;
	}
	lives = jit_process_look(&program->process, tgid);
	fd = jit_process_open_map(&program->process, tgid, lives, jit->since);
	other = jit_file_take(&jit->files, map, fd);
	if (!map->is_open)
		return map->inode != 0;
	if (other || jit_file_rewritten(map))
		start_over(jit, program);
	now = jit_now_ns();
	text = xmalloc(JIT_READ_BYTES);
	read_lines(jit, program, text);
	free(text);
	if (jit->is_full)
		jit_cut(program, map->read_ns);
	else
		map->read_ns = now;
	return true;
}
