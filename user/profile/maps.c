// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "profile/maps.h"
#include "symbol/jit_path.h"
#include "symbol/vdso.h"
#include "util/alloc.h"
#include "util/hash.h"

void maps_init(struct maps *maps)
{
	memset(maps, 0, sizeof(*maps));
	strpool_init(&maps->paths);
	maps->map = grow(NULL, &maps->maps_capacity, 1, sizeof(*maps->map));
	maps->file = grow(NULL, &maps->files_capacity, 1, sizeof(*maps->file));
	maps->map[0] = (struct map){ 0 };
	maps->file[0] = (struct mapped_file){ .object.path = NULL };
	maps->maps = maps->files = 1;
}

void maps_free(struct maps *maps)
{
	for (size_t i = 1; i < maps->files; i++)
		free((char *)maps->file[i].object.path);
	free(maps->map);
	free(maps->file);
	free(maps->id);
	strpool_free(&maps->paths);
	u64map_free(&maps->by_path);
	u64map_free(&maps->id_of);
	memset(maps, 0, sizeof(*maps));
}

/* In maps.id_of; keys of mere paths have not got the highest bit. */
static uint64_t file_key(uint32_t path, uint64_t device, uint64_t inode)
{
	return hash_u64(hash_u64(hash_u64(path) ^ device) ^ inode) | 1ull << 63;
}

/* What was told of the very file goes before what was told of its path. */
static void take_id(const struct maps *maps, uint32_t path, struct object *object)
{
	uint64_t *id = u64map_find(&maps->id_of, file_key(path, object->device, object->inode));

	if (!id)
		id = u64map_find(&maps->id_of, path);
	if (id)
		object->id = maps->id[*id];
}

static uint32_t file_of(struct maps *maps, const struct flamesamp_map *record)
{
	uint64_t device = record->inode ? makedev(record->major, record->minor) : 0;
	const char *name = vdso_rename(record->path, record->inode, record->end);
	uint32_t path = strpool_intern(&maps->paths, name);
	uint64_t *first = u64map_at(&maps->by_path, path, NULL);
	uint32_t number = *first;

	for (; number; number = maps->file[number].next) {
		const struct object *object = &maps->file[number].object;

		if (object->device == device && object->inode == record->inode)
			return number;
	}
	number = maps->files++;
	maps->file = grow(maps->file, &maps->files_capacity, maps->files, sizeof(*maps->file));
	maps->file[number] = (struct mapped_file){
		.object.path = xstrdup(name),
		.object.device = device,
		.object.inode = record->inode,
		.first_ns = record->ns,
		.next = *first,
		.is_memory = jit_path_is_memory(name),
	};
	take_id(maps, path, &maps->file[number].object);
	*first = number;
	return number;
}

static bool covers(const struct map *map, uint64_t address)
{
	return map->start <= address && address < map->end;
}

void maps_add(struct maps *maps, uint32_t *list, const struct flamesamp_map *record)
{
	uint32_t file = file_of(maps, record);
	uint32_t number = maps_find(maps, *list, record->start, record->ns);
	struct map *map = &maps->map[number];

	if (record->ns < maps->file[file].first_ns)
		maps->file[file].first_ns = record->ns;
	/* Programs that map often have their whole map read often, and little of it is new. */
	if (number && map->start == record->start && map->end == record->end &&
	    map->offset == record->offset && map->file == file) {
		if (record->ns < map->first_ns)
			map->first_ns = record->ns;
		if (record->ns > map->last_ns)
			map->last_ns = record->ns;
		return;
	}
	number = maps->maps++;
	maps->map = grow(maps->map, &maps->maps_capacity, maps->maps, sizeof(*maps->map));
	maps->map[number] = (struct map){
		.start = record->start, .end = record->end, .offset = record->offset,
		.first_ns = record->ns, .last_ns = record->ns, .file = file, .next = *list,
	};
	*list = number;
}

/* Whether @a tells better than @b, both of one address, what was there at @ns. */
static bool better(const struct map *a, const struct map *b, uint64_t ns)
{
	bool a_after = a->last_ns >= ns, b_after = b->last_ns >= ns;

	if (a_after != b_after)
		return a_after;
	return a_after ? a->first_ns < b->first_ns : a->last_ns > b->last_ns;
}

uint32_t maps_find(const struct maps *maps, uint32_t list, uint64_t address, uint64_t ns)
{
	uint32_t best = 0;

	for (uint32_t i = list; i; i = maps->map[i].next) {
		const struct map *map = &maps->map[i];

		if (covers(map, address) && (!best || better(map, &maps->map[best], ns)))
			best = i;
	}
	return best;
}

static void set_id(struct maps *maps, uint64_t key, const struct build_id *id)
{
	bool added;
	uint64_t *at = u64map_at(&maps->id_of, key, &added);

	if (added) {
		*at = maps->ids++;
		maps->id = grow(maps->id, &maps->ids_capacity, maps->ids, sizeof(*maps->id));
	}
	maps->id[*at] = *id;
}

static void identify(struct maps *maps, uint32_t path)
{
	uint64_t *first = u64map_find(&maps->by_path, path);

	for (uint32_t i = first ? *first : 0; i; i = maps->file[i].next)
		take_id(maps, path, &maps->file[i].object);
}

void maps_identify(struct maps *maps, const char *path, const struct build_id *id)
{
	uint32_t number = strpool_intern(&maps->paths, path);

	set_id(maps, number, id);
	identify(maps, number);
}

void maps_identify_file(struct maps *maps, const char *path, uint64_t device, uint64_t inode,
			const struct build_id *id)
{
	uint32_t number = strpool_intern(&maps->paths, path);

	set_id(maps, file_key(number, device, inode), id);
	identify(maps, number);
}

void maps_locate(struct maps *maps, uint32_t number, uint32_t tgid)
{
	const struct map *map = &maps->map[number];
	struct mapped_file *file = &maps->file[map->file];

	file->object.tgid = tgid;
	file->object.start = map->start;
	file->object.end = map->end;
	file->object.seen_ns = file->first_ns;
}
