// SPDX-License-Identifier: GPL-2.0-or-later
#include "import/folded.h"
#include "import/lines.h"
#include "import/text.h"

int text_read(FILE *in, const char *name, stack_fn *take, void *arg)
{
	struct lines lines;
	int result;

	lines_init(&lines, in);
	result = folded_read(&lines, name, take, arg);
	lines_free(&lines);
	return result;
}
