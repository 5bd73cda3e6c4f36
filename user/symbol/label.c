// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "symbol/label.h"

bool symbol_is_label(const char *name)
{
	if (!*name || !strncmp(name, ".L", 2))
		return true;
	if (name[0] != '$' || !name[1] || !strchr("adtx", name[1]))
		return false;
	/* RISC-V appends the instruction set: "$xrv64i2p1_m2p0". Swift's names begin with "$s". */
	return !name[2] || name[2] == '.' || !strncmp(name + 2, "rv", 2);
}

unsigned int symbol_obscurity(const char *name)
{
	unsigned int leading = strspn(name, "_.");

	return leading < 3 ? leading : 3;
}
