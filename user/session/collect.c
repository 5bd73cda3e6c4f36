// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/collect.h"
#include "session/kernel_identity.h"
#include "symbol/bundle.h"
#include "symbol/debug_link.h"
#include "symbol/found_file.h"
#include "symbol/kernel_files.h"
#include "util/alloc.h"
#include "util/error.h"

void collection_free(struct collection *collection)
{
	for (size_t i = 0; i < collection->count; i++)
		close(collection->file[i].fd);
	free(collection->file);
	*collection = (struct collection){ 0 };
}

/* The path of an open file, as far as it has one; for free(). */
static char *path_of(int fd)
{
	char link[32], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	/* What came out of an archive has no name of its own. */
	if (n <= 0 || strstr(path, " (deleted)"))
		return xstrdup("(in a bundle)");
	return xstrdup(path);
}

/* Takes @fd over, unless such a file is there already. */
static void add(struct collection *collection, const char *name, int fd)
{
	struct collected_file *file;
	struct stat st;

	for (size_t i = 0; i < collection->count; i++) {
		if (!strcmp(collection->file[i].name, name)) {
			close(fd);
			return;
		}
	}
	if (fstat(fd, &st) || (uint64_t)st.st_size > TAR_SIZE_MAX) {
		notice("%s: larger than an archive can hold, and left out", name);
		close(fd);
		return;
	}
	collection->file = grow(collection->file, &collection->capacity, collection->count + 1,
				sizeof(*collection->file));
	file = &collection->file[collection->count++];
	snprintf(file->name, sizeof(file->name), "%s", name);
	file->fd = fd;
	file->size = st.st_size;
}

static void add_by_id(struct collection *collection, const struct build_id *id, bool is_debug,
		      int fd)
{
	char name[TAR_NAME_MAX + 1];

	bundle_member_name(id, is_debug, name);
	add(collection, name, fd);
}

/* What dwz took out of a debug file is wanted with it. */
static void add_alternate(struct collection *collection, const struct places *places, int debug)
{
	struct strbuf link = { 0 };
	struct build_id id;
	int fd;

	if (debug_alternate_read(debug, &link, &id)) {
		fd = places_open_alternate(places, link.text, &id);
		if (fd >= 0)
			add_by_id(collection, &id, true, fd);
	}
	free(link.text);
}

static int open_with_id(const char *path, const struct build_id *id)
{
	int fd = found_open(NULL, path);

	if (fd < 0 || found_has_id(fd, id))
		return fd;
	close(fd);
	return -1;
}

/* The file itself, from here: servers are asked for what has symbols only. */
static int open_itself(const struct places *places, const struct wanted_file *wanted)
{
	struct places here = *places;
	int fd;

	here.servers = NULL;
	fd = places_open_file(&here, wanted);
	if (fd >= 0 || *wanted->path != '/')
		return fd;
	return open_with_id(wanted->path, &wanted->id);
}

static int open_debug(const struct places *places, struct wanted_file *wanted, int itself)
{
	struct strbuf link = { 0 };
	int fd;

	if (itself >= 0 && debug_link_read(itself, &link, &wanted->link_crc))
		wanted->link = link.text;
	fd = places_open_debug(places, wanted);
	wanted->link = NULL;
	free(link.text);
	return fd;
}

enum collected collect_object(struct collection *collection, const struct places *places,
			      const struct object *object, char **where)
{
	struct wanted_file wanted = { .path = object->path, .id = object->id };
	int itself, debug;

	*where = NULL;
	if (!object->id.len)
		return COLLECTED_NO_ID;
	itself = open_itself(places, &wanted);
	debug = open_debug(places, &wanted, itself);
	if (debug >= 0) {
		*where = path_of(debug);
		add_alternate(collection, places, debug);
		add_by_id(collection, &object->id, true, debug);
		if (itself >= 0)
			close(itself);
		return COLLECTED_DEBUG;
	}
	if (itself >= 0 && found_has_names(itself)) {
		*where = path_of(itself);
		add_alternate(collection, places, itself);
		add_by_id(collection, &object->id, false, itself);
		return COLLECTED_FILE;
	}
	if (itself >= 0)
		close(itself);
	return COLLECTED_NONE;
}

static int open_vmlinux(const struct kernel_image *image, const struct naming_options *naming)
{
	struct wanted_file wanted = { .path = "/boot/vmlinux", .id = image->id };
	struct strbuf path = { 0 };
	int fd = -1;

	if (naming->vmlinux)
		fd = open_with_id(naming->vmlinux, &image->id);
	for (unsigned int i = 0; fd < 0 && kernel_file_path(image, &naming->places,
							    KERNEL_FILE_VMLINUX, i, &path); i++)
		fd = open_with_id(path.text, &image->id);
	free(path.text);
	return fd < 0 ? places_open_debug(&naming->places, &wanted) : fd;
}

/* It has no build-id: whoever reads it compares addresses. */
static void add_system_map(struct collection *collection, const struct kernel_image *image,
			   const struct naming_options *naming)
{
	struct strbuf path = { 0 };
	char name[TAR_NAME_MAX + 1];
	int fd = -1;

	if (!image->release || strchr(image->release, '/'))
		return;
	if (naming->system_map)
		fd = found_open(NULL, naming->system_map);
	for (unsigned int i = 0; fd < 0 && kernel_file_path(image, &naming->places,
							    KERNEL_FILE_SYSTEM_MAP, i, &path); i++)
		fd = found_open(NULL, path.text);
	free(path.text);
	if (fd < 0)
		return;
	if (snprintf(name, sizeof(name), "boot/System.map-%s", image->release) <= TAR_NAME_MAX)
		add(collection, name, fd);
	else
		close(fd);
}

static void add_modules(struct collection *collection, const struct kernel_image *image,
			const struct places *places)
{
	for (size_t i = 0; i < image->module_count; i++) {
		const struct kernel_module *module = &image->modules[i];
		int fd = module->id.len ? kernel_module_open(image, places, module) : -1;

		if (fd < 0)
			continue;
		if (found_has_names(fd) && found_has_id(fd, &module->id))
			add_by_id(collection, &module->id, true, fd);
		else
			close(fd);
	}
}

enum collected collect_kernel(struct collection *collection, const struct naming_options *naming,
			      const struct identity *identity, struct build_id *id, char **where)
{
	enum collected collected = COLLECTED_NO_ID;
	struct kernel_told told;
	int fd;

	*where = NULL;
	kernel_identity_read(identity, &told);
	told.image.is_here = !naming->places.elsewhere;
	*id = told.image.id;
	if (id->len) {
		fd = open_vmlinux(&told.image, naming);
		collected = fd < 0 ? COLLECTED_NONE : COLLECTED_DEBUG;
		if (fd >= 0) {
			*where = path_of(fd);
			add_by_id(collection, id, true, fd);
		}
	}
	add_system_map(collection, &told.image, naming);
	add_modules(collection, &told.image, &naming->places);
	kernel_told_free(&told);
	return collected;
}

static int compare(const void *a, const void *b)
{
	const struct collected_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Return: 0, or -errno. */
static int write_files(const struct collection *collection, int out)
{
	int result = 0;

	for (size_t i = 0; !result && i < collection->count; i++) {
		const struct collected_file *file = &collection->file[i];

		result = tar_add(out, file->name, file->fd, file->size);
	}
	return result ? result : tar_end(out);
}

/* Into @out, which becomes @path. Return: 0, or -errno. */
static int write_part(const struct collection *collection, int out, const char *part,
		      const char *path, uint64_t *bytes)
{
	int err = write_files(collection, out);
	struct stat st;

	if (!err && fstat(out, &st))
		err = -errno;
	if (close(out) && !err)
		err = -errno;
	if (!err && rename(part, path))
		err = -errno;
	if (err)
		unlink(part);
	else
		*bytes = st.st_size;
	return err;
}

/* A new file takes the place of what is at @path: that must be no device. */
static bool is_in_the_way(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

int collection_write(struct collection *collection, const char *path, uint64_t *bytes)
{
	char *part;
	int out, err;

	if (is_in_the_way(path))
		return error("%s: there is something else than a file; choose another place with -o",
			     path);
	part = xasprintf("%s.part", path);
	out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	qsort(collection->file, collection->count, sizeof(*collection->file), compare);
	err = out < 0 ? -errno : write_part(collection, out, part, path, bytes);
	free(part);
	if (err)
		return error("%s was not written: %s; choose another place with -o", path,
			     strerror(-err));
	return 0;
}
