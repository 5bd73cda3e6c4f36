// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where the running kernel's modules lie: /proc/modules, and /sys/module for their sections and
 * build-ids.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/kernel_identity.h"
#include "session/notes.h"
#include "util/alloc.h"
#include "util/strbuf.h"

/* Code that stays: that of the initialization is gone by now. */
static bool is_code(const char *section)
{
	return strstr(section, "text") && strncmp(section, ".init", 5);
}

static uint64_t read_address(const char *folder, const char *section)
{
	char *path = xasprintf("%s/sections/%s", folder, section);
	FILE *in = fopen(path, "re");
	uint64_t address = 0;

	free(path);
	if (!in)
		return 0;
	if (fscanf(in, "%" SCNx64, &address) != 1)
		address = 0;
	fclose(in);
	return address;
}

static void add_sections(struct strbuf *value, const char *folder)
{
	char *path = xasprintf("%s/sections", folder);
	DIR *dir = opendir(path);
	struct dirent *entry;

	free(path);
	while (dir && (entry = readdir(dir))) {
		uint64_t address = is_code(entry->d_name) ?
				   read_address(folder, entry->d_name) : 0;

		if (address)
			strbuf_addf(value, " %s=%" PRIx64, entry->d_name, address);
	}
	if (dir)
		closedir(dir);
}

static void add_module(struct identity *identity, const char *root, const char *name,
		       uint64_t address, uint64_t size)
{
	char *folder = xasprintf("%s/sys/module/%s", root, name);
	char *notes = xasprintf("%s/notes/.note.gnu.build-id", folder);
	char text[2 * BUILD_ID_MAX + 1];
	struct strbuf value = { 0 };
	struct build_id id;

	notes_read_build_id(notes, &id);
	strbuf_addf(&value, "%s %" PRIx64 " %" PRIx64 " %s", name, address, size,
		    id.len ? build_id_text(&id, text) : "-");
	add_sections(&value, folder);
	identity_add(identity, "kernel_module", value.text);
	free(value.text);
	free(notes);
	free(folder);
}

/* Lines are "ext4 1032192 1 - Live 0xffffffffc0553000"; hidden addresses are zero. */
void kernel_identity_collect_modules(struct identity *identity, const char *root)
{
	char *path = xasprintf("%s/proc/modules", root);
	FILE *in = fopen(path, "re");
	char *line = NULL, name[128];
	size_t capacity = 0;

	free(path);
	while (in && getline(&line, &capacity, in) > 0) {
		uint64_t size, address;

		if (sscanf(line, "%127s %" SCNu64 " %*s %*s %*s %" SCNx64, name, &size,
			   &address) == 3 && address)
			add_module(identity, root, name, address, size);
	}
	if (in)
		fclose(in);
	free(line);
}
