// SPDX-License-Identifier: GPL-2.0-or-later
#include "import/folded.h"
#include "import/text.h"

int text_read(FILE *in, const char *name, stack_fn *take, void *arg)
{
	return folded_read(in, name, take, arg);
}
