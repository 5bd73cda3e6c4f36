// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>

#include "output/number.h"

const char *number_grouped(uint64_t n, char text[NUMBER_MAX])
{
	char digits[NUMBER_MAX], *to = text;
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return text;
}

double number_percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}
