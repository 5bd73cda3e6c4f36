/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files that a capture's names can be found in: looked for here, and packed into one archive.
 */
#ifndef FLAMEREC_SESSION_COLLECT_H
#define FLAMEREC_SESSION_COLLECT_H

#include <stddef.h>
#include <stdint.h>

#include "session/identity.h"
#include "session/naming_options.h"
#include "symbol/resolver.h"
#include "symbol/tar.h"

/* A file for the archive; open. */
struct collected_file {
	char name[TAR_NAME_MAX + 1];
	int fd;
	uint64_t size;
};

/* All zero is the empty one. */
struct collection {
	struct collected_file *file;
	size_t count, capacity;
};

void collection_free(struct collection *collection);

/* What there is of an object. */
enum collected {
	COLLECTED_NONE,		/* nothing with symbols; it is wanted */
	COLLECTED_DEBUG,	/* its debug file */
	COLLECTED_FILE,		/* itself: it has symbols */
	COLLECTED_NO_ID,	/* it has no build-id, so nothing can be told to be its */
};

/**
 * collect_object() - look for the files of an object, and take them
 * @collection: where to
 * @places: where to look
 * @object: the object
 * @where: set to where it was found, for free(); NULL: nowhere
 *
 * Return: what was found.
 */
enum collected collect_object(struct collection *collection, const struct places *places,
			      const struct object *object, char **where);

/**
 * collect_kernel() - the same for a kernel: vmlinux, System.map and modules
 * @collection: where to
 * @naming: where to look, and what the user names
 * @identity: what the recording is of
 * @id: set to the kernel's build-id
 * @where: set to where its vmlinux was found, for free(); NULL: nowhere
 *
 * Return: what was found of its vmlinux.
 */
enum collected collect_kernel(struct collection *collection, const struct naming_options *naming,
			      const struct identity *identity, struct build_id *id, char **where);

/**
 * collection_write() - write the archive
 * @collection: with at least one file; sorted in the process
 * @path: where to; what is there is replaced when the new one is whole
 * @bytes: set to the size of the archive
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int collection_write(struct collection *collection, const char *path, uint64_t *bytes);

#endif
