// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "session/notes.h"

/* Notes of kernels are below 1 KiB. */
#define NOTES_MAX 4096

static size_t padded(uint32_t size)
{
	return ((size_t)size + 3) & ~(size_t)3;
}

/* Both classes have the same header, and pad to 4 bytes, in the kernel's notes. */
static void find_build_id(const char *notes, size_t bytes, struct build_id *id)
{
	Elf64_Nhdr note;

	while (bytes >= sizeof(note)) {
		size_t name, desc;

		memcpy(&note, notes, sizeof(note));
		notes += sizeof(note);
		bytes -= sizeof(note);
		name = padded(note.n_namesz);
		desc = padded(note.n_descsz);
		if (name > bytes || desc > bytes - name)
			return;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof("GNU") &&
		    !memcmp(notes, "GNU", sizeof("GNU")) && note.n_descsz <= BUILD_ID_MAX) {
			id->len = note.n_descsz;
			memcpy(id->bytes, notes + name, note.n_descsz);
			return;
		}
		notes += name + desc;
		bytes -= name + desc;
	}
}

void notes_read_build_id(const char *path, struct build_id *id)
{
	FILE *in = fopen(path, "re");
	char notes[NOTES_MAX];
	size_t bytes;

	*id = (struct build_id){ 0 };
	if (!in)
		return;
	bytes = fread(notes, 1, sizeof(notes), in);
	fclose(in);
	find_build_id(notes, bytes, id);
}

const char *build_id_text(const struct build_id *id, char text[2 * BUILD_ID_MAX + 1])
{
	text[0] = '\0';
	for (unsigned int i = 0; i < id->len; i++)
		snprintf(text + 2 * i, 3, "%02x", id->bytes[i]);
	return text;
}

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

void build_id_parse(const char *text, struct build_id *id)
{
	struct build_id parsed = { 0 };
	size_t length = strlen(text);

	*id = parsed;
	if (length % 2 || length > 2 * BUILD_ID_MAX)
		return;
	for (size_t i = 0; i < length; i += 2) {
		int high = digit(text[i]), low = digit(text[i + 1]);

		if (high < 0 || low < 0)
			return;
		parsed.bytes[parsed.len++] = high << 4 | low;
	}
	*id = parsed;
}
