// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the reader of what perf script prints.
 */
#include "stacks.h"

#include "import/perf_script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_perf_script(FILE *in, stack_fn *take, void *arg)
{
	struct lines lines;

	lines_init(&lines, in);
	perf_script_read(&lines, "input", take, arg);
	lines_free(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	stacks_of(data, size, read_perf_script);
	return 0;
}
