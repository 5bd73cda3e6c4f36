// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profile/interval.h"
#include "util/alloc.h"

/* Beyond, chances are 0 for all purposes: below 1e-300. */
#define Z_MAX 37.0

struct interval interval_share(struct counted counted, double z)
{
	double n = counted.whole, p = counted.part / n;
	double middle = p + z * z / (2 * n);
	double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	double scale = 1 + z * z / n;
	struct interval interval = { (middle - half) / scale, (middle + half) / scale };

	/* What rounding leaves. */
	if (counted.part <= 0 || interval.low < 0)
		interval.low = 0;
	if (counted.part >= n || interval.high > 1)
		interval.high = 1;
	return interval;
}

struct interval interval_change(struct counted before, struct counted after, double z)
{
	struct interval b = interval_share(before, z), a = interval_share(after, z);
	double p = before.part / before.whole, q = after.part / after.whole;

	return (struct interval){
		.low = q - p - hypot(q - a.low, b.high - p),
		.high = q - p + hypot(a.high - q, p - b.low),
	};
}

double interval_chance(struct counted before, struct counted after)
{
	double difference = after.part / after.whole - before.part / before.whole;
	double low = 0, high = Z_MAX;

	if (difference == 0)
		return 1;
	/* The wider, the more they hold: what excludes 0 up to some z, doesn't above. */
	while (high - low > 1e-9) {
		double z = (low + high) / 2;
		struct interval interval = interval_change(before, after, z);

		if (interval.low > 0 || interval.high < 0)
			low = z;
		else
			high = z;
	}
	return erfc(low / sqrt(2));
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double interval_discoveries(const double *chance, size_t count, double rate)
{
	double *sorted = xcalloc(count, sizeof(*sorted)), limit = -1;

	if (count)
		memcpy(sorted, chance, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_doubles);
	for (size_t i = 0; i < count; i++) {
		if (sorted[i] <= rate * (i + 1) / count)
			limit = sorted[i];
	}
	free(sorted);
	return limit;
}
