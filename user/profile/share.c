// SPDX-License-Identifier: GPL-2.0-or-later
#include "profile/share.h"

/* The standard normal distribution has 95% of its weight between minus and plus this. */
#define Z 1.959964

/* By Newton's method, from above: no need for libm. */
static double square_root(double x)
{
	double root = x > 1 ? x : 1;

	for (int i = 0; i < 64; i++) {
		double next = (root + x / root) / 2;

		if (next >= root)
			break;
		root = next;
	}
	return root;
}

static double within(double x)
{
	if (x < 0)
		return 0;
	return x > 1 ? 1 : x;
}

struct share share_of(double part, double whole)
{
	double share, middle, spread, scale;

	if (!(whole > 0))
		return (struct share){ 0, 0, 1 };
	share = within(part / whole);
	scale = 1 + Z * Z / whole;
	middle = (share + Z * Z / (2 * whole)) / scale;
	spread = Z / scale * square_root(share * (1 - share) / whole +
					 Z * Z / (4 * whole * whole));
	return (struct share){ share, within(middle - spread), within(middle + spread) };
}
