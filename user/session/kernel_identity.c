// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

#include "session/kernel_identity.h"
#include "session/notes.h"
#include "symbol/vmcoreinfo.h"
#include "util/alloc.h"

static FILE *open_below(const char *root, const char *path)
{
	char *whole = xasprintf("%s%s", root, path);
	FILE *file = fopen(whole, "re");

	free(whole);
	return file;
}

/*
 * Kernels that hide addresses show zeros. So do shown ones for what is no place: data of each CPU.
 */
enum kallsyms_state kernel_kallsyms(const char *root)
{
	FILE *in = open_below(root, "/proc/kallsyms");
	enum kallsyms_state state = KALLSYMS_HIDDEN;
	char line[1024], type;
	uint64_t address;

	if (!in)
		return KALLSYMS_MISSING;
	while (fgets(line, sizeof(line), in)) {
		if (sscanf(line, "%" SCNx64 " %c", &address, &type) != 2 || !strchr("tT", type))
			continue;
		if (address)
			state = KALLSYMS_SHOWN;
		/* All are shown, or none. */
		break;
	}
	fclose(in);
	return state;
}

static void add_build_id(struct identity *identity, const char *root)
{
	char *path = xasprintf("%s/sys/kernel/notes", root);
	char text[2 * BUILD_ID_MAX + 1];
	struct build_id id;

	notes_read_build_id(path, &id);
	free(path);
	if (id.len)
		identity_add(identity, "kernel_build_id", build_id_text(&id, text));
}

/* The kernel's code begins with these: they come early, and no more is read than that. */
static void add_shown_symbols(struct identity *identity, const char *root)
{
	FILE *in = open_below(root, "/proc/kallsyms");
	char line[1024], name[512];
	unsigned int found = 0;
	uint64_t address;

	while (in && found < 2 && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "%" SCNx64 " %*c %511s", &address, name) != 2 || !address)
			continue;
		if (strchr(line, '['))
			break;
		if (!strcmp(name, "_stext") || !strcmp(name, "_text")) {
			identity_addf(identity, "kernel_symbol", "%" PRIx64 " %s", address, name);
			found++;
		}
	}
	if (in)
		fclose(in);
}

/* From the beginning to the data: far enough from each other to tell kernels apart. */
static void add_core_symbols(struct identity *identity, const char *root)
{
	static const char *const names[] = { "_stext", "init_uts_ns", "swapper_pg_dir" };
	char *path = xasprintf("%s/proc/kcore", root);
	char *lines = vmcoreinfo_read(path);
	uint64_t value;

	free(path);
	if (!lines)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (vmcoreinfo_symbol(lines, names[i], &value))
			identity_addf(identity, "kernel_symbol", "%" PRIx64 " %s", value, names[i]);
	}
	if (vmcoreinfo_offset(lines, &value))
		identity_addf(identity, "kernel_slide", "%" PRIx64, value);
	free(lines);
}

/* Reads packed files as well as plain ones. */
static bool has_line(const char *path, const char *wanted)
{
	gzFile in = gzopen(path, "rbe");
	char line[1024];
	bool found = false;

	while (in && !found && gzgets(in, line, sizeof(line))) {
		line[strcspn(line, "\n")] = '\0';
		found = !strcmp(line, wanted);
	}
	if (in)
		gzclose_r(in);
	return found;
}

/* Whether the configuration of the running kernel has a line, where a file tells it. */
static bool is_configured(const char *root, const char *release, const char *wanted)
{
	static const char *const places[][2] = {
		{ "/proc/config.gz", "" }, { "/boot/config-", "" },
		{ "/lib/modules/", "/config" }, { "/lib/modules/", "/build/.config" },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		char *path = xasprintf("%s%s%s%s", root, places[i][0], i ? release : "",
				       places[i][1]);
		bool found = has_line(path, wanted);

		free(path);
		if (found)
			return true;
	}
	return false;
}

static bool is_told_nokaslr(const char *root)
{
	FILE *in = open_below(root, "/proc/cmdline");
	char line[4096];
	bool found = false;

	if (in && fgets(line, sizeof(line), in)) {
		for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
			found |= !strcmp(word, "nokaslr");
	}
	if (in)
		fclose(in);
	return found;
}

/*
 * Kernels of 32-bit ARM always run at the addresses that they were linked at, and those of x86-64
 * unless they choose others themselves. Elsewhere the boot loader has a say, where it can.
 */
static bool is_fixed(const char *root, const struct utsname *name)
{
	if (!strncmp(name->machine, "arm", 3) && name->machine[3] != '6')
		return true;
	if (is_configured(root, name->release, "# CONFIG_RELOCATABLE is not set"))
		return true;
	return !strcmp(name->machine, "x86_64") &&
	       (is_told_nokaslr(root) ||
		is_configured(root, name->release, "# CONFIG_RANDOMIZE_BASE is not set"));
}

void kernel_identity_collect(struct identity *identity, const char *root)
{
	static const char *const states[] = {
		[KALLSYMS_SHOWN] = "shown", [KALLSYMS_HIDDEN] = "hidden",
		[KALLSYMS_MISSING] = "missing",
	};
	enum kallsyms_state state = kernel_kallsyms(root);
	struct utsname name;

	add_build_id(identity, root);
	identity_add(identity, "kernel_names", states[state]);
	if (state == KALLSYMS_SHOWN)
		add_shown_symbols(identity, root);
	else
		add_core_symbols(identity, root);
	if (!uname(&name) && is_fixed(root, &name))
		identity_add(identity, "kernel_fixed", "yes");
	if (state != KALLSYMS_SHOWN)
		kernel_identity_collect_modules(identity, root);
}

/* A hexadecimal number that is followed by @end. Return: what follows; NULL: it is none. */
static const char *read_number(const char *text, char end, uint64_t *number)
{
	size_t digits = strspn(text, "0123456789abcdef");

	if (!digits || digits > 16 || text[digits] != end)
		return NULL;
	*number = strtoull(text, NULL, 16);
	return text + digits + (end != '\0');
}

static void read_symbol(struct kernel_told *told, const char *value)
{
	uint64_t address;
	const char *name = read_number(value, ' ', &address);

	if (!name || !*name || !address)
		return;
	told->symbols = xreallocarray(told->symbols, told->image.symbol_count + 1,
				      sizeof(*told->symbols));
	told->symbols[told->image.symbol_count++] = (struct kernel_symbol){ name, address };
	told->image.symbols = told->symbols;
}

static void read_section(struct kernel_module *module, char *word)
{
	char *mark = strchr(word, '=');
	uint64_t address;

	if (!mark || mark == word || !read_number(mark + 1, '\0', &address))
		return;
	*mark = '\0';
	module->sections = xreallocarray(module->sections, module->section_count + 1,
					 sizeof(*module->sections));
	module->sections[module->section_count++] = (struct kernel_symbol){ word, address };
}

/* No machine has as many; a capture may claim more. */
#define MODULES_MAX 4096

/* The entry is taken apart in a copy. */
static void read_module(struct kernel_told *told, const char *value)
{
	struct kernel_module module = { 0 };
	char *rest = xstrdup(value), *word[4];

	if (told->texts == MODULES_MAX) {
		free(rest);
		return;
	}
	told->text = xreallocarray(told->text, told->texts + 1, sizeof(*told->text));
	told->text[told->texts++] = rest;
	for (size_t i = 0; i < 4; i++) {
		word[i] = strsep(&rest, " ");
		if (!word[i] || !*word[i])
			return;
	}
	if (!read_number(word[1], '\0', &module.address) ||
	    !read_number(word[2], '\0', &module.size))
		return;
	module.name = word[0];
	build_id_parse(word[3], &module.id);
	while (rest)
		read_section(&module, strsep(&rest, " "));
	told->modules = xreallocarray(told->modules, told->image.module_count + 1,
				      sizeof(*told->modules));
	told->modules[told->image.module_count++] = module;
	told->image.modules = told->modules;
}

static void read_entry(struct kernel_told *told, const struct identity_entry *entry)
{
	if (!strcmp(entry->key, "kernel"))
		told->image.release = entry->value;
	else if (!strcmp(entry->key, "kernel_build_id"))
		build_id_parse(entry->value, &told->image.id);
	else if (!strcmp(entry->key, "kernel_symbol"))
		read_symbol(told, entry->value);
	else if (!strcmp(entry->key, "kernel_slide"))
		told->image.has_slide = read_number(entry->value, '\0', &told->image.slide);
	else if (!strcmp(entry->key, "kernel_fixed"))
		told->image.is_fixed = !strcmp(entry->value, "yes");
	else if (!strcmp(entry->key, "kernel_module"))
		read_module(told, entry->value);
}

void kernel_identity_read(const struct identity *identity, struct kernel_told *told)
{
	*told = (struct kernel_told){ .texts = 0 };
	for (size_t i = 0; i < identity->count; i++)
		read_entry(told, &identity->entry[i]);
}

void kernel_told_free(struct kernel_told *told)
{
	for (size_t i = 0; i < told->image.module_count; i++)
		free(told->modules[i].sections);
	for (size_t i = 0; i < told->texts; i++)
		free(told->text[i]);
	free(told->text);
	free(told->modules);
	free(told->symbols);
}
