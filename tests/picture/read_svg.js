// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a flame graph says, read from its SVG alone: titles and rectangles. Knows nothing of who
// drew it.
"use strict";

const FRAME = new RegExp("<g[^>]*>\\s*<title>([^<]*)</title>.*?" +
	"<rect x=\"([-\\d.]+)\" y=\"([-\\d.]+)\" width=\"([-\\d.]+)\" height=\"([-\\d.]+)\"", "gs");
const TITLE = /^(.*) \(([\d,]+) ([^,]*), (\d+(?:\.\d\d)?)%(?:; ([-+]?\d+\.\d\d)%)?\)$/s;
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": "\"", "&#39;": "'" };

function readFrame(match) {
	const title = match[1].replace(/&[^;]*;/g, (entity) => ENTITIES[entity]);
	const parts = TITLE.exec(title);

	if (!parts)
		throw new Error("a title that is none: " + title);
	return {
		name: parts[1], samples: Number(parts[2].replace(/,/g, "")), unit: parts[3],
		percent: parts[4], change: parts[5],
		x: Number(match[2]), y: Number(match[3]), width: Number(match[4]),
	};
}

// The frame of a row that @frame stands on, or hangs from.
function holder(row, frame) {
	const middle = frame.x + frame.width / 2;

	return row.find((other) => other.x <= middle && middle <= other.x + other.width);
}

// The frames of a picture, each with its path from the root. Those of no width are nobody's.
function readSvg(text) {
	const frames = Array.from(text.matchAll(FRAME), readFrame)
		.filter((frame) => frame.width > 0);
	const root = frames.reduce((a, b) => b.width > a.width || (b.width === a.width &&
		b.name === "all") ? b : a);
	const rows = new Map();

	for (const frame of frames)
		rows.set(frame.y, (rows.get(frame.y) || []).concat(frame));
	// From the root's row on, up or down.
	const order = Array.from(rows.keys()).sort((a, b) => Math.abs(a - root.y) -
		Math.abs(b - root.y));
	order.forEach(function (y, i) {
		for (const frame of rows.get(y)) {
			frame.parent = i ? holder(rows.get(order[i - 1]), frame) : null;
			if (i && !frame.parent)
				throw new Error(frame.name + " stands on nothing");
			frame.path = i ? frame.parent.path + ";" + frame.name : "all";
		}
	});
	return { frames, root };
}

module.exports = { readSvg };
