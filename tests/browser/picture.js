// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads a picture's text without a browser, so that what its script says can be checked against
// something else than itself.
"use strict";

const fs = require("fs");

function unescape(text) {
	const entities = { lt: "<", gt: ">", quot: "\"", "#39": "'", amp: "&" };

	return text.replace(/&(lt|gt|quot|#39|amp);/g, (all, name) => entities[name]);
}

const FRAME = new RegExp("<g><title>([^<]*) \\(([0-9,]+) samples, ([0-9.]+)%\\)</title>" +
	"<rect x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\"", "g");

// The frames of a file, as { name, samples, percent, x, y, width }, the root first.
function readPicture(path) {
	const text = fs.readFileSync(path, "utf8");

	return Array.from(text.matchAll(FRAME), (m) => ({
		name: unescape(m[1]),
		samples: Number(m[2].replace(/,/g, "")),
		percent: m[3],
		x: Number(m[4]), y: Number(m[5]), width: Number(m[6]),
	}));
}

// Percent of the samples that have a frame of such a name: the union of the frames' extents.
function covered(frames, expression) {
	const hits = frames.filter((f) => expression.test(f.name)).sort((a, b) => a.x - b.x);
	let end = -Infinity, sum = 0;

	for (const hit of hits) {
		sum += Math.max(0, hit.x + hit.width - Math.max(end, hit.x));
		end = Math.max(end, hit.x + hit.width);
	}
	return 100 * sum / frames[0].width;
}

// A frame that is worth a click: two above the root, wide, and not all of its caller.
function pick(frames) {
	const rows = [...new Set(frames.map((f) => f.y))].sort((a, b) => b - a);
	const row = frames.filter((f) => f.y === rows[2] && f.width < frames[0].width * 0.9);

	return row.reduce((best, f) => f.width > best.width ? f : best);
}

// Relative luminance contrast of two CSS colours "rgb(r, g, b)", as WCAG defines it.
function contrast(a, b) {
	const [light, dark] = [a, b].map(function (colour) {
		const [red, green, blue] = colour.match(/[0-9.]+/g).map(function (value) {
			const c = value / 255;

			return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
		});

		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	}).sort((x, y) => y - x);

	return (light + 0.05) / (dark + 0.05);
}

module.exports = { contrast, covered, pick, readPicture };
