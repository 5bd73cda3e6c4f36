// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/build_id.h"
#include "symbol/locate.h"
#include "symbol/proof.h"
#include "symbol/vdso.h"
#include "util/alloc.h"

/**
 * struct search - a file that is looked for
 * @object: what it is
 * @held: see locate()
 * @found: where it goes
 * @why: the reason, as long as nothing is found
 */
struct search {
	const struct object *object;
	int held;
	struct located *found;
	enum unnamed why;
};

size_t undeleted_length(const char *path)
{
	size_t len = strlen(path), n = strlen(DELETED_SUFFIX);

	return len > n && !strcmp(path + len - n, DELETED_SUFFIX) ? len - n : len;
}

static bool is_inode_known(const struct object *object)
{
	return object->device && object->inode;
}

static bool has_id(int fd, const struct build_id *id)
{
	struct build_id found;

	build_id_read(fd, &found);
	return build_ids_equal(&found, id);
}

/* Whether what is open at @fd is the file. A build-id is the last word, whatever is known else. */
static bool is_proven(const struct search *search, int fd, enum proof proof, enum proof least)
{
	const struct object *object = search->object;

	if (object->id.len)
		return has_id(fd, &object->id);
	return proof >= least && !proof_outdated(fd, object->seen_ns);
}

/* Takes @fd over. Return: whether it is the file. */
static bool take(struct search *search, int fd, enum proof proof, enum proof least, uint32_t tgid)
{
	if (fstat(fd, &search->found->st) || !is_proven(search, fd, proof, least)) {
		search->why = UNNAMED_CHANGED;
		close(fd);
		return false;
	}
	search->found->fd = fd;
	search->found->tgid = tgid;
	return true;
}

/* What a descriptor that only stands for a place is a place of, open for reading. */
static int open_place(int place)
{
	char link[32];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", place);
	return open(link, O_RDONLY | O_CLOEXEC);
}

/*
 * Files of the kernel's own file systems, which captures of others may name, have no size; reading
 * some of them waits, or takes away what is read.
 */
static bool is_plain(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_size > 0;
}

/* In two steps, as what is at the path by now may be a device or a FIFO. */
static bool try(struct search *search, const char *path, enum proof least, uint32_t tgid,
		bool is_link)
{
	int place = open(path, O_PATH | O_CLOEXEC), fd = -1;
	const struct object *object = search->object;
	enum proof proof = PROOF_OTHER;
	struct stat st;

	if (place < 0)
		return false;
	if (fstat(place, &st) || !is_plain(&st)) {
		search->why = is_inode_known(object) || object->id.len ? UNNAMED_CHANGED :
									UNNAMED_NOT_ELF;
	} else {
		proof = proof_by_place(object, place, &st);
		if (is_link && proof != PROOF_OTHER && proof_by_link(object, path))
			proof = PROOF_SURE;
		if (proof < least && !object->id.len)
			search->why = UNNAMED_CHANGED;
		else
			fd = open_place(place);
	}
	close(place);
	return fd >= 0 && take(search, fd, proof, least, tgid);
}

/* The mapped file itself, even where it was deleted; for the privileged only. */
static bool try_mapped(struct search *search)
{
	const struct object *object = search->object;
	char path[80];

	if (!object->tgid)
		return false;
	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/map_files/%" PRIx64 "-%" PRIx64,
		 object->tgid, object->start, object->end);
	return try(search, path, PROOF_LIKELY, object->tgid, true);
}

/* A program of our own user, even where it was deleted: no privilege is needed. */
static bool try_program(struct search *search)
{
	uint32_t tgid = search->object->tgid;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/exe", tgid);
	return tgid && is_inode_known(search->object) &&
	       try(search, path, PROOF_LIKELY, tgid, false);
}

static bool try_held(struct search *search)
{
	int fd = search->held < 0 ? -1 : fcntl(search->held, F_DUPFD_CLOEXEC, 0);

	/* It was proven when it was taken, but may have been written to since. */
	return fd >= 0 && take(search, fd, PROOF_SURE, PROOF_SURE, search->object->tgid);
}

/* As the process sees the path, in its container. */
static bool try_inside(struct search *search, const char *name)
{
	const struct object *object = search->object;
	char *path;
	bool found;

	if (!object->tgid)
		return false;
	path = xasprintf("/proc/%" PRIu32 "/root%s", object->tgid, name);
	found = try(search, path, PROOF_LIKELY, object->tgid, false);
	free(path);
	return found;
}

/* The mark of a deleted file may lie: it has other names, or was put back. */
static bool try_undeleted(struct search *search)
{
	const char *path = search->object->path;
	size_t len = undeleted_length(path);
	char *name;
	bool found;

	if (!path[len])
		return false;
	name = xstrndup(path, len);
	found = try_inside(search, name) || try(search, name, PROOF_LIKELY, 0, false);
	free(name);
	return found;
}

/* From what proves most to what proves least. */
static bool try_all(struct search *search)
{
	const char *path = search->object->path;
	enum proof least = is_inode_known(search->object) ? PROOF_SURE : PROOF_UNCLEAR;

	return try(search, path, least, 0, false) || try_mapped(search) || try_program(search) ||
	       try_held(search) || try_inside(search, path) ||
	       try(search, path, PROOF_LIKELY, 0, false) || try_undeleted(search);
}

/* What was found through a process may be what we see at the path all the same. */
static void note_ours(const char *path, struct located *found)
{
	struct stat st;

	if (!stat(path, &st) && st.st_ino == found->st.st_ino && st.st_dev == found->st.st_dev)
		found->tgid = 0;
}

/* Its files are made when they are opened: they are always younger than the mapping. */
static enum unnamed locate_vdso(const struct object *object, int held, struct located *found)
{
	struct object vdso = *object;
	struct search search = { &vdso, held, found, UNNAMED_NO_FILE };
	uint32_t tgid = vdso_is_own(object->path) ? 0 : object->tgid;
	int fd = tgid ? vdso_read(tgid, object->start, object->end) : -1;

	vdso.seen_ns = 0;
	if (vdso_is_own(object->path))
		fd = vdso_open();
	if (fd >= 0 && take(&search, fd, PROOF_SURE, PROOF_SURE, tgid))
		return NAMED;
	return try_held(&search) ? NAMED : search.why;
}

enum unnamed locate(const struct object *object, int held, struct located *found)
{
	struct search search = { object, held, found, UNNAMED_NO_FILE };

	if (vdso_is_path(object->path))
		return locate_vdso(object, held, found);
	if (object->path[0] != '/' || !try_all(&search))
		return search.why;
	if (found->tgid)
		note_ours(object->path, found);
	return NAMED;
}

enum unnamed locate_by_id(const struct object *object, struct located *found)
{
	struct search search = { object, -1, found, UNNAMED_NO_FILE };
	char *path;
	bool got;

	if (!object->id.len)
		return UNNAMED_NO_FILE;
	if (vdso_is_path(object->path))
		return locate_vdso(object, -1, found);
	if (object->path[0] != '/')
		return UNNAMED_NO_FILE;
	path = xstrndup(object->path, undeleted_length(object->path));
	got = try(&search, path, PROOF_UNCLEAR, 0, false);
	free(path);
	return got ? NAMED : search.why;
}
