// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>
#include <string.h>

#include "symbol/jit_path.h"

static bool begins_with(const char *s, const char *begin)
{
	return !strncmp(s, begin, strlen(begin));
}

/*
 * Some names that the kernel makes up look like paths; and some of memory that all programs have,
 * as "[sigpage]", are no place for a compiler.
 */
bool jit_path_is_memory(const char *path)
{
	static const char *const memory[] = {
		"[anon", "[heap]", "[stack", "anon_inode:", "//anon", "/anon_hugepage",
		"/dev/zero", "/SYSV", "/memfd:",
	};

	if (!*path)
		return true;
	for (size_t i = 0; i < sizeof(memory) / sizeof(*memory); i++) {
		if (begins_with(path, memory[i]))
			return true;
	}
	return false;
}

bool jit_path_is_dump(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t digits;

	if (!begins_with(name, "jit-"))
		return false;
	name += strlen("jit-");
	digits = strspn(name, "0123456789");
	return digits && (!strcmp(name + digits, ".dump") ||
			  !strcmp(name + digits, ".dump (deleted)"));
}
