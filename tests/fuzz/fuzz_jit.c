// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the readers of perf maps and jitdump files with hostile ones, which grow and are written
 * anew; and the search for code by address and time, which must find what looking at each finds.
 *
 * The first byte says which: 'd' a dump, 'm' a map, all else pieces of code.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input.h"
#include "symbol/jit.h"

#define PROGRAM 1
#define PIECES 64

static void ask(struct jit *jit, uint64_t address)
{
	const char *name;
	const struct jit_code *code = jit_find(jit, PROGRAM, address, address * 3, &name);

	if (code && (address < code->start || address >= code->end || strlen(name) > 4096))
		abort();
}

static void write_all(int fd, const void *data, size_t bytes)
{
	if (pwrite(fd, data, bytes, 0) != (ssize_t)bytes || ftruncate(fd, bytes))
		abort();
}

static void fuzz_dump(const uint8_t *data, size_t bytes)
{
	static int fd = -1;
	char path[32];
	struct object object = { .path = path };
	struct jit *jit = jit_new();

	if (fd < 0)
		fd = memfd_create("jit-1.dump", 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	write_all(fd, data, bytes / 2);
	jit_read_dump(jit, PROGRAM, &object);
	write_all(fd, data, bytes);
	jit_read_dump(jit, PROGRAM, &object);
	for (uint64_t i = 0; i < 64; i++)
		ask(jit, i << 12);
	ask(jit, UINT64_MAX);
	jit_free(jit);
}

static char map_path[32];

static void remove_map(void)
{
	remove(map_path);
}

/* This process's own map, which goes away with it. */
static FILE *open_map(void)
{
	static FILE *file;

	if (file)
		return file;
	snprintf(map_path, sizeof(map_path), "/tmp/perf-%d.map", getpid());
	file = fopen(map_path, "w");
	if (!file || atexit(remove_map))
		abort();
	return file;
}

static void fuzz_map(const uint8_t *data, size_t bytes)
{
	struct jit *jit = jit_new();
	FILE *file = open_map();

	write_all(fileno(file), data, bytes / 2);
	jit_read_map(jit, PROGRAM, getpid());
	write_all(fileno(file), data, bytes);
	jit_read_map(jit, PROGRAM, getpid());
	write_all(fileno(file), data + bytes / 2, bytes - bytes / 2);
	jit_read_map(jit, PROGRAM, getpid());
	for (uint64_t i = 0; i < 64; i++)
		ask(jit, i << 8);
	ask(jit, UINT64_MAX);
	jit_free(jit);
}

/* As jit_codes_find() says it, by looking at each. */
static uint64_t find_slowly(const struct jit_code *code, size_t count, uint64_t address,
			    uint64_t ns)
{
	uint64_t before = 0, behind = 0;

	for (size_t i = 0; i < count; i++) {
		if (address < code[i].start || address >= code[i].end)
			continue;
		if (code[i].ns <= ns && code[i].ns > before)
			before = code[i].ns;
		if (code[i].ns > ns && !code[i].is_exact && (!behind || code[i].ns < behind))
			behind = code[i].ns;
	}
	return before ? before : behind;
}

static void fuzz_codes(struct input *in)
{
	struct jit_codes codes = { .count = 0 };
	struct jit_code code[PIECES];
	size_t count = 0;

	while (in->bytes && count < PIECES) {
		uint64_t start = input_u8(in), order = input_u8(in);

		/* No two have one time: what is later is not to be asked then. */
		code[count] = (struct jit_code){
			.start = start, .end = start + 1 + input_u8(in),
			.ns = 1 + order * PIECES + count, .is_exact = order & 1,
		};
		jit_codes_add(&codes, &code[count++]);
		if (count % 16 && in->bytes)
			continue;
		for (uint64_t address = 0; address < 520; address += 3) {
			uint64_t ns = (address * 37) % (256 * PIECES);
			const struct jit_code *found = jit_codes_find(&codes, address, ns);

			if ((found ? found->ns : 0) != find_slowly(code, count, address, ns))
				abort();
		}
	}
	jit_codes_free(&codes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct input in = { data, bytes };

	switch (input_u8(&in)) {
	case 'd':
		fuzz_dump(in.data, in.bytes);
		break;
	case 'm':
		fuzz_map(in.data, in.bytes);
		break;
	default:
		fuzz_codes(&in);
	}
	return 0;
}
