// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>

#include "symbol/resolver_state.h"

int resolver_load_kallsyms(struct resolver *resolver, const char *path)
{
	struct kallsyms *kallsyms;
	int err = kallsyms_load(path, &kallsyms);

	if (err)
		return err;
	/* Names that were given out are interned, and stay. */
	kallsyms_free(resolver->kallsyms);
	resolver->kallsyms = kallsyms;
	return 0;
}

void resolver_kernel(struct resolver *resolver, uint64_t address, struct symbol *symbol)
{
	enum unnamed why = UNNAMED_NO_KALLSYMS;
	char shown[32];

	if (resolver_find_kept(&resolver->kernel_kept, address, symbol))
		return;
	if (resolver->kallsyms)
		why = kallsyms_find(resolver->kallsyms, address, symbol);
	if (why) {
		snprintf(shown, sizeof(shown), "[0x%" PRIx64 "]", address);
		resolver_set_unnamed(resolver, why, shown, symbol);
		return;
	}
	symbol->name = resolver_intern(resolver, symbol->name);
	symbol->module = resolver_intern(resolver, symbol->module);
}
