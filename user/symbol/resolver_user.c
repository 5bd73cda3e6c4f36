// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "symbol/jit_path.h"
#include "symbol/locate.h"
#include "symbol/resolver_state.h"
#include "symbol/vdso.h"
#include "symbol/vsyscall.h"

/* The last part of the path, without the mark of a deleted file; interned. */
static const char *base_name(struct resolver *resolver, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;

	if (vdso_is_path(path))
		return resolver_intern(resolver, VDSO_PATH);
	strbuf_truncate(&resolver->buf, 0);
	strbuf_add_n(&resolver->buf, base, undeleted_length(base));
	return resolver_intern(resolver, resolver->buf.text);
}

/* Some programs are run from such a file; others have code in it that they made themselves. */
static bool is_memory_file(const struct object *object)
{
	return !strncmp(object->path, "/memfd:", strlen("/memfd:"));
}

/* Paths of files are absolute; all else is a name that the kernel made up, but for the vdso. */
static bool is_anonymous(const struct object *object)
{
	if (object->path[0] != '/')
		return !vdso_is_path(object->path);
	return jit_path_is_memory(object->path) && !is_memory_file(object);
}

/* "[heap]" and "[anon:jit]" are shown as they are. */
static void set_anonymous(struct resolver *resolver, const char *path, struct symbol *symbol)
{
	resolver_set_unnamed(resolver, UNNAMED_ANONYMOUS, *path == '[' ? path : "[anon]", symbol);
}

struct object_entry *resolver_kept_entry(struct resolver *resolver, const struct object *object)
{
	struct object key = { .path = object->path, .id = object->id };

	return objects_get(&resolver->objects, &resolver->names, &key);
}

/* What a capture kept of the object; NULL: no capture did. */
static struct object_entry *kept_of(struct resolver *resolver, const struct object *object)
{
	return resolver->has_kept_objects ? resolver_kept_entry(resolver, object) : NULL;
}

struct open_file *resolver_file(struct resolver *resolver, const struct object *object,
				enum unnamed *why)
{
	struct object_entry *kept, *entry;
	struct open_file *file;

	*why = UNNAMED_ANONYMOUS;
	if (is_anonymous(object))
		return NULL;
	kept = kept_of(resolver, object);
	entry = objects_get(&resolver->objects, &resolver->names, object);
	file = objects_open(&resolver->objects, &resolver->names, entry, object, kept,
			    resolver->places);
	if (file)
		*why = NAMED;
	else if (!is_memory_file(object))
		*why = entry->why;
	return file;
}

static bool part_address(const struct object_entry *kept, uint64_t offset, uint64_t *address)
{
	for (size_t i = 0; kept && i < kept->part_count; i++) {
		const struct loaded_part *part = &kept->parts[i];

		if (offset < part->offset || offset - part->offset >= part->size)
			continue;
		*address = offset - part->offset + part->address;
		return true;
	}
	return false;
}

/*
 * Where code without a name is: as addr2line and disassemblers count it, where that is known, else
 * in the file, as memory maps tell it.
 */
static const char *place_name(struct resolver *resolver, const char *base,
			      const struct open_file *file, const struct object_entry *kept,
			      uint64_t offset)
{
	const char *shown = strcmp(base, VDSO_PATH) ? base : "vdso";
	bool is_linked;
	uint64_t address = offset;

	is_linked = (file && elf_file_address(&file->elf, offset, &address)) ||
		    part_address(kept, offset, &address);
	strbuf_truncate(&resolver->buf, 0);
	strbuf_addf(&resolver->buf, "[%s%c0x%" PRIx64 "]", shown, is_linked ? '+' : '@', address);
	return resolver_intern(resolver, resolver->buf.text);
}

/* @symbol has its reason, and the function's bounds where the file tells them. */
static void set_nameless(struct resolver *resolver, const char *base,
			 const struct open_file *file, struct object_entry *kept,
			 uint64_t offset, struct symbol *symbol)
{
	const struct kept_name *bounds = NULL;
	bool is_known = symbol->start <= offset && offset < symbol->end;

	if (!is_known && kept)
		bounds = kept_find(&kept->bounds, offset);
	if (!is_known) {
		symbol->start = bounds ? bounds->start : 0;
		symbol->end = bounds ? bounds->end : 0;
		is_known = bounds;
	}
	symbol->name = place_name(resolver, base, file, kept, is_known ? symbol->start : offset);
	symbol->module = base;
}

static void find_in_file(struct resolver *resolver, const struct object *object,
			 struct object_entry *kept, uint64_t offset, struct symbol *symbol)
{
	const char *base;
	struct open_file *file = resolver_file(resolver, object, &symbol->why);

	if (symbol->why == UNNAMED_ANONYMOUS) {
		set_anonymous(resolver, object->path, symbol);
		return;
	}
	base = base_name(resolver, object->path);
	if (file)
		symbol->why = objects_find(&resolver->objects, file, offset, &resolver->buf,
					   &symbol->start, &symbol->end);
	if (symbol->why) {
		set_nameless(resolver, base, file, kept, offset, symbol);
		return;
	}
	symbol->name = resolver_intern(resolver, resolver->buf.text);
	symbol->module = base;
}

/* Where nothing was mapped there may be what is mapped for all processes, and told by no map. */
static void find_in_nothing(struct resolver *resolver, uint64_t address, struct symbol *symbol)
{
	const char *name = vsyscall_find(address, &symbol->start, &symbol->end);

	if (!name) {
		resolver_set_unnamed(resolver, UNNAMED_NO_MAPPING, "[unknown]", symbol);
		return;
	}
	symbol->name = resolver_intern(resolver, name);
	symbol->module = resolver_intern(resolver, VSYSCALL_PATH);
}

void resolver_user(struct resolver *resolver, const struct object *object, uint64_t offset,
		   struct symbol *symbol)
{
	struct object_entry *kept;

	*symbol = (struct symbol){ .why = NAMED };
	if (!object) {
		find_in_nothing(resolver, offset, symbol);
		return;
	}
	kept = kept_of(resolver, object);
	if (kept && resolver_find_kept(&kept->kept, offset, symbol))
		symbol->module = base_name(resolver, object->path);
	else
		find_in_file(resolver, object, kept, offset, symbol);
}
