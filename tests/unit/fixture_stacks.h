/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks for writers, of all kinds of frames.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_STACKS_H
#define FLAMEREC_TESTS_FIXTURE_STACKS_H

#include <stdlib.h>

#include "output/writer.h"
#include "symbol/resolver.h"
#include "unit.h"

static const struct object stacks_sort = {
	.path = "/usr/bin/sort (deleted)",
	.id = { .len = 3, .bytes = { 0x0a, 0xbc, 0xff } },
};

static const struct frame_place stacks_main = {
	.address = 0x55550001136, .offset = 0x1135, .object = &stacks_sort, .function = "main",
	.symbol = "main", .file = "sort.c", .line = 20,
};
static const struct frame_place stacks_compare = {
	.address = 0x55550001236, .offset = 0x1235, .object = &stacks_sort,
	.function = "Key::less(int)", .symbol = "_ZN3Key4lessEi", .file = "key.cpp", .line = 7,
};
static const struct frame_place stacks_inlined = {
	.address = 0x55550001236, .offset = 0x1235, .object = &stacks_sort,
	.function = "min", .symbol = "min", .file = "min.h", .line = 3,
};
static const struct frame_place stacks_read = {
	.address = 0xffffffff81234568, .offset = 0xffffffff81234567, .function = "vfs_read",
	.symbol = "vfs_read",
};
static const struct frame_place stacks_module = {
	.address = 0xffffffffc0001000, .offset = 0xffffffffc0001000, .function = "ext4_readdir",
	.symbol = "ext4_readdir",
};
static const struct frame_place stacks_jit = {
	.address = 0x7f0000001000, .offset = 0x7f0000001000, .symbol = "LazyCompile:~f",
};

/* sort: main, Key::less() with min() inlined */
static const struct frame stacks_user[] = {
	{ .name = "sort", .kind = FRAME_PROCESS },
	{ .name = "main (sort.c:20)", .kind = FRAME_USER, .package = "sort",
	  .place = &stacks_main },
	{ .name = "Key::less(int) (key.cpp:7)", .kind = FRAME_USER, .package = "sort",
	  .place = &stacks_compare },
	{ .name = "min (min.h:3)", .kind = FRAME_INLINED, .package = "sort",
	  .place = &stacks_inlined },
};

/* sort: main, [softirq], vfs_read, ext4_readdir */
static const struct frame stacks_kernel[] = {
	{ .name = "sort", .kind = FRAME_PROCESS },
	{ .name = "main (sort.c:20)", .kind = FRAME_USER, .package = "sort",
	  .place = &stacks_main },
	{ .name = "[softirq]", .kind = FRAME_CONTEXT },
	{ .name = "vfs_read", .kind = FRAME_KERNEL, .package = "kernel", .place = &stacks_read },
	{ .name = "ext4_readdir [ext4]", .kind = FRAME_MODULE, .package = "ext4",
	  .place = &stacks_module },
};

/* my node: generated code */
static const struct frame stacks_node[] = {
	{ .name = "my node", .kind = FRAME_PROCESS },
	{ .name = "LazyCompile:~f", .kind = FRAME_JIT, .package = "[jit]", .place = &stacks_jit },
};

/* swapper, which slept */
static const struct frame stacks_idle[] = {
	{ .name = "swapper", .kind = FRAME_PROCESS },
	{ .name = "[idle]", .kind = FRAME_CONTEXT },
};

/* What folded stacks are: no places, names of any bytes. */
static const struct frame stacks_folded[] = {
	{ .name = "a\"b\\\xff\n", .kind = FRAME_PROCESS },
	{ .name = "f", .kind = FRAME_USER },
	{ .name = "g", .kind = FRAME_INLINED },
	{ .name = "", .kind = FRAME_USER },
};

#define TAKE(writer, state, stack_frames, ...) \
	(writer).take(state, &(struct stack){ .frames = stack_frames, \
		.n = sizeof(stack_frames) / sizeof(*stack_frames), __VA_ARGS__ })

#define BY(process, thread, processor) .pid = process, .tid = thread, .cpu = processor
#define BY_NOBODY BY(STACK_NOT_KNOWN, STACK_NOT_KNOWN, STACK_NOT_KNOWN)

/* What a writer writes; frees its state. The caller frees. */
static inline char *stacks_write(const struct writer *writer, void *state, size_t *size)
{
	char *text;
	FILE *out = open_memstream(&text, size);

	CHECK_EQ(writer->write(state, out), 0);
	fclose(out);
	writer->free(state);
	return text;
}

#endif
