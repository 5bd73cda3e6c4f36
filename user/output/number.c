// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>

#include "output/number.h"

/* What is above is no count of anything. */
#define LARGEST 1e18

/* So many digits are left of a double, whatever was added up. */
#define DIGITS 15

static double within_bounds(double n)
{
	return n > LARGEST ? LARGEST : n < -LARGEST ? -LARGEST : n;
}

const char *number_grouped(double n, char text[NUMBER_MAX])
{
	char digits[NUMBER_MAX], *to = text;
	const char *from = digits;
	int len;

	n = within_bounds(n);
	len = snprintf(digits, sizeof(digits), "%.0f", n);
	if (*from == '-') {
		*to++ = *from++;
		len--;
	}
	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = from[i];
	}
	*to = '\0';
	return text;
}

/* How many of the digits stand behind the point. */
static int decimals_of(double n)
{
	int decimals = DIGITS;

	for (double limit = 1; decimals && (n >= limit || n <= -limit); limit *= 10)
		decimals--;
	return decimals;
}

const char *number_plain(double n, char text[NUMBER_MAX])
{
	int len, decimals;

	n = within_bounds(n);
	if (n == (int64_t)n) {
		snprintf(text, NUMBER_MAX, "%" PRId64, (int64_t)n);
		return text;
	}
	decimals = decimals_of(n);
	len = snprintf(text, NUMBER_MAX, "%.*f", decimals, n);
	while (decimals && text[len - 1] == '0')
		len--;
	if (decimals && text[len - 1] == '.')
		len--;
	text[len] = '\0';
	return text;
}

double number_percent(double part, double whole)
{
	return whole ? 100.0 * part / whole : 0;
}
