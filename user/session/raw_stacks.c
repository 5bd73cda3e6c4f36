// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/raw_stacks.h"
#include "symbol/resolver.h"
#include "unwind/view.h"
#include "unwind/walk.h"
#include "util/alloc.h"
#include "util/hash.h"
#include "util/u64map.h"

/**
 * struct known_table - a file
 * @is_read: it could be opened, and was looked at
 * @machine: EM_*; 0: the file can't be read
 * @view: its table; NULL: it has none
 */
struct known_table {
	bool is_read;
	unsigned int machine;
	struct table_view *view;
};

/**
 * struct stack_walker - see raw_stacks.h
 * @resolver: who finds files
 * @table: the files, @count of them
 * @by_file: hash of path and inode -> index in @table
 * @range: room for the code of a program
 */
struct stack_walker {
	struct resolver *resolver;
	struct known_table *table;
	size_t count, capacity;
	struct u64map by_file;
	struct walk_code *range;
	size_t range_capacity;
};

struct stack_walker *stack_walker_new(struct resolver *resolver)
{
	struct stack_walker *walker = xcalloc(1, sizeof(*walker));

	walker->resolver = resolver;
	return walker;
}

void stack_walker_free(struct stack_walker *walker)
{
	if (!walker)
		return;
	for (size_t i = 0; i < walker->count; i++)
		table_view_free(walker->table[i].view);
	free(walker->table);
	free(walker->range);
	u64map_free(&walker->by_file);
	free(walker);
}

/* A file's machine, and its table. Both are of this machine's byte order or of no use. */
static void look_at(int fd, struct known_table *table)
{
	Elf64_Ehdr head;

	/* The first members are the same in both classes. */
	if (pread(fd, &head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
		return;
	table->machine = head.e_machine;
	table->view = table_view_compile(fd);
}

/* What was looked at, or could not be: another process may lead to it. */
static struct known_table *known_table(struct stack_walker *walker, const struct object *object)
{
	uint64_t key = hash_bytes(object->path, strlen(object->path)) ^
		       hash_u64(object->inode ^ hash_u64(object->device));
	bool added;
	uint64_t *index = u64map_at(&walker->by_file, key, &added);

	if (!added)
		return &walker->table[*index];
	*index = walker->count++;
	walker->table = grow(walker->table, &walker->capacity, walker->count,
			     sizeof(*walker->table));
	walker->table[*index] = (struct known_table){ .machine = 0 };
	return &walker->table[*index];
}

static const struct known_table *table_of(struct stack_walker *walker, const struct object *object)
{
	struct known_table *table = known_table(walker, object);
	int fd = table->is_read ? -1 : resolver_open(walker->resolver, object);

	if (fd < 0)
		return table;
	table->is_read = true;
	look_at(fd, table);
	close(fd);
	return table;
}

/* The tables of a program's code. Return: the machine that it is for, 0 where no file tells. */
static unsigned int find_tables(struct stack_walker *walker, const struct profile_code *code,
				size_t codes)
{
	unsigned int machine = 0;

	walker->range = grow(walker->range, &walker->range_capacity, codes,
			     sizeof(*walker->range));
	for (size_t i = 0; i < codes; i++) {
		const struct known_table *table = table_of(walker, code[i].object);

		walker->range[i] = (struct walk_code){
			code[i].start, code[i].end, code[i].offset,
			table_view_of(table->view),
		};
		if (table->machine && table->view)
			machine = table->machine;
	}
	return machine;
}

bool stack_walker_walk(void *arg, const struct flamesamp_stack_bytes *record,
		       const struct profile_code *code, size_t codes,
		       struct profile_walked *walked)
{
	struct stack_walker *walker = arg;
	struct walk_memory memory = { record->sp, record->bytes, record->data };
	struct walk_stack stack = {
		.pc = record->pc, .sp = record->sp, .lr = record->lr,
		.fp = { record->fp[0], record->fp[1] },
		.memory = &memory, .memories = 1, .codes = codes,
	};
	struct walk_result result;

	stack.machine = find_tables(walker, code, codes);
	stack.code = walker->range;
	/* Without tables, the module's guess is as good as ours. */
	if (!walk_machine_known(stack.machine))
		return false;
	walk_stack(&stack, NULL, walked->ip, FLAMESAMP_FRAMES_MAX, &result);
	walked->n = result.n;
	walked->end = result.end;
	walked->by_fp = result.by_fp;
	return true;
}
