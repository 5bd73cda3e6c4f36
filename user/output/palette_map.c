// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/colours.h"
#include "output/palette_map.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/strpool.h"

struct palette_map {
	const char *path;
	struct strpool names;
	int32_t *colour;	/* by the name's number; -1: none */
	size_t capacity;
};

/* The number of a name that may be new. */
static uint32_t intern(struct palette_map *map, const char *name, size_t len)
{
	size_t known = map->names.count;
	uint32_t id = strpool_intern_n(&map->names, name, len);

	map->colour = grow(map->colour, &map->capacity, map->names.count, sizeof(*map->colour));
	if (map->names.count > known)
		map->colour[id] = -1;
	return id;
}

/* "rgb(1,2,3)" or "#010203". Return: the colour, or -1. */
static int32_t read_colour(const char *text)
{
	unsigned int red, green, blue;

	if (sscanf(text, "rgb(%3u,%3u,%3u)", &red, &green, &blue) != 3)
		return colour_parse(text);
	if (red > 255 || green > 255 || blue > 255)
		return -1;
	return red << 16 | green << 8 | blue;
}

/* What is no entry is passed over; a name may hold arrows itself. */
static void read_line(struct palette_map *map, char *line)
{
	char *arrow = NULL;
	int32_t colour;

	line[strcspn(line, "\r\n")] = '\0';
	for (char *at = line; (at = strstr(at, "->")); at++)
		arrow = at;
	if (!arrow)
		return;
	colour = read_colour(arrow + 2);
	if (colour >= 0)
		map->colour[intern(map, line, arrow - line)] = colour;
}

static struct palette_map *new_map(const char *path)
{
	struct palette_map *map = xcalloc(1, sizeof(*map));

	map->path = path;
	strpool_init(&map->names);
	map->colour = grow(NULL, &map->capacity, 1, sizeof(*map->colour));
	map->colour[0] = -1;	/* of the empty string, which the pool has from the start */
	return map;
}

/* What can't be read to its end would be lost when the map is saved. Return: 0, or an errno. */
static int read_file(struct palette_map *map, FILE *file)
{
	size_t size = 0;
	char *line = NULL;
	int err;

	while (getline(&line, &size, file) > 0)
		read_line(map, line);
	err = ferror(file) ? errno : 0;
	free(line);
	return err;
}

struct palette_map *palette_map_load(const char *path)
{
	struct palette_map *map = new_map(path);
	FILE *file = fopen(path, "re");
	int err = file ? read_file(map, file) : errno;

	if (file)
		fclose(file);
	if (!err || (!file && err == ENOENT))
		return map;
	error("%s can't be read: %s; leave out --cp, or remove it", path, strerror(err));
	palette_map_free(map);
	return NULL;
}

int32_t palette_map_find(struct palette_map *map, const char *name)
{
	return map->colour[intern(map, name, strlen(name))];
}

void palette_map_add(struct palette_map *map, const char *name, uint32_t colour)
{
	map->colour[intern(map, name, strlen(name))] = colour;
}

struct entry {
	const char *name;
	int32_t colour;
};

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void write_sorted(const struct palette_map *map, FILE *file)
{
	struct entry *entry = xcalloc(map->names.count, sizeof(*entry));
	size_t n = 0;

	for (uint32_t i = 0; i < map->names.count; i++) {
		if (map->colour[i] >= 0)
			entry[n++] = (struct entry){ strpool_get(&map->names, i), map->colour[i] };
	}
	qsort(entry, n, sizeof(*entry), compare);
	for (size_t i = 0; i < n; i++)
		fprintf(file, "%s->rgb(%d,%d,%d)\n", entry[i].name, entry[i].colour >> 16,
			entry[i].colour >> 8 & 255, entry[i].colour & 255);
	free(entry);
}

int palette_map_save(const struct palette_map *map)
{
	FILE *file = fopen(map->path, "we");
	int err = file ? 0 : errno;

	if (file) {
		write_sorted(map, file);
		if (ferror(file) | fclose(file))
			err = errno;
	}
	return err ? error("%s was not written: %s; draw where files can be written, or leave out "
			   "--cp", map->path, strerror(err)) : 0;
}

void palette_map_free(struct palette_map *map)
{
	if (!map)
		return;
	strpool_free(&map->names);
	free(map->colour);
	free(map);
}
