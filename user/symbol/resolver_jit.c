// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/jit.h"
#include "symbol/resolver_state.h"

#define KEPT_PATH "jit:"

/* How a capture tells struct symbol's since_ns and is_exact. */
#define SINCE_EXACT "made "
#define SINCE_TOLD "told "

bool resolver_read_jit(struct resolver *resolver, uint64_t program, uint32_t tgid)
{
	return jit_read_map(resolver->jit, program, tgid);
}

void resolver_read_jitdump(struct resolver *resolver, uint64_t program,
			   const struct object *object)
{
	jit_read_dump(resolver->jit, program, object);
}

void resolver_jit(struct resolver *resolver, uint64_t program, const char *path, uint64_t address,
		  uint64_t ns, struct symbol *symbol)
{
	const struct jit_code *code;
	const char *name;

	resolver_set_unnamed(resolver, UNNAMED_ANONYMOUS, *path == '[' ? path : "[anon]", symbol);
	code = jit_find(resolver->jit, program, address, ns, &name);
	if (!code)
		return;
	symbol->start = code->start;
	symbol->end = code->end;
	symbol->since_ns = code->ns;
	symbol->is_exact = code->is_exact;
	if (!*name)
		return;
	symbol->why = NAMED;
	symbol->name = resolver_intern(resolver, name);
	symbol->is_jit = true;
}

void resolver_jit_path(uint64_t program, char path[RESOLVER_JIT_TEXT])
{
	snprintf(path, RESOLVER_JIT_TEXT, KEPT_PATH "%" PRIu64, program);
}

void resolver_jit_since(const struct symbol *symbol, char since[RESOLVER_JIT_TEXT])
{
	const char *how = symbol->is_exact ? SINCE_EXACT : SINCE_TOLD;

	snprintf(since, RESOLVER_JIT_TEXT, "%s%" PRIu64, how, symbol->since_ns);
}

/* What follows @begin in @s, as a number. Return: false where it is none. */
static bool number_behind(const char *s, const char *begin, uint64_t *number)
{
	size_t n = strlen(begin);
	char *end;

	if (strncmp(s, begin, n) || s[n] < '0' || s[n] > '9')
		return false;
	*number = strtoull(s + n, &end, 10);
	return !*end;
}

bool resolver_keep_jit(struct resolver *resolver, const struct object *object, uint64_t start,
		       uint64_t end, const char *name, const char *since)
{
	struct jit_code code = { .start = start, .end = end };
	uint64_t program;

	if (!object || !number_behind(object->path, KEPT_PATH, &program))
		return false;
	if (since)
		code.is_exact = number_behind(since, SINCE_EXACT, &code.ns);
	if (since && !code.is_exact && !number_behind(since, SINCE_TOLD, &code.ns))
		code.ns = 0;
	if (start < end)
		jit_keep(resolver->jit, program, &code, name);
	return true;
}
