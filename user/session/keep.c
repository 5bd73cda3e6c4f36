// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "session/keep.h"
#include "util/alloc.h"

/* Names a chunk: few enough that they, with their texts, are nothing to hold. */
#define BATCH 512

/**
 * struct keeping - names that wait to be written together
 * @files: files that are in the capture already
 * @id: build-ids of the names, which point here
 * @jit_path, @jit_since: likewise, of generated code
 * @failed: a write failed; the rest is dropped
 * @goes_on, @arg: see keep_new_names()
 */
struct keeping {
	struct kept_files *files;
	struct resolver *resolver;
	struct fsc_writer *capture;
	struct kept_name name[BATCH];
	struct build_id id[BATCH];
	char jit_path[BATCH][RESOLVER_JIT_TEXT];
	char jit_since[BATCH][RESOLVER_JIT_TEXT];
	size_t count;
	bool failed;
	bool (*goes_on)(void *arg);
	void *arg;
};

static void flush(struct keeping *keeping)
{
	if (keeping->count && !keeping->failed)
		keeping->failed = fsc_write_names(keeping->capture, keeping->name,
						  keeping->count) != 0;
	keeping->count = 0;
}

/* Generated code, or that there is none any more. */
static void take_generated(struct keeping *keeping, const struct profile_name *name)
{
	char *path = keeping->jit_path[keeping->count];
	char *since = keeping->jit_since[keeping->count];

	resolver_jit_path(name->jit_program, path);
	resolver_jit_since(&name->symbol, since);
	keeping->name[keeping->count] = (struct kept_name){
		.object = path,
		.start = name->symbol.start,
		.end = name->symbol.end,
		.name = name->symbol.why == NAMED ? name->symbol.name : "",
		.module = since,
	};
}

static void take_named(struct keeping *keeping, const struct profile_name *name)
{
	struct kept_name *kept = &keeping->name[keeping->count];

	*kept = (struct kept_name){ .object = NULL };
	if (name->object) {
		struct build_id *id = &keeping->id[keeping->count];

		if (!resolver_build_id(keeping->resolver, name->object, id) &&
		    keep_file(keeping->files, keeping->resolver, name->object, id,
			      keeping->capture))
			keeping->failed = true;
		kept->object = name->object->path;
		kept->build_id = id->bytes;
		kept->build_id_len = id->len;
	}
	/* Without a name, its bounds still tell which addresses are one function's. */
	kept->start = name->symbol.start;
	kept->end = name->symbol.end;
	if (name->symbol.why == NAMED) {
		kept->name = name->symbol.name;
		kept->module = name->object ? NULL : name->symbol.module;
	}
}

static void take(void *arg, const struct profile_name *name)
{
	struct keeping *keeping = arg;

	if (name->jit_program)
		take_generated(keeping, name);
	else
		take_named(keeping, name);
	if (++keeping->count == BATCH)
		flush(keeping);
}

static bool goes_on_with(void *arg)
{
	const struct keeping *keeping = arg;

	return keeping->goes_on(keeping->arg);
}

int keep_new_names(struct kept_files *files, struct profile *profile, struct resolver *resolver,
		   struct fsc_writer *capture, bool (*goes_on)(void *arg), void *arg)
{
	struct keeping *keeping = xcalloc(1, sizeof(*keeping));
	int result;

	keeping->files = files;
	keeping->resolver = resolver;
	keeping->capture = capture;
	keeping->goes_on = goes_on;
	keeping->arg = arg;
	result = profile_new_names(profile, resolver, take, goes_on ? goes_on_with : NULL,
				   keeping) ? 0 : 1;
	flush(keeping);
	if (keeping->failed)
		result = -1;
	free(keeping);
	return result;
}

static void restore_object(struct profile *profile, struct object *object,
			   const struct kept_name *name)
{
	*object = (struct object){ .path = name->object };
	if (!name->build_id_len || name->build_id_len > BUILD_ID_MAX)
		return;
	object->id.len = name->build_id_len;
	memcpy(object->id.bytes, name->build_id, name->build_id_len);
	profile_identify(profile, name->object, &object->id);
}

void keep_restore(struct profile *profile, struct resolver *resolver, const struct kept_name *name)
{
	struct object object;

	if (name->object)
		restore_object(profile, &object, name);
	if (name->start < name->end)
		resolver_keep(resolver, name->object ? &object : NULL, name->start, name->end,
			      name->name, name->module);
}
