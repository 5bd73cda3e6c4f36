// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the reader of texts with folded stacks, and with what looks like other texts.
 */
#include "stacks.h"

#include "import/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_text(FILE *in, stack_fn *take, void *arg)
{
	text_read(in, "input", take, arg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	stacks_of(data, size, read_text);
	return 0;
}
