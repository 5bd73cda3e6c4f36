// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "symbol/object_open.h"
#include "symbol/resolver_state.h"

/* The last part of the path, without the mark of a deleted file; interned. */
static const char *base_name(struct resolver *resolver, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strlen(base), n = strlen(DELETED_SUFFIX);

	if (len > n && !strcmp(base + len - n, DELETED_SUFFIX))
		len -= n;
	strbuf_truncate(&resolver->buf, 0);
	strbuf_add_n(&resolver->buf, base, len);
	return resolver_intern(resolver, resolver->buf.text);
}

/*
 * Paths of files are absolute; all else is a name that the kernel made up, but for the vdso. Some
 * of those names look like paths: shared memory without a file.
 */
static bool is_anonymous(const struct object *object)
{
	static const char *const memory[] = { "//anon", "/anon_hugepage", "/dev/zero", "/SYSV" };
	size_t i;

	if (!strcmp(object->path, "[vdso]"))
		return false;
	for (i = 0; i < sizeof(memory) / sizeof(*memory); i++)
		if (!strncmp(object->path, memory[i], strlen(memory[i])))
			return true;
	if (!strncmp(object->path, "/memfd:", strlen("/memfd:")))
		return !object->open_path;
	return object->path[0] != '/';
}

/* "[heap]" and "[anon:jit]" are shown as they are. */
static void set_anonymous(struct resolver *resolver, const char *path, struct symbol *symbol)
{
	resolver_set_unnamed(resolver, UNNAMED_ANONYMOUS, *path == '[' ? path : "[anon]", symbol);
}

/* The file's offset, which needs no look into the file: the same wherever the picture is drawn. */
static void set_offset(struct resolver *resolver, enum unnamed why, const char *base,
		       uint64_t offset, struct symbol *symbol)
{
	const char *shown = strcmp(base, "[vdso]") ? base : "vdso";

	strbuf_truncate(&resolver->buf, 0);
	strbuf_addf(&resolver->buf, "[%s+0x%" PRIx64 "]", shown, offset);
	resolver_set_unnamed(resolver, why, resolver->buf.text, symbol);
	symbol->module = base;
}

static bool find_kept_user(struct resolver *resolver, const struct object *object,
			   uint64_t offset, struct symbol *symbol)
{
	if (!resolver->has_kept_objects)
		return false;
	return resolver_find_kept(&resolver_kept_entry(resolver, object)->kept, offset, symbol);
}

static void find_in_file(struct resolver *resolver, const struct object *object,
			 uint64_t offset, struct symbol *symbol)
{
	const char *base = base_name(resolver, object->path);
	struct object_entry *entry = objects_get(&resolver->objects, &resolver->names, object);

	if (!objects_open(&resolver->objects, entry, resolver_intern(resolver, object->open_path))) {
		set_offset(resolver, entry->why, base, offset, symbol);
		return;
	}
	if (objects_find(&resolver->objects, entry, offset, &resolver->buf, &symbol->start,
			 &symbol->end)) {
		set_offset(resolver, UNNAMED_STRIPPED, base, offset, symbol);
		return;
	}
	symbol->why = NAMED;
	symbol->name = resolver_intern(resolver, resolver->buf.text);
	symbol->module = base;
}

void resolver_user(struct resolver *resolver, const struct object *object, uint64_t offset,
		   struct symbol *symbol)
{
	if (!object) {
		resolver_set_unnamed(resolver, UNNAMED_NO_MAPPING, "[unknown]", symbol);
		return;
	}
	if (find_kept_user(resolver, object, offset, symbol)) {
		symbol->module = base_name(resolver, object->path);
		return;
	}
	if (is_anonymous(object))
		set_anonymous(resolver, object->path, symbol);
	else
		find_in_file(resolver, object, offset, symbol);
}

enum unnamed resolver_build_id(struct resolver *resolver, const struct object *object,
			       struct build_id *id)
{
	struct object_entry *entry;
	struct elf_file *file;

	memset(id, 0, sizeof(*id));
	if (is_anonymous(object))
		return UNNAMED_ANONYMOUS;
	entry = objects_get(&resolver->objects, &resolver->names, object);
	file = objects_open(&resolver->objects, entry, resolver_intern(resolver, object->open_path));
	if (!file)
		return entry->why;
	*id = file->id;
	return NAMED;
}

void resolver_hold(struct resolver *resolver, const struct object *object, int fd)
{
	(void)resolver;
	(void)object;
	(void)fd;
}

void resolver_keep_parts(struct resolver *resolver, const struct object *object,
			 const struct loaded_part *parts, size_t count)
{
	(void)resolver;
	(void)object;
	(void)parts;
	(void)count;
}

size_t resolver_parts(struct resolver *resolver, const struct object *object,
		      struct loaded_part *parts, size_t max)
{
	struct object_entry *entry = objects_get(&resolver->objects, &resolver->names, object);
	const char *open_path = resolver_intern(resolver, object->open_path);
	struct elf_file *file = objects_open(&resolver->objects, entry, open_path);

	return file ? elf_file_parts(file, parts, max) : 0;
}
