// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <unistd.h>

#include "output/number.h"
#include "session/clock.h"
#include "session/progress.h"
#include "session/totals.h"

#define INTERVAL_NS (NS_PER_S / 2)
#define CLEAR_TO_END "\033[K"

void progress_start(struct progress *progress, uint64_t now)
{
	*progress = (struct progress){
		.shown = isatty(STDERR_FILENO), .start_ns = now, .last_ns = now,
		.next_ns = now + INTERVAL_NS,
	};
}

static double per_second(uint64_t count, uint64_t ns)
{
	return ns ? count * (double)NS_PER_S / ns : 0;
}

void progress_update(struct progress *progress, const struct device *device)
{
	char total[NUMBER_MAX], lost[NUMBER_MAX];
	uint64_t samples, now = now_ns();
	struct totals totals;

	if (!progress->shown || now < progress->next_ns)
		return;
	totals_read(&totals, device);
	samples = totals.sampled + totals.idle;
	fprintf(stderr, "\r%s samples, %.0f/s, lost %s, %u CPUs, %.0f s" CLEAR_TO_END,
		number_grouped(samples, total),
		per_second(samples - progress->last_samples, now - progress->last_ns),
		number_grouped(totals_lost(&totals), lost), totals.cpus,
		(now - progress->start_ns) / (double)NS_PER_S);
	fflush(stderr);
	progress->last_samples = samples;
	progress->last_ns = now;
	progress->next_ns = now + INTERVAL_NS;
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r" CLEAR_TO_END, stderr);
	progress->shown = false;
}
