// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/jit_state.h"
#include "util/alloc.h"
#include "util/error.h"

struct jit *jit_new(void)
{
	struct jit *jit = xcalloc(1, sizeof(*jit));

	jit->since = time(NULL);
	return jit;
}

static void program_free(struct jit *jit, struct jit_program *program)
{
	jit_file_close(&jit->files, &program->map);
	for (size_t i = 0; i < program->dumps; i++)
		jit_dump_free(jit, program->dump[i]);
	jit_codes_free(&program->codes);
	free(program);
}

void jit_free(struct jit *jit)
{
	if (!jit)
		return;
	for (size_t i = 0; i < jit->count; i++)
		program_free(jit, jit->program[i]);
	free(jit->program);
	u64map_free(&jit->by_number);
	free(jit);
}

struct jit_program *jit_program_at(struct jit *jit, uint64_t number)
{
	bool added;
	uint64_t *index = u64map_at(&jit->by_number, number, &added);

	if (!added)
		return jit->program[*index];
	*index = jit->count;
	jit->program = grow(jit->program, &jit->capacity, jit->count + 1, sizeof(*jit->program));
	jit->program[jit->count] = xcalloc(1, sizeof(**jit->program));
	return jit->program[jit->count++];
}

bool jit_reserve(struct jit *jit, size_t bytes)
{
	if (jit->is_full)
		return false;
	if (bytes <= JIT_BYTES_MAX - jit->bytes) {
		jit->bytes += bytes;
		return true;
	}
	jit->is_full = true;
	jit->full_ns = jit_now_ns();
	notice("the names of generated code take more than %u MiB, and programs that make more of "
	       "it have none from now on; record fewer programs at once (-p)", JIT_BYTES_MAX >> 20);
	return false;
}

void jit_cut(struct jit_program *program, uint64_t ns)
{
	if (!program->is_cut || ns < program->cut_ns)
		program->cut_ns = ns;
	program->is_cut = true;
}

uint64_t jit_told_ns(struct jit_program *program, const struct jit_file *file)
{
	program->told_ns++;
	if (program->told_ns < file->read_ns)
		program->told_ns = file->read_ns;
	return program->told_ns;
}

uint64_t jit_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

void jit_keep(struct jit *jit, uint64_t number, const struct jit_code *code, const char *name)
{
	struct jit_program *program = jit_program_at(jit, number);
	struct jit_code kept = *code;
	size_t len;

	/* Compilers don't tell of functions without a name: only a damaged capture does. */
	if (!name)
		return;
	len = strlen(name);
	if (!jit_reserve(jit, jit_codes_cost(len))) {
		jit_cut(program, 0);
		return;
	}
	kept.name = jit_codes_name(&program->codes, name, len);
	jit_codes_add(&program->codes, &kept);
}

const struct jit_code *jit_find(struct jit *jit, uint64_t number, uint64_t address, uint64_t ns,
				const char **name)
{
	const uint64_t *index = u64map_find(&jit->by_number, number);
	const struct jit_code *code;
	struct jit_program *program;

	if (!index)
		return NULL;
	program = jit->program[*index];
	if (program->is_cut && ns >= program->cut_ns)
		return NULL;
	code = jit_codes_find(&program->codes, address, ns);
	if (code)
		*name = jit_code_name(&program->codes, code);
	return code;
}
