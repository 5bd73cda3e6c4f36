// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the readers of what is told as text, or as records of generated code: kallsyms and
 * System.map, perf-PID.map, jitdump, VMCOREINFO. The first byte says which.
 */
#include "file.h"

#include "symbol/jit_codes.h"
#include "symbol/jitdump.h"
#include "symbol/kallsyms.h"
#include "symbol/perf_map.h"
#include "symbol/vmcoreinfo.h"

static void read_kallsyms(const uint8_t *data, size_t size)
{
	struct kallsyms *kallsyms;
	struct symbol symbol;

	if (kallsyms_load(path_of(data, size), &kallsyms))
		return;
	for (uint64_t address = 0xffffffff81000000; address < 0xffffffff81010000; address += 0x80) {
		if (!kallsyms_find(kallsyms, address, &symbol) &&
		    (!symbol.name[0] || symbol.start > address || symbol.end <= address))
			abort();
	}
	kallsyms_free(kallsyms);
}

/* What is found at an address must be there, and no later piece may be. */
static void check_codes(struct jit_codes *codes, size_t count, uint64_t last)
{
	for (uint64_t ns = 1; ns <= last; ns += last / 8 + 1) {
		for (size_t i = 0; i < count; i++) {
			uint64_t address = codes->code[i].start;
			const struct jit_code *code = jit_codes_find(codes, address, ns);

			if (code && (code->start > address || code->end <= address))
				abort();
		}
	}
}

static void read_perf_map(const uint8_t *data, size_t size)
{
	struct jit_codes codes = { 0 };
	uint64_t ns = 0;

	while (size && codes.count < 64) {
		const uint8_t *stop = memchr(data, '\n', size);
		size_t n = stop ? (size_t)(stop - data) : size;
		struct perf_map_line line;

		if (perf_map_parse((const char *)data, n, &line)) {
			struct jit_code code = { .start = line.start, .end = line.end };

			if (line.start >= line.end)
				abort();
			code.ns = ++ns;
			code.is_exact = ns & 1;
			code.name = jit_codes_name(&codes, line.name, line.name_len);
			jit_codes_add(&codes, &code);
		}
		data += n + !!stop;
		size -= n + !!stop;
	}
	check_codes(&codes, codes.count, ns);
	jit_codes_free(&codes);
}

static void read_jitdump(const uint8_t *data, size_t size)
{
	struct jitdump_record record;
	struct jitdump dump;
	size_t at;

	if (size < JITDUMP_HEADER_BYTES || !jitdump_open(&dump, data))
		return;
	for (at = dump.size; at < size && size - at >= JITDUMP_PREFIX_BYTES; at += record.size) {
		uint32_t bytes = jitdump_size(&dump, data + at);
		uint8_t *copy;

		if (!bytes || bytes > size - at)
			return;
		/* Of its own, so that reading behind it shows. */
		copy = memcpy(malloc(bytes), data + at, bytes);
		jitdump_parse(&dump, copy, bytes, &record);
		if (record.kind == JITDUMP_LOAD) {
			if (memchr(record.name, '\0', record.name_len))
				abort();
			if (record.start >= record.end)
				abort();
		}
		free(copy);
		if (record.kind == JITDUMP_BROKEN || record.kind == JITDUMP_CLOSE)
			return;
		record.size = bytes;
	}
}

static void read_vmcoreinfo(const uint8_t *data, size_t size)
{
	char *lines = malloc(size + 1);
	uint64_t number;

	memcpy(lines, data, size);
	lines[size] = '\0';
	vmcoreinfo_symbol(lines, "_stext", &number);
	vmcoreinfo_offset(lines, &number);
	free(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	switch (data[0] % 4) {
	case 0:
		read_kallsyms(data + 1, size - 1);
		break;
	case 1:
		read_perf_map(data + 1, size - 1);
		break;
	case 2:
		read_jitdump(data + 1, size - 1);
		break;
	case 3:
		read_vmcoreinfo(data + 1, size - 1);
		break;
	}
	return 0;
}
