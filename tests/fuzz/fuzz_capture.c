// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the reader of captures with parts that are sound but for what is in them: each part of the
 * input becomes a chunk with right checksums. What comes out goes where it goes in flamerec.
 */
#include "file.h"

#include "capture/fsc.h"
#include "capture/fsc_format.h"
#include "input.h"
#include "profile/profile.h"
#include "session/keep.h"
#include "symbol/resolver.h"
#include "util/crc32c.h"
#include "util/strbuf.h"

struct reading {
	struct profile *profile;
	struct resolver *resolver;
};

static void add(struct strbuf *file, const void *data, size_t bytes)
{
	strbuf_add_n(file, data, bytes);
}

static void add_chunk(struct strbuf *file, uint32_t type, const void *payload, uint32_t bytes,
		      uint32_t sequence)
{
	static const char zeros[8];
	uint32_t padding = -bytes % 8;
	struct fsc_chunk chunk = {
		FSC_CHUNK_MAGIC, type, bytes + padding, sequence,
		crc32c(crc32c(0, payload, bytes), zeros, padding), 0,
	};

	chunk.header_crc = crc32c(0, &chunk, offsetof(struct fsc_chunk, header_crc));
	add(file, &chunk, sizeof(chunk));
	add(file, payload, bytes);
	add(file, zeros, padding);
}

/* A byte for the type, two for the length in units of 8 bytes, the payload; and again. */
static void make_capture(struct strbuf *file, struct input *in)
{
	struct fsc_header header = { FSC_MAGIC, FSC_BYTE_ORDER, FSC_VERSION };
	uint32_t sequence = 0;

	add(file, &header, sizeof(header));
	while (in->bytes) {
		uint32_t type = input_u8(in) % 10;
		uint32_t bytes = input_u16(in) % 2048 * 8;
		static uint8_t payload[2048 * 8];

		if (bytes > in->bytes)
			bytes = in->bytes;
		input_take(in, payload, bytes);
		add_chunk(file, type, payload, bytes, sequence++);
	}
}

static volatile char sum;

static void take_text(const char *text)
{
	for (; text && *text; text++)
		sum ^= *text;
}

static void take_identity(void *arg, const char *key, const char *value)
{
	(void)arg;
	take_text(key);
	take_text(value);
}

static int take_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	struct reading *reading = arg;

	return profile_records(reading->profile, cpu, data, bytes);
}

static void take_name(void *arg, const struct kept_name *name)
{
	struct reading *reading = arg;

	take_text(name->object);
	take_text(name->name);
	take_text(name->module);
	if (name->build_id_len > FSC_BUILD_ID_MAX || name->start > name->end)
		abort();
	keep_restore(reading->profile, reading->resolver, name);
}

static void take_table(void *arg, const struct kept_table *table)
{
	(void)arg;
	take_text(table->path);
	if (table->build_id_len > FSC_BUILD_ID_MAX)
		abort();
}

static void take_object(void *arg, const struct kept_object *object)
{
	struct reading *reading = arg;

	take_text(object->path);
	if (object->build_id_len > FSC_BUILD_ID_MAX || object->parts > FSC_PARTS_MAX)
		abort();
	keep_restore_file(reading->profile, reading->resolver, object);
}

/* Only what the capture itself says is asked for: no file of this machine. */
static void ask(struct resolver *resolver)
{
	struct symbol symbol;

	for (uint64_t i = 0; i < 64; i++) {
		resolver_jit(resolver, i % 4, "", i * 64, i * 100, &symbol);
		if (!symbol.name || !symbol.name[0])
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading reading = { profile_new(0), resolver_new() };
	const struct fsc_sink sink = {
		.arg = &reading,
		.identity = take_identity,
		.records = take_records,
		.name = take_name,
		.table = take_table,
		.object = take_object,
	};
	struct input in = { data, size };
	struct strbuf file = { 0 };
	bool whole;

	make_capture(&file, &in);
	fsc_read(path_of((const uint8_t *)file.text, file.len), &sink, &whole);
	ask(reading.resolver);
	free(file.text);
	profile_free(reading.profile);
	resolver_free(reading.resolver);
	return 0;
}
