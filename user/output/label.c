// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "output/hot.h"
#include "output/label.h"
#include "output/palette.h"
#include "util/plain.h"

const char *label_percent(double part, double whole, char text[NUMBER_MAX])
{
	double percent = number_percent(part, whole);

	if (percent > 0 && percent < 0.05)
		snprintf(text, NUMBER_MAX, "<0.1%%");
	else if (percent < 9.95)
		snprintf(text, NUMBER_MAX, "%.1f%%", percent);
	else if (percent < 1e6)
		snprintf(text, NUMBER_MAX, "%.0f%%", percent);
	else
		snprintf(text, NUMBER_MAX, ">999999%%");
	return text;
}

/* Length of a plain identifier, which ends at the end or at a module's name; 0: it is none. */
static size_t identifier(const char *name)
{
	size_t n = 0;

	while (isalnum((unsigned char)name[n]) || (name[n] && strchr("_.$@:~-", name[n])))
		n++;
	return !name[n] || !strncmp(name + n, " [", 2) ? n : 0;
}

void label_write(FILE *out, const char *name, enum frame_kind kind, enum frame_kind caller)
{
	size_t n = hot_is_function(kind) && kind != FRAME_UNKNOWN ? identifier(name) : 0;

	if (n)
		fprintf(out, "%.*s()", (int)n, name);
	plain_write(out, name + n);
	if (kind != caller && (kind == FRAME_JIT || kind == FRAME_KERNEL || kind == FRAME_INLINED))
		fprintf(out, " [%s]", palette_label(kind));
}
