// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernel addresses: by the names that a capture kept, by kallsyms, by whoever may be asked, by the
 * kernel's files.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "symbol/resolver_state.h"
#include "util/alloc.h"

/* So many addresses without a name are told apart; later ones count as known. */
#define MISSED_MAX 65536

/* What was answered for modules holds only where nothing else does, once they may have gone. */
static void put_answers_back(struct kernel_asked *asked)
{
	for (size_t i = 0; i < asked->count; i++) {
		if (asked->names[i].module)
			kept_add(&asked->before, &asked->names[i]);
	}
	u64map_free(&asked->answer);
	asked->count = 0;
}

int resolver_load_kallsyms(struct resolver *resolver, const char *path)
{
	struct kallsyms *kallsyms, *older = resolver->kallsyms;
	int err = kallsyms_load(path, &kallsyms);

	put_answers_back(&resolver->kernel_asked);
	if (err)
		return err;
	/* The addresses may have been hidden meanwhile. */
	if (older && kallsyms_hidden(kallsyms)) {
		kallsyms_free(kallsyms);
		return 0;
	}
	if (older)
		kallsyms_inherit(kallsyms, older);
	resolver->kallsyms = kallsyms;
	return 0;
}

void resolver_free_kernel(struct resolver *resolver)
{
	struct kernel_asked *asked = &resolver->kernel_asked;

	kept_free(&resolver->kernel_kept);
	kallsyms_free(resolver->kallsyms);
	kernel_free(resolver->kernel);
	u64map_free(&asked->answer);
	u64map_free(&asked->missed);
	kept_free(&asked->before);
	free(asked->names);
}

static void learn(void *arg, const struct kept_name *name)
{
	struct kernel *kernel = arg;

	if (!name->module)
		kernel_learn(kernel, name->name, name->start);
}

void resolver_set_kernel(struct resolver *resolver, const struct kernel_image *image)
{
	kernel_free(resolver->kernel);
	resolver->kernel = kernel_new(image, resolver->places, &resolver->names);
	for (size_t i = 0; i < resolver->kernel_kept.count; i++)
		learn(resolver->kernel, &resolver->kernel_kept.names[i]);
	for (size_t i = 0; i < resolver->kernel_asked.count; i++)
		learn(resolver->kernel, &resolver->kernel_asked.names[i]);
}

enum kernel_fit resolver_check_vmlinux(struct resolver *resolver)
{
	return kernel_check_vmlinux(resolver->kernel);
}

enum kernel_fit resolver_check_system_map(struct resolver *resolver)
{
	return kernel_check_system_map(resolver->kernel);
}

void resolver_ask_kernel(struct resolver *resolver, kernel_ask_fn *ask, void *arg)
{
	resolver->kernel_asked.ask = ask;
	resolver->kernel_asked.arg = arg;
}

bool resolver_kernel_missed(struct resolver *resolver)
{
	struct kernel_asked *asked = &resolver->kernel_asked;

	if (!asked->missed.count || asked->missed.count < 2 * asked->told_missed)
		return false;
	asked->told_missed = asked->missed.count;
	return true;
}

static void note_missed(struct kernel_asked *asked, uint64_t address)
{
	if (asked->missed.count < MISSED_MAX)
		u64map_at(&asked->missed, address, NULL);
}

static const struct kept_name *add_answer(struct resolver *resolver, uint64_t address,
					  const struct symbol *answer)
{
	struct kernel_asked *asked = &resolver->kernel_asked;
	struct kept_name *name;

	asked->names = grow(asked->names, &asked->capacity, asked->count + 1,
			    sizeof(*asked->names));
	name = &asked->names[asked->count];
	*name = (struct kept_name){
		.start = answer->start,
		.end = answer->end,
		.name = resolver_intern(resolver, answer->name),
		.module = resolver_intern(resolver, answer->module),
	};
	*u64map_at(&asked->answer, address, NULL) = asked->count++;
	if (resolver->kernel)
		learn(resolver->kernel, name);
	return name;
}

static void give(const struct kept_name *name, struct symbol *symbol)
{
	*symbol = (struct symbol){
		.why = NAMED, .name = name->name, .module = name->module,
		.start = name->start, .end = name->end,
	};
}

static bool ask(struct resolver *resolver, uint64_t address, struct symbol *symbol)
{
	struct kernel_asked *asked = &resolver->kernel_asked;
	const uint64_t *known = u64map_find(&asked->answer, address);
	struct symbol answer = { .why = NAMED };

	if (known) {
		give(&asked->names[*known], symbol);
		return true;
	}
	if (!asked->ask(asked->arg, address, &answer) ||
	    address < answer.start || address >= answer.end)
		return resolver_find_kept(&asked->before, address, symbol);
	give(add_answer(resolver, address, &answer), symbol);
	return true;
}

/* The reason is that of the last source which could have had a name. */
static enum unnamed find(struct resolver *resolver, uint64_t address, struct symbol *symbol)
{
	enum unnamed why = UNNAMED_NO_KALLSYMS, found;

	if (resolver_find_kept(&resolver->kernel_kept, address, symbol))
		return NAMED;
	if (resolver->kallsyms) {
		why = kallsyms_find(resolver->kallsyms, address, symbol);
		if (why != UNNAMED_RESTRICTED)
			return why;
	}
	if (resolver->kernel_asked.ask && ask(resolver, address, symbol))
		return NAMED;
	if (!resolver->kernel)
		return why;
	found = kernel_find(resolver->kernel, address, symbol);
	return found == UNNAMED_NO_KALLSYMS ? why : found;
}

void resolver_kernel(struct resolver *resolver, uint64_t address, struct symbol *symbol)
{
	enum unnamed why;
	char shown[32];

	*symbol = (struct symbol){ .why = NAMED };
	why = find(resolver, address, symbol);
	if (why) {
		note_missed(&resolver->kernel_asked, address);
		snprintf(shown, sizeof(shown), "[0x%" PRIx64 "]", address);
		resolver_set_unnamed(resolver, why, shown, symbol);
		return;
	}
	symbol->name = resolver_intern(resolver, symbol->name);
	symbol->module = resolver_intern(resolver, symbol->module);
}
