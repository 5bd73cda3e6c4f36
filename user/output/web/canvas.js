// SPDX-License-Identifier: GPL-2.0-or-later
//
// Draws a frame tree on a canvas: only what can be seen, and of what is narrower than a pixel one
// pixel for all of it, so that the work goes by the window's size, not by the tree's. Frames are
// painted into an image, a line of pixels for each row and copies of that line: several times
// faster than rectangles, of which a large graph has tens of thousands.
//
//	flameCanvas(canvas, paint)	paint: { colours: [[light, dark], ...], root: its name,
//				found: [light, dark] of what a search has found, or nothing;
//				row: height of a frame with its gap; font, family: of names; tail:
//				names are cut at their begin; scrolled(part, from): how much of the
//				height is seen, and from where, as parts of 1 }; all but the first
//				two may be missing
//	.show(tree, start)	what to draw, and where its nodes start: flame.layout(), or times
//	.resize(width, height)	in pixels of the page
//	.view(from, to)		which samples fill the width; animated if `calm` is not set
//	.at(x, y)		the node there, or -1
//	.box(node)		{ x, y, width, height } of a node now
//	.ask()			draw when the browser is ready
//
// Set and ask() again: inverted (root at the top), scroll, marked (flags of nodes), selected,
// hovered, dimmed (a Set of nodes), dark.
// eslint-disable-next-line no-unused-vars
const flameCanvas = (function () {
	"use strict";

	const GAP = 1;
	const PADDING = 3;
	const ROUND = 2;		// radius of corners, of frames as wide as SHARP or wider
	const SHARP = 4;
	const FEWEST = 3;		// no name is drawn where fewer columns fit
	const MOVE_MS = 180;
	const FAMILY = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', " +
		"monospace";
	const FOUND = ["#d63aff", "#9c1fc4"];
	const EDGE = ["#1b1b1b", "#ffffff"];
	const SELECTED = ["#2563eb", "#60a5fa"];
	const INK = ["#1b1b1b", "#e9e9e9"];
	const GROUND = ["#ffffff", "#16181c"];
	const WIDE = new RegExp("[\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff" +
		"\\ufe30-\\ufe6f\\uff00-\\uff60\\u{1f300}-\\u{3fffd}]", "u");	// as in xml.c

	// Cuts a text to so many columns; East Asian characters and emoji take two. tail: cuts off
	// its begin.
	function cut(text, columns, tail) {
		let used = 0, kept = "";

		if (/^[ -~]*$/.test(text)) {
			if (text.length <= columns)
				return text;
			return tail ? "\u2026" + text.slice(text.length - columns + 1) :
				text.slice(0, columns - 1) + "\u2026";
		}
		for (const c of tail ? Array.from(text).reverse() : text) {
			used += WIDE.test(c) ? 2 : 1;
			if (used > columns)
				return tail ? "\u2026" + kept : kept + "\u2026";
			if (used < columns)
				kept = tail ? c + kept : kept + c;
		}
		return text;
	}

	// How much of each pixel of a corner belongs to the frame: rows of a square.
	function cornerOf(radius) {
		const size = Math.ceil(radius), fine = 8;
		const parts = new Float64Array(size * size);

		for (let i = 0; i < parts.length * fine * fine; i++) {
			const x = (i % (size * fine) + 0.5) / fine;
			const y = (Math.floor(i / (size * fine)) + 0.5) / fine;

			if (Math.hypot(radius - x, radius - y) <= radius || x > radius || y > radius)
				parts[Math.floor(y) * size + Math.floor(x)] += 1 / (fine * fine);
		}
		return { size, parts };
	}

	// A colour between two pixels: `part` of `over`.
	function mix(under, over, part) {
		let mixed = 0;

		for (let shift = 0; shift < 32; shift += 8) {
			const a = under >>> shift & 255, b = over >>> shift & 255;

			mixed |= Math.round(a + (b - a) * part) << shift;
		}
		return mixed >>> 0;
	}

	// Which row each node is in: charts have several stacks below each other.
	function levels(tree) {
		return tree.row || tree.depth;
	}

	// The nodes of each row, from left to right: rows.order[rows.first[d]] and on.
	function findRows(tree) {
		const level = levels(tree);
		let deepest = 0;

		for (let i = 0; i < tree.count; i++)
			deepest = Math.max(deepest, level[i]);

		const first = new Uint32Array(deepest + 2);
		const order = new Uint32Array(tree.count);
		const next = first.slice();

		for (let i = 0; i < tree.count; i++)
			first[level[i] + 1]++;
		for (let d = 0; d <= deepest; d++)
			first[d + 1] += first[d];
		next.set(first);
		for (let i = 0; i < tree.count; i++)
			order[next[level[i]]++] = i;
		return { order, first, count: deepest + 1 };
	}

	// "#rrggbb" as a pixel of an image.
	function pixel(colour) {
		const bytes = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

		return new Uint32Array(new Uint8Array([...bytes, 255]).buffer)[0];
	}

	return function (canvas, paint) {
		const FONT = paint.font || 12;
		const ROW = paint.row || Math.max(16, Math.round(FONT * 1.25 + 1));
		const family = paint.family || FAMILY;
		const context = canvas.getContext("2d", { alpha: false });
		const still = matchMedia("(prefers-reduced-motion: reduce)");
		const graph = {
			canvas, row: ROW, inverted: false, scroll: 0, marked: null, selected: -1,
			hovered: -1, dimmed: new Set(), dark: false, tree: null, from: 0, to: 1,
			width: 1, height: 1, names: 0, rects: 0, drawn: 0,
		};
		const painted = paint.colours.concat([paint.found || FOUND, GROUND]);
		const shades = [0, 1].map((dark) =>
			Uint32Array.from(painted, (pair) => pixel(pair[dark])));
		const named = [];	// what has room for a name: node, x, y, width each
		const rounded = [];	// of a row, frames with round corners: x, end, colour each
		let corner = null;
		let start, rows, ratio = 1, advance = 7.2, asked = 0, move = null;
		let image, pixels;

		function theme(pair) {
			return pair[graph.dark ? 1 : 0];
		}

		function measure() {
			ratio = window.devicePixelRatio || 1;
			context.font = FONT * ratio + "px " + family;
			advance = context.measureText("0".repeat(64)).width / 64;
		}

		function height() {
			return rows.count * ROW;
		}

		function top(depth) {
			if (graph.inverted)
				return depth * ROW - graph.scroll;
			// A graph that is lower than the canvas stands on its ground.
			return Math.max(height(), graph.height) - (depth + 1) * ROW - graph.scroll;
		}

		function depthAt(y) {
			if (graph.inverted)
				return Math.floor((y + graph.scroll) / ROW);
			return Math.floor((Math.max(height(),
				graph.height) - y - graph.scroll - 0.001) / ROW);
		}

		// The first place in a row, from `low` on, whose node ends behind `sample`.
		function search(low, high, sample) {
			const tree = graph.tree;
			let a = low, b = high;

			while (a < b) {
				const middle = (a + b) >> 1;
				const node = rows.order[middle];

				if (start[node] + tree.total[node] > sample)
					b = middle;
				else
					a = middle + 1;
			}
			return a;
		}

		function colourOf(node) {
			return graph.marked && graph.marked[node] ? paint.colours.length :
				graph.tree.tone[node];
		}

		// The colour of all that ends in one pixel: what was found must be seen.
		function colourOfMany(at, next) {
			for (let i = at; graph.marked && i < Math.min(next, at + 64); i++) {
				if (graph.marked[rows.order[i]])
					return paint.colours.length;
			}
			return colourOf(rows.order[at]);
		}

		// Fills in the uppermost line of a row's pixels, which begins at `line`.
		function paintRow(depth, line, y) {
			const tree = graph.tree;
			const shade = shades[graph.dark ? 1 : 0];
			const scale = canvas.width / (graph.to - graph.from);
			const last = rows.first[depth + 1];
			const fewest = FEWEST * advance + 2 * PADDING * ratio;
			const gap = Math.max(1, Math.round(GAP * ratio));
			let at = search(rows.first[depth], last, graph.from);

			while (at < last) {
				const node = rows.order[at];
				const left = (start[node] - graph.from) * scale;
				const behind = left + tree.total[node] * scale;
				let x, end;

				if (left >= canvas.width)
					return;
				graph.rects++;
				if (behind - left < 1.5) {
					x = Math.max(0, Math.floor(left));
					const next = Math.max(at + 1,
						search(at + 1, last, graph.from + (x + 1) / scale));

					pixels[line + x] = shade[colourOfMany(at, next)];
					at = next;
					continue;
				}
				x = Math.max(0, Math.round(left));
				end = Math.min(canvas.width, Math.round(behind));
				const right = end - x > 3 * gap && end < canvas.width ? end - gap : end;

				pixels.fill(shade[colourOf(node)], line + x, line + right);
				if (right - x >= SHARP * ratio)
					rounded.push(x, right, shade[colourOf(node)]);
				if (end - x >= fewest)
					named.push(node, x, y, end - x);
				at++;
			}
		}

		// Takes the corners off the frames of a row whose lines are `from` to before `to`.
		function roundOff(from, to) {
			const ground = shades[graph.dark ? 1 : 0][paint.colours.length + 1];
			const { size, parts } = corner;

			for (let k = 0; k < size * size; k++) {
				const x = k % size, y = Math.floor(k / size);

				if (parts[k] > 0.98)
					continue;
				for (const line of [from + y, to - 1 - y]) {
					if (line < 0 || line >= canvas.height)
						continue;
					for (let i = 0; i < rounded.length; i += 3) {
						const colour = mix(ground, rounded[i + 2], parts[k]);

						pixels[line * canvas.width + rounded[i] + x] =
							colour;
						pixels[line * canvas.width + rounded[i + 1] - 1 - x] =
							colour;
					}
				}
			}
		}

		// A row's other lines are as its first.
		function paintFrames() {
			const shown = [depthAt(0), depthAt(graph.height)].sort((a, b) => a - b);
			const tall = Math.round((ROW - GAP) * ratio);
			const width = canvas.width;

			pixels.fill(shades[graph.dark ? 1 : 0][paint.colours.length + 1]);
			named.length = graph.rects = 0;
			corner = cornerOf(ROUND * ratio);
			for (let d = Math.max(0, shown[0]); d <= Math.min(rows.count - 1,
				shown[1]); d++) {
				const y = Math.round(top(d) * ratio);
				const first = Math.max(0, y),
					end = Math.min(canvas.height, y + tall);

				if (first >= end)
					continue;
				rounded.length = 0;
				paintRow(d, first * width, y);
				for (let other = first + 1; other < end; other++)
					pixels.copyWithin(other * width, first * width,
						(first + 1) * width);
				roundOff(y, y + tall);
			}
			context.putImageData(image, 0, 0);
		}

		function nameOf(node) {
			return node ? graph.tree.names[graph.tree.name[node]] : paint.root;
		}

		function paintNames() {
			const padding = PADDING * ratio;
			const base = Math.round((ROW - GAP) * ratio / 2 + FONT * ratio * 0.34);

			context.font = FONT * ratio + "px " + family;
			context.fillStyle = theme(INK);
			for (let i = 0; i < named.length; i += 4) {
				const columns = Math.floor((named[i + 3] - 2 * padding) / advance);

				context.fillText(cut(nameOf(named[i]), columns, paint.tail),
						 named[i + 1] + padding, named[i + 2] + base);
			}
		}

		function box(node) {
			const scale = graph.width / (graph.to - graph.from);

			return { x: (start[node] - graph.from) * scale,
				y: top(levels(graph.tree)[node]),
				width: graph.tree.total[node] * scale, height: ROW - GAP };
		}

		function outline(node, colour, thick) {
			const place = box(node);
			const x = Math.max(place.x, 0),
				right = Math.min(place.x + place.width, graph.width);

			if (right < 0 || x > graph.width)
				return;
			context.strokeStyle = colour;
			context.lineWidth = thick * ratio;
			context.strokeRect((x + thick / 2) * ratio, (place.y + thick / 2) * ratio,
				Math.max(1, right - x - thick - GAP) * ratio,
					(place.height - thick) * ratio);
		}

		// The callers of what was zoomed to: they are wider than what is shown of them.
		function dim() {
			context.fillStyle = theme(GROUND);
			context.globalAlpha = 0.5;
			for (const node of graph.dimmed) {
				context.fillRect(0, top(levels(graph.tree)[node]) * ratio,
					canvas.width,
						 (ROW - GAP) * ratio);
			}
			context.globalAlpha = 1;
		}

		// Charts have a ruler where others have the root.
		function paintRuler() {
			const apart = (graph.to - graph.from) / graph.width * 110;
			const unit = 10 ** Math.floor(Math.log10(apart));
			const step = unit * [1, 2, 5, 10].find((n) => n * unit >= apart);
			const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));

			context.fillStyle = theme(GROUND);
			context.fillRect(0, 0, canvas.width, (ROW - GAP) * ratio);
			context.fillStyle = theme(INK);
			for (let n = Math.ceil(graph.from / step); n * step <= graph.to; n++) {
				const t = n * step;
				const x = (t - graph.from) / (graph.to - graph.from) * canvas.width;

				context.fillRect(Math.round(x), 0, ratio, (ROW - GAP) * ratio);
				context.fillText(t.toFixed(digits) + " s", x + PADDING * ratio,
						 (FONT + 1) * ratio);
			}
		}

		function tellScroll() {
			const all = height();

			if (paint.scrolled)
				paint.scrolled(graph.height / all, graph.scroll / all);
		}

		function step() {
			const part = Math.min(1, (performance.now() - move.since) / MOVE_MS);
			const eased = 1 - (1 - part) ** 3;

			graph.from = move.from[0] + (move.to[0] - move.from[0]) * eased;
			graph.to = move.from[1] + (move.to[1] - move.from[1]) * eased;
			if (part === 1)
				move = null;
			else
				graph.ask();
		}

		graph.draw = function () {
			asked = 0;
			if (!graph.tree)
				return;
			if (move)
				step();
			paintFrames();
			paintNames();
			dim();
			if (graph.hovered >= 0)
				outline(graph.hovered, theme(EDGE), 1);
			if (graph.selected >= 0)
				outline(graph.selected, theme(SELECTED), 2);
			if (graph.tree.row)
				paintRuler();
			tellScroll();
			graph.names = named.length / 4;
			graph.drawn++;
		};

		graph.ask = function () {
			if (!asked)
				asked = requestAnimationFrame(graph.draw);
		};

		graph.show = function (tree, starts) {
			graph.tree = tree;
			start = starts;
			rows = findRows(tree);
			graph.selected = graph.hovered = -1;
			graph.marked = null;
			graph.dimmed = new Set();
			graph.view(start[0], start[0] + tree.total[0], true);
		};

		graph.fullHeight = () => rows ? height() : 0;
		graph.start = (node) => start[node];
		graph.box = box;
		graph.end = () => move ? move.to : [graph.from, graph.to];

		graph.scrollTo = function (y) {
			graph.scroll = Math.max(0, Math.min(y, height() - graph.height));
			graph.ask();
		};

		graph.view = function (from, to, calm) {
			if (calm || still.matches) {
				move = null;
				graph.from = from;
				graph.to = to;
			} else {
				move = { from: [graph.from, graph.to], to: [from, to],
					since: performance.now() };
			}
			graph.ask();
		};

		// What stands at the ground stays there.
		graph.resize = function (width, tall) {
			const below = height() - graph.height - graph.scroll;

			measure();
			graph.width = width;
			graph.height = tall;
			canvas.width = Math.round(width * ratio);
			canvas.height = Math.round(tall * ratio);
			image = context.createImageData(canvas.width, canvas.height);
			pixels = new Uint32Array(image.data.buffer);
			graph.scrollTo(graph.inverted ? graph.scroll : height() - tall - below);
			graph.draw();
		};

		graph.at = function (x, y) {
			const depth = depthAt(y);
			const sample = graph.from + x / graph.width * (graph.to - graph.from);
			let at, node;

			if (!rows || depth < 0 || depth >= rows.count)
				return -1;
			at = search(rows.first[depth], rows.first[depth + 1], sample);
			node = rows.order[at];
			return at < rows.first[depth + 1] && start[node] <= sample ? node : -1;
		};

		return graph;
	};
})();
