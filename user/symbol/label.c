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

bool symbol_is_trampoline(const char *name)
{
	static const char *const names[] = {
		"__kernel_rt_sigreturn", "__kernel_sigreturn", "__vdso_rt_sigreturn",
		"__restore_rt", "__restore", "__default_rt_sa_restorer", "__default_sa_restorer",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}
