// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stacks as JSON of speedscope. That speedscope itself reads it, tests/exports shows.
 */
#include <stdlib.h>

#include "fixture_stacks.h"
#include "output/speedscope.h"
#include "unit.h"

#define HEAD "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n" \
	"\"exporter\":\"flamerec " FLAMEREC_VERSION "\",\n"

static char *finish(void *state)
{
	size_t size;

	return stacks_write(&speedscope_writer, state, &size);
}

static void folded_stacks(void)
{
	const struct writer_about about = { .event = "samples" };
	void *state = speedscope_writer.start(&about);
	char *text;

	TAKE(speedscope_writer, state, stacks_folded, .count = 0.5, BY_NOBODY);
	TAKE(speedscope_writer, state, stacks_idle, .count = 2, BY_NOBODY);
	TAKE(speedscope_writer, state, stacks_folded, .count = 0.25, BY_NOBODY);
	text = finish(state);
	CHECK_STR(text, HEAD "\"name\":\"samples\",\n\"activeProfileIndex\":0,\n"
		  "\"shared\":{\"frames\":[\n"
		  "{\"name\":\"a\\\"b\\\\\\ufffd\\n\"},\n{\"name\":\"f\"},\n{\"name\":\"g\"},\n"
		  "{\"name\":\"\"},\n{\"name\":\"swapper\"},\n{\"name\":\"[idle]\"}]},\n"
		  "\"profiles\":[{\"type\":\"sampled\",\"name\":\"all threads\",\"unit\":\"none\","
		  "\"startValue\":0,\"endValue\":2.75,\n"
		  "\"samples\":[[0,1,2,3],\n[4,5]],\n\"weights\":[0.75,2]}]}\n");
	free(text);
}

/* In the order of time, the busiest first; what goes on is one sample. */
static void threads(void)
{
	const struct writer_about about = { .event = "samples", .title = "two", .hz = 100 };
	void *state = speedscope_writer.start(&about);
	char *text, *profiles;

	TAKE(speedscope_writer, state, stacks_kernel, .count = 1, BY(1, 1, 0), .ns = 1);
	TAKE(speedscope_writer, state, stacks_user, .count = 1, BY(7, 8, 0), .ns = 2);
	TAKE(speedscope_writer, state, stacks_kernel, .count = 1, BY(1, 1, 0), .ns = 3);
	TAKE(speedscope_writer, state, stacks_user, .count = 2, BY(7, 8, 0), .ns = 4);
	TAKE(speedscope_writer, state, stacks_kernel, .count = 1, BY(7, 8, 0), .ns = 5);
	text = finish(state);
	CHECK(strstr(text, "\"name\":\"two\""));
	CHECK(strstr(text, "{\"name\":\"main\",\"file\":\"sort.c\",\"line\":20}"));
	CHECK(strstr(text, "{\"name\":\"vfs_read\",\"file\":\"kernel\"}"));
	profiles = strstr(text, "\"profiles\":");
	CHECK_STR(profiles ? profiles : "", "\"profiles\":["
		  "{\"type\":\"sampled\",\"name\":\"all threads\",\"unit\":\"milliseconds\","
		  "\"startValue\":0,\"endValue\":60,\n"
		  "\"samples\":[[0,1,2,3,4],\n[0,1,5,6]],\n\"weights\":[30,30]},\n"
		  "{\"type\":\"sampled\",\"name\":\"sort 7/8\",\"unit\":\"milliseconds\","
		  "\"startValue\":0,\"endValue\":40,\n"
		  "\"samples\":[[0,1,5,6],\n[0,1,2,3,4]],\n\"weights\":[30,10]},\n"
		  "{\"type\":\"sampled\",\"name\":\"sort 1/1\",\"unit\":\"milliseconds\","
		  "\"startValue\":0,\"endValue\":20,\n"
		  "\"samples\":[[0,1,2,3,4]],\n\"weights\":[20]}]}\n");
	free(text);
}

static void few_of_many_threads(void)
{
	const struct writer_about about = { .event = "samples" };
	void *state = speedscope_writer.start(&about);
	size_t profiles = 0;
	char *text;

	for (uint32_t i = 1; i <= 2 * SPEEDSCOPE_THREADS_MAX; i++)
		TAKE(speedscope_writer, state, stacks_user, .count = i, BY(i, i, 0));
	text = finish(state);
	for (const char *s = text; (s = strstr(s, "\"sampled\"")); s++)
		profiles++;
	CHECK_EQ(profiles, 1 + SPEEDSCOPE_THREADS_MAX);
	CHECK(strstr(text, "sort 64/64"));
	CHECK(!strstr(text, "sort 32/32"));
	free(text);
}

static void nothing(void)
{
	const struct writer_about about = { .event = "samples" };
	void *state = speedscope_writer.start(&about);
	char *text;

	speedscope_writer.take(state, &(struct stack){ .count = 3, BY(1, 1, 1) });
	text = finish(state);
	CHECK(strstr(text, "\"frames\":[]},"));
	CHECK(strstr(text, "\"endValue\":0,\n\"samples\":[],\n\"weights\":[]}]}\n"));
	free(text);
}

static void full_disk(void)
{
	const struct writer_about about = { .event = "samples" };
	void *state = speedscope_writer.start(&about);
	FILE *out = fopen("/dev/full", "w");

	CHECK(out);
	CHECK_EQ(speedscope_writer.write(state, out), -1);
	fclose(out);
	speedscope_writer.free(state);
}

int main(void)
{
	RUN(folded_stacks);
	RUN(threads);
	RUN(few_of_many_threads);
	RUN(nothing);
	RUN(full_disk);
	return unit_done();
}
