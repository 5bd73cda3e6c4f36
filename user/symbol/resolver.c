// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/elf_file.h"
#include "symbol/kallsyms.h"
#include "symbol/kept.h"
#include "symbol/names.h"
#include "symbol/object_open.h"
#include "symbol/objects.h"
#include "symbol/resolver.h"
#include "util/alloc.h"
#include "util/strbuf.h"

struct resolver {
	struct names names;
	struct kallsyms *kallsyms;	/* NULL: not loaded */
	struct kept kernel_kept;
	struct objects objects;
	bool has_kept_objects;
	struct strbuf buf;		/* for names while they are made */
};

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
	};

	return (unsigned int)why < UNNAMED_REASONS ? reasons[why] : "unknown";
}

struct resolver *resolver_new(void)
{
	return xcalloc(1, sizeof(struct resolver));
}

void resolver_free(struct resolver *resolver)
{
	if (!resolver)
		return;
	objects_free(&resolver->objects);
	kept_free(&resolver->kernel_kept);
	kallsyms_free(resolver->kallsyms);
	names_free(&resolver->names);
	free(resolver->buf.text);
	free(resolver);
}

int resolver_load_kallsyms(struct resolver *resolver, const char *path)
{
	struct kallsyms *kallsyms;
	int err = kallsyms_load(path, &kallsyms);

	if (err)
		return err;
	/* Names that were given out are interned, and stay. */
	kallsyms_free(resolver->kallsyms);
	resolver->kallsyms = kallsyms;
	return 0;
}

static const char *intern(struct resolver *resolver, const char *s)
{
	return s ? names_intern(&resolver->names, s) : NULL;
}

static void set_unnamed(struct resolver *resolver, enum unnamed why, const char *shown,
			struct symbol *symbol)
{
	memset(symbol, 0, sizeof(*symbol));
	symbol->why = why;
	symbol->name = intern(resolver, shown);
}

static bool find_kept(struct kept *kept, uint64_t address, struct symbol *symbol)
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

void resolver_kernel(struct resolver *resolver, uint64_t address, struct symbol *symbol)
{
	enum unnamed why = UNNAMED_NO_KALLSYMS;
	char shown[32];

	if (find_kept(&resolver->kernel_kept, address, symbol))
		return;
	if (resolver->kallsyms)
		why = kallsyms_find(resolver->kallsyms, address, symbol);
	if (why) {
		snprintf(shown, sizeof(shown), "[0x%" PRIx64 "]", address);
		set_unnamed(resolver, why, shown, symbol);
		return;
	}
	symbol->name = intern(resolver, symbol->name);
	symbol->module = intern(resolver, symbol->module);
}

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
	return intern(resolver, resolver->buf.text);
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
	set_unnamed(resolver, UNNAMED_ANONYMOUS, *path == '[' ? path : "[anon]", symbol);
}

/* The file's offset, which needs no look into the file: the same wherever the picture is drawn. */
static void set_offset(struct resolver *resolver, enum unnamed why, const char *base,
		       uint64_t offset, struct symbol *symbol)
{
	const char *shown = strcmp(base, "[vdso]") ? base : "vdso";

	strbuf_truncate(&resolver->buf, 0);
	strbuf_addf(&resolver->buf, "[%s+0x%" PRIx64 "]", shown, offset);
	set_unnamed(resolver, why, resolver->buf.text, symbol);
	symbol->module = base;
}

/* Captures keep names by path and build-id alone. */
static struct object_entry *kept_entry(struct resolver *resolver, const struct object *object)
{
	struct object key = { .path = object->path, .id = object->id };

	return objects_get(&resolver->objects, &resolver->names, &key);
}

static bool find_kept_user(struct resolver *resolver, const struct object *object,
			   uint64_t offset, struct symbol *symbol)
{
	if (!resolver->has_kept_objects)
		return false;
	return find_kept(&kept_entry(resolver, object)->kept, offset, symbol);
}

static void find_in_file(struct resolver *resolver, const struct object *object,
			 uint64_t offset, struct symbol *symbol)
{
	const char *base = base_name(resolver, object->path);
	struct object_entry *entry = objects_get(&resolver->objects, &resolver->names, object);

	if (!objects_open(&resolver->objects, entry, intern(resolver, object->open_path))) {
		set_offset(resolver, entry->why, base, offset, symbol);
		return;
	}
	if (objects_find(&resolver->objects, entry, offset, &resolver->buf, &symbol->start,
			 &symbol->end)) {
		set_offset(resolver, UNNAMED_STRIPPED, base, offset, symbol);
		return;
	}
	symbol->why = NAMED;
	symbol->name = intern(resolver, resolver->buf.text);
	symbol->module = base;
}

void resolver_user(struct resolver *resolver, const struct object *object, uint64_t offset,
		   struct symbol *symbol)
{
	if (!object) {
		set_unnamed(resolver, UNNAMED_NO_MAPPING, "[unknown]", symbol);
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
	file = objects_open(&resolver->objects, entry, intern(resolver, object->open_path));
	if (!file)
		return entry->why;
	*id = file->id;
	return NAMED;
}

void resolver_keep(struct resolver *resolver, const struct object *object, uint64_t start,
		   uint64_t end, const char *name, const char *module)
{
	struct kept_name kept = {
		.start = start,
		.end = end,
		.name = intern(resolver, name),
		.module = intern(resolver, module),
	};

	if (!object) {
		kept_add(&resolver->kernel_kept, &kept);
		return;
	}
	kept_add(&kept_entry(resolver, object)->kept, &kept);
	resolver->has_kept_objects = true;
}
