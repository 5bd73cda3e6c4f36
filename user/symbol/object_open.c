// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "symbol/object_open.h"
#include "symbol/vdso.h"
#include "util/alloc.h"

/* What the file's place says about whether it is the one that ran. */
enum place {
	PLACE_UNKNOWN,
	PLACE_SAME,
	PLACE_OTHER,
};

static enum place compare_place(const struct object *object, const struct stat *st)
{
	if (!object->device || !object->inode)
		return PLACE_UNKNOWN;
	if (object->inode != st->st_ino)
		return PLACE_OTHER;
	if (object->device == st->st_dev)
		return PLACE_SAME;
	/*
	 * Memory maps and stat() tell different devices for one file on btrfs and overlayfs, which
	 * have no block device of their own: their major number is 0.
	 */
	return major(object->device) && major(st->st_dev) ? PLACE_OTHER : PLACE_SAME;
}

static bool same_id(const struct build_id *a, const struct build_id *b)
{
	return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

/* A build-id is the last word; without one, @must_prove asks for an equal inode. */
static enum unnamed check_identity(const struct object *object, const struct elf_file *file,
				   enum place place, bool must_prove)
{
	if (object->id.len)
		return same_id(&object->id, &file->id) ? NAMED : UNNAMED_CHANGED;
	if (place == PLACE_OTHER || (must_prove && place == PLACE_UNKNOWN))
		return UNNAMED_CHANGED;
	return NAMED;
}

static enum unnamed use_fd(const struct object *object, int fd, enum place place, bool must_prove,
			   struct elf_file *file)
{
	enum unnamed why = elf_file_open(file, fd);

	if (why) {
		close(fd);
		/* Another file than the one that ran says nothing about that one's format. */
		return place == PLACE_OTHER ? UNNAMED_CHANGED : why;
	}
	why = check_identity(object, file, place, must_prove);
	if (why)
		elf_file_close(file);
	return why;
}

static enum unnamed try_path(const struct object *object, const char *path, bool must_prove,
			     struct elf_file *file)
{
	/* Not blocking: the path may be that of a FIFO by now. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum place place;
	struct stat st;

	if (fd < 0)
		return UNNAMED_NO_FILE;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return must_prove ? UNNAMED_CHANGED : UNNAMED_NOT_ELF;
	}
	/* A link below map_files leads to the mapped file itself, whatever is at its path now. */
	place = strstr(path, "/map_files/") ? PLACE_SAME : compare_place(object, &st);
	return use_fd(object, fd, place, must_prove, file);
}

static enum unnamed try_undeleted(const struct object *object, struct elf_file *file)
{
	size_t len = strlen(object->path), n = strlen(DELETED_SUFFIX);
	enum unnamed why;
	char *path;

	if (len <= n || strcmp(object->path + len - n, DELETED_SUFFIX))
		return UNNAMED_NO_FILE;
	path = xstrndup(object->path, len - n);
	why = try_path(object, path, true, file);
	free(path);
	return why;
}

/* Where an open_path leads nowhere, the path may still be that of the same file, or of another. */
static enum unnamed try_proven(const struct object *object, struct elf_file *file)
{
	if (!try_path(object, object->path, true, file))
		return NAMED;
	return try_undeleted(object, file) ? UNNAMED_NO_FILE : NAMED;
}

enum unnamed object_open(const struct object *object, struct elf_file *file)
{
	enum unnamed why;
	int fd;

	if (object->open_path) {
		why = try_path(object, object->open_path, false, file);
		return why == UNNAMED_NO_FILE ? try_proven(object, file) : why;
	}
	if (!strcmp(object->path, "[vdso]")) {
		fd = vdso_open();
		return fd < 0 ? UNNAMED_NO_FILE : use_fd(object, fd, PLACE_SAME, false, file);
	}
	why = try_path(object, object->path, false, file);
	return why == UNNAMED_NO_FILE ? try_undeleted(object, file) : why;
}
