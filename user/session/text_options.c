// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "session/lists.h"
#include "session/text_options.h"
#include "util/error.h"

#define DEPTH_MAX 1000

int text_share(const char *option, const char *value, double *share)
{
	double percent;
	char *end;

	percent = strtod(value, &end);
	if (*end == '%' && end > value)
		end++;
	if (!(isdigit((unsigned char)*value) || *value == '.') || *end ||
	    !(percent >= 0 && percent <= 100))
		return error("%s: '%s' is no share; give percent, from 0 to 100", option, value);
	*share = percent / 100;
	return 0;
}

int text_depth(const char *value, size_t *depth)
{
	uint32_t number;

	if (parse_number("a depth", value, 1, DEPTH_MAX, &number))
		return -1;
	*depth = number;
	return 0;
}

int text_pattern(const char *option, const char *value, regex_t *pattern)
{
	char why[128];
	int err = regcomp(pattern, value, REG_EXTENDED | REG_NOSUB);

	if (!err)
		return 0;
	regerror(err, pattern, why, sizeof(why));
	return error("%s: '%s' is no regular expression: %s; see regex(7)", option, value, why);
}

int text_by(const char *value, enum change_by *by)
{
	if (strcmp(value, "self") && strcmp(value, "total"))
		return error("--by: '%s' is neither self nor total; give one of them", value);
	*by = strcmp(value, "self") ? BY_TOTAL : BY_SELF;
	return 0;
}
