// SPDX-License-Identifier: GPL-2.0-or-later
//
// Samples with their times, and trees of a part of them.
//
//	timeline(tree, packed, plain)	plain: how many colours there are before those of changes
//	.count			how many samples
//	.cells(width, count)	samples by time, in so many cells of so many seconds
//	.total(from, to)	samples from `from` to before `to`, in seconds
//	.part(from, to)		the tree of them
//	.difference(a, b)	of two ranges, with the second one's counts, scaled to the first
//				one's length, as what was before
//	.chart(from, to, by)	a tree in the order of time, with a lane for each CPU ("cpu") or
//				thread ("thread"), and where its nodes start: { tree, starts, lanes,
//				samples }; the last two: how many there was no room for
/* global columns, flame */
// eslint-disable-next-line no-unused-vars
const timeline = (function () {
	"use strict";

	const STEPS = 8;		// of changes, to either side: as in colour_scale.h
	const LANES = 64;
	const CHART_SAMPLES = 200000;
	const GAP = 1.6;		// periods; after more, a lane has slept

	function readCounts(bytes, n) {
		const runs = new Float64Array(bytes.slice().buffer);
		const counts = new Float64Array(n);
		let at = 0;

		for (let k = 0; k < runs.length; k += 2) {
			counts.fill(runs[k + 1], at, at + runs[k]);
			at += runs[k];
		}
		return counts;
	}

	function readTimes(bytes) {
		let time = 0;

		return columns.numbers(bytes).map((us) => (time += us) / 1e6);
	}

	// Which step of the scale a change has: as scale_step() in colour_scale.c.
	function changeStep(change, most) {
		const step = most ? Math.min(STEPS,
			Math.ceil(STEPS * Math.sqrt(Math.abs(change) / most) -
			1e-9)) : 0;

		return change < 0 ? -step : step;
	}

	return function (tree, packed, plain) {
		const times = readTimes(packed.times);
		const count = times.length;
		const counts = readCounts(packed.counts, count);
		const cpu = columns.numbers(packed.cpus);
		const thread = columns.numbers(packed.threads);
		const leaf = Uint32Array.from(columns.numbers(packed.leaves));
		const threads = columns.texts(packed.thread_names);

		// The first sample that is not before `time`.
		function find(time) {
			let low = 0, high = count;

			while (low < high) {
				const middle = (low + high) >> 1;

				if (times[middle] >= time)
					high = middle;
				else
					low = middle + 1;
			}
			return low;
		}

		function cells(width, number) {
			const list = new Float64Array(number);

			const period = findPeriod();

			for (let i = 0; i < count; i++) {
				// One that stands for several periods came late: the others were before.
				for (let k = 0, left = counts[i]; left > 0; k++, left--) {
					const t = Math.max(0, times[i] - k * period);

					list[Math.min(number - 1, Math.floor(t / width + 1e-9))] +=
						Math.min(1, left);
				}
			}
			return list;
		}

		function selves(from, to, scale) {
			const self = new Float64Array(tree.count);

			for (let i = find(from), end = find(to); i < end; i++)
				self[leaf[i]] += counts[i] * scale;
			return self;
		}

		function sumUp(self) {
			const total = self.slice();

			for (let i = tree.count - 1; i > 0; i--)
				total[tree.parent[i]] += total[i];
			return total;
		}

		// As how many independent samples a range counts: some came late, and stand for many.
		function worth(from, to) {
			let sum = 0, squares = 0;

			for (let i = find(from), end = find(to); i < end; i++) {
				sum += counts[i];
				squares += counts[i] ** 2;
			}
			return squares ? sum * sum / squares : 0;
		}

		// The tree of the nodes that have something in either of them. was: null, or as
		// self.
		function shrink(self, was, worth) {
			const total = sumUp(self), before = was && sumUp(was);
			const kept = [];

			for (let i = 0; i < tree.count; i++) {
				if (!i || total[i] > 0 || (before && before[i] > 0))
					kept.push(i);
			}

			const rows = { names: tree.names };
			const pick = function (column) {
				const part = new Float64Array(kept.length);

				// Not Float64Array.from(), which asks for each by a call: ten times
				// slower.
				for (let n = 0; n < kept.length; n++)
					part[n] = column[kept[n]];
				return part;
			};

			for (const name of ["name", "kind", "tone", "depth"])
				rows[name] = pick(tree[name]);
			rows.self = pick(self);
			rows.total = pick(total);
			if (was) {
				rows.wasSelf = pick(was);
				rows.was = pick(before);
				paint(rows, worth);
			}
			return flame.build(rows);
		}

		// The frames' own changes, as `flamerec diff` paints them.
		function paint(rows, worth) {
			const change = rows.self.map((n, i) => n - rows.wasSelf[i]);
			const most = change.slice(1).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
			const isNoise = (i) => !i || flame.isNoise(
				{ part: rows.wasSelf[i], whole: rows.was[0] },
				{ part: rows.self[i], whole: rows.total[0] }, worth);

			rows.tone = change.map((n, i) => plain + STEPS +
				(isNoise(i) ? 0 : changeStep(n, most)));
		}

		// ---- in the order of time ----

		// How long a sample stands for: what most samples of a CPU are apart.
		function findPeriod() {
			const last = new Map(), apart = [];

			for (let i = 0; i < count && apart.length < 20000; i++) {
				if (last.has(cpu[i]) && times[i] > last.get(cpu[i]))
					apart.push(times[i] - last.get(cpu[i]));
				last.set(cpu[i], times[i]);
			}
			apart.sort((a, b) => a - b);
			return apart[apart.length >> 2] || 0.001;
		}

		// The samples of each lane, the lanes with most samples (or the first CPUs) first.
		function findLanes(first, end, by) {
			const lanes = new Map();
			const key = by === "cpu" ? cpu : thread;

			for (let i = first; i < end; i++) {
				if (!lanes.has(key[i]))
					lanes.set(key[i], []);
				lanes.get(key[i]).push(i);
			}

			const list = Array.from(lanes);

			list.sort((a, b) => by === "cpu" ? a[0] - b[0] : b[1].length - a[1].length);
			return list;
		}

		function pathOf(node) {
			const path = [];

			for (let i = node; i; i = tree.parent[i])
				path.push(i);
			return path.reverse();
		}

		function laneName(by, key) {
			if (by === "thread")
				return threads[key];
			return key ? "CPU " + (key - 1) : "CPU not known";
		}

		// Adds a lane's frames to rows. Returns how many frames stand below each other.
		function addLane(rows, samples, period, [from, to]) {
			const open = [];
			let path = [], deepest = 0, last = -Infinity;

			function close(keep, time) {
				for (const node of open.splice(keep))
					rows.total[node] = time - rows.start[node];
			}

			for (const i of samples) {
				const next = pathOf(leaf[i]);
				const since = Math.min(times[i], Math.max(from, last + period,
					times[i] - (counts[i] - 1) * period));
				let same = 0;

				if (since > last + GAP * period)
					close(0, last + period);
				while (same < open.length && same < next.length &&
					path[same] === next[same])
					same++;
				close(same, since);
				for (let d = same; d < next.length; d++) {
					open.push(rows.name.length);
					rows.add(tree.name[next[d]], tree.kind[next[d]],
						tree.tone[next[d]], d + 2, since);
				}
				path = next;
				deepest = Math.max(deepest, next.length);
				last = times[i];
			}
			close(0, Math.min(last + period, to));
			return deepest;
		}

		function chart(from, to, by) {
			const first = find(from), end = Math.min(find(to), first + CHART_SAMPLES);
			const period = findPeriod();
			const lanes = findLanes(first, end, by);
			const rows = { names: tree.names.slice(), name: [], kind: [], tone: [],
				depth: [], total: [], start: [], row: [] };
			let level = 1;

			rows.add = function (name, kind, tone, depth, start) {
				rows.name.push(name);
				rows.kind.push(kind);
				rows.tone.push(tone);
				rows.depth.push(depth);
				rows.start.push(start);
				rows.total.push(0);
				rows.row.push(depth < 2 ? level * depth : level + depth - 1);
			};
			rows.add(0, 0, tree.tone[0], 0, from);
			for (const [key, samples] of lanes.slice(0, LANES)) {
				rows.add(rows.names.push(laneName(by, key)) - 1, 0, tree.tone[0],
					1, from);
				rows.total[rows.total.length - 1] = to - from;
				// A row of air between lanes.
				level += addLane(rows, samples, period, [from, to]) + 2;
			}
			rows.total[0] = to - from;

			const view = flame.build(rows);

			view.row = Uint32Array.from(rows.row);
			return { tree: view, starts: Float64Array.from(rows.start),
				lanes: Math.max(0, lanes.length - LANES), samples: find(to) - end };
		}

		return {
			count, cells, chart,
			total: (from, to) => counts.slice(find(from),
				find(to)).reduce((a, b) => a + b, 0),
			part: (from, to) => shrink(selves(from, to, 1), null),
			difference: (a, b) => shrink(selves(a[0], a[1], 1),
				selves(b[0], b[1], (a[1] - a[0]) / (b[1] - b[0])),
				[worth(...b), worth(...a)]),
		};
	};
})();
