// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/found_file.h"
#include "symbol/kernel_files.h"
#include "symbol/unpack.h"
#include "util/alloc.h"

/* Bytes of modules.dep: distributions' have a twentieth of it. */
#define DEP_BYTES_MAX (16 << 20)

/* Where distributions, their debug packages and `make install` put them; %s is the release. */
static const char *const vmlinux_places[] = {
	"/usr/lib/debug/boot/vmlinux-%s",
	"/usr/lib/debug/lib/modules/%s/vmlinux",
	"/lib/modules/%s/build/vmlinux",
	"/lib/modules/%s/vmlinux",
	"/boot/vmlinux-%s",
	NULL
};

static const char *const system_map_places[] = {
	"/boot/System.map-%s",
	"/lib/modules/%s/System.map",
	"/lib/modules/%s/build/System.map",
	NULL
};

static const char *const modules_dep_places[] = {
	"/lib/modules/%s/modules.dep",
	"/usr/lib/modules/%s/modules.dep",
	NULL
};

static const char *const *const kernel_places[] = {
	[KERNEL_FILE_VMLINUX] = vmlinux_places,
	[KERNEL_FILE_SYSTEM_MAP] = system_map_places,
	[KERNEL_FILE_MODULES_DEP] = modules_dep_places,
};

/* Usual places are below these. Return: how many. */
static unsigned int find_roots(const struct kernel_image *image, const struct places *places,
			       enum kernel_file kind, const char *roots[2])
{
	unsigned int n = 0;

	if (places && places->sysroot)
		roots[n++] = places->sysroot;
	if (image->is_here || kind == KERNEL_FILE_VMLINUX)
		roots[n++] = image->root ? image->root : "";
	return n;
}

static void expand(struct strbuf *path, const char *root, const char *pattern, const char *release)
{
	const char *mark = strstr(pattern, "%s");

	strbuf_truncate(path, 0);
	strbuf_add(path, root);
	strbuf_add_n(path, pattern, mark - pattern);
	strbuf_add(path, release);
	strbuf_add(path, mark + 2);
}

bool kernel_file_path(const struct kernel_image *image, const struct places *places,
		      enum kernel_file kind, unsigned int number, struct strbuf *path)
{
	const char *const *pattern;
	const char *roots[2];
	unsigned int n = find_roots(image, places, kind, roots);

	/* A capture may claim that its kernel is called "../../somewhere". */
	if (!image->release || !*image->release || strchr(image->release, '/'))
		return false;
	for (unsigned int i = 0; i < n; i++) {
		for (pattern = kernel_places[kind]; *pattern; pattern++) {
			if (number--)
				continue;
			expand(path, roots[i], *pattern, image->release);
			return true;
		}
	}
	return false;
}

int kernel_file_open(const char *path, struct stat *st)
{
	int fd = found_open(NULL, path);

	if (fd < 0 || !fstat(fd, st))
		return fd;
	close(fd);
	return -1;
}

/* Whether @path is that of a module's file; file names may have '-' where the kernel has '_'. */
static bool is_file_of(const char *path, size_t length, const char *module)
{
	size_t at = length, i;

	while (at && path[at - 1] != '/')
		at--;
	for (i = 0; module[i] && at + i < length; i++) {
		if (path[at + i] != module[i] && !(path[at + i] == '-' && module[i] == '_'))
			return false;
	}
	return !module[i] && length - at - i >= 3 && !strncmp(path + at + i, ".ko", 3);
}

/*
 * Where the file is that a line of @length bytes names, below the folder of the list, which is that
 * of the release. depmod may have been told to write whole paths: as seen in the root that is
 * looked at, not in ours.
 */
static void set_path(struct strbuf *path, const char *folder, const char *line, size_t length)
{
	const char *release = strrchr(folder, '/'), *inside;
	size_t n = strlen(release);

	inside = *line == '/' ? memmem(line, length, release, n) : NULL;
	if (inside) {
		length -= inside + n - line;
		line = inside + n;
	}
	strbuf_truncate(path, 0);
	strbuf_addf(path, "%s/", folder);
	strbuf_add_n(path, line, length);
}

/* Lines are "kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz ...", below the file's folder. */
static bool find_in_modules_dep(FILE *dep, const char *folder, const char *module,
				struct strbuf *path)
{
	size_t size = 0, length;
	char *line = NULL;
	bool found = false;

	while (!found && getline(&line, &size, dep) > 0) {
		length = strcspn(line, ":\n");
		found = is_file_of(line, length, module);
	}
	if (found)
		set_path(path, folder, line, length);
	free(line);
	return found;
}

static bool module_path(const char *dep_path, const char *module, struct strbuf *path)
{
	char *folder = xstrndup(dep_path, strrchr(dep_path, '/') - dep_path);
	struct stat st;
	int fd = kernel_file_open(dep_path, &st);
	FILE *dep = fd < 0 || st.st_size > DEP_BYTES_MAX ? NULL : fdopen(fd, "r");
	bool found = dep && find_in_modules_dep(dep, folder, module, path);

	if (dep)
		fclose(dep);
	else if (fd >= 0)
		close(fd);
	free(folder);
	return found;
}

/*
 * When this machine was booted, in seconds; a file that has not changed since is the one that was
 * loaded.
 * Return: 0 where that is not known.
 */
static time_t boot_time(const char *root)
{
	char *path = xasprintf("%s/proc/stat", root ? root : "");
	FILE *in = fopen(path, "re");
	long long seconds = 0;
	char line[256];

	while (in && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "btime %lld", &seconds) == 1)
			break;
	}
	if (in)
		fclose(in);
	free(path);
	return seconds;
}

static int open_listed(const struct kernel_image *image, const struct places *places,
		       const struct kernel_module *module)
{
	struct strbuf dep = { 0 }, path = { 0 };
	int fd = -1;

	for (unsigned int i = 0; fd < 0 &&
	     kernel_file_path(image, places, KERNEL_FILE_MODULES_DEP, i, &dep); i++) {
		struct stat st;

		if (!module_path(dep.text, module->name, &path))
			continue;
		fd = kernel_file_open(path.text, &st);
		if (fd < 0)
			continue;
		if (image->is_here && !module->id.len && st.st_ctime >= boot_time(image->root)) {
			close(fd);
			fd = -1;
			continue;
		}
		fd = unpack(fd, path.text);
	}
	free(dep.text);
	free(path.text);
	return fd;
}

int kernel_module_open(const struct kernel_image *image, const struct places *places,
		       const struct kernel_module *module)
{
	struct wanted_file wanted = { .id = module->id };
	int fd = open_listed(image, places, module);
	char *path;

	if (fd >= 0 || !module->id.len)
		return fd;
	path = xasprintf("/%s.ko", module->name);
	wanted.path = path;
	fd = places_open_debug(places, &wanted);
	if (fd < 0)
		fd = places_open_file(places, &wanted);
	free(path);
	return fd;
}
