// SPDX-License-Identifier: GPL-2.0-or-later
#include "profile/interval.h"
#include "profile/share.h"

static double within(double x)
{
	if (x < 0)
		return 0;
	return x > 1 ? 1 : x;
}

struct share share_of(double part, double whole)
{
	struct interval interval;
	double share;

	if (!(whole > 0))
		return (struct share){ 0, 0, 1 };
	share = within(part / whole);
	interval = interval_share((struct counted){ share * whole, whole }, INTERVAL_Z95);
	return (struct share){ share, within(interval.low), within(interval.high) };
}
