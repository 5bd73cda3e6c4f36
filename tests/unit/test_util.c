// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The small containers that everything else stands on.
 */
#include <stdint.h>
#include <stdlib.h>

#include "unit.h"
#include "util/alloc.h"
#include "util/hash.h"
#include "util/strbuf.h"
#include "util/strpool.h"
#include "util/u64map.h"

static void grow_keeps_and_doubles(void)
{
	size_t capacity = 0;
	int *array = NULL;

	for (int i = 0; i < 10000; i++) {
		array = grow(array, &capacity, i + 1, sizeof(*array));
		array[i] = i;
	}
	CHECK(capacity >= 10000 && capacity < 20000);
	CHECK_EQ(array[0], 0);
	CHECK_EQ(array[9999], 9999);
	CHECK(grow(array, &capacity, 5, sizeof(*array)) == array);
	free(array);
}

static void copies(void)
{
	char *whole = xstrdup("frame"), *part = xstrndup("frame", 2);
	char *made = xasprintf("%s-%d", "cpu", 7);
	char *zero = xcalloc(3, 1);

	CHECK_STR(whole, "frame");
	CHECK_STR(part, "fr");
	CHECK_STR(made, "cpu-7");
	CHECK(!zero[0] && !zero[2]);
	free(whole);
	free(part);
	free(made);
	free(zero);
}

static void strbuf_appends_and_shortens(void)
{
	struct strbuf buf = { 0 };

	strbuf_truncate(&buf, 0);
	CHECK(!buf.text);
	strbuf_add(&buf, "all");
	strbuf_add_n(&buf, ";mainly", 5);
	strbuf_addf(&buf, ";%s%d", "leaf", 12);
	CHECK_STR(buf.text, "all;main;leaf12");
	CHECK_EQ(buf.len, strlen(buf.text));
	strbuf_truncate(&buf, 3);
	CHECK_STR(buf.text, "all");
	strbuf_addf(&buf, "%0500d", 1);
	CHECK_EQ(buf.len, 503);
	CHECK_EQ(strlen(buf.text), 503);
	free(buf.text);
}

static void strpool_gives_one_id_a_string(void)
{
	struct strpool pool;
	char text[32];
	bool right = true;

	strpool_init(&pool);
	CHECK_EQ(strpool_intern(&pool, ""), 0);
	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "function_%d", i);
		right = right && strpool_intern(&pool, text) == (uint32_t)i + 1;
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "function_%d", i);
		right = right && strpool_intern(&pool, text) == (uint32_t)i + 1;
		right = right && !strcmp(strpool_get(&pool, i + 1), text);
	}
	CHECK(right);
	CHECK_EQ(pool.count, 5001);
	strpool_free(&pool);
}

static void strpool_tells_prefixes_apart(void)
{
	struct strpool pool;
	uint32_t read, reader;

	strpool_init(&pool);
	read = strpool_intern_n(&pool, "reader", 4);
	reader = strpool_intern(&pool, "reader");
	CHECK(read != reader);
	CHECK_STR(strpool_get(&pool, read), "read");
	CHECK_STR(strpool_get(&pool, reader), "reader");
	CHECK_EQ(strpool_intern_n(&pool, "read\0er", 7), read);
	strpool_free(&pool);
}

static void u64map_holds_all_keys(void)
{
	struct u64map map = { 0 };
	bool added, right = true;

	CHECK(!u64map_find(&map, 0));
	for (uint64_t i = 0; i < 20000; i++) {
		*u64map_at(&map, i << 40, &added) = i * 3;
		right = right && added;
	}
	for (uint64_t i = 0; i < 20000; i++) {
		uint64_t *value = u64map_find(&map, i << 40);

		right = right && value && *value == i * 3;
	}
	CHECK(right);
	CHECK_EQ(map.count, 20000);
	CHECK(!u64map_find(&map, 1));
	CHECK_EQ(*u64map_at(&map, 5ull << 40, &added), 15);
	CHECK(!added);
	CHECK_EQ(*u64map_at(&map, UINT64_MAX, NULL), 0);
	u64map_free(&map);
	CHECK(!map.slot);
}

static void hashes_use_every_byte(void)
{
	char text[] = "a name of more than eight bytes";
	uint64_t whole = hash_bytes(text, sizeof(text));
	bool differs = true;

	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] ^= 1;
		differs = differs && hash_bytes(text, sizeof(text)) != whole;
		text[i] ^= 1;
	}
	CHECK(differs);
	CHECK(hash_bytes(text, 8) != hash_bytes(text, 9));
	CHECK(hash_u64(0) != hash_u64(1));
}

int main(void)
{
	RUN(grow_keeps_and_doubles);
	RUN(copies);
	RUN(strbuf_appends_and_shortens);
	RUN(strpool_gives_one_id_a_string);
	RUN(strpool_tells_prefixes_apart);
	RUN(u64map_holds_all_keys);
	RUN(hashes_use_every_byte);
	return unit_done();
}
