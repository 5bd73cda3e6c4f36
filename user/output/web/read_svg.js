// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads the frames of an SVG as svg_frames.c writes them: parents first, each as a group of a
// title, "NAME (1,234 samples, 5.67%)", a rectangle and perhaps a text.
//
//	data-self	of a rectangle: samples of the frame alone, where callees of it are missing
//	data-was	in differences: samples before
//	data-name	of a group: the frame's, where the title is the user's own
//	data-fills	of all: "function": what has another colour is another function, though its
//			name is the same
//
//	flame.readSvg(group)	{ tree, start, colours, changes, groups, titles, unit, metrics }:
//				the tree, whose tones are numbers in `colours`; where frames start,
//				as layout() tells; changes in percent of all samples, that colours
//				go by; elements and titles of the frames; what is counted; what the
//				painter needs to know
flame.readSvg = function (group) {
	"use strict";

	const margin = Number(group.dataset.margin);
	const groups = Array.from(group.children);
	const titles = groups.map((g) => g.querySelector("title").textContent);
	const rects = groups.map((g) => g.querySelector("rect"));
	const tops = numbers("y");
	const lefts = numbers("x");
	const widths = numbers("width");
	const fills = rects.map((rect) => rect.getAttribute("fill"));
	const pitch = Number(group.dataset.height);
	const unit = titles[0].replace(/^.* \([0-9,]+ (.*), [^,]*$/s, "$1");
	const title = new RegExp("^(.*) \\(([0-9,]+) " +
		unit.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") +
		", [0-9.]+%(?:; ([-+]?[0-9.]+)%)?\\)$", "s");

	function numbers(attribute) {
		return rects.map((rect) => Number(rect.getAttribute(attribute)));
	}

	// Titles count in whole samples. Where those are fractions, the widths tell more.
	function readTotals(counts) {
		const scale = counts[0] / widths[0];
		const told = counts.every((count, i) => count !== null &&
			Math.abs(widths[i] * scale - count) <= 0.002 * scale + count * 1e-6);

		return told ? counts : widths.map((w) => w * scale);
	}

	function readSelf(columns) {
		const self = Array.from(flame.build({ ...columns, self: null }).self);

		return self.map((samples, i) => rects[i].dataset.self === undefined ? samples :
			Math.min(samples, Number(rects[i].dataset.self)));
	}

	// The number of a key in a list of them.
	function counter(list) {
		const known = new Map();

		return function (key) {
			if (!known.has(key)) {
				known.set(key, list.length);
				list.push(key);
			}
			return known.get(key);
		};
	}

	// Of one name there are as many functions as colours, where those tell.
	function readKinds(columns) {
		const kinds = columns.names.map(() => []);

		return columns.name.map(function (name, i) {
			const seen = kinds[name];

			if (group.dataset.fills === "function" && !seen.includes(fills[i]))
				seen.push(fills[i]);
			return Math.min(254, Math.max(0, seen.indexOf(fills[i])));
		});
	}

	// A title of the user's own doesn't tell the name.
	function readColumns() {
		const names = [], colours = [];
		const nameNumber = counter(names), tone = counter(colours);
		const parts = titles.map((text, i) => title.exec(text) ||
			[text, groups[i].dataset.name || text, null]);
		const columns = {
			names,
			name: parts.map((part) => nameNumber(part[1])),
			depth: tops.map((top) => Math.round(Math.abs(top - tops[0]) / pitch)),
			tone: fills.map(tone),
			total: readTotals(parts.map((part) =>
				part[2] && Number(part[2].replace(/,/g, "")))),
		};

		columns.kind = readKinds(columns);
		if (rects[0].dataset.was !== undefined)
			columns.was = rects.map((rect) => Number(rect.dataset.was));
		columns.self = readSelf(columns);
		return { columns, colours, changes: parts.map((part) => Number(part[3] || 0)) };
	}

	// Where frames start: behind the one before, unless something was left out there.
	function readStarts(tree) {
		const scale = tree.total[0] / widths[0];
		const start = flame.layout(tree);
		const moved = new Float64Array(tree.count);	// what callees begin further right

		for (let i = 1; i < tree.count; i++) {
			const caller = tree.parent[i];
			const gap = (lefts[i] - margin) * scale - start[i] - moved[caller];

			if (gap > 0.01 * scale)
				moved[caller] += gap;
			start[i] += moved[i] = moved[caller];
		}
		return start;
	}

	const { columns, colours, changes } = readColumns();
	const tree = flame.build(columns);

	return {
		tree, colours, changes, groups, titles, unit, start: readStarts(tree),
		metrics: {
			margin, pitch, top: tops.reduce((a, b) => Math.min(a, b)),
			height: Number(rects[0].getAttribute("height")),
			baseline: Number(group.dataset.baseline),
			padding: Number(group.dataset.padding),
			columns: Number(group.dataset.columns),
			sharp: Number(group.dataset.sharp),
			tail: group.dataset.truncate === "left",
		},
	};
};
