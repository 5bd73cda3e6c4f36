// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table of functions: what is found in it, compared with what a search through all of them, one
 * after the other, finds.
 */
#include <stdlib.h>

#include "symbol/functions.h"
#include "random.h"
#include "unit.h"

static const char text[] = "\0first\0second\0__second\0$x\0third\0_third\0@weird\0name@@V1";

#define FIRST 1
#define SECOND 7
#define __SECOND 14
#define LABEL 23
#define THIRD 26
#define _THIRD 32
#define WEIRD 39
#define VERSIONED 46

static struct functions functions;
static struct strbuf name;

static void begin(void)
{
	struct function_text in_memory = { .fd = -1, .memory = text, .size = sizeof(text),
					   .has_versions = true };
	struct function_text stubs = { .fd = -1, .memory = text, .size = sizeof(text),
				       .suffix = "@plt" };

	functions_free(&functions);
	CHECK_EQ(functions_add_text(&functions, &in_memory), 0);
	CHECK_EQ(functions_add_text(&functions, &stubs), 1);
}

static struct function *add(uint64_t start, uint32_t size, uint32_t at)
{
	struct function function = { .start = start, .size = size, .name = at };

	functions_add(&functions, &function);
	return &functions.array[functions.count - 1];
}

/* One that reaches to @end, if nothing else comes before. */
static void add_sizeless(uint64_t start, uint64_t end, uint32_t at)
{
	add(start, end - start, at)->sizeless = true;
}

static const char *find(uint64_t address)
{
	const struct function *function = functions_find(&functions, address);

	if (function)
		function = functions_alias(&functions, function);
	return function && functions_name(&functions, function, &name) ? name.text : "-";
}

static void aliases(void)
{
	begin();
	add(100, 10, __SECOND);
	add(100, 10, SECOND);
	add(200, 10, SECOND)->unfit = FUNCTION_LOCAL;
	add(200, 10, __SECOND);
	add(300, 10, FIRST)->unfit = FUNCTION_UNTYPED;
	add(300, 10, __SECOND)->unfit = FUNCTION_LOCAL;
	add(400, 10, FIRST)->unfit = FUNCTION_WEAK;
	add(400, 10, SECOND);
	add(500, 10, SECOND)->unfit = FUNCTION_WEAK;
	add(500, 10, _THIRD);
	functions_settle(&functions);
	CHECK_STR(find(105), "second");
	CHECK_STR(find(205), "__second");
	CHECK_STR(find(305), "__second");
	CHECK_STR(find(405), "second");
	CHECK_STR(find(505), "second");
}

static void names(void)
{
	begin();
	add(100, 10, VERSIONED);
	add(200, 10, WEIRD);
	add(300, 10, FIRST)->text = 1;
	add(400, 10, LABEL);
	add(500, 10, sizeof(text) - 1);
	add(600, 10, UINT32_MAX);
	functions_settle(&functions);
	CHECK_STR(find(100), "name");
	CHECK_STR(find(200), "@weird");
	CHECK_STR(find(300), "first@plt");
	CHECK_STR(find(400), "-");
	CHECK_STR(find(500), "-");
	CHECK_STR(find(600), "-");
}

/* What another table repeats is in memory once. */
static void repeated(void)
{
	begin();
	add(100, 10, FIRST);
	add(100, 20, SECOND)->text = 1;
	add(100, 10, THIRD)->unfit = FUNCTION_LOCAL;
	functions_settle(&functions);
	CHECK_EQ(functions.count, 2);
	CHECK_STR(find(119), "first");
	CHECK_STR(find(120), "-");
}

/* A linker that folds functions may give one a thousand names. */
static void folded(void)
{
	unsigned int i;

	begin();
	for (i = 0; i < 1000; i++)
		add(100, 10, SECOND)->unfit = FUNCTION_LOCAL;
	add(100, 10, FIRST);
	functions_settle(&functions);
	CHECK(functions.count < 20);
	CHECK_STR(find(100), "first");
}

static void without_size(void)
{
	begin();
	add_sizeless(100, 1000, FIRST);
	add(200, 50, SECOND);
	add_sizeless(210, 1000, THIRD);		/* a label in it */
	add_sizeless(300, 1000, THIRD);
	add(400, 8, 0)->is_end = true;
	functions_settle(&functions);
	CHECK_STR(find(99), "-");
	CHECK_STR(find(100), "first");
	CHECK_STR(find(199), "first");
	CHECK_STR(find(215), "second");
	CHECK_STR(find(260), "-");
	CHECK_STR(find(399), "third");
	CHECK_STR(find(400), "-");
	CHECK_STR(find(500), "-");
}

static void nested(void)
{
	begin();
	add(100, 300, FIRST);
	add(200, 100, SECOND);
	add(220, 10, THIRD);
	functions_settle(&functions);
	CHECK_STR(find(150), "first");
	CHECK_STR(find(210), "second");
	CHECK_STR(find(229), "third");
	CHECK_STR(find(230), "second");
	CHECK_STR(find(300), "first");
	CHECK_STR(find(400), "-");
}

static void gaps(void)
{
	uint64_t start = 0, end = UINT64_MAX;

	begin();
	add(100, 100, FIRST);
	add(150, 10, SECOND);
	add(300, 10, THIRD);
	functions_settle(&functions);
	functions_gap(&functions, 250, &start, &end);
	CHECK_EQ(start, 200);
	CHECK_EQ(end, 300);
	start = 240;
	end = 260;
	functions_gap(&functions, 250, &start, &end);
	CHECK_EQ(start, 240);
	CHECK_EQ(end, 260);
	CHECK(functions_at(&functions, 150));
	CHECK(!functions_at(&functions, 151));
	CHECK(!functions_at(&functions, 50));
}

#define MANY 3000

/* Functions that don't overlap, anywhere in @bits of addresses, added in no order. */
static void check_sorting(unsigned int bits)
{
	static struct function all[MANY];
	uint32_t state = bits;
	uint64_t step = ((uint64_t)1 << bits) / MANY, i;

	begin();
	for (i = 0; i < MANY; i++)
		all[i] = (struct function){
			.start = i * step + (bits == 63 ? 1ULL << 63 : 0),
			.size = 1 + next_random(&state) % step % (FUNCTION_MAX_SIZE - 1),
		};
	for (i = 0; i < MANY; i++) {
		uint64_t other = next_random(&state) % MANY;
		struct function function = all[i];

		all[i] = all[other];
		all[other] = function;
	}
	for (i = 0; i < MANY; i++)
		add(all[i].start, all[i].size, FIRST);
	functions_settle(&functions);
	CHECK_EQ(functions.count, MANY);
	for (i = 0; i < MANY; i++) {
		const struct function *first = functions_find(&functions, all[i].start);
		const struct function *last = functions_find(&functions,
							     all[i].start + all[i].size - 1);

		CHECK(first && first->start == all[i].start && first->size == all[i].size);
		CHECK(last == first);
		if (all[i].size < step)
			CHECK(!functions_find(&functions, all[i].start + all[i].size));
	}
}

static void sorting(void)
{
	check_sorting(12);
	check_sorting(20);
	check_sorting(33);
	check_sorting(47);
	check_sorting(63);
}

static void empty(void)
{
	uint64_t start = 1, end = 2;

	begin();
	functions_settle(&functions);
	CHECK_STR(find(0), "-");
	CHECK(!functions_at(&functions, 0));
	functions_gap(&functions, 1, &start, &end);
	CHECK(start == 1 && end == 2);
}

/* A part of an address space that wraps around has no end that could be reached. */
static void at_the_end(void)
{
	begin();
	add(UINT64_MAX - 10, 100, FIRST);
	add(0, 10, SECOND);
	functions_settle(&functions);
	CHECK_STR(find(UINT64_MAX), "first");
	CHECK_STR(find(5), "second");
}

int main(void)
{
	RUN(aliases);
	RUN(names);
	RUN(repeated);
	RUN(folded);
	RUN(without_size);
	RUN(nested);
	RUN(gaps);
	RUN(sorting);
	RUN(empty);
	RUN(at_the_end);
	functions_free(&functions);
	free(name.text);
	return unit_done();
}
