// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * jit_read_dump(): following a jitdump file that a running program adds to.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol/jit_state.h"
#include "symbol/locate.h"
#include "util/alloc.h"

void jit_dump_free(struct jit *jit, struct jit_dump *dump)
{
	jit_file_close(&jit->files, &dump->file);
	free(dump->name);
	free(dump);
}

/* The dump with this inode number, or NULL. */
static struct jit_dump *find_dump(const struct jit_program *program, uint64_t inode)
{
	for (size_t i = 0; inode && i < program->dumps; i++) {
		if (program->dump[i]->file.inode == inode)
			return program->dump[i];
	}
	return NULL;
}

/* Return: a new one; NULL: the program has too many. */
static struct jit_dump *add_dump(struct jit *jit, struct jit_program *program)
{
	struct jit_dump *dump;

	if (program->dumps == JIT_DUMPS_MAX || !jit_reserve(jit, sizeof(*dump)))
		return NULL;
	dump = xcalloc(1, sizeof(*dump));
	program->dump[program->dumps++] = dump;
	return dump;
}

/*
 * The file that the program has mapped, not another one that is at its path now. It is written
 * after it was mapped. @inode: set to its number: that of the open file, as on some file systems
 * maps tell another one.
 */
static int open_dump(const struct object *object, uint64_t *inode)
{
	struct object dump = *object;
	struct located found;

	dump.seen_ns = 0;
	*inode = object->inode;
	if (locate(&dump, -1, &found))
		return -1;
	*inode = found.st.st_ino;
	return found.fd;
}

/* It has the inode number of an earlier one, but is another file. */
static void begin_again(struct jit_dump *dump)
{
	jit_file_rewind(&dump->file);
	dump->is_begun = dump->is_ended = false;
	dump->names = 0;
}

/* The place of the name of code number @index; 0: it has none. */
static uint32_t name_of(const struct jit_dump *dump, uint64_t index)
{
	return index < dump->names ? dump->name[index] : 0;
}

/* Numbers count the pieces of code: one far beyond that is no such number, and can't be moved. */
static void set_name(struct jit *jit, struct jit_dump *dump, uint64_t index, uint32_t name)
{
	if (index > dump->names + 1024)
		return;
	if (index >= dump->names) {
		size_t more = index + 1 - dump->names;

		if (!jit_reserve(jit, more * sizeof(*dump->name)))
			return;
		dump->name = grow(dump->name, &dump->capacity, index + 1, sizeof(*dump->name));
		memset(dump->name + dump->names, 0, more * sizeof(*dump->name));
		dump->names = index + 1;
	}
	dump->name[index] = name;
}

static void add(struct jit *jit, struct jit_program *program, const struct jit_dump *dump,
		struct jit_code code)
{
	if (!jit_reserve(jit, jit_codes_cost(0)))
		return;
	code.is_exact = !dump->header.no_clock;
	if (!code.is_exact)
		code.ns = jit_told_ns(program, &dump->file);
	jit_codes_add(&program->codes, &code);
}

static void take_load(struct jit *jit, struct jit_program *program, struct jit_dump *dump,
		      const struct jitdump_record *record)
{
	struct jit_code code = { .start = record->start, .end = record->end, .ns = record->ns };

	if (!jit_reserve(jit, record->name_len + 1))
		return;
	code.name = jit_codes_name(&program->codes, record->name, record->name_len);
	set_name(jit, dump, record->index, code.name);
	add(jit, program, dump, code);
}

/* Where it was is nothing any more; where both overlap, what is there now is later. */
static void take_move(struct jit *jit, struct jit_program *program, const struct jit_dump *dump,
		      const struct jitdump_record *record)
{
	uint64_t old_end = record->old + (record->end - record->start);

	if (old_end > record->old)
		add(jit, program, dump, (struct jit_code){
			.start = record->old, .end = old_end,
			.ns = record->ns ? record->ns - 1 : 0,
		});
	add(jit, program, dump, (struct jit_code){
		.start = record->start, .end = record->end, .ns = record->ns,
		.name = name_of(dump, record->index),
	});
}

static void take_record(struct jit *jit, struct jit_program *program, struct jit_dump *dump,
			const struct jitdump_record *record)
{
	switch (record->kind) {
	case JITDUMP_LOAD:
		take_load(jit, program, dump, record);
		break;
	case JITDUMP_MOVE:
		take_move(jit, program, dump, record);
		break;
	case JITDUMP_CLOSE:
	case JITDUMP_BROKEN:
		dump->is_ended = true;
		break;
	case JITDUMP_OTHER:
		break;
	}
}

/*
 * Takes the records at the beginning of @data, @bytes of what is at the file's offset; @left bytes
 * of the file are there. Return: bytes to go on, beyond @bytes where the last record ends there; 0:
 * nothing was whole.
 */
static uint64_t take_records(struct jit *jit, struct jit_program *program, struct jit_dump *dump,
			     const char *data, size_t bytes, uint64_t left)
{
	struct jitdump_record record;
	uint64_t at = 0;

	while (!dump->is_ended && at + JITDUMP_PREFIX_BYTES <= bytes) {
		uint32_t size = jitdump_size(&dump->header, data + at);

		/* What is being written waits. */
		if (size > left - at ||
		    bytes - at < (size < JITDUMP_ROOM ? size : JITDUMP_ROOM))
			break;
		jitdump_parse(&dump->header, data + at, bytes - at, &record);
		take_record(jit, program, dump, &record);
		at += size;
	}
	return at;
}

static void read_header(struct jit_dump *dump)
{
	unsigned char header[JITDUMP_HEADER_BYTES];

	if (jit_file_read(&dump->file, 0, header, sizeof(header)) != sizeof(header))
		return;
	dump->is_begun = jitdump_open(&dump->header, header);
	dump->is_ended = !dump->is_begun;
	dump->file.offset = dump->header.size;
}

static void read_records(struct jit *jit, struct jit_program *program, struct jit_dump *dump,
			 char *data)
{
	uint64_t size = jit_file_size(&dump->file), used = 1;

	for (size_t done = 0; used && !dump->is_ended && done < JIT_CALL_BYTES && !jit->is_full;
	     done += JIT_READ_BYTES) {
		uint64_t offset = dump->file.offset;
		size_t n = jit_file_read(&dump->file, offset, data, JIT_READ_BYTES);

		used = offset < size ? take_records(jit, program, dump, data, n, size - offset) : 0;
		dump->file.offset += used;
	}
}

static void follow(struct jit *jit, struct jit_program *program, struct jit_dump *dump)
{
	uint64_t now = jit_now_ns();
	char *data;

	if (!dump->is_begun)
		read_header(dump);
	if (!dump->is_begun || dump->is_ended)
		return;
	data = xmalloc(JIT_READ_BYTES);
	read_records(jit, program, dump, data);
	free(data);
	if (jit->is_full)
		jit_cut(program, dump->file.read_ns);
	else
		dump->file.read_ns = now;
}

/* What the program's dumps have more by now is left out, and so is what a new one has. */
static void leave_out(const struct jit *jit, struct jit_program *program)
{
	jit_cut(program, jit->full_ns);
	for (size_t i = 0; i < program->dumps; i++)
		if (!program->dump[i]->is_ended)
			jit_cut(program, program->dump[i]->file.read_ns);
}

void jit_read_dump(struct jit *jit, uint64_t number, const struct object *object)
{
	struct jit_program *program = jit_program_at(jit, number);
	struct jit_dump *dump;
	uint64_t inode;
	int fd;

	if (jit->is_full) {
		leave_out(jit, program);
		return;
	}
	fd = open_dump(object, &inode);
	dump = find_dump(program, inode);
	if (!dump && fd >= 0)
		dump = add_dump(jit, program);
	if (dump) {
		if (jit_file_take(&jit->files, &dump->file, fd))
			begin_again(dump);
		follow(jit, program, dump);
		return;
	}
	if (jit->is_full)
		jit_cut(program, 0);
	if (fd >= 0)
		close(fd);
}
