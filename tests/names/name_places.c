// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which places in files flamerec names.
 *
 * name_places DEBUG-DIRECTORY ROOT <LIST
 *
 * LIST has lines "PATH OFFSET", an offset in the file at ROOT/PATH, in hex. Those that have a name
 * are printed, with the function: "PATH OFFSET START END NAME".
 */
#include <inttypes.h>
#include <stdio.h>

#include "symbol/places.h"
#include "symbol/resolver.h"

int main(int argc, char **argv)
{
	struct places places = { .debug_dir_count = 1, .elsewhere = true };
	struct resolver *resolver = resolver_new();
	char path[4096];
	uint64_t offset;

	if (argc != 3) {
		fprintf(stderr, "usage: name_places DEBUG-DIRECTORY ROOT <LIST\n");
		return 2;
	}
	places.debug_dirs = (const char **)&argv[1];
	places.sysroot = argv[2];
	resolver_set_places(resolver, &places);
	while (scanf("%4095s %" SCNx64, path, &offset) == 2) {
		const struct object object = { .path = path };
		struct symbol symbol;

		resolver_user(resolver, &object, offset, &symbol);
		if (symbol.why == NAMED)
			printf("%s %" PRIx64 " %" PRIx64 " %" PRIx64 " %s\n", path, offset,
			       symbol.start, symbol.end, symbol.name);
	}
	resolver_free(resolver);
	return 0;
}
