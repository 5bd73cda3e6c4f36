// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines look like these; the type is as nm(1) prints it:
 *
 *	ffffffff81000000 T _stext
 *	ffffffffc0553010 t ext4_fill_super	[ext4]
 *
 * The kernel's own lines come sorted, a module's as they stand in its symbol table. There are no
 * sizes: a function ends where the next symbol of any type begins. Symbols that are no functions
 * are therefore remembered as nameless entries ("ends"), so that what lies behind the last function
 * of a section is not blamed on it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/kallsyms.h"
#include "symbol/label.h"
#include "symbol/search.h"
#include "util/alloc.h"

/*
 * How far the last function of a module reaches: nobody tells where its section ends. It ends in
 * the page behind the one where it starts, at the latest.
 */
#define PAGE_SIZE 4096

/* The same for BPF programs and trampolines, each of which has memory of its own. */
#define LONE_REACH (64 * 1024)

/* So much is remembered of modules that are gone: programs of BPF may come and go for ever. */
#define INHERITED_MAX 65536

/* How unfit an alias is to be shown; symbol_obscurity() is added. */
enum {
	UNFIT_WEAK = 0x04,
	UNFIT_LOCAL = 0x08,
	UNFIT_STUB = 0x10,	/* another entry to the same function */
	UNFIT_BOUNDARY = 0x20,	/* a name that the linker script put there */
	UNFIT_END = 0xff,
};

struct entry {
	uint64_t start;
	uint32_t name;		/* place in text; 0: an end, not a function */
	uint16_t module;	/* index into modules; 0: the kernel proper */
	uint8_t unfit;
};

struct kallsyms {
	struct entry *entries;
	size_t count, capacity;
	char *text;		/* names, each ended by NUL; the first is empty */
	size_t used, text_capacity;
	uint32_t *modules;	/* places in text */
	size_t module_count, module_capacity;
	size_t inherited;	/* entries of older tables */
	bool restricted;
};

/* A line, taken apart; the strings point into it. */
struct line {
	uint64_t address;
	char type;
	const char *name;
	const char *module;	/* "" for the kernel proper */
};

static bool starts_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

static bool ends_with(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len >= n && !strcmp(s + len - n, suffix);
}

static bool parse_line(char *s, struct line *line)
{
	char *end;

	errno = 0;
	line->address = strtoull(s, &end, 16);
	if (errno || end == s || end[0] != ' ' || !end[1] || end[2] != ' ')
		return false;
	line->type = end[1];
	s = end + 3;
	line->name = s;
	line->module = "";
	s += strcspn(s, " \t\n");
	if (s == line->name)
		return false;
	if (*s && *s != '\n') {
		*s++ = '\0';
		s += strspn(s, " \t");
		if (*s == '[') {
			line->module = ++s;
			s += strcspn(s, "]\n");
		}
	}
	*s = '\0';
	return true;
}

static uint32_t add_text(struct kallsyms *ks, const char *s)
{
	size_t size = strlen(s) + 1, at = ks->used;

	ks->text = grow(ks->text, &ks->text_capacity, at + size, 1);
	memcpy(ks->text + at, s, size);
	ks->used += size;
	return at;
}

/* Lines of one module come together, so the latest module is nearly always the right one. */
static uint16_t module_index(struct kallsyms *ks, const char *name)
{
	size_t i;

	for (i = ks->module_count; i-- > 0;)
		if (!strcmp(ks->text + ks->modules[i], name))
			return i;
	if (ks->module_count > UINT16_MAX)
		return 0;
	ks->modules = grow(ks->modules, &ks->module_capacity, ks->module_count + 1,
			   sizeof(*ks->modules));
	ks->modules[ks->module_count] = add_text(ks, name);
	return ks->module_count++;
}

/* Where the linker script says that a run of functions ends; no function is there. */
static bool is_text_end(const char *name)
{
	return !strcmp(name, "_etext") || !strcmp(name, "_einittext") ||
	       ends_with(name, "text_end");
}

static bool is_text_start(const char *name)
{
	return !strcmp(name, "_text") || !strcmp(name, "_stext") || !strcmp(name, "_sinittext") ||
	       ends_with(name, "text_start") || ends_with(name, "text_begin");
}

static uint8_t unfitness(const struct line *line)
{
	uint8_t unfit = symbol_obscurity(line->name);

	if (line->type == 't')
		unfit |= UNFIT_LOCAL;
	if (line->type == 'W' || line->type == 'w')
		unfit |= UNFIT_WEAK;
	if (starts_with(line->name, "__ia32_") || starts_with(line->name, "__pi_") ||
	    starts_with(line->name, "__se_"))
		unfit |= UNFIT_STUB;
	if (is_text_start(line->name))
		unfit |= UNFIT_BOUNDARY;
	return unfit;
}

static struct entry *add_entry(struct kallsyms *ks, const struct line *line)
{
	struct entry *entry;

	ks->entries = grow(ks->entries, &ks->capacity, ks->count + 1, sizeof(*ks->entries));
	entry = &ks->entries[ks->count++];
	entry->start = line->address;
	entry->module = module_index(ks, line->module);
	return entry;
}

static void add_end(struct kallsyms *ks, const struct line *line)
{
	const struct entry *last = ks->count ? &ks->entries[ks->count - 1] : NULL;
	struct entry *entry;

	/* The kernel's data is in one piece, and sorted: one end is enough for it. */
	if (last && !last->name && !last->module && !*line->module && last->start <= line->address)
		return;
	entry = add_entry(ks, line);
	entry->name = 0;
	entry->unfit = UNFIT_END;
}

static void add_function(struct kallsyms *ks, const struct line *line)
{
	struct entry *entry = add_entry(ks, line);

	entry->unfit = unfitness(line);
	entry->name = add_text(ks, line->name);
}

/* Padding in front of a function that carries tracing or control-flow data. */
static bool is_padding(const char *name)
{
	return starts_with(name, "__pfx_") || starts_with(name, "__cfi_");
}

static void add_line(struct kallsyms *ks, const struct line *line)
{
	/* Absolute symbols are numbers, not places. */
	if (line->type == 'a' || line->type == 'A')
		return;
	if (is_padding(line->name) || symbol_is_label(line->name))
		return;
	if (!strchr("tTwW", line->type) || is_text_end(line->name))
		add_end(ks, line);
	else
		add_function(ks, line);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->unfit != y->unfit)
		return x->unfit < y->unfit ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* Whether alias @b, which sorts behind @a, is the better of the two. */
static bool is_better_alias(const struct kallsyms *ks, const struct entry *a, const struct entry *b)
{
	return a->unfit == b->unfit && strcmp(ks->text + b->name, ks->text + a->name) < 0;
}

/* Leaves one entry an address, and no end behind an end. */
static void sort_entries(struct kallsyms *ks)
{
	size_t i, kept = 0;

	if (!ks->count)
		return;
	qsort(ks->entries, ks->count, sizeof(*ks->entries), compare_entries);
	for (i = 1; i < ks->count; i++) {
		struct entry *last = &ks->entries[kept], *next = &ks->entries[i];

		if (last->start == next->start) {
			if (is_better_alias(ks, last, next))
				*last = *next;
		} else if (last->name || next->name) {
			ks->entries[++kept] = *next;
		}
	}
	ks->count = kept + 1;
	ks->capacity = ks->count;
	ks->entries = xreallocarray(ks->entries, ks->count, sizeof(*ks->entries));
}

/*
 * Of the kernel proper's own text, all addresses are shown or none: where some were hidden, the
 * functions before them would seem to reach over them.
 */
static bool is_hidden_text(const struct line *line)
{
	return !line->address && !*line->module && (line->type == 't' || line->type == 'T');
}

static int read_lines(struct kallsyms *ks, FILE *file)
{
	size_t size = 0, lines = 0, named = 0;
	char *text = NULL;
	int err;

	while (getline(&text, &size, file) > 0) {
		struct line line;

		if (!parse_line(text, &line))
			continue;
		lines++;
		ks->restricted |= is_hidden_text(&line);
		/* Hidden addresses are zero, and so are those of x86's per-CPU data. */
		if (!line.address)
			continue;
		named++;
		add_line(ks, &line);
	}
	err = ferror(file) ? -EIO : 0;
	free(text);
	if (!err && !lines)
		err = -EINVAL;
	ks->restricted |= !named;
	return err;
}

int kallsyms_load(const char *path, struct kallsyms **kallsyms)
{
	FILE *file = fopen(path, "re");
	struct kallsyms *ks;
	int err;

	if (!file)
		return -errno;
	ks = xcalloc(1, sizeof(*ks));
	module_index(ks, "");
	err = read_lines(ks, file);
	fclose(file);
	if (err) {
		kallsyms_free(ks);
		return err;
	}
	sort_entries(ks);
	*kallsyms = ks;
	return 0;
}

/* Of functions of modules only: the kernel's own stay. */
static void inherit_entry(struct kallsyms *ks, const struct kallsyms *older,
			  const struct entry *from)
{
	struct line line = {
		.address = from->start,
		.name = older->text + from->name,
		.module = older->text + older->modules[from->module],
	};
	struct entry *entry = add_entry(ks, &line);

	entry->unfit = from->unfit;
	entry->name = add_text(ks, line.name);
	ks->inherited++;
}

void kallsyms_inherit(struct kallsyms *ks, struct kallsyms *older)
{
	size_t count = ks->count;
	struct symbol symbol;

	for (size_t i = 0; i < older->count && ks->inherited < INHERITED_MAX; i++) {
		const struct entry *entry = &older->entries[i];
		size_t all = ks->count;
		bool is_known;

		if (!entry->name || !entry->module)
			continue;
		/* Only what was sorted already can be searched. */
		ks->count = count;
		is_known = kallsyms_find(ks, entry->start, &symbol) == NAMED;
		ks->count = all;
		if (!is_known)
			inherit_entry(ks, older, entry);
	}
	sort_entries(ks);
	kallsyms_free(older);
}

bool kallsyms_hidden(const struct kallsyms *kallsyms)
{
	return kallsyms->restricted;
}

void kallsyms_free(struct kallsyms *kallsyms)
{
	if (!kallsyms)
		return;
	free(kallsyms->entries);
	free(kallsyms->text);
	free(kallsyms->modules);
	free(kallsyms);
}

/* Whether each symbol of the module has memory of its own, anywhere. */
static bool is_lone(const char *module)
{
	return !strcmp(module, "bpf") || starts_with(module, "__builtin__");
}

static uint64_t entry_end(const struct kallsyms *ks, size_t i)
{
	const struct entry *entry = &ks->entries[i];
	const struct entry *next = i + 1 < ks->count ? entry + 1 : NULL;
	const char *module = ks->text + ks->modules[entry->module];
	bool is_lone_symbol = is_lone(module);
	uint64_t end;

	/* A module's data may lie far from its functions; the kernel's own follows them. */
	if (next && next->module == entry->module && (next->name || !entry->module) &&
	    !is_lone_symbol)
		return next->start;
	if (is_lone_symbol)
		end = entry->start + LONE_REACH;
	else
		end = (entry->start | (PAGE_SIZE - 1)) + 1 + PAGE_SIZE;
	if (end < entry->start)
		end = UINT64_MAX;
	return next && next->start < end ? next->start : end;
}

enum unnamed kallsyms_find(const struct kallsyms *kallsyms, uint64_t address,
			   struct symbol *symbol)
{
	const struct entry *entry;
	uint64_t end;
	size_t n;

	if (kallsyms->restricted)
		return UNNAMED_RESTRICTED;
	n = count_up_to(kallsyms->entries, kallsyms->count, sizeof(*entry), address);
	if (!n || !kallsyms->entries[n - 1].name)
		return UNNAMED_STRIPPED;
	entry = &kallsyms->entries[n - 1];
	end = entry_end(kallsyms, n - 1);
	if (address >= end)
		return UNNAMED_STRIPPED;
	symbol->why = NAMED;
	symbol->name = kallsyms->text + entry->name;
	symbol->module = entry->module ? kallsyms->text + kallsyms->modules[entry->module] : NULL;
	symbol->start = entry->start;
	symbol->end = end;
	return NAMED;
}
