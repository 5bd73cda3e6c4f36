// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "symbol/build_id.h"
#include "symbol/found_file.h"
#include "util/alloc.h"
#include "util/elf_open.h"
#include "util/strbuf.h"

/* As many links as the kernel follows. */
#define MAX_LINKS 40

/**
 * struct way - a path in a root that is being followed
 * @done: the root and what was followed so far; no link is in the latter
 * @root_len: length of the root in @done
 * @left: the rest; owned
 * @links: links that were followed
 */
struct way {
	struct strbuf done;
	size_t root_len;
	char *left;
	unsigned int links;
};

/* ".." of the root is the root. */
static void go_up(struct way *way)
{
	while (way->done.len > way->root_len && way->done.text[way->done.len - 1] != '/')
		strbuf_truncate(&way->done, way->done.len - 1);
	if (way->done.len > way->root_len)
		strbuf_truncate(&way->done, way->done.len - 1);
}

/* @len: of what is done without the link; @rest: behind the link. */
static bool follow_link(struct way *way, size_t len, const char *target, const char *rest)
{
	char *left;

	if (++way->links > MAX_LINKS)
		return false;
	strbuf_truncate(&way->done, *target == '/' ? way->root_len : len);
	left = xasprintf("%s/%s", target, rest);
	free(way->left);
	way->left = left;
	return true;
}

/* Take the first name off what is left. Return: whether the way goes on. */
static bool take_step(struct way *way)
{
	size_t len = way->done.len, name_len;
	const char *name = way->left + strspn(way->left, "/");
	char target[PATH_MAX], *rest;
	ssize_t n = -1;

	name_len = strcspn(name, "/");
	rest = xstrdup(name + name_len);
	if (name_len == 2 && !strncmp(name, "..", 2)) {
		go_up(way);
	} else if (name_len != 1 || *name != '.') {
		strbuf_add(&way->done, "/");
		strbuf_add_n(&way->done, name, name_len);
		n = readlink(way->done.text, target, sizeof(target) - 1);
	}
	if (n >= 0) {
		target[n] = '\0';
		if (!follow_link(way, len, target, rest))
			way->links = MAX_LINKS + 1;
		free(rest);
		return way->links <= MAX_LINKS;
	}
	free(way->left);
	way->left = rest;
	return true;
}

/* The path here of @path in @root; NULL: its links lead round in circles. */
static char *resolve(const char *root, const char *path)
{
	struct way way = { .root_len = strlen(root), .left = xstrdup(path) };
	bool goes_on = true;

	strbuf_add(&way.done, root);
	while (goes_on && way.left[strspn(way.left, "/")])
		goes_on = take_step(&way);
	free(way.left);
	if (goes_on)
		return way.done.text;
	free(way.done.text);
	return NULL;
}

static int open_regular(const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return -1;
	/* Another file may be there by now. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return -1;
}

int found_open(const char *root, const char *path)
{
	char *here;
	int fd;

	if (!root)
		return open_regular(path);
	/* The kernel would not take it either. */
	here = strlen(path) < PATH_MAX ? resolve(root, path) : NULL;
	fd = here ? open_regular(here) : -1;
	free(here);
	return fd;
}

bool found_has_id(int fd, const struct build_id *id)
{
	struct build_id found;

	build_id_read(fd, &found);
	return found.len && build_ids_equal(&found, id);
}

bool found_has_crc(int fd, uint32_t crc)
{
	unsigned char *part = xmalloc(64 * 1024);
	uint32_t found = crc32(0, NULL, 0);
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, part, 64 * 1024, at)) > 0) {
		found = crc32(found, part, n);
		at += n;
	}
	free(part);
	return !n && at && found == crc;
}

/* Whether @fits says so of one of the sections. */
static bool has_section(int fd, bool (*fits)(const GElf_Shdr *shdr, const char *name))
{
	Elf_Scn *section = NULL;
	bool found = false;
	size_t names;
	Elf *elf;

	elf = elf_open(fd);
	if (elf_kind(elf) == ELF_K_ELF && !elf_getshdrstrndx(elf, &names)) {
		while (!found && (section = elf_nextscn(elf, section))) {
			const char *name;
			GElf_Shdr shdr;

			if (!gelf_getshdr(section, &shdr))
				continue;
			name = elf_strptr(elf, names, shdr.sh_name);
			found = fits(&shdr, name ? name : "");
		}
	}
	elf_end(elf);
	return found;
}

static bool holds_names(const GElf_Shdr *shdr, const char *name)
{
	if (shdr->sh_type == SHT_NOBITS || !shdr->sh_size)
		return false;
	return shdr->sh_type == SHT_SYMTAB || !strcmp(name, ".debug_info") ||
	       !strcmp(name, ".zdebug_info") || !strcmp(name, ".gnu_debugdata");
}

bool found_has_names(int fd)
{
	return has_section(fd, holds_names);
}

static bool is_section(const GElf_Shdr *shdr, const char *name)
{
	(void)name;
	return shdr->sh_type != SHT_NULL;
}

static bool holds_code(const GElf_Shdr *shdr, const char *name)
{
	(void)name;
	return shdr->sh_type != SHT_NOBITS && shdr->sh_flags & SHF_EXECINSTR;
}

/* A file may go without sections; a debug file has them. */
bool found_has_code(int fd)
{
	return has_section(fd, holds_code) || !has_section(fd, is_section);
}
