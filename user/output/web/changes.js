// SPDX-License-Identifier: GPL-2.0-or-later
//
// Colours of differences, in trees that the file has not.
//
//	flame.changes(changes, options)	changes: [percent of all samples, tone] of each node of the
//				file's tree, the root first, whose tone stands for no change;
//				options: worth, as noise.js has it; negated: it shows what was
//				before, compared with after. Returns what paints a tree: where
//				frames have become one, as the frame of the file that has changed
//				most alike
flame.changes = function (changes, options) {
	"use strict";

	const grey = changes[0][1];
	const known = changes.filter((change) => change[1] !== grey).sort((a, b) => a[0] - b[0]);

	function toneOf(change) {
		let low = 0, high = known.length - 1;

		while (low < high) {
			const middle = (low + high) >> 1;

			if (known[middle][0] < change)
				low = middle + 1;
			else
				high = middle;
		}
		if (low > 0 && change - known[low - 1][0] < known[low][0] - change)
			low--;
		return known.length ? known[low][1] : grey;
	}

	return function (tree) {
		const all = (options.negated ? -1 : 1) * tree.total[0];

		for (let i = 0; i < tree.count; i++) {
			tree.tone[i] = !i || flame.isNoise({ part: tree.was[i], whole: tree.was[0] },
				{ part: tree.total[i], whole: tree.total[0] }, options.worth) ? grey :
				toneOf(100 * (tree.total[i] - tree.was[i]) / all);
		}
	};
};
