// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "session/bounds.h"
#include "session/text_options.h"
#include "util/alloc.h"
#include "util/error.h"

/* What was found of a bound, in percent of all samples. */
struct found {
	double value;
	struct interval interval;
};

static const char *bound_option(enum bound_kind kind)
{
	return kind == BOUND_SHARE ? "--max-share" : "--max-growth";
}

const char *bound_kind_name(enum bound_kind kind)
{
	return bound_option(kind) + strlen("--");
}

static bool parse_percent(const char *text, double *percent)
{
	char *end;

	*percent = strtod(text, &end);
	if (end == text || !isfinite(*percent) || *percent < 0 || *percent > 100)
		return false;
	return !*end || !strcmp(end, "%");
}

int bounds_add(struct bounds *bounds, enum bound_kind kind, const char *text)
{
	/* The last one: there may be others in the expression. */
	const char *option = bound_option(kind), *equals = strrchr(text, '=');
	struct bound bound = { .kind = kind, .text = text };
	char *pattern;
	int result;

	if (!equals || equals == text || !parse_percent(equals + 1, &bound.most))
		return error("%s: '%s' is not REGEX=PCT; give a bound like '^memcpy=5', percent "
			     "of all samples", option, text);
	pattern = xstrndup(text, equals - text);
	result = text_pattern(option, pattern, &bound.name);
	free(pattern);
	if (result)
		return -1;
	bounds->bound = xreallocarray(bounds->bound, bounds->count + 1, sizeof(bound));
	bounds->bound[bounds->count++] = bound;
	return 0;
}

void bounds_free(struct bounds *bounds)
{
	for (size_t i = 0; i < bounds->count; i++)
		regfree(&bounds->bound[i].name);
	free(bounds->bound);
	*bounds = (struct bounds){ 0 };
}

static double percent(const struct counted *counted)
{
	return 100 * counted->part / counted->whole;
}

static struct found find_share(const struct change *change, struct strbuf *line)
{
	struct interval interval = interval_share(change->after, INTERVAL_Z95);
	struct found found = {
		percent(&change->after), { 100 * interval.low, 100 * interval.high },
	};

	strbuf_addf(line, "%.2f%% of the samples (95%% interval %.2f to %.2f)", found.value,
		    found.interval.low, found.interval.high);
	return found;
}

static struct found find_growth(const struct change *change, struct strbuf *line)
{
	struct found found = { change->points, change->interval };

	strbuf_addf(line, "from %.2f%% to %.2f%% of the samples: %+.2f points (95%% interval %+.2f "
		    "to %+.2f)", percent(&change->before), percent(&change->after), found.value,
		    found.interval.low, found.interval.high);
	return found;
}

static bool judge(const struct bound *bound, const struct found *found, bool strict,
		  struct strbuf *line)
{
	const char *unit = bound->kind == BOUND_SHARE ? "%" : " points";

	if (found->value <= bound->most)
		return true;
	strbuf_addf(line, ", %.2f above the bound of %g%s", found->value - bound->most, bound->most,
		    unit);
	if (strict || found->interval.low > bound->most)
		return false;
	strbuf_add(line, ", which may be noise");
	return true;
}

bool bound_holds(const struct bound *bound, const struct comparison *comparison,
		 const struct bound_options *options, struct strbuf *line)
{
	struct change change;
	struct found found;

	if (!changes_match(&change, comparison, options->by, &bound->name)) {
		strbuf_add(line, "no function matches");
		return options->allow_missing;
	}
	found = bound->kind == BOUND_SHARE ? find_share(&change, line) : find_growth(&change, line);
	return judge(bound, &found, options->strict, line);
}
