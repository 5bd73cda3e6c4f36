/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few lines that a unit test needs: checks that count, and a TAP line a test.
 */
#ifndef FLAMEREC_TESTS_UNIT_H
#define FLAMEREC_TESTS_UNIT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int unit_tests, unit_failures;
static bool unit_ok;

#define CHECK(condition) do {						\
	if (!(condition)) {						\
		printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition);	\
		unit_ok = false;					\
	}								\
} while (0)

#define CHECK_EQ(a, b) do {						\
	unsigned long long a_ = (a), b_ = (b);				\
	if (a_ != b_) {							\
		printf("# %s:%d: %s is %llu, not %llu\n", __FILE__, __LINE__, #a, a_, b_); \
		unit_ok = false;					\
	}								\
} while (0)

#define CHECK_STR(a, b) do {						\
	const char *a_ = (a), *b_ = (b);				\
	if (!a_ || strcmp(a_, b_)) {					\
		printf("# %s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #a, \
		       a_ ? a_ : "(null)", b_);				\
		unit_ok = false;					\
	}								\
} while (0)

/* Not inlined, or else the tests may be, too, and main() has what all of them need of the stack. */
__attribute__((noinline))
static void unit_run(const char *name, void (*test)(void))
{
	unit_ok = true;
	test();
	unit_tests++;
	unit_failures += !unit_ok;
	printf("%s %d %s\n", unit_ok ? "ok" : "not ok", unit_tests, name);
	fflush(stdout);
}

#define RUN(test) unit_run(#test, test)

static int unit_done(void)
{
	printf("1..%d\n", unit_tests);
	return unit_failures != 0;
}

#endif
