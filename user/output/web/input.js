// SPDX-License-Identifier: GPL-2.0-or-later
//
// Mouse and touch on a flame graph, and the keys that move the view. `viewer` holds what they do;
// see viewer.js. Returns what keys.js needs of it: move and menu.
// eslint-disable-next-line no-unused-vars
const flameInput = (function () {
	"use strict";

	const CLICK = 4;		// pixels; what moves farther is a drag
	const HOLD_MS = 500;		// a touch as long as this opens the menu
	const STEP = 0.2;		// of the view, for keys that move or zoom

	return function (viewer) {
		const { graph, stage } = viewer;
		const canvas = graph.canvas;
		const fingers = new Map();	// pointers that are down: id -> { x, y }
		let drag = null, hold = 0;

		function place(event) {
			const box = canvas.getBoundingClientRect();

			return { x: event.clientX - box.left, y: event.clientY - box.top };
		}

		function whole() {
			const from = graph.start(0);

			return [from, from + viewer.tree().total[0]];
		}

		// The view, no wider than all and no narrower than a part of a sample.
		function setView(from, to, calm) {
			const [first, last] = whole();
			const width = Math.min(Math.max(to - from, (last - first) * 1e-9),
				last - first);
			const left = Math.max(first, Math.min(from, last - width));

			graph.view(left, left + width, calm);
		}

		function zoomAt(x, factor, calm) {
			const [from, to] = calm ? [graph.from, graph.to] : graph.end();
			const middle = from + x / graph.width * (to - from);

			setView(middle - (middle - from) * factor, middle + (to - middle) * factor,
				calm);
		}

		function pan(pixels, calm) {
			const [from, to] = calm ? [graph.from, graph.to] : graph.end();
			const by = pixels / graph.width * (to - from);

			setView(from + by, to + by, calm);
		}

		function tall() {
			return graph.fullHeight() > graph.height;
		}

		canvas.addEventListener("wheel", function (event) {
			const unit = event.deltaMode === 1 ? graph.row : event.deltaMode === 2 ?
				graph.height : 1;
			// With Shift, browsers turn the wheel's direction.
			const turn = (event.deltaY || event.deltaX) * unit;

			if (event.ctrlKey || event.shiftKey || event.metaKey)
				zoomAt(place(event).x,
					Math.exp(turn * (event.ctrlKey ? 0.01 : 0.004)), true);
			else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
				pan(event.deltaX * unit, true);
			else if (tall())
				graph.scrollTo(graph.scroll + event.deltaY * unit);
			else
				return;
			event.preventDefault();
		}, { passive: false });

		// ---- pointers ----

		function distance() {
			const [a, b] = Array.from(fingers.values());

			return { x: (a.x + b.x) / 2, apart: Math.max(8, Math.abs(a.x - b.x)) };
		}

		function startHold(at) {
			hold = setTimeout(function () {
				const node = graph.at(at.x, at.y);

				drag = null;
				if (node >= 0)
					viewer.openMenu(node, at.x, at.y);
			}, HOLD_MS);
		}

		canvas.addEventListener("pointerdown", function (event) {
			const at = place(event);

			clearTimeout(hold);
			viewer.closeMenu();
			if (event.button)
				return;
			fingers.set(event.pointerId, at);
			canvas.setPointerCapture(event.pointerId);
			drag = { at, last: at, moved: false, pinch: fingers.size > 1 ? distance() :
				null };
			if (event.pointerType === "touch" && fingers.size === 1)
				startHold(at);
		});

		function pinch() {
			const now = distance();

			zoomAt(drag.pinch.x, drag.pinch.apart / now.apart, true);
			pan(drag.pinch.x - now.x, true);
			drag.pinch = now;
			drag.moved = true;
		}

		function moveBy(at) {
			if (!drag.moved && Math.hypot(at.x - drag.at.x, at.y - drag.at.y) < CLICK)
				return;
			clearTimeout(hold);
			drag.moved = true;
			stage.classList.add("dragged");
			viewer.hover(-1);
			pan(drag.last.x - at.x, true);
			if (tall())
				graph.scrollTo(graph.scroll + drag.last.y - at.y);
			drag.last = at;
		}

		canvas.addEventListener("pointermove", function (event) {
			const at = place(event);

			if (fingers.has(event.pointerId))
				fingers.set(event.pointerId, at);
			if (drag && drag.pinch && fingers.size > 1)
				pinch();
			else if (drag && !drag.pinch)
				moveBy(at);
			else if (!drag && event.pointerType !== "touch")
				viewer.hover(graph.at(at.x, at.y), at.x, at.y);
		});

		function end(event) {
			const was = drag, at = place(event);

			clearTimeout(hold);
			fingers.delete(event.pointerId);
			if (fingers.size)
				return;
			drag = null;
			stage.classList.remove("dragged");
			if (!was || was.moved || was.pinch || event.type === "pointercancel")
				return;

			const node = graph.at(at.x, at.y);

			if (node < 0)
				return;
			viewer.select(node, true);
			viewer.zoom(node);
		}

		canvas.addEventListener("pointerup", end);
		canvas.addEventListener("pointercancel", end);
		canvas.addEventListener("pointerleave", () => viewer.hover(-1));
		canvas.addEventListener("contextmenu", function (event) {
			const at = place(event);
			const node = graph.at(at.x, at.y);

			if (node < 0)
				return;
			event.preventDefault();
			viewer.select(node, true);
			viewer.openMenu(node, at.x, at.y);
		});

		// ---- keys ----

		function shown(node) {
			const box = graph.box(node);

			return box.width > 0.5 && box.x + box.width > 0 && box.x < graph.width;
		}

		function widestCallee(node) {
			const tree = viewer.tree();
			let best = -1;

			for (let c = node + 1; c < tree.end[node]; c = tree.end[c]) {
				if (shown(c) && (best < 0 || tree.total[c] > tree.total[best]))
					best = c;
			}
			return best < 0 ? node : best;
		}

		// The next frame of the same depth to the left (-1) or right (1).
		function neighbour(node, step) {
			const tree = viewer.tree();

			for (let n = node + step; n >= 0 && n < tree.count; n += step) {
				if (tree.depth[n] === tree.depth[node] && shown(n))
					return n;
			}
			return node;
		}

		// The deepest frame that fills the view: where a walk by keys begins.
		function begin() {
			const tree = viewer.tree();
			let node = 0;

			for (;;) {
				const next = widestCallee(node);
				const box = graph.box(next);

				if (next === node || box.x > 0.5 || box.x +
					box.width < graph.width - 0.5 ||
				    tree.total[next] >= graph.end()[1] - graph.end()[0] - 1e-9)
					return next !== node && tree.total[next] >
						graph.end()[1] - graph.end()[0] + 1e-9 ? next :
							node;
				node = next;
			}
		}

		function move(to) {
			const tree = viewer.tree(), from = graph.selected;
			const callees = graph.inverted ? "down" : "up";

			if (from < 0 || !shown(from))
				viewer.select(begin());
			else if (to === "left" || to === "right")
				viewer.select(neighbour(from, to === "left" ? -1 : 1));
			else
				viewer.select(to === callees ? widestCallee(from) :
					tree.parent[from]);
		}

		function menu(node) {
			const box = graph.box(node);

			viewer.openMenu(node, Math.max(0, box.x), box.y + box.height);
		}

		const keys = {
			"+": () => zoomAt(graph.width / 2, 1 - 2 * STEP),
			"=": () => zoomAt(graph.width / 2, 1 - 2 * STEP),
			"-": () => zoomAt(graph.width / 2, 1 / (1 - 2 * STEP)),
			"a": () => pan(-graph.width * STEP),
			"d": () => pan(graph.width * STEP),
			"PageUp": () => graph.scrollTo(graph.scroll - graph.height * 0.9),
			"PageDown": () => graph.scrollTo(graph.scroll + graph.height * 0.9),
		};

		document.addEventListener("keydown", function (event) {
			const typed = event.target.closest("input, dialog, .menu, .grid");

			if (!keys[event.key] || typed || event.ctrlKey || event.altKey ||
				event.metaKey)
				return;
			event.preventDefault();
			keys[event.key]();
		});
		return { move, menu };
	};
})();
