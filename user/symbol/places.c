// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/bundle.h"
#include "symbol/debuginfod.h"
#include "symbol/found_file.h"
#include "symbol/locate.h"
#include "symbol/places.h"
#include "util/alloc.h"

/* Where debug files are in the root file system of a machine. */
#define DEBUG_DIR "/usr/lib/debug"

/* Packages of dwz files put them there, below DEBUG_DIR. */
#define DWZ_DIR "/.dwz/"

static const struct places own_places;

/**
 * struct search - one file that is looked for
 * @places: where
 * @id: its build-id; len 0: not known
 * @root: of the process that had it mapped, or NULL
 * @dir: directory of its path, with the slash at its end; owned
 * @base: the last part of its path; within the path that was asked for, its mark cut off; owned
 * @link: its debug file by .gnu_debuglink, or NULL
 * @link_crc: checksum of that
 * @suffix: what follows the build-id in a name
 * @fits: whether a file is of the kind that is looked for; NULL: all are
 */
struct search {
	const struct places *places;
	struct build_id id;
	const char *root;
	char *dir, *base;
	const char *link;
	uint32_t link_crc;
	const char *suffix;
	bool (*fits)(int fd);
};

static void search_start(struct search *search, const struct places *places,
			 const struct wanted_file *wanted)
{
	size_t len = strlen(wanted->path), mark = strlen(DELETED_SUFFIX);
	const char *base = strrchr(wanted->path, '/');

	base = base ? base + 1 : wanted->path;
	if (len > mark && !strcmp(wanted->path + len - mark, DELETED_SUFFIX))
		len -= mark;
	*search = (struct search){
		.places = places ? places : &own_places,
		.id = wanted->id,
		.root = wanted->root,
		.dir = xstrndup(wanted->path, base - wanted->path),
		.base = xstrndup(base, wanted->path + len - base),
		.link_crc = wanted->link_crc,
	};
	/* A name, by what it is for; a path would lead to wherever its file likes. */
	if (wanted->link && *wanted->link && !strchr(wanted->link, '/'))
		search->link = wanted->link;
}

static void search_end(struct search *search)
{
	free(search->dir);
	free(search->base);
}

/* Without a build-id only the checksum tells that a debug file is the one. */
static bool is_the_one(const struct search *search, int fd)
{
	if (search->fits && !search->fits(fd))
		return false;
	if (search->id.len)
		return found_has_id(fd, &search->id);
	return search->link && found_has_crc(fd, search->link_crc);
}

__attribute__((format(printf, 3, 4)))
static int try(const struct search *search, const char *root, const char *fmt, ...)
{
	char *path = NULL;
	va_list ap;
	int fd = -1;

	va_start(ap, fmt);
	if (vasprintf(&path, fmt, ap) >= 0) {
		fd = found_open(root, path);
		free(path);
	}
	va_end(ap);
	if (fd < 0 || is_the_one(search, fd))
		return fd;
	close(fd);
	return -1;
}

typedef int look_fn(const struct search *search, const char *root, const char *dir);

/* @look in all directories that are laid out as DEBUG_DIR, until it has found something. */
static int look_in_debug_dirs(const struct search *search, look_fn *look)
{
	const struct places *places = search->places;
	int fd = -1;

	if (places->sysroot)
		fd = look(search, places->sysroot, DEBUG_DIR);
	for (size_t i = 0; fd < 0 && i < places->debug_dir_count; i++) {
		fd = look(search, NULL, places->debug_dirs[i]);
		/* A package of debug files that was unpacked there. */
		if (fd < 0)
			fd = look(search, places->debug_dirs[i], DEBUG_DIR);
	}
	if (fd < 0 && search->root)
		fd = look(search, search->root, DEBUG_DIR);
	return fd < 0 ? look(search, NULL, DEBUG_DIR) : fd;
}

static int look_by_id(const struct search *search, const char *root, const char *dir)
{
	char hex[2 * BUILD_ID_MAX + 1] = "";

	for (unsigned int i = 1; i < search->id.len; i++)
		snprintf(hex + 2 * (i - 1), 3, "%02x", search->id.bytes[i]);
	return try(search, root, "%s/.build-id/%02x/%s%s", dir, search->id.bytes[0], hex,
		   search->suffix);
}

static int look_by_link(const struct search *search, const char *root, const char *dir)
{
	int fd = try(search, root, "%s/%s/%s", dir, search->dir, search->link);

	return fd < 0 ? try(search, root, "%s/%s", dir, search->link) : fd;
}

/* Yocto's debug files have the name of their file, so that the link leads to that itself. */
static int look_beside(const struct search *search, const char *root)
{
	int fd = -1;

	if (strcmp(search->link, search->base))
		fd = try(search, root, "%s%s", search->dir, search->link);
	return fd < 0 ? try(search, root, "%s.debug/%s", search->dir, search->link) : fd;
}

static int find_by_link(const struct search *search)
{
	int fd = look_beside(search, search->root);

	if (fd < 0 && search->places->sysroot)
		fd = look_beside(search, search->places->sysroot);
	return fd < 0 ? look_in_debug_dirs(search, look_by_link) : fd;
}

/* A directory of debug files may be a tree that was built, with files before they were stripped. */
static int look_by_name(const struct search *search, const char *dir)
{
	int fd = try(search, NULL, "%s/%s%s", dir, search->dir, search->base);

	if (fd < 0)
		fd = try(search, NULL, "%s/%s%s.debug", dir, search->dir, search->base);
	if (fd < 0)
		fd = try(search, NULL, "%s/%s.debug/%s", dir, search->dir, search->base);
	if (fd < 0)
		fd = try(search, NULL, "%s/%s", dir, search->base);
	return fd < 0 ? try(search, NULL, "%s/%s.debug", dir, search->base) : fd;
}

static int find_by_name(const struct search *search)
{
	const struct places *places = search->places;
	int fd = -1;

	if (!*search->base)
		return -1;
	if (places->sysroot)
		fd = try(search, places->sysroot, "%s.debug/%s", search->dir, search->base);
	for (size_t i = 0; fd < 0 && i < places->debug_dir_count; i++)
		fd = look_by_name(search, places->debug_dirs[i]);
	return fd;
}

static int find_in_bundles(const struct search *search, bool is_debug)
{
	int fd = -1;

	for (size_t i = 0; fd < 0 && i < search->places->bundle_count; i++)
		fd = bundle_member(search->places->bundles[i], &search->id, is_debug);
	if (fd < 0 || is_the_one(search, fd))
		return fd;
	close(fd);
	return -1;
}

static int ask_servers(const struct search *search, enum server_file kind)
{
	int fd = -1;

	if (search->places->servers)
		fd = debug_servers_open(search->places->servers, &search->id, kind, search->base);
	if (fd < 0 || is_the_one(search, fd))
		return fd;
	close(fd);
	return -1;
}

int places_open_debug(const struct places *places, const struct wanted_file *wanted)
{
	struct search search;
	int fd = -1;

	search_start(&search, places, wanted);
	search.suffix = ".debug";
	search.fits = found_has_names;
	if (search.id.len > 1)
		fd = look_in_debug_dirs(&search, look_by_id);
	if (fd < 0 && search.link)
		fd = find_by_link(&search);
	if (fd < 0 && search.id.len)
		fd = find_by_name(&search);
	if (fd < 0 && search.id.len)
		fd = find_in_bundles(&search, true);
	if (fd < 0 && search.id.len)
		fd = ask_servers(&search, SERVER_DEBUG);
	search_end(&search);
	return fd;
}

/* Fedora's packages have links in /usr/lib/.build-id, too. */
static int find_file_by_id(const struct search *search)
{
	int fd = look_in_debug_dirs(search, look_by_id);

	if (fd < 0 && search->places->sysroot)
		fd = look_by_id(search, search->places->sysroot, "/usr/lib");
	return fd < 0 ? look_by_id(search, NULL, "/usr/lib") : fd;
}

static int find_in_sysroot(const struct search *search, const char *path)
{
	const char *sysroot = search->places->sysroot;
	int fd;

	if (!sysroot || *path != '/')
		return -1;
	if (search->id.len)
		return try(search, sysroot, "%s%s", search->dir, search->base);
	/* With its mark, as it is: what was deleted is not what is there now. */
	fd = found_open(sysroot, path);
	if (fd < 0 || search->fits(fd))
		return fd;
	close(fd);
	return -1;
}

int places_open_file(const struct places *places, const struct wanted_file *wanted)
{
	struct search search;
	int fd;

	search_start(&search, places, wanted);
	search.suffix = "";
	search.fits = found_has_code;
	fd = find_in_sysroot(&search, wanted->path);
	if (fd < 0 && search.id.len > 1)
		fd = find_file_by_id(&search);
	if (fd < 0 && search.id.len)
		fd = find_by_name(&search);
	if (fd < 0 && search.id.len)
		fd = find_in_bundles(&search, false);
	if (fd < 0 && search.id.len)
		fd = ask_servers(&search, SERVER_EXECUTABLE);
	search_end(&search);
	return fd;
}

static int look_by_dwz_name(const struct search *search, const char *root, const char *dir)
{
	return try(search, root, "%s%s%s", dir, DWZ_DIR, search->link);
}

/* Links are relative to the debug file that has them, which we don't know; or absolute. */
static int find_by_dwz_name(const struct search *search, const char *link)
{
	const char *sysroot = search->places->sysroot;
	int fd = -1;

	if (*link == '/' && sysroot)
		fd = try(search, sysroot, "%s", link);
	if (*link == '/' && fd < 0)
		fd = try(search, search->root, "%s", link);
	if (fd < 0 && search->link)
		fd = look_in_debug_dirs(search, look_by_dwz_name);
	return fd;
}

int places_open_alternate(const struct places *places, const char *link, const struct build_id *id)
{
	const struct wanted_file wanted = { .path = link, .id = *id };
	const char *dwz = strstr(link, DWZ_DIR);
	struct search search;
	int fd = -1;

	if (!id->len)
		return -1;
	search_start(&search, places, &wanted);
	search.suffix = ".debug";
	search.link = dwz ? dwz + strlen(DWZ_DIR) : NULL;
	if (id->len > 1)
		fd = look_in_debug_dirs(&search, look_by_id);
	if (fd < 0)
		fd = find_by_dwz_name(&search, link);
	if (fd < 0)
		fd = find_in_bundles(&search, true);
	if (fd < 0)
		fd = ask_servers(&search, SERVER_DEBUG);
	search_end(&search);
	return fd;
}
