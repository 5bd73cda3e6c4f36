// SPDX-License-Identifier: GPL-2.0-or-later
#include "profile/interval.h"
#include "profile/share.h"

struct share share_of(double part, double whole)
{
	struct interval interval;

	if (!(whole > 0))
		return (struct share){ 0, 0, 1 };
	part = part < 0 ? 0 : part;
	part = part > whole ? whole : part;
	interval = interval_share((struct counted){ part, whole }, INTERVAL_Z95);
	return (struct share){ part / whole, interval.low, interval.high };
}
