// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "import/marker.h"

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

enum frame_kind marker_kind(const char *name)
{
	static const char *const context[] = { "[softirq", "[hardirq", "[nmi", "[idle", "[late" };
	static const char *const broken[] = { "[truncated", "[unreadable", "[stack lost" };

	for (size_t i = 0; i < sizeof(context) / sizeof(*context); i++) {
		if (starts(name, context[i]))
			return FRAME_CONTEXT;
	}
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		if (starts(name, broken[i]))
			return FRAME_BROKEN;
	}
	return FRAME_UNKNOWN;
}
