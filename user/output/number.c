// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>

#include "output/number.h"

/* What is above is no count of anything; and it must fit, with six decimals. */
#define LARGEST 1e18

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

const char *number_plain(double n, char text[NUMBER_MAX])
{
	int len;

	n = within_bounds(n);
	if (n == (int64_t)n) {
		snprintf(text, NUMBER_MAX, "%" PRId64, (int64_t)n);
		return text;
	}
	len = snprintf(text, NUMBER_MAX, "%.6f", n);
	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	text[len] = '\0';
	return text;
}

double number_percent(double part, double whole)
{
	return whole ? 100.0 * part / whole : 0;
}
