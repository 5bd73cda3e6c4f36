// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/jit.h"
#include "symbol/resolver_state.h"
#include "util/alloc.h"

const char *unnamed_reason(enum unnamed why)
{
	static const char *const reasons[UNNAMED_REASONS] = {
		[NAMED] = "it has a name",
		[UNNAMED_NO_MAPPING] = "nothing was mapped there when the process was looked at",
		[UNNAMED_ANONYMOUS] = "no file is behind the memory (generated code, a trampoline)",
		[UNNAMED_NO_FILE] = "the file can't be opened (deleted, elsewhere, no permission)",
		[UNNAMED_CHANGED] = "the file at the path is not the one that ran",
		[UNNAMED_NOT_ELF] = "the file is no ELF file, or a corrupt one",
		[UNNAMED_STRIPPED] = "no symbol covers the address",
		[UNNAMED_RESTRICTED] = "the kernel hides its addresses (kernel.kptr_restrict)",
		[UNNAMED_NO_KALLSYMS] = "the kernel's names could not be read from /proc/kallsyms",
		[UNNAMED_NO_SLIDE] = ("it is not known where the kernel was loaded, so its vmlinux "
				      "or System.map is of no use"),
	};

	return (unsigned int)why < UNNAMED_REASONS ? reasons[why] : "unknown";
}

struct resolver *resolver_new(void)
{
	struct resolver *resolver = xcalloc(1, sizeof(*resolver));

	resolver->jit = jit_new();
	return resolver;
}

void resolver_free(struct resolver *resolver)
{
	if (!resolver)
		return;
	objects_free(&resolver->objects);
	resolver_free_kernel(resolver);
	jit_free(resolver->jit);
	names_free(&resolver->names);
	free(resolver->buf.text);
	free(resolver);
}

void resolver_set_places(struct resolver *resolver, const struct places *places)
{
	resolver->places = places;
}

const char *resolver_intern(struct resolver *resolver, const char *s)
{
	return s ? names_intern(&resolver->names, s) : NULL;
}

void resolver_set_unnamed(struct resolver *resolver, enum unnamed why, const char *shown,
			  struct symbol *symbol)
{
	memset(symbol, 0, sizeof(*symbol));
	symbol->why = why;
	symbol->name = resolver_intern(resolver, shown);
}

bool resolver_find_kept(struct kept *kept, uint64_t address, struct symbol *symbol)
{
	const struct kept_name *name = kept_find(kept, address);

	if (!name)
		return false;
	symbol->why = NAMED;
	symbol->name = name->name;
	symbol->module = name->module;
	symbol->start = name->start;
	symbol->end = name->end;
	return true;
}

static void keep_in_object(struct resolver *resolver, const struct object *object,
			   const struct kept_name *name, bool has_name)
{
	struct object_entry *entry = resolver_kept_entry(resolver, object);

	kept_add(has_name ? &entry->kept : &entry->bounds, name);
	resolver->has_kept_objects = true;
}

void resolver_keep(struct resolver *resolver, const struct object *object, uint64_t start,
		   uint64_t end, const char *name, const char *module)
{
	bool has_name = name && *name;
	struct kept_name kept = { .start = start, .end = end };

	if (resolver_keep_jit(resolver, object, start, end, name, module))
		return;
	kept.name = resolver_intern(resolver, has_name ? name : "");
	kept.module = resolver_intern(resolver, module);
	if (object)
		keep_in_object(resolver, object, &kept, has_name);
	else if (has_name)
		kept_add(&resolver->kernel_kept, &kept);
}
