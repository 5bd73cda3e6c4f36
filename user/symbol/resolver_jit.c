// SPDX-License-Identifier: GPL-2.0-or-later
#include "symbol/resolver_state.h"

void resolver_read_jit(struct resolver *resolver, uint64_t program, uint32_t tgid)
{
	(void)resolver;
	(void)program;
	(void)tgid;
}

void resolver_read_jitdump(struct resolver *resolver, uint64_t program,
			   const struct object *object)
{
	(void)resolver;
	(void)program;
	(void)object;
}

void resolver_jit(struct resolver *resolver, uint64_t program, const char *path, uint64_t address,
		  uint64_t ns, struct symbol *symbol)
{
	(void)program;
	(void)address;
	(void)ns;
	resolver_set_unnamed(resolver, UNNAMED_ANONYMOUS, *path == '[' ? path : "[anon]", symbol);
}
