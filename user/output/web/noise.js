// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether a change is more than chance, as colours.c and interval.c decide it for files.
//
//	flame.isNoise(was, now, worth)	was, now: { part, whole }: samples of a frame, and of all;
//				worth: as how many independent samples the two wholes count, or
//				nothing: each counts for one
flame.isNoise = (function () {
	"use strict";

	const Z = 1.959963984540054;	// of a two-sided interval of 95%
	const LEAST = 0.00005;		// is printed as 0.00%

	// By E. B. Wilson's score; see interval.h.
	function share(part, n) {
		const p = Math.min(1, part / n);
		const middle = p + Z * Z / (2 * n);
		const half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
		const scale = 1 + Z * Z / n;

		return { p, low: p > 0 ? Math.max(0, (middle - half) / scale) : 0,
			high: p < 1 ? Math.min(1, (middle + half) / scale) : 1 };
	}

	return function (was, now, worth) {
		const whole = Math.max(was.whole, now.whole);
		const [n, m] = worth && worth[0] > 0 && worth[1] > 0 ?
			[whole * worth[0] / was.whole, whole * worth[1] / now.whole] :
			[whole, whole];

		if (Math.abs(now.part - was.part) < LEAST * whole)
			return true;
		if (!(was.whole > 0 && now.whole > 0))
			return false;

		const a = share(was.part / whole * n, n), b = share(now.part / whole * m, m);

		return b.p - a.p <= Math.hypot(b.p - b.low, a.high - a.p) &&
			a.p - b.p <= Math.hypot(b.high - b.p, a.p - a.low);
	};
})();
