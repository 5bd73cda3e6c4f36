// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "unwind/arm_rows.h"
#include "util/alloc.h"

/* Code that is larger is left to .ARM.exidx: its flow would take five times as much memory. */
#define FLOW_MAX	(64u << 20)

/* All segments of a file in memory, by number. */
struct image {
	struct code_bytes *loaded;
	struct exidx_image *images;
	size_t count;
};

static void load(const struct unwind_code *code, struct image *image)
{
	size_t i;

	image->count = code->segment_count;
	image->loaded = xcalloc(image->count, sizeof(*image->loaded));
	image->images = xcalloc(image->count, sizeof(*image->images));
	for (i = 0; i < image->count; i++) {
		const struct code_segment *segment = &code->segments[i];
		struct code_bytes *bytes = &image->loaded[i];

		if (!code_read(code, segment->address, segment->size, bytes) ||
		    bytes->size > INT32_MAX)
			continue;
		image->images[i] = (struct exidx_image){ bytes->data, bytes->address, bytes->size };
	}
}

static void unload(struct image *image)
{
	size_t i;

	for (i = 0; i < image->count; i++)
		free(image->loaded[i].data);
	free(image->loaded);
	free(image->images);
}

/* How many entries the index has: not more than there is room for where it lies. */
static size_t index_entries(const struct unwind_code *code, const struct image *image)
{
	size_t i;

	for (i = 0; i < image->count; i++) {
		uint64_t at = code->exidx.address - image->images[i].address;
		uint64_t left;

		if (at >= image->images[i].size)
			continue;
		left = image->images[i].size - at;
		return (left < code->exidx.size ? left : code->exidx.size) / 8;
	}
	return 0;
}

static bool add_index(struct unwind_code *code, const struct image *image, struct unwind_rows *rows)
{
	struct exidx exidx = {
		.images = image->images,
		.image_count = image->count,
		.address = code->exidx.address,
		.count = index_entries(code, image),
	};
	struct exidx_entry entry;
	uint64_t start, end;
	bool any = false;
	size_t i;

	for (i = 0; i < exidx.count; i++) {
		if (!exidx_entry(&exidx, i, &entry) || entry.silent ||
		    !code_range(code, entry.start,
				entry.end > entry.start ? entry.end - entry.start : UINT32_MAX,
				&start, &end))
			continue;
		rows_add(rows, start, end, ROW_EXIDX, &entry.rule, entry.expressible);
		any = true;
	}
	return any;
}

/* A stretch of code in which one frame is known, between addresses of the segment. */
static void add_stretch(const struct arm_flow *flow, const struct code_segment *segment,
			uint32_t from, uint32_t to, uint16_t frame, struct unwind_rows *rows)
{
	uint64_t offset = segment->offset + (flow->address - segment->address);
	struct flamesamp_unwind_rule rule;

	if (!arm_frame_rule(&flow->frames[frame], &rule))
		return;
	rows_add(rows, offset + from, offset + to,
		 rule.kind == FLAMESAMP_UNWIND_END ? ROW_ENTRY : ROW_PROLOGUE, &rule, true);
}

/* Data amid code are not executed, so that the row before them may go on there. */
static bool add_flow(const struct arm_flow *flow, const struct code_segment *segment,
		     struct unwind_rows *rows)
{
	uint32_t i, from = 0, n = flow->size / 2;
	uint16_t frame = 0;

	for (i = 0; i < n; i++) {
		uint16_t now = flow->frame_at[i];

		if (now == frame || (now == ARM_FLOW_DATA && frame))
			continue;
		if (frame >= ARM_FLOW_FRAME)
			add_stretch(flow, segment, 2 * from, 2 * i, frame, rows);
		frame = now;
		from = i;
	}
	if (frame >= ARM_FLOW_FRAME)
		add_stretch(flow, segment, 2 * from, 2 * n, frame, rows);
	return flow->frame_count > ARM_FLOW_FRAME;
}

static bool add_code(const struct unwind_code *code, size_t segment, const struct image *image,
		     bool begins, struct unwind_rows *rows)
{
	const struct exidx_image *mine = &image->images[segment];
	struct arm_flow flow;
	bool any;

	if (!mine->size || mine->size > FLOW_MAX || mine->address & 3)
		return false;
	arm_flow_init(&flow, mine->bytes, mine->address, mine->size);
	flow.entry = begins ? code->entry : 0;
	arm_starts(code, image->images, image->count, &flow);
	arm_flow_run(&flow);
	/*
	 * Code that runs on behind a call that does not return comes to the next function, if
	 * nothing has told yet that it is one. Now that all calls are known, do it again.
	 */
	arm_flow_rewind(&flow);
	arm_flow_run(&flow);
	arm_flow_fill_gaps(&flow);
	any = add_flow(&flow, &code->segments[segment], rows);
	arm_flow_free(&flow);
	return any;
}

/*
 * Where signal handlers return to: mov r7, #NUMBER; svc 0. There the stack pointer is at a struct
 * ucontext, in front of which rt_sigreturn() finds 128 bytes of siginfo. In it a sigcontext begins
 * at 20, and r0 to pc at 12 in that: see arch/arm/include/uapi/asm/sigcontext.h of the kernel.
 */
static const struct {
	uint8_t bytes[8];
	uint8_t size;
	uint8_t siginfo;
} trampolines[] = {
	{ { 0xad, 0x27, 0x00, 0xdf }, 4, 128 },
	{ { 0x77, 0x27, 0x00, 0xdf }, 4, 0 },
	{ { 0x4f, 0xf0, 0xad, 0x07, 0x00, 0xdf }, 6, 128 },
	{ { 0x4f, 0xf0, 0x77, 0x07, 0x00, 0xdf }, 6, 0 },
	{ { 0xad, 0x70, 0xa0, 0xe3, 0x00, 0x00, 0x00, 0xef }, 8, 128 },
	{ { 0x77, 0x70, 0xa0, 0xe3, 0x00, 0x00, 0x00, 0xef }, 8, 0 },
};

#define REGISTERS	32

static struct flamesamp_unwind_rule signal_rule(unsigned int siginfo)
{
	unsigned int registers = (siginfo + REGISTERS) / 4;

	return (struct flamesamp_unwind_rule){
		.kind = FLAMESAMP_UNWIND_DEREF,
		.reg = FLAMESAMP_UNWIND_SP,
		.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_BASE,
						FLAMESAMP_UNWIND_AT_BASE,
						FLAMESAMP_UNWIND_AT_BASE) | FLAMESAMP_UNWIND_SIGNAL,
		.cfa = 4 * (registers + ARM_SP),
		.ra = registers + ARM_PC,
		.fp = { registers + ARM_R11, registers + ARM_R7 },
		.extra = registers + ARM_LR,
	};
}

static bool ends_trampoline(const uint8_t *bytes, uint32_t end, size_t i)
{
	uint32_t size = trampolines[i].size;

	return end >= size && !memcmp(bytes + end - size, trampolines[i].bytes, size);
}

/*
 * Offsets in the segment behind them, by the svc 0 that all of them end in: the only pass over all
 * bytes. Instructions are at even offsets in the file. Return: how many there are.
 */
static size_t find_trampolines(const struct code_segment *segment, const struct exidx_image *image,
			       uint32_t **ends)
{
	const size_t kinds = sizeof(trampolines) / sizeof(trampolines[0]);
	const uint8_t *bytes = image->bytes;
	uint32_t at, size = image->size;
	size_t count = 0, room = 0, i;

	*ends = NULL;
	for (at = segment->offset & 1; at + 2 <= size; at += 2) {
		if (bytes[at] || (bytes[at + 1] != 0xdf && bytes[at + 1] != 0xef))
			continue;
		for (i = 0; i < kinds && !ends_trampoline(bytes, at + 2, i); i++)
			;
		if (i == kinds)
			continue;
		*ends = grow(*ends, &room, count + 1, sizeof(**ends));
		(*ends)[count++] = at + 2;
	}
	return count;
}

static void add_trampolines(const struct code_segment *segment, const struct exidx_image *image,
			    struct unwind_rows *rows)
{
	struct flamesamp_unwind_rule rule;
	uint32_t *ends, size;
	uint64_t offset;
	size_t count = find_trampolines(segment, image, &ends), i, n;

	for (i = 0; i < sizeof(trampolines) / sizeof(trampolines[0]); i++) {
		rule = signal_rule(trampolines[i].siginfo);
		size = trampolines[i].size;
		for (n = 0; n < count; n++) {
			if (!ends_trampoline(image->bytes, ends[n], i))
				continue;
			offset = segment->offset + ends[n] - size;
			/* Handlers return to it, and what returns is looked up one byte before. */
			rows_add(rows, offset ? offset - 1 : 0, offset + size, ROW_SIGNAL, &rule,
				 true);
		}
	}
	free(ends);
}

uint32_t arm_rows(struct unwind_code *code, bool begins, struct unwind_rows *rows)
{
	uint32_t sources = 0;
	struct image image;
	size_t i;

	load(code, &image);
	if (add_index(code, &image, rows))
		sources |= UNWIND_EXIDX;
	for (i = 0; i < image.count; i++) {
		if (!code->segments[i].executable || !image.images[i].size)
			continue;
		if (add_code(code, i, &image, begins, rows))
			sources |= UNWIND_FLOW;
		add_trampolines(&code->segments[i], &image.images[i], rows);
	}
	unload(&image);
	return sources;
}
