// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/process_start.h"

bool process_start_ticks(uint32_t tgid, uint64_t *ticks)
{
	char path[32], line[1024], *at = NULL;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/stat", tgid);
	in = fopen(path, "re");
	if (!in)
		return false;
	/* The name, the second member, may hold anything: from its end on. */
	if (fgets(line, sizeof(line), in))
		at = strrchr(line, ')');
	fclose(in);
	/* The start is the 22nd: see proc(5). */
	for (int member = 2; at && member < 22; member++)
		at = strchr(at + 1, ' ');
	if (at)
		*ticks = strtoull(at + 1, NULL, 10);
	return at;
}
