// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "symbol/bundle.h"
#include "symbol/found_file.h"
#include "symbol/tar.h"
#include "util/alloc.h"
#include "util/error.h"

/* More objects than any capture has; bounds what an archive of nothing but headers costs us. */
#define MEMBERS_MAX 65536

/* Members of this size or less are copied to memory, larger ones to a disk. */
#define MEMORY_MAX (4 * 1024 * 1024)

struct bundle {
	int fd;
	struct tar_member *member;	/* sorted by name */
	size_t count, capacity;
};

static int compare(const void *a, const void *b)
{
	const struct tar_member *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool is_wanted(const char *name)
{
	return !strncmp(name, ".build-id/", strlen(".build-id/")) ||
	       !strncmp(name, "boot/", strlen("boot/"));
}

/* Return: how the archive ended. */
static enum tar_next read_members(struct bundle *bundle)
{
	struct tar_member member;
	enum tar_next next;
	uint64_t at = 0;

	while ((next = tar_next(bundle->fd, &at, &member)) == TAR_MEMBER) {
		if (!is_wanted(member.name) || bundle->count == MEMBERS_MAX)
			continue;
		bundle->member = grow(bundle->member, &bundle->capacity, bundle->count + 1,
				      sizeof(*bundle->member));
		bundle->member[bundle->count++] = member;
	}
	if (bundle->count)
		qsort(bundle->member, bundle->count, sizeof(*bundle->member), compare);
	return next;
}

struct bundle *bundle_open(const char *path)
{
	int fd = found_open(NULL, path);
	struct bundle *bundle;
	enum tar_next end;

	if (fd < 0) {
		error("%s: can't be read; give an archive that 'flamerec bundle' made", path);
		return NULL;
	}
	bundle = xcalloc(1, sizeof(*bundle));
	bundle->fd = fd;
	end = read_members(bundle);
	if (end == TAR_BROKEN && !bundle->count) {
		error("%s: no archive of 'flamerec bundle'; name one, or a directory", path);
		bundle_free(bundle);
		return NULL;
	}
	if (end == TAR_BROKEN)
		notice("%s: is damaged or cut off; the %zu files before that are used", path,
		       bundle->count);
	return bundle;
}

void bundle_free(struct bundle *bundle)
{
	if (!bundle)
		return;
	close(bundle->fd);
	free(bundle->member);
	free(bundle);
}

/* A file without a name: where there is room, which for a vmlinux is not memory. */
static int new_file(uint64_t size)
{
	const char *dir = getenv("TMPDIR");
	int fd = -1;

	if (size > MEMORY_MAX)
		fd = open(dir && *dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd < 0 ? memfd_create("bundle", MFD_CLOEXEC) : fd;
}

static int take_out(const struct bundle *bundle, const struct tar_member *member)
{
	uint64_t left = member->size;
	off_t at = member->offset;
	int fd = new_file(left);

	while (fd >= 0 && left) {
		ssize_t n = sendfile(fd, bundle->fd, &at, left < 1 << 20 ? left : 1 << 20);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -1;
		}
		left -= n;
	}
	return fd;
}

int bundle_member_named(struct bundle *bundle, const char *name)
{
	struct tar_member key, *found;

	if (!bundle->count || strlen(name) > TAR_NAME_MAX)
		return -1;
	strcpy(key.name, name);
	found = bsearch(&key, bundle->member, bundle->count, sizeof(key), compare);
	return found ? take_out(bundle, found) : -1;
}

int bundle_member(struct bundle *bundle, const struct build_id *id, bool is_debug)
{
	char name[TAR_NAME_MAX + 1];

	bundle_member_name(id, is_debug, name);
	return bundle_member_named(bundle, name);
}

void bundle_member_name(const struct build_id *id, bool is_debug, char name[TAR_NAME_MAX + 1])
{
	size_t n = snprintf(name, TAR_NAME_MAX, ".build-id/%02x/", id->bytes[0]);

	for (unsigned int i = 1; i < id->len; i++)
		n += snprintf(name + n, TAR_NAME_MAX - n, "%02x", id->bytes[i]);
	snprintf(name + n, TAR_NAME_MAX - n, "%s", is_debug ? ".debug" : "");
}
