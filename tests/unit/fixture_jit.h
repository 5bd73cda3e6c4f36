/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What JIT compilers write: this process's own map, and jitdump files of either byte order.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_JIT_H
#define FLAMEREC_TESTS_FIXTURE_JIT_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "symbol/resolver.h"

static inline uint64_t jit_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static inline const char *jit_map_path(int pid)
{
	static char path[64];

	snprintf(path, sizeof(path), "/tmp/perf-%d.map", pid);
	return path;
}

/* Writes to the map of this process. @mode: as for fopen(). */
__attribute__((format(printf, 2, 3)))
static inline void jit_map_write(const char *mode, const char *fmt, ...)
{
	FILE *file = fopen(jit_map_path(getpid()), mode);
	va_list ap;

	va_start(ap, fmt);
	if (!file || vfprintf(file, fmt, ap) < 0 || fclose(file)) {
		perror(jit_map_path(getpid()));
		exit(1);
	}
	va_end(ap);
}

static inline struct symbol jit_symbol(struct resolver *resolver, uint64_t program,
				       uint64_t address, uint64_t ns)
{
	struct symbol symbol;

	resolver_jit(resolver, program, "", address, ns, &symbol);
	return symbol;
}

/* A jitdump file in the making, in fixture_dir. */
struct made_dump {
	FILE *file;
	bool swapped;
};

static inline void dump32(struct made_dump *dump, uint32_t value)
{
	value = dump->swapped ? __builtin_bswap32(value) : value;
	fwrite(&value, sizeof(value), 1, dump->file);
}

static inline void dump64(struct made_dump *dump, uint64_t value)
{
	value = dump->swapped ? __builtin_bswap64(value) : value;
	fwrite(&value, sizeof(value), 1, dump->file);
}

static inline struct made_dump dump_begin(const char *name, bool swapped, uint64_t flags)
{
	struct made_dump dump = { .file = fopen(fixture_path(name), "w"), .swapped = swapped };

	if (!dump.file)
		exit(1);
	dump32(&dump, 0x4a695444);
	dump32(&dump, 1);
	dump32(&dump, 40);
	dump32(&dump, 62);
	dump32(&dump, 0);
	dump32(&dump, 4711);
	dump64(&dump, 1);
	dump64(&dump, flags);
	return dump;
}

static inline void dump_prefix(struct made_dump *dump, uint32_t type, uint32_t size, uint64_t ns)
{
	dump32(dump, type);
	dump32(dump, size);
	dump64(dump, ns);
}

/* The code that goes with it is @code_bytes of zeros. */
static inline void dump_load(struct made_dump *dump, uint64_t ns, uint64_t address, uint64_t size,
			     uint64_t index, const char *name, uint32_t code_bytes)
{
	dump_prefix(dump, 0, 56 + strlen(name) + 1 + code_bytes, ns);
	dump32(dump, 4711);
	dump32(dump, 4711);
	dump64(dump, address);
	dump64(dump, address);
	dump64(dump, size);
	dump64(dump, index);
	fwrite(name, strlen(name) + 1, 1, dump->file);
	while (code_bytes--)
		fputc(0, dump->file);
}

static inline void dump_move(struct made_dump *dump, uint64_t ns, uint64_t from, uint64_t to,
			     uint64_t size, uint64_t index)
{
	dump_prefix(dump, 1, 64, ns);
	dump32(dump, 4711);
	dump32(dump, 4711);
	dump64(dump, to);
	dump64(dump, from);
	dump64(dump, to);
	dump64(dump, size);
	dump64(dump, index);
}

static inline struct object dump_object(const char *name)
{
	struct object object = { .path = fixture_path(name) };
	struct stat st;

	if (!stat(object.path, &st)) {
		object.device = st.st_dev;
		object.inode = st.st_ino;
	}
	return object;
}

#endif
