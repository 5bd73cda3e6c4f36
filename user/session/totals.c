// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/totals.h"

static uint64_t lost_samples(const uint64_t *lost)
{
	uint64_t sum = 0;

	for (int cause = 0; cause < FLAMESAMP_LOST_SAMPLES; cause++)
		sum += lost[cause];
	return sum;
}

void totals_add(void *arg, const struct flamesamp_stats *stats)
{
	struct totals *totals = arg;
	uint64_t accounted = stats->sampled + stats->idle + stats->excluded +
			     lost_samples((const uint64_t *)stats->lost);

	totals->ticks += stats->ticks;
	totals->sampled += stats->sampled;
	totals->idle += stats->idle;
	totals->excluded += stats->excluded;
	for (int cause = 0; cause < FLAMESAMP_LOSS_SPACE; cause++)
		totals->lost[cause] += stats->lost[cause];
	totals->samples += stats->samples;
	totals->stacks += stats->stacks;
	totals->bytes += stats->bytes;
	totals->cpus += stats->ticks > 0;
	totals->unequal += stats->ticks != accounted;
	totals->broken += (stats->flags & FLAMESAMP_RING_BROKEN) != 0;
}

void totals_sum(struct totals *totals, const struct totals *other)
{
	totals->ticks += other->ticks;
	totals->sampled += other->sampled;
	totals->idle += other->idle;
	totals->excluded += other->excluded;
	for (int cause = 0; cause < FLAMESAMP_LOSS_SPACE; cause++)
		totals->lost[cause] += other->lost[cause];
	totals->samples += other->samples;
	totals->stacks += other->stacks;
	totals->bytes += other->bytes;
	totals->cpus += other->cpus;
	totals->unequal += other->unequal;
	totals->broken += other->broken;
}

void totals_read(struct totals *totals, const struct device *device)
{
	struct flamesamp_stats stats;

	*totals = (struct totals){ 0 };
	for (unsigned int cpu = 0; cpu < device->cpus; cpu++) {
		if (device->rings[cpu].data && !device_stats(device, cpu, &stats))
			totals_add(totals, &stats);
	}
}

uint64_t totals_lost(const struct totals *totals)
{
	return lost_samples(totals->lost);
}
