// SPDX-License-Identifier: GPL-2.0-or-later
//
// Draws a view of a tree into the <g class="frames"> of an SVG. Only what can be seen is drawn:
// frames that are wide enough to be told apart are groups of a title, a rectangle and a text, as in
// the file; all narrower ones of one colour are one path. So a frame is found by where it lies, not
// by its element.
//
//	flame.painter(group, metrics)	metrics: top, pitch and height of frames, padding of names,
//				columns (no name where fewer fit), sharp (width below which there
//				are no round corners), baseline (of a text in its frame), margin,
//				tail (names are cut at their begin)
//	measure()		the font may have changed
//	draw(view)		view: tree, start (by layout()), zoom, width, rows, inverted;
//				fill(i), title(i) and group(i): colour, text, and the element of
//				the file, if any
//	at(x, y)		the frame there, or -1
//	box(i)			its { x, y, width, height }, or null if it is not drawn
//	row(i)			frames that are drawn as high as frame i, from the left
//	point(i)		the mouse is at frame i, or at none (-1)
//	cut(text, columns)	the text, or its begin and an ellipsis
//	advance()		pixels of a letter
flame.painter = function (group, metrics) {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";
	const LEAST = 1;	// pixels of a row that are worth drawing
	const WIDE = new RegExp("[\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff" +
		"\\ufe30-\\ufe6f\\uff00-\\uff60\\u{1f300}-\\u{3fffd}]", "u");	// as in xml.c

	const narrow = element("g", group);
	const tooltip = element("title", narrow);
	const paths = new Map();	// by colour
	const spare = [];		// boxes that are not the file's
	const boxes = new Map();	// by node, those of the file
	let shown = [], used = 0;
	let view = null, rows = [];
	let advance = 7.3;

	narrow.setAttribute("class", "narrow");
	// Neighbours that are smoothed each by itself would let the ground shine through.
	narrow.setAttribute("shape-rendering", "crispEdges");

	function element(name, parent) {
		return parent.appendChild(document.createElementNS(SVG, name));
	}

	function set(box, part, name, value) {
		const key = part + name;

		if (box.had[key] === value)
			return;
		box.had[key] = value;
		if (value === null)
			box[part].removeAttribute(name);
		else
			box[part].setAttribute(name, value);
	}

	function measure() {
		const probe = element("text", group);

		probe.setAttribute("visibility", "hidden");
		probe.textContent = "0".repeat(50);
		advance = probe.getComputedTextLength() / 50 || advance;
		probe.remove();
	}

	// ---- names ----

	function columns(c) {
		return WIDE.test(c) ? 2 : 1;
	}

	// Cuts a text to so many columns; East Asian characters and emoji take two.
	function cut(text, room) {
		let used = 0, kept = "";

		if (/^[ -~]*$/.test(text)) {
			if (text.length <= room)
				return text;
			return metrics.tail ? "\u2026" + text.slice(text.length - room + 1) :
				text.slice(0, room - 1) + "\u2026";
		}
		const letters = Array.from(text);

		if (letters.reduce((sum, c) => sum + columns(c), 0) <= room)
			return text;
		for (const c of metrics.tail ? letters.reverse() : letters) {
			used += columns(c);
			if (used >= room)
				break;
			kept = metrics.tail ? c + kept : kept + c;
		}
		return metrics.tail ? "\u2026" + kept : kept + "\u2026";
	}

	function fit(name, pixels) {
		const room = Math.floor((pixels - 2 * metrics.padding) / advance);

		return room < metrics.columns ? "" : cut(name, room);
	}

	// ---- wide frames ----

	function makeBox(g, left) {
		return { g: g || element("g", group), had: {}, name: null,
			title: g ? g.querySelector("title") : null,
			rect: g ? g.querySelector("rect") : null,
			text: g ? g.querySelector("text") : null, isSpare: left };
	}

	// The box of a node; that of the file, which may have links and attributes of its own.
	function boxOf(i) {
		const own = view.group(i);
		let box = own ? boxes.get(own) : spare[used];

		if (!box) {
			box = makeBox(own, !own);
			if (own) {
				boxes.set(own, box);
				group.insertBefore(own, narrow);
			} else {
				box.title = element("title", box.g);
				box.rect = element("rect", box.g);
				spare.push(box);
			}
		}
		used += own ? 0 : 1;
		return box;
	}

	function drawName(box, i, x, y, width) {
		const name = fit(flame.nameOf(view.tree, i), width);

		if (!name) {
			if (box.text)
				set(box, "text", "display", "none");
			return;
		}
		if (!box.text)
			box.text = element("text", box.rect.parentNode);
		set(box, "text", "display", null);
		set(box, "text", "x", (x + metrics.padding).toFixed(2));
		set(box, "text", "y", y + metrics.baseline);
		if (box.name !== name)
			box.text.textContent = box.name = name;
	}

	function drawBox(i, x, y, width) {
		const box = boxOf(i);

		box.round = view;	// it is drawn in this one
		shown.push(box);
		set(box, "g", "display", null);
		set(box, "g", "opacity", i < view.zoom ? 0.5 : null);
		set(box, "rect", "x", x.toFixed(2));
		set(box, "rect", "y", y);
		set(box, "rect", "width", width.toFixed(2));
		set(box, "rect", "height", metrics.height);
		set(box, "rect", "rx", 2);
		set(box, "rect", "fill", view.fill(i));
		if (box.isSpare && (box.node !== i || box.tree !== view.tree)) {
			box.title.textContent = view.title(i);
			box.node = i;
			box.tree = view.tree;
		}
		drawName(box, i, x, y, width);
	}

	// ---- narrow ones ----

	function drawPaths(strips) {
		for (const [fill, path] of paths) {
			if (!strips.has(fill)) {
				path.remove();
				paths.delete(fill);
			}
		}
		for (const [fill, strip] of strips) {
			if (!paths.has(fill)) {
				paths.set(fill, element("path", narrow));
				paths.get(fill).setAttribute("fill", fill);
			}
			paths.get(fill).setAttribute("d", strip.join(""));
		}
	}

	function height(depth) {
		return metrics.top + metrics.pitch *
			(view.inverted ? depth : view.rows - 1 - depth);
	}

	function addStrip(strips, i, x, y, width) {
		const fill = view.fill(i);

		if (!strips.has(fill))
			strips.set(fill, []);
		strips.get(fill).push("M" + x.toFixed(2) + " " + y + "h" + width.toFixed(2) + "v" +
			metrics.height + "h-" + width.toFixed(2) + "z");
	}

	// ---- all of them ----

	function place(strips, i, x, width) {
		const depth = view.tree.depth[i];

		if (!rows[depth])
			rows[depth] = { nodes: [], x: [], end: [] };
		rows[depth].nodes.push(i);
		rows[depth].x.push(x);
		rows[depth].end.push(x + width);
		if (width < metrics.sharp)
			addStrip(strips, i, x, height(depth), width);
		else
			drawBox(i, x, height(depth), width);
	}

	// Of frames that are narrower than LEAST, one is drawn for its neighbours at the left, too.
	function placeCallees(strips) {
		const { tree, start, zoom } = view;
		const scale = (view.width - 2 * metrics.margin) / tree.total[zoom];
		const begin = [];	// by depth: of those that are waiting; undefined: there are none

		for (let i = zoom; i < tree.end[zoom]; i++) {
			const depth = tree.depth[i];
			const width = tree.total[i] * scale;
			const x = (start[i] - start[zoom]) * scale;
			const from = begin[depth] > x - LEAST ? begin[depth] : x;

			if (!(x + width - from >= LEAST)) {
				begin[depth] = from;
				if (width < LEAST / 256)
					i = tree.end[i] - 1;
				continue;
			}
			begin[depth] = undefined;
			place(strips, i, metrics.margin + from, x + width - from);
		}
	}

	function draw(wanted) {
		const before = shown;
		const strips = new Map();

		view = wanted;
		shown = [];
		used = 0;
		rows = [];
		for (let i = view.zoom; i > 0; i = view.tree.parent[i])
			place(strips, view.tree.parent[i], metrics.margin,
			      view.width - 2 * metrics.margin);
		placeCallees(strips);
		drawPaths(strips);
		for (const box of before) {
			if (box.round !== view)
				set(box, "g", "display", "none");
		}
	}

	// ---- where they are ----

	function at(x, y) {
		const high = Math.floor((y - metrics.top) / metrics.pitch);
		const row = view && rows[view.inverted ? high : view.rows - 1 - high];
		let low = 0, end;

		if (!row)
			return -1;
		end = row.x.length;
		while (low < end) {
			const middle = (low + end) >> 1;

			if (row.end[middle] <= x)
				low = middle + 1;
			else
				end = middle;
		}
		return low < row.x.length && row.x[low] <= x ? row.nodes[low] : -1;
	}

	function box(i) {
		const row = rows[view.tree.depth[i]];
		const n = row ? row.nodes.indexOf(i) : -1;

		return n < 0 ? null : { x: row.x[n], y: height(view.tree.depth[i]),
			width: row.end[n] - row.x[n], height: metrics.height };
	}

	function row(i) {
		const all = rows[view.tree.depth[i]];

		return all ? all.nodes : [];
	}

	function point(i) {
		tooltip.textContent = i < 0 ? "" : view.title(i);
	}

	return { at, box, cut, draw, measure, point, row, advance: () => advance };
};
