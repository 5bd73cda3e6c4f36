// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Confidence intervals: the values that were published, and how often they hold the truth.
 */
#include <math.h>

#include "profile/interval.h"
#include "random.h"
#include "unit.h"

/* Published with four digits. */
static bool is(double value, double published)
{
	return fabs(value - published) < 0.00005 + 1e-9;
}

#define CHECK_INTERVAL(found, from, to) do {					\
	struct interval got = (found);						\
	if (!is(got.low, from) || !is(got.high, to))				\
		printf("# %.6f to %.6f\n", got.low, got.high);			\
	CHECK(is(got.low, from));						\
	CHECK(is(got.high, to));						\
} while (0)

/* R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998: table I. */
static void shares_as_published(void)
{
	CHECK_INTERVAL(interval_share((struct counted){ 81, 263 }, INTERVAL_Z95), 0.2553, 0.3662);
	CHECK_INTERVAL(interval_share((struct counted){ 15, 148 }, INTERVAL_Z95), 0.0624, 0.1605);
	CHECK_INTERVAL(interval_share((struct counted){ 0, 20 }, INTERVAL_Z95), 0, 0.1611);
	CHECK_INTERVAL(interval_share((struct counted){ 1, 29 }, INTERVAL_Z95), 0.0061, 0.1718);
	CHECK_INTERVAL(interval_share((struct counted){ 20, 20 }, INTERVAL_Z95), 0.8389, 1);
}

/* The paper that interval.h names, table II, method 10; there it is the first less the second. */
static void changes_as_published(void)
{
	static const struct {
		struct counted first, second;
		double low, high;
	} published[] = {
		{ { 56, 70 }, { 48, 80 }, 0.0524, 0.3339 },
		{ { 9, 10 }, { 3, 10 }, 0.1705, 0.8090 },
		{ { 6, 7 }, { 2, 7 }, 0.0582, 0.8062 },
		{ { 5, 56 }, { 0, 29 }, -0.0381, 0.1926 },
		{ { 0, 10 }, { 0, 20 }, -0.1611, 0.2775 },
		{ { 0, 10 }, { 0, 10 }, -0.2775, 0.2775 },
		{ { 10, 10 }, { 0, 20 }, 0.6791, 1.0000 },
		{ { 10, 10 }, { 0, 10 }, 0.6075, 1.0000 },
	};

	for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++)
		CHECK_INTERVAL(interval_change(published[i].second, published[i].first,
					       INTERVAL_Z95),
			       published[i].low, published[i].high);
}

static void chance_goes_with_the_interval(void)
{
	const struct counted before = { 48, 80 }, after = { 56, 70 };
	double chance = interval_chance(before, after);

	/* Outside of the 95% interval, not of the 99% one. */
	CHECK(chance < 0.05 && chance > 0.005);
	CHECK(interval_chance(after, before) == chance);
	CHECK(interval_chance(before, before) == 1);
	CHECK(interval_chance((struct counted){ 0, 10 }, (struct counted){ 0, 20 }) == 1);
	CHECK(interval_chance((struct counted){ 0, 100000 },
			      (struct counted){ 50000, 100000 }) < 1e-200);
	CHECK(interval_chance((struct counted){ 5000, 10000 },
			      (struct counted){ 5010, 10000 }) > 0.5);
}

/* The example of the paper that interval.h names: fifteen, of which four are found at 0.05. */
static void discoveries_as_published(void)
{
	static const double chance[] = {
		0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
		0.4262, 0.5719, 0.6528, 0.7590, 1.000,
	};

	CHECK(interval_discoveries(chance, 15, 0.05) == 0.0095);
	CHECK(interval_discoveries(chance, 3, 0.05) == 0.0019);
	CHECK(interval_discoveries(chance + 9, 6, 0.05) < 0);
	CHECK(interval_discoveries(NULL, 0, 0.05) < 0);
}

static struct counted draw(uint32_t *state, double p, int n)
{
	struct counted share = { 0, n };

	for (int i = 0; i < n; i++)
		share.part += next_random(state) * 0x1p-32 < p;
	return share;
}

/* How often the interval of a change holds the change that there is. */
static double coverage(double before, int n, double after, int m)
{
	enum { TRIES = 4000 };
	uint32_t state = RANDOM_SEED;
	int hits = 0;

	for (int i = 0; i < TRIES; i++) {
		struct counted b = draw(&state, before, n), a = draw(&state, after, m);
		struct interval interval = interval_change(b, a, INTERVAL_Z95);

		hits += interval.low <= after - before && after - before <= interval.high;
	}
	return hits / (double)TRIES;
}

static void intervals_hold_the_truth(void)
{
	static const double shares[][2] = {
		{ 0.5, 0.5 }, { 0.01, 0.01 }, { 0.02, 0.05 }, { 0.3, 0.25 }, { 0.9, 0.95 },
	};

	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
		double same = coverage(shares[i][0], 300, shares[i][1], 300);
		double less = coverage(shares[i][0], 900, shares[i][1], 150);

		CHECK(same > 0.935 && same <= 1);
		CHECK(less > 0.93 && less <= 1);
	}
}

/* Two recordings of the same, of 200 functions: something is found in a few of a hundred pairs. */
static void noise_is_no_discovery(void)
{
	enum { FUNCTIONS = 200, PAIRS = 100 };
	uint32_t state = RANDOM_SEED;
	int naive = 0, pairs = 0;

	for (int k = 0; k < PAIRS; k++) {
		double chance[FUNCTIONS];
		bool found = false;

		for (int i = 0; i < FUNCTIONS; i++) {
			double p = 0.2 / (i + 1);

			chance[i] = interval_chance(draw(&state, p, 400), draw(&state, p, 500));
			naive += chance[i] <= 0.05;
		}
		found = interval_discoveries(chance, FUNCTIONS, 0.05) >= 0;
		pairs += found;
	}
	CHECK(pairs <= 10);
	/* What would be found without it. */
	CHECK(naive > 20);
}

int main(void)
{
	RUN(shares_as_published);
	RUN(changes_as_published);
	RUN(chance_goes_with_the_interval);
	RUN(discoveries_as_published);
	RUN(intervals_hold_the_truth);
	RUN(noise_is_no_discovery);
	return unit_done();
}
