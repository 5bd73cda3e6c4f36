// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pprof_write(): a message of profile.proto after the other, compressed as they are made. The
 * numbers of fields are those of https://github.com/google/pprof/blob/main/proto/profile.proto
 */
#include <stdlib.h>
#include <string.h>

#include "output/gzip.h"
#include "output/pprof_state.h"
#include "output/protobuf.h"
#include "output/xml.h"
#include "util/alloc.h"
#include "util/utf8.h"

/* Fields of the messages. */
enum {
	PROFILE_SAMPLE_TYPE = 1, PROFILE_SAMPLE, PROFILE_MAPPING, PROFILE_LOCATION,
	PROFILE_FUNCTION, PROFILE_STRING, PROFILE_TIME_NS = 9, PROFILE_DURATION_NS,
	PROFILE_PERIOD_TYPE, PROFILE_PERIOD, PROFILE_COMMENT,
};
enum { TYPE_TYPE = 1, TYPE_UNIT };
enum { SAMPLE_LOCATION = 1, SAMPLE_VALUE, SAMPLE_LABEL };
enum { LABEL_KEY = 1, LABEL_TEXT, LABEL_NUMBER, LABEL_UNIT };
enum {
	MAPPING_ID = 1, MAPPING_START, MAPPING_LIMIT, MAPPING_OFFSET, MAPPING_FILENAME,
	MAPPING_BUILD_ID, MAPPING_FUNCTIONS, MAPPING_FILENAMES, MAPPING_LINES, MAPPING_INLINES,
};
enum { LOCATION_ID = 1, LOCATION_MAPPING, LOCATION_ADDRESS, LOCATION_LINE };
enum { LINE_FUNCTION = 1, LINE_LINE };
enum { FUNCTION_ID = 1, FUNCTION_NAME, FUNCTION_SYSTEM_NAME, FUNCTION_FILENAME };

#define NS_PER_S 1000000000

/* Files that are mapped at no known address begin at multiples of this, the first at one. */
#define FILE_ALIGN (UINT64_C(1) << 20)
#define PAGE (UINT64_C(1) << 12)

/* Counts above are not whole numbers in a double any more. */
#define VALUE_MAX (UINT64_C(1) << 53)

/**
 * struct pprof_file - the file while it is written
 * @whole: the message at hand, with its field and length
 * @message: what is in it
 * @part: one within it
 * @packed: numbers within that
 * @start: where each mapping begins
 * @rest: what rounding has left of the counts so far: their sum stays right
 * @comm ... @title: numbers of texts that no sample has brought
 */
struct pprof_file {
	struct pprof *pprof;
	struct gzip gzip;
	struct strbuf whole, message, part, packed;
	uint64_t *start;
	double rest;
	uint32_t comm, pid, tid, cpu, event, count, cpu_time, nanoseconds, title;
};

static void add_message(struct pprof_file *file, unsigned int field)
{
	strbuf_truncate(&file->whole, 0);
	protobuf_message(&file->whole, field, &file->message);
	gzip_add(&file->gzip, file->whole.text, file->whole.len);
	strbuf_truncate(&file->message, 0);
}

static void add_number(struct pprof_file *file, unsigned int field, uint64_t number)
{
	protobuf_number(&file->message, field, number);
	gzip_add(&file->gzip, file->message.text, file->message.len);
	strbuf_truncate(&file->message, 0);
}

/* Appends the part to the message. */
static void end_part(struct pprof_file *file, unsigned int field)
{
	protobuf_message(&file->message, field, &file->part);
	strbuf_truncate(&file->part, 0);
}

static void add_type(struct pprof_file *file, unsigned int field, uint32_t type, uint32_t unit)
{
	protobuf_number(&file->message, TYPE_TYPE, type);
	protobuf_number(&file->message, TYPE_UNIT, unit);
	add_message(file, field);
}

static uint64_t period_ns(const struct pprof *pprof)
{
	return pprof->about.hz ? NS_PER_S / pprof->about.hz : 0;
}

/* What the profile is of. */
static void add_head(struct pprof_file *file)
{
	const struct writer_about *about = &file->pprof->about;

	add_type(file, PROFILE_SAMPLE_TYPE, file->event, file->count);
	if (about->hz) {
		add_type(file, PROFILE_SAMPLE_TYPE, file->cpu_time, file->nanoseconds);
		add_type(file, PROFILE_PERIOD_TYPE, file->cpu_time, file->nanoseconds);
		add_number(file, PROFILE_PERIOD, period_ns(file->pprof));
	}
	add_number(file, PROFILE_TIME_NS, about->start_ns);
	if (about->seconds > 0 && about->seconds < VALUE_MAX / NS_PER_S)
		add_number(file, PROFILE_DURATION_NS, about->seconds * NS_PER_S);
	add_number(file, PROFILE_COMMENT, file->title);
}

static void add_mapping(struct pprof_file *file, uint32_t number)
{
	const struct pprof_mapping *mapping = distinct_get(&file->pprof->mappings, number);
	const struct pprof_extent *extent = &file->pprof->extent[number - 1];
	uint64_t start = file->start[number - 1];
	uint64_t last = extent->is_file ? start + extent->highest : extent->highest;
	struct strbuf *message = &file->message;

	protobuf_number(message, MAPPING_ID, number);
	protobuf_number(message, MAPPING_START, start);
	protobuf_number(message, MAPPING_LIMIT, last > UINT64_MAX - PAGE ? UINT64_MAX :
							(last | (PAGE - 1)) + 1);
	protobuf_number(message, MAPPING_FILENAME, mapping->filename);
	protobuf_number(message, MAPPING_BUILD_ID, mapping->build_id);
	protobuf_number(message, MAPPING_FUNCTIONS, true);
	protobuf_number(message, MAPPING_FILENAMES, extent->has_files);
	protobuf_number(message, MAPPING_LINES, extent->has_lines);
	protobuf_number(message, MAPPING_INLINES, extent->has_inlines);
	add_message(file, PROFILE_MAPPING);
}

/* Files one after another, the rest where it is. */
static void place_mappings(struct pprof_file *file)
{
	const struct pprof *pprof = file->pprof;
	uint64_t next = FILE_ALIGN;

	file->start = xcalloc(pprof->mappings.count + 1, sizeof(*file->start));
	for (size_t i = 0; i < pprof->mappings.count; i++) {
		const struct pprof_extent *extent = &pprof->extent[i];

		if (!extent->is_file) {
			file->start[i] = extent->lowest & ~(PAGE - 1);
			continue;
		}
		file->start[i] = next;
		next += (extent->highest | (FILE_ALIGN - 1)) + 1;
	}
}

static void add_location(struct pprof_file *file, uint32_t number)
{
	const struct pprof *pprof = file->pprof;
	const struct pprof_location *location = distinct_get(&pprof->locations, number);
	const struct pprof_line *line;
	uint64_t address = location->address;

	if (location->mapping && pprof->extent[location->mapping - 1].is_file)
		address += file->start[location->mapping - 1];
	protobuf_number(&file->message, LOCATION_ID, number);
	protobuf_number(&file->message, LOCATION_MAPPING, location->mapping);
	protobuf_number(&file->message, LOCATION_ADDRESS, address);
	for (uint32_t i = location->line; i; i = line->caller) {
		line = distinct_get(&pprof->lines, i);
		protobuf_number(&file->part, LINE_FUNCTION, line->function);
		protobuf_number(&file->part, LINE_LINE, line->line);
		end_part(file, LOCATION_LINE);
	}
	add_message(file, PROFILE_LOCATION);
}

static void add_function(struct pprof_file *file, uint32_t number)
{
	const struct pprof_function *function = distinct_get(&file->pprof->functions, number);

	protobuf_number(&file->message, FUNCTION_ID, number);
	protobuf_number(&file->message, FUNCTION_NAME, function->name);
	protobuf_number(&file->message, FUNCTION_SYSTEM_NAME, function->symbol);
	protobuf_number(&file->message, FUNCTION_FILENAME, function->file);
	add_message(file, PROFILE_FUNCTION);
}

/* The name of the program; 0: the stack begins with something else. */
static uint32_t process_of(const struct pprof *pprof, uint32_t root)
{
	const struct pprof_location *location = distinct_get(&pprof->locations, root);
	const struct pprof_line *line = distinct_get(&pprof->lines, location->line);
	const struct pprof_function *function = distinct_get(&pprof->functions, line->function);

	return function->is_process ? function->name : 0;
}

static void add_text_label(struct pprof_file *file, uint32_t key, uint32_t text)
{
	if (!text)
		return;
	protobuf_number(&file->part, LABEL_KEY, key);
	protobuf_number(&file->part, LABEL_TEXT, text);
	end_part(file, SAMPLE_LABEL);
}

/* The unit is the key: so pprof reads it that has none, but drops numbers that are 0 then. */
static void add_number_label(struct pprof_file *file, uint32_t key, uint32_t number)
{
	if (number == STACK_NOT_KNOWN)
		return;
	protobuf_number(&file->part, LABEL_KEY, key);
	protobuf_number(&file->part, LABEL_NUMBER, number);
	protobuf_number(&file->part, LABEL_UNIT, key);
	end_part(file, SAMPLE_LABEL);
}

static void end_packed(struct pprof_file *file, unsigned int field)
{
	protobuf_message(&file->message, field, &file->packed);
	strbuf_truncate(&file->packed, 0);
}

/* A whole number for a count that may have a fraction. */
static uint64_t whole_count(struct pprof_file *file, double count)
{
	double sum = count + file->rest;
	uint64_t number = 0;

	if (sum >= VALUE_MAX)
		return VALUE_MAX;
	/* A tenth ten times is a little less than one. */
	if (sum > 0)
		number = sum + 1e-9;
	file->rest = sum - number;
	return number;
}

static uint64_t time_of(const struct pprof *pprof, uint64_t count)
{
	uint64_t period = period_ns(pprof);

	return period && count > INT64_MAX / period ? INT64_MAX : count * period;
}

static void add_sample(struct pprof_file *file, uint32_t number)
{
	const struct pprof *pprof = file->pprof;
	const struct pprof_sample *sample = distinct_get(&pprof->samples, number);
	uint64_t count = whole_count(file, pprof->count[number - 1]);
	const struct pprof_stack *link;
	uint32_t root = 0;

	for (uint32_t i = sample->stack; i; i = link->caller) {
		link = distinct_get(&pprof->stacks, i);
		root = link->location;
		protobuf_varint(&file->packed, root);
	}
	end_packed(file, SAMPLE_LOCATION);
	protobuf_varint(&file->packed, count);
	if (pprof->about.hz)
		protobuf_varint(&file->packed, time_of(pprof, count));
	end_packed(file, SAMPLE_VALUE);
	add_text_label(file, file->comm, root ? process_of(pprof, root) : 0);
	add_number_label(file, file->pid, sample->pid);
	add_number_label(file, file->tid, sample->tid);
	add_number_label(file, file->cpu, sample->cpu);
	add_message(file, PROFILE_SAMPLE);
}

/* Strings are UTF-8; names may hold any bytes. */
static void add_text(struct pprof_file *file, const char *text)
{
	while (*text) {
		const char *start = text;

		if (xml_char(&text) == UTF8_REPLACEMENT)
			utf8_add(&file->message, UTF8_REPLACEMENT);
		else
			strbuf_add_n(&file->message, start, text - start);
	}
	add_message(file, PROFILE_STRING);
}

static void add_texts(struct pprof_file *file)
{
	const struct strpool *texts = &file->pprof->texts;

	for (size_t i = 0; i < texts->count; i++)
		add_text(file, strpool_get(texts, i));
}

static void intern_words(struct pprof_file *file)
{
	struct strpool *texts = &file->pprof->texts;
	const struct writer_about *about = &file->pprof->about;

	file->comm = strpool_intern(texts, "comm");
	file->pid = strpool_intern(texts, "pid");
	file->tid = strpool_intern(texts, "tid");
	file->cpu = strpool_intern(texts, "cpu");
	file->event = strpool_intern(texts, about->event);
	file->count = strpool_intern(texts, "count");
	file->cpu_time = file->cpu;
	file->nanoseconds = strpool_intern(texts, "nanoseconds");
	file->title = strpool_intern(texts, about->title ? about->title : "");
}

/* Calls @add for all that a table has. */
static void add_all(struct pprof_file *file, const struct distinct *table,
		    void (*add)(struct pprof_file *file, uint32_t number))
{
	for (uint32_t number = 1; number <= table->count; number++)
		add(file, number);
}

int pprof_write(void *state, FILE *out)
{
	struct pprof_file file = { .pprof = state };

	gzip_start(&file.gzip, out);
	intern_words(&file);
	place_mappings(&file);
	add_head(&file);
	add_all(&file, &file.pprof->samples, add_sample);
	add_all(&file, &file.pprof->mappings, add_mapping);
	add_all(&file, &file.pprof->locations, add_location);
	add_all(&file, &file.pprof->functions, add_function);
	add_texts(&file);
	free(file.whole.text);
	free(file.message.text);
	free(file.part.text);
	free(file.packed.text);
	free(file.start);
	return gzip_finish(&file.gzip);
}
