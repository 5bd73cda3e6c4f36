// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kallsyms.h"

/* A line is "ADDRESS TYPE NAME", or "ADDRESS TYPE NAME\t[MODULE]". Return: 0 or -errno. */
static int parse_line(char *line, struct kallsym *symbol)
{
	char *at, *module = "";

	symbol->address = strtoull(line, &at, 16);
	if (strlen(at) < 4)
		return -EPROTO;
	at += 3;
	at[strcspn(at, "\n")] = '\0';
	if (strchr(at, '\t')) {
		module = strchr(at, '[') ? strchr(at, '[') + 1 : "";
		module[strcspn(module, "]")] = '\0';
		*strchr(at, '\t') = '\0';
	}
	symbol->name = strdup(at);
	symbol->module = strdup(module);
	return symbol->name && symbol->module ? 0 : -ENOMEM;
}

/* As the kernel's is_mapping_symbol(): "$d" and the like on arm, ".L0 " and the like on riscv. */
static bool is_label(const struct kallsym *symbol)
{
	return symbol->name[0] == '$' || !strncmp(symbol->name, ".L", 2) ||
	       !strncmp(symbol->name, "L0", 2);
}

static void free_symbol(struct kallsym *symbol)
{
	free(symbol->name);
	free(symbol->module);
}

static int compare(const void *a, const void *b)
{
	const struct kallsym *left = a, *right = b;

	return (left->address > right->address) - (left->address < right->address);
}

/* Takes the strings over. Return: 0 or -ENOMEM. */
static int add(struct kallsyms *kallsyms, const struct kallsym *symbol)
{
	struct kallsym *grown = reallocarray(kallsyms->symbol, kallsyms->n + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	kallsyms->symbol = grown;
	grown[kallsyms->n++] = *symbol;
	return 0;
}

static int read_lines(struct kallsyms *kallsyms, FILE *file)
{
	char line[1024];
	int err = 0;

	while (!err && fgets(line, sizeof(line), file)) {
		struct kallsym symbol = { 0 };

		err = parse_line(line, &symbol);
		if (!err && !strcmp(symbol.name, "_stext"))
			kallsyms->text = symbol.address;
		if (err || is_label(&symbol))
			free_symbol(&symbol);
		else
			err = add(kallsyms, &symbol);
	}
	return err;
}

int kallsyms_read(struct kallsyms *kallsyms)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	int err;

	*kallsyms = (struct kallsyms){ 0 };
	if (!file)
		return -errno;
	err = read_lines(kallsyms, file);
	fclose(file);
	if (err || !kallsyms->n)
		return err ? err : -ENODATA;
	qsort(kallsyms->symbol, kallsyms->n, sizeof(*kallsyms->symbol), compare);
	kallsyms->hidden = !kallsyms->symbol[kallsyms->n - 1].address;
	return 0;
}

void kallsyms_free(struct kallsyms *kallsyms)
{
	unsigned int i;

	for (i = 0; i < kallsyms->n; i++)
		free_symbol(&kallsyms->symbol[i]);
	free(kallsyms->symbol);
	*kallsyms = (struct kallsyms){ 0 };
}

/* The last symbol that begins at or before @address; -1: there is none. */
static int last_before(const struct kallsyms *kallsyms, uint64_t address)
{
	int low = 0, high = kallsyms->n;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (kallsyms->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

bool kallsyms_has(const struct kallsyms *kallsyms, uint64_t address, uint64_t start,
		  const char *name, const char *module)
{
	int i = last_before(kallsyms, address);

	for (; i >= 0 && kallsyms->symbol[i].address == start; i--) {
		if (!strcmp(kallsyms->symbol[i].name, name) &&
		    !strcmp(kallsyms->symbol[i].module, module))
			return true;
	}
	return false;
}

#define LONGEST_FUNCTION	(256 * 1024)

bool kallsyms_beyond(const struct kallsyms *kallsyms, uint64_t address)
{
	int i = last_before(kallsyms, address);

	return i < 0 || address - kallsyms->symbol[i].address > LONGEST_FUNCTION ||
	       (!kallsyms->symbol[i].module[0] && address < kallsyms->text);
}
