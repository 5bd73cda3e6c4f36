// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a capture keeps of the files that ran, and of functions that have no name.
 */
#include "capture/fsc_format.h"
#include "capture/fsc_objects.h"
#include "fixture_fsc.h"
#include "unit.h"

static const uint8_t id[20] = "abc";

/* Long paths by their length. */
static void tell_object(void *arg, const struct kept_object *object)
{
	struct strbuf *told = arg;
	char length[32];

	snprintf(length, sizeof(length), "%zu bytes", strlen(object->path));
	strbuf_addf(told, "%s %" PRIx64 ":%" PRIu64 " %d:%.*s",
		    strlen(object->path) > 100 ? length : object->path, object->device,
		    object->inode, object->build_id_len, object->build_id_len, object->build_id);
	for (size_t i = 0; i < object->parts; i++)
		strbuf_addf(told, " %" PRIx64 "@%" PRIx64 "+%" PRIx64, object->part[i].address,
			    object->part[i].offset, object->part[i].size);
	strbuf_add(told, "\n");
}

static void keeps_what_ran(void)
{
	enum { MANY = 30, LONG = 200000 };
	static const struct kept_part parts[FSC_PARTS_MAX + 1] = {
		{ 0x1000, 0x401000, 0x2000 }, { 0x9000, 1ull << 63, 1 },
	};
	struct memory_file file = new_file();
	struct fsc_writer *writer = fsc_create(file.path);
	char *long_path = xcalloc(1, LONG + 1);
	struct kept_object objects[MANY + 2] = {
		{ "/usr/lib/libfoo.so", 0x803, 1ull << 40, 20, id, parts, 2 },
		{ "/usr/bin/none", 0, 0, 0, NULL, NULL, 0 },
	};
	struct strbuf told = { 0 };
	struct fsc_sink sink = { .arg = &told, .object = tell_object };
	const char *at;
	bool whole;

	memset(long_path, 'x', LONG);
	for (size_t i = 2; i < MANY + 2; i++)
		objects[i] = (struct kept_object){ .path = long_path, .build_id = id, .inode = i,
						   .part = parts, .parts = FSC_PARTS_MAX + 1 };
	CHECK_EQ(fsc_write_objects(writer, objects, MANY + 2), 0);
	CHECK_EQ(fsc_write_objects(writer, objects, 0), 0);
	CHECK_EQ(fsc_close(writer), 0);
	CHECK_EQ(fsc_read(file.path, &sink, &whole), 0);
	CHECK(whole);
	at = told.text;
	CHECK(!strncmp(at, "/usr/lib/libfoo.so 803:1099511627776 20:abc 401000@1000+2000 "
		       "8000000000000000@9000+1\n/usr/bin/none 0:0 0:\n", 106));
	for (unsigned int i = 2; i < MANY + 2; i++) {
		char line[64];

		snprintf(line, sizeof(line), "\n65535 bytes 0:%u 0: 401000@1000+2000 ", i);
		CHECK(strstr(at, line));
	}
	free(told.text);
	free(long_path);
	close(file.fd);
}

/* A payload may be anything: what is not inside it is not told. */
static void refuses_files_that_reach_out(void)
{
	struct {
		struct fsc_objects head;
		struct fsc_file file[2];
		struct fsc_part part[2];
		char text[8];
	} payload = {
		.head = { .files = 2, .parts = 2, .text_bytes = 8 },
		.file[0] = { .path = 8 },
		.file[1] = { .path = 4, .first_part = 1, .parts = 1, .build_id_len = 3,
			     .build_id = "abc" },
		.part[1] = { 1, 2, 3 },
		.text = "/a\0/b",
	};
	struct strbuf told = { 0 };
	struct fsc_sink sink = { .arg = &told, .object = tell_object };

	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	CHECK_STR(told.text, "b 0:0 3:abc 2@1+3\n");
	strbuf_truncate(&told, 0);
	payload.file[0].path = 0;
	CHECK(fsc_objects_decode(&payload, sizeof(payload), &(struct fsc_sink){ 0 }));
	payload.file[0].path = 8;
	payload.file[1].first_part = 2;
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	payload.file[1].first_part = UINT32_MAX;
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	payload.file[1].first_part = 0;
	payload.file[1].parts = UINT32_MAX;
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	payload.file[1].parts = 1;
	payload.file[1].build_id_len = FSC_BUILD_ID_MAX + 1;
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	payload.file[1].build_id_len = 3;
	payload.text[7] = 'x';
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	payload.text[7] = '\0';
	CHECK(!fsc_objects_decode(&payload, sizeof(payload) - 1, &sink));
	CHECK(!fsc_objects_decode(&payload, sizeof(payload.head) - 1, &sink));
	payload.head.files = UINT32_MAX;
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	payload.head.files = 2;
	payload.head.parts = UINT32_MAX;
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	payload.head = (struct fsc_objects){ 0 };
	CHECK(!fsc_objects_decode(&payload, sizeof(payload), &sink));
	CHECK_STR(told.text, "");
	free(told.text);
}

static void keeps_functions_without_a_name(void)
{
	static const struct kept_name names[] = {
		{ "/usr/bin/stripped", 20, id, 0x1000, 0x1100, NULL, NULL },
		{ "/usr/bin/stripped", 20, id, 0x1100, 0x1180, "main", NULL },
	};
	struct memory_file file = new_file();
	struct fsc_writer *writer = fsc_create(file.path);
	struct story story = { 0 };
	bool whole;

	CHECK_EQ(fsc_write_names(writer, names, 2), 0);
	CHECK_EQ(fsc_close(writer), 0);
	CHECK_EQ(read_story(file.path, &story, &whole), 0);
	CHECK(whole);
	CHECK(strstr(story.text.text, " 1000-1100 (none) (none)\n"));
	CHECK(strstr(story.text.text, " 1100-1180 main (none)\n"));
	free(story.text.text);
	close(file.fd);
}

/* It had all that version 2 had, with the same meaning. */
static void reads_the_version_before(void)
{
	const struct fsc_header header = { .magic = FSC_MAGIC, .byte_order = FSC_BYTE_ORDER,
					   .version = FSC_VERSION_OLDEST };
	struct memory_file file = new_file();
	struct story story = { 0 };
	bool whole;

	make_sample_capture(&file);
	CHECK_EQ(pwrite(file.fd, &header, sizeof(header), 0), sizeof(header));
	CHECK_EQ(read_story(file.path, &story, &whole), 0);
	CHECK(whole);
	CHECK_STR(said, "");
	CHECK(strstr(story.text.text, " 1080-1100 bar (none)\n"));
	free(story.text.text);
	close(file.fd);
}

int main(void)
{
	RUN(keeps_what_ran);
	RUN(refuses_files_that_reach_out);
	RUN(keeps_functions_without_a_name);
	RUN(reads_the_version_before);
	return unit_done();
}
