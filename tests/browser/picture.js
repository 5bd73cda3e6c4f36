// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads a picture's text without a browser, and lays out what its script should show, so that the
// script is checked against something else than itself.
"use strict";

const fs = require("fs");

const MARGIN = 10, PITCH = 16, TOP = 78;	// as in svg.c

function unescape(text) {
	const entities = { lt: "<", gt: ">", quot: "\"", "#39": "'", amp: "&" };

	return text.replace(/&(lt|gt|quot|#39|amp);/g, (all, name) => entities[name]);
}

const FRAME = new RegExp("<g><title>([^<]*) \\(([0-9,]+) samples, ([0-9.]+)%[^<]*\\)</title>" +
	"<rect x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\"", "g");

// The frames of a file, as { name, path, title, samples, x, y, width }, the root first.
function readPicture(file) {
	const text = fs.readFileSync(file, "utf8");
	const line = [];
	let base = null;	// height of the root

	return Array.from(text.matchAll(FRAME), function (m) {
		const frame = {
			name: unescape(m[1]), title: unescape(/<title>([^<]*)/.exec(m[0])[1]),
			samples: Number(m[2].replace(/,/g, "")),
			x: Number(m[4]), y: Number(m[5]), width: Number(m[6]),
		};

		base = base === null ? frame.y : base;
		line.length = Math.round(Math.abs(frame.y - base) / PITCH);
		line.push(frame);
		frame.path = line.slice(1).map((f) => f.name);
		return frame;
	});
}

// The stacks of a file whose frames are all there: [names, samples].
function readStacks(frames) {
	const self = new Map(frames.map((f) => [f.path.join(";"), [f.path, f.samples]]));

	for (const frame of frames.slice(1))
		self.get(frame.path.slice(0, -1).join(";"))[1] -= frame.samples;
	return Array.from(self.values()).filter((stack) => stack[1] > 0);
}

// Where the frames of stacks stand: { path, title, x, y, width }, below and above a zoomed frame.
function layOut(stacks, { zoom = [], inverted = false, rows, width }) {
	const all = stacks.reduce((sum, [, samples]) => sum + samples, 0);
	const inner = width - 2 * MARGIN;
	const frames = [];
	let scale = inner;

	function add(path, samples, x, pixels) {
		const depth = path.length;
		const percent = (100 * samples / all).toFixed(2);
		const name = depth ? path[depth - 1] : "all";

		frames.push({
			path, x: MARGIN + x, width: pixels,
			y: TOP + PITCH * (inverted ? depth : rows - 1 - depth),
			title: name + " (" + samples.toLocaleString("en-US") + " samples, " +
				(percent === "100.00" && !depth ? "100" : percent) + "%)",
		});
	}

	function below(path, part, x) {
		const callees = new Map();

		for (const stack of part.filter(([names]) => names.length > path.length)) {
			const name = stack[0][path.length];

			callees.set(name, (callees.get(name) || []).concat([stack]));
		}
		for (const name of Array.from(callees.keys()).sort()) {
			const some = callees.get(name);
			const samples = some.reduce((sum, stack) => sum + stack[1], 0);
			const inside = zoom.every((step, i) => i > path.length ||
				step === (i < path.length ? path[i] : name));
			const at = path.concat([name]);

			if (at.length <= zoom.length) {
				if (inside) {
					if (at.length === zoom.length)
						scale = inner / samples;
					add(at, samples, 0, inner);
					below(at, some, 0);
				}
				continue;
			}
			add(at, samples, x, samples * scale);
			below(at, some, x);
			x += samples * scale;
		}
	}

	add([], all, 0, inner);
	scale = inner / all;
	below([], stacks, 0);
	return frames;
}

// Percent of the samples whose stack has a frame of such a name.
function covered(stacks, expression) {
	const all = stacks.reduce((sum, [, samples]) => sum + samples, 0);
	const hits = stacks.filter(([names]) => names.some((name) => expression.test(name)));

	return 100 * hits.reduce((sum, [, samples]) => sum + samples, 0) / all;
}

// A frame that is worth a click: two above the root, wide, and not all of its caller.
function pick(frames) {
	return frames.filter((f) => f.path.length === 2 && f.width < frames[0].width * 0.9)
		.reduce((best, f) => f.width > best.width ? f : best);
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

module.exports = { MARGIN, contrast, covered, layOut, pick, readPicture, readStacks };
