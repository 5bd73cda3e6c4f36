// SPDX-License-Identifier: GPL-2.0-or-later
#include "symbol/resolver_state.h"

size_t resolver_source(struct resolver *resolver, const struct object *object, uint64_t offset,
		       struct source_frame frames[SOURCE_FRAMES_MAX])
{
	(void)resolver;
	(void)object;
	(void)offset;
	(void)frames;
	return 0;
}
