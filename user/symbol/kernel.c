// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/build_id.h"
#include "symbol/bundle.h"
#include "symbol/kallsyms.h"
#include "symbol/kernel.h"
#include "symbol/kernel_files.h"
#include "symbol/kernel_slide.h"
#include "symbol/module_file.h"
#include "symbol/places.h"
#include "util/alloc.h"

/* So many are enough to find out where the kernel is, and whether a file is its own. */
#define CLUES_MAX 32

/* Bytes of a System.map: kernels with all their options have a fourth of it. */
#define MAP_BYTES_MAX (64 << 20)

struct module_entry {
	struct kernel_module module;
	struct module_file file;
	bool has_file;			/* it was looked for */
};

/* A vmlinux or a System.map; @slide is good where it fits. */
struct source {
	bool was_sought;
	bool was_asked_for;		/* at servers, too */
	enum kernel_fit fit;
	uint64_t slide;
};

struct kernel {
	struct kernel_image image;	/* without arrays */
	const struct places *places;
	struct names *names;
	struct clue clue[CLUES_MAX];
	size_t clues;
	struct module_entry *module;	/* sorted by address */
	size_t modules;
	struct source vmlinux, map;
	struct elf_file elf;		/* open where the vmlinux fits, or lacks the slide alone */
	struct kallsyms *kallsyms;	/* of the System.map */
	struct strbuf buf;
};

static const char *intern(struct kernel *kernel, const char *s)
{
	return s ? names_intern(kernel->names, s) : NULL;
}

static void copy_module(struct kernel *kernel, struct kernel_module *to,
			const struct kernel_module *from)
{
	*to = *from;
	to->name = intern(kernel, from->name);
	to->sections = xcalloc(from->section_count, sizeof(*to->sections));
	for (size_t i = 0; i < from->section_count; i++)
		to->sections[i] = (struct kernel_symbol){
			intern(kernel, from->sections[i].name), from->sections[i].address,
		};
}

static int compare_modules(const void *a, const void *b)
{
	const struct module_entry *x = a, *y = b;

	if (x->module.address != y->module.address)
		return x->module.address < y->module.address ? -1 : 1;
	return strcmp(x->module.name, y->module.name);
}

static void copy_modules(struct kernel *kernel, const struct kernel_image *image)
{
	kernel->modules = image->module_count;
	kernel->module = xcalloc(kernel->modules, sizeof(*kernel->module));
	for (size_t i = 0; i < kernel->modules; i++)
		copy_module(kernel, &kernel->module[i].module, &image->modules[i]);
	if (kernel->modules)
		qsort(kernel->module, kernel->modules, sizeof(*kernel->module), compare_modules);
}

struct kernel *kernel_new(const struct kernel_image *image, const struct places *places,
			  struct names *names)
{
	struct kernel *kernel = xcalloc(1, sizeof(*kernel));

	kernel->image = *image;
	kernel->places = places;
	kernel->names = names;
	kernel->image.release = intern(kernel, image->release);
	kernel->image.root = intern(kernel, image->root);
	kernel->image.vmlinux = intern(kernel, image->vmlinux);
	kernel->image.system_map = intern(kernel, image->system_map);
	for (size_t i = 0; i < image->symbol_count; i++)
		kernel_learn(kernel, intern(kernel, image->symbols[i].name),
			     image->symbols[i].address);
	copy_modules(kernel, image);
	kernel->elf.fd = -1;
	return kernel;
}

void kernel_free(struct kernel *kernel)
{
	if (!kernel)
		return;
	for (size_t i = 0; i < kernel->modules; i++) {
		module_file_free(&kernel->module[i].file);
		free(kernel->module[i].module.sections);
	}
	free(kernel->module);
	if (kernel->elf.fd >= 0)
		elf_file_close(&kernel->elf);
	kallsyms_free(kernel->kallsyms);
	free(kernel->buf.text);
	free(kernel);
}

void kernel_learn(struct kernel *kernel, const char *name, uint64_t address)
{
	struct source *vmlinux = &kernel->vmlinux;

	if (kernel->clues == CLUES_MAX)
		return;
	kernel->clue[kernel->clues++] = (struct clue){ .name = name, .loaded = address };
	/* It may be what was missing. */
	if (vmlinux->was_sought &&
	    (vmlinux->fit == KERNEL_NO_SLIDE || vmlinux->fit == KERNEL_UNPROVEN)) {
		if (kernel->elf.fd >= 0)
			elf_file_close(&kernel->elf);
		vmlinux->was_sought = false;
	}
}

static void forget_found(struct kernel *kernel)
{
	for (size_t i = 0; i < kernel->clues; i++)
		kernel->clue[i].found = 0;
}

/*
 * Whether a file is used of which the clues say what @fit is. One whose build-id is the kernel's
 * needs no further proof, nor does one that the user vouches for; still nothing may speak against
 * it.
 */
static enum kernel_fit settle(const struct kernel_image *image, enum kernel_fit fit,
			      bool is_trusted, uint64_t *slide)
{
	if (fit == KERNEL_UNPROVEN && is_trusted)
		return KERNEL_FITS;
	if (fit != KERNEL_NO_SLIDE)
		return fit;
	if (!is_trusted)
		return KERNEL_UNPROVEN;
	if (!image->has_slide && !image->is_fixed)
		return KERNEL_NO_SLIDE;
	*slide = image->has_slide ? image->slide : 0;
	return KERNEL_FITS;
}

static enum kernel_fit fit_vmlinux(struct kernel *kernel, const struct elf_file *file,
				   bool is_named, uint64_t *slide)
{
	const struct build_id *id = &kernel->image.id;
	bool both = id->len && file->id.len;
	enum kernel_fit fit;

	if (both && !build_ids_equal(id, &file->id))
		return KERNEL_OTHER_ID;
	forget_found(kernel);
	clues_find_in_elf(kernel->clue, kernel->clues, file->fd);
	fit = clues_slide(kernel->clue, kernel->clues, slide);
	return settle(&kernel->image, fit, both || is_named, slide);
}

/* Takes @fd over. Return: whether the search is over. */
static bool try_vmlinux(struct kernel *kernel, int fd, bool is_named)
{
	struct source *vmlinux = &kernel->vmlinux;

	if (elf_file_open(&kernel->elf, fd)) {
		close(fd);
		vmlinux->fit = KERNEL_UNREADABLE;
		return false;
	}
	vmlinux->fit = fit_vmlinux(kernel, &kernel->elf, is_named, &vmlinux->slide);
	if (vmlinux->fit == KERNEL_FITS || vmlinux->fit == KERNEL_NO_SLIDE)
		return true;
	elf_file_close(&kernel->elf);
	return false;
}

static bool may_ask(const struct kernel *kernel)
{
	return kernel->places && kernel->places->servers;
}

static bool find_vmlinux_by_id(struct kernel *kernel)
{
	struct wanted_file wanted = { .path = "/boot/vmlinux", .id = kernel->image.id };
	int fd;

	if (!wanted.id.len)
		return false;
	kernel->vmlinux.was_asked_for = may_ask(kernel);
	fd = places_open_debug(kernel->places, &wanted);
	if (fd >= 0 && try_vmlinux(kernel, fd, false))
		return true;
	fd = places_open_file(kernel->places, &wanted);
	return fd >= 0 && try_vmlinux(kernel, fd, false);
}

static void find_vmlinux(struct kernel *kernel)
{
	struct stat st;
	bool done = false;
	int fd;

	kernel->vmlinux = (struct source){ .was_sought = true, .fit = KERNEL_UNREADABLE };
	if (kernel->image.vmlinux) {
		fd = kernel_file_open(kernel->image.vmlinux, &st);
		if (fd >= 0)
			try_vmlinux(kernel, fd, true);
		return;
	}
	for (unsigned int i = 0; !done &&
	     kernel_file_path(&kernel->image, kernel->places, KERNEL_FILE_VMLINUX, i,
			      &kernel->buf); i++) {
		fd = kernel_file_open(kernel->buf.text, &st);
		done = fd >= 0 && try_vmlinux(kernel, fd, false);
	}
	if (!done)
		find_vmlinux_by_id(kernel);
}

/* Return: whether the search is over. */
static bool try_map(struct kernel *kernel, const char *path, bool is_named)
{
	struct source *map = &kernel->map;
	struct stat st;
	FILE *file;
	int fd;

	map->fit = KERNEL_UNREADABLE;
	fd = kernel_file_open(path, &st);
	file = fd < 0 || st.st_size > MAP_BYTES_MAX ? NULL : fdopen(fd, "r");
	if (!file) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	forget_found(kernel);
	clues_find_in_map(kernel->clue, kernel->clues, file);
	fclose(file);
	map->fit = clues_slide(kernel->clue, kernel->clues, &map->slide);
	map->fit = settle(&kernel->image, map->fit, is_named, &map->slide);
	if (map->fit == KERNEL_FITS && kallsyms_load(path, &kernel->kallsyms))
		map->fit = KERNEL_UNREADABLE;
	return map->fit == KERNEL_FITS || map->fit == KERNEL_NO_SLIDE;
}

static void try_bundled_maps(struct kernel *kernel)
{
	const struct places *places = kernel->places;
	bool done = false;
	char path[32];

	if (!places || !kernel->image.release)
		return;
	strbuf_truncate(&kernel->buf, 0);
	strbuf_addf(&kernel->buf, "boot/System.map-%s", kernel->image.release);
	for (size_t i = 0; !done && i < places->bundle_count; i++) {
		int fd = bundle_member_named(places->bundles[i], kernel->buf.text);

		if (fd < 0)
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		done = try_map(kernel, path, false);
		close(fd);
	}
}

static void find_map(struct kernel *kernel)
{
	bool done = false;

	kernel->map = (struct source){ .was_sought = true, .fit = KERNEL_UNREADABLE };
	if (kernel->image.system_map) {
		try_map(kernel, kernel->image.system_map, true);
		return;
	}
	for (unsigned int i = 0; !done &&
	     kernel_file_path(&kernel->image, kernel->places, KERNEL_FILE_SYSTEM_MAP, i,
			      &kernel->buf); i++)
		done = try_map(kernel, kernel->buf.text, false);
	if (!done)
		try_bundled_maps(kernel);
}

/* While sampling no server may be asked; afterwards one may be. */
static bool may_find_more(const struct kernel *kernel)
{
	return kernel->elf.fd < 0 && !kernel->image.vmlinux && kernel->image.id.len &&
	       may_ask(kernel) && !kernel->vmlinux.was_asked_for;
}

enum kernel_fit kernel_check_vmlinux(struct kernel *kernel)
{
	if (!kernel->vmlinux.was_sought || may_find_more(kernel))
		find_vmlinux(kernel);
	return kernel->vmlinux.fit;
}

enum kernel_fit kernel_check_system_map(struct kernel *kernel)
{
	if (!kernel->map.was_sought)
		find_map(kernel);
	return kernel->map.fit;
}

static enum unnamed find_in_vmlinux(struct kernel *kernel, uint64_t address,
				    struct symbol *symbol)
{
	uint64_t slide = kernel->vmlinux.slide, start, end;
	enum unnamed why = elf_file_find_address(&kernel->elf, address - slide, &kernel->buf,
						 &start, &end);

	if (why)
		return why;
	symbol->name = intern(kernel, kernel->buf.text);
	symbol->start = start + slide;
	symbol->end = end + slide;
	return NAMED;
}

static enum unnamed find_in_map(struct kernel *kernel, uint64_t address, struct symbol *symbol)
{
	enum unnamed why = kallsyms_find(kernel->kallsyms, address - kernel->map.slide, symbol);

	if (why)
		return UNNAMED_STRIPPED;
	symbol->name = intern(kernel, symbol->name);
	symbol->start += kernel->map.slide;
	symbol->end += kernel->map.slide;
	return NAMED;
}

/* The module whose memory an address is in; only those whose place is known are asked. */
static struct module_entry *find_module(struct kernel *kernel, uint64_t address)
{
	for (size_t i = 0; i < kernel->modules; i++) {
		struct module_entry *entry = &kernel->module[i];

		if (entry->module.address && address - entry->module.address < entry->module.size)
			return entry;
	}
	return NULL;
}

static enum unnamed find_in_module(struct kernel *kernel, struct module_entry *entry,
				   uint64_t address, struct symbol *symbol)
{
	const struct module_function *function;
	int fd;

	if (!entry->has_file) {
		entry->has_file = true;
		fd = kernel_module_open(&kernel->image, kernel->places, &entry->module);
		if (fd >= 0) {
			module_file_read(&entry->file, &entry->module, fd, kernel->names);
			close(fd);
		}
	}
	if (!entry->file.count)
		return UNNAMED_NO_FILE;
	function = module_file_find(&entry->file, address);
	if (!function)
		return UNNAMED_STRIPPED;
	symbol->name = function->name;
	symbol->module = entry->module.name;
	symbol->start = function->start;
	symbol->end = function->end;
	return NAMED;
}

static enum unnamed find(struct kernel *kernel, uint64_t address, struct symbol *symbol)
{
	struct module_entry *module = find_module(kernel, address);
	enum kernel_fit vmlinux, map;

	if (module)
		return find_in_module(kernel, module, address, symbol);
	vmlinux = kernel_check_vmlinux(kernel);
	if (vmlinux == KERNEL_FITS && !find_in_vmlinux(kernel, address, symbol))
		return NAMED;
	map = kernel_check_system_map(kernel);
	if (map == KERNEL_FITS)
		return find_in_map(kernel, address, symbol);
	if (vmlinux == KERNEL_FITS)
		return UNNAMED_STRIPPED;
	if (vmlinux == KERNEL_NO_SLIDE || map == KERNEL_NO_SLIDE)
		return UNNAMED_NO_SLIDE;
	return UNNAMED_NO_KALLSYMS;
}

enum unnamed kernel_find(struct kernel *kernel, uint64_t address, struct symbol *symbol)
{
	*symbol = (struct symbol){ .why = NAMED };
	symbol->why = find(kernel, address, symbol);
	return symbol->why;
}

struct elf_file *kernel_vmlinux(struct kernel *kernel, uint64_t *slide)
{
	if (!kernel || kernel_check_vmlinux(kernel) != KERNEL_FITS)
		return NULL;
	*slide = kernel->vmlinux.slide;
	return &kernel->elf;
}
