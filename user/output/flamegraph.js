// SPDX-License-Identifier: GPL-2.0-or-later
//
// The script of a flame graph: zoom, search, details, keyboard. The picture is complete without it;
// everything that needs the script is made by the script. It talks to nobody, and touches nothing
// outside its own <svg>, since the picture may stand in somebody's page.
//
// Frames come parents first, each as a group of a title, "NAME (1,234 samples, 5.67%)", a rectangle
// and perhaps a text. So what a frame calls follows it in the list, up to its `end`.
(function () {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";
	const HTML = "http://www.w3.org/1999/xhtml";
	const FOUND = "#d63aff";	// in dark mode, the style sheet paints it darker
	const NARROWEST = 640;
	const WIDE = new RegExp("[\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff" +
		"\\ufe30-\\ufe6f\\uff00-\\uff60\\u{1f300}-\\u{3fffd}]", "u");	// as in xml.c
	const HINT = "Click a frame to zoom. Keys: arrows, Enter, Esc, / to search.";

	const root = document.currentScript.ownerSVGElement;
	const group = root.querySelector(".frames");
	const margin = Number(group.dataset.margin);
	const padding = Number(group.dataset.padding);
	const fewest = Number(group.dataset.columns);
	const sharp = Number(group.dataset.sharp);
	const fluid = group.dataset.fluid === "1";
	const ink = root.getAttribute("fill");
	const soft = root.querySelector(".footer").getAttribute("fill");
	const alone = root === document.documentElement;
	const height = root.viewBox.baseVal.height;

	let width = root.viewBox.baseVal.width;
	let zoomed = 0;		// number of the frame that fills the width
	let current = -1;	// number of the frame that the keyboard is at; -1: none
	let found = null;	// what was searched for: a RegExp, or null

	function element(space, name, attributes, parent) {
		const node = document.createElementNS(space, name);

		for (const key in attributes)
			node.setAttribute(key, attributes[key]);
		if (parent)
			parent.appendChild(node);
		return node;
	}

	function set(node, name, value) {
		const text = String(value);

		if (node.getAttribute(name) !== text)
			node.setAttribute(name, text);
	}

	// ---- the frames ----

	// x and w are parts of the whole picture, 0 to 1.
	function readFrame(g) {
		const title = g.querySelector("title").textContent;
		const end = title.lastIndexOf(" (");
		const rect = g.querySelector("rect");
		const inner = width - 2 * margin;

		return {
			g, rect, title,
			text: g.querySelector("text"),
			name: title.slice(0, end),
			samples: Number(title.slice(end + 2).replace(/ .*/, "").replace(/,/g, "")),
			x: (Number(rect.getAttribute("x")) - margin) / inner,
			w: Number(rect.getAttribute("width")) / inner,
			y: Number(rect.getAttribute("y")),
			fill: rect.getAttribute("fill"),
			parent: -1, end: 0, found: false,
		};
	}

	function link(list) {
		const path = [];

		list.forEach(function (frame, i) {
			// Frames that lie as high as this one or higher have ended before it.
			while (path.length && list[path[path.length - 1]].y <= frame.y)
				list[path.pop()].end = i;
			if (path.length)
				frame.parent = path[path.length - 1];
			path.push(i);
		});
		for (const i of path)
			list[i].end = list.length;
	}

	const frames = Array.from(group.children, readFrame);
	link(frames);

	function holds(outer, inner) {
		return outer <= inner && inner < frames[outer].end;
	}

	// ---- drawing ----

	function measureAdvance() {
		const probe = element(SVG, "text", { visibility: "hidden" }, group);
		let advance;

		probe.textContent = "0".repeat(50);
		advance = probe.getComputedTextLength() / 50;
		probe.remove();
		return advance || 7.3;
	}

	let advance = measureAdvance();

	// Cuts a text to so many columns; East Asian characters and emoji take two.
	function cut(text, columns) {
		let used = 0, kept = "";

		if (/^[ -~]*$/.test(text))
			return text.length <= columns ? text :
				text.slice(0, columns - 1) + "\u2026";
		for (const c of text) {
			used += WIDE.test(c) ? 2 : 1;
			if (used > columns)
				return kept + "\u2026";
			if (used < columns)
				kept += c;
		}
		return text;
	}

	function fit(name, pixels) {
		const columns = Math.floor((pixels - 2 * padding) / advance);

		return columns < fewest ? "" : cut(name, columns);
	}

	function drawName(frame, x, pixels) {
		const name = fit(frame.name, pixels);

		if (!name) {
			if (frame.text)
				set(frame.text, "display", "none");
			return;
		}
		if (!frame.text) {
			const y = frame.y + Number(frame.rect.getAttribute("height")) - 3.5;

			frame.text = element(SVG, "text", { y }, frame.g);
		}
		frame.text.removeAttribute("display");
		set(frame.text, "x", x + padding);
		if (frame.text.textContent !== name)
			frame.text.textContent = name;
	}

	function drawFrame(frame, i) {
		const view = frames[zoomed];
		const inner = width - 2 * margin;
		const below = i !== zoomed && holds(i, zoomed);
		const x = below ? 0 : (frame.x - view.x) / view.w * inner;
		const w = below ? inner : frame.w / view.w * inner;

		// What can't be seen is not drawn: big pictures stay quick.
		if (!below && (!holds(zoomed, i) || w < 0.1)) {
			set(frame.g, "display", "none");
			return;
		}
		frame.g.removeAttribute("display");
		set(frame.g, "opacity", below ? 0.5 : 1);
		set(frame.rect, "x", margin + x);
		set(frame.rect, "width", w);
		set(frame.rect, "rx", w < sharp ? 0 : 2);
		drawName(frame, margin + x, w);
	}

	function draw() {
		frames.forEach(drawFrame);
	}

	// ---- heading: title, controls, and the line of details ----

	const bar = element(SVG, "g", { class: "bar" }, root);
	const ground = element(SVG, "rect", { class: "ground", height: 74, fill: "#fff" }, bar);
	const details = element(SVG, "text", { class: "details", x: margin, y: 67 }, bar);
	const box = element(SVG, "foreignObject", { y: 6, width: 400, height: 32 }, bar);
	const controls = element(HTML, "div", { class: "controls" }, box);
	const matched = element(HTML, "span", { class: "matched", role: "status" }, controls);
	const input = element(HTML, "input", {
		type: "search", placeholder: "Search (regex)", spellcheck: "false",
		"aria-label": "Search, by regular expression",
	}, controls);
	const reset = element(HTML, "button", { type: "button" }, controls);

	bar.insertBefore(root.querySelector(".heading"), details);
	set(details, "font-size", group.getAttribute("font-size"));
	set(details, "font-family", group.getAttribute("font-family"));
	reset.textContent = "Reset zoom";

	function percent(part, whole) {
		return (whole ? 100 * part / whole : 0).toFixed(2) + "%";
	}

	function showDetails(i) {
		const columns = Math.floor((width - 2 * margin) / advance);
		const frame = frames[i];
		const view = frames[zoomed];
		let numbers;

		set(details, "class", frame ? "details" : "details soft");
		set(details, "fill", frame ? ink : soft);
		if (!frame) {
			details.textContent = HINT;
			return;
		}
		numbers = frame.title.slice(frame.name.length);
		if (zoomed && i !== zoomed && holds(zoomed, i))
			numbers += ", " + percent(frame.samples, view.samples) + " of this view";
		details.textContent = cut(frame.name, Math.max(8, columns - numbers.length)) +
			numbers;
	}

	// The bar stays in sight while a tall picture is scrolled.
	function placeBar() {
		const hidden = Math.max(0, -root.getBoundingClientRect().top);

		set(bar, "transform", "translate(0," + Math.min(hidden, height - 74) + ")");
	}

	function resize() {
		if (fluid) {
			const room = alone ? root.clientWidth : root.parentNode.clientWidth;

			width = Math.max(NARROWEST, room || window.innerWidth);
			set(root, "width", width);
			set(root, "viewBox", "0 0 " + width + " " + height);
		}
		set(ground, "width", width);
		set(box, "x", width - margin - 400);
		placeBar();
		draw();
		showDetails(current);
	}

	// ---- zoom ----

	function zoom(i) {
		zoomed = i;
		reset.disabled = !zoomed;
		draw();
		showDetails(current);
	}

	// ---- search ----

	// Names are mostly lower case; who types a capital means it.
	function pattern(text) {
		const flags = text === text.toLowerCase() ? "i" : "";

		try {
			return new RegExp(text, flags);
		} catch (e) {
			return null;
		}
	}

	// Samples in the frames found; those within a found frame are in its count already.
	function countFound() {
		let samples = 0, covered = 0;

		frames.forEach(function (frame, i) {
			if (!frame.found || i < covered)
				return;
			samples += frame.samples;
			covered = frame.end;
		});
		return samples;
	}

	function search(text) {
		found = text ? pattern(text) : null;
		set(input, "class", text && !found ? "invalid" : "");
		for (const frame of frames) {
			frame.found = Boolean(found && found.test(frame.name));
			set(frame.rect, "fill", frame.found ? FOUND : frame.fill);
		}
		matched.textContent = found ?
			"Matched: " + percent(countFound(), frames[0].samples) : "";
	}

	function clearSearch() {
		input.value = "";
		search("");
	}

	// ---- keyboard ----

	function select(i) {
		if (frames[current])
			frames[current].rect.removeAttribute("stroke");
		current = i;
		showDetails(current);
		if (!frames[current])
			return;
		set(frames[current].rect, "stroke", "#3b82f6");
		set(frames[current].rect, "stroke-width", 2);
		frames[current].rect.scrollIntoView({ block: "nearest" });
	}

	function visible(i) {
		return !frames[i].g.hasAttribute("display");
	}

	function widestCallee(i) {
		let best = i;

		for (let c = i + 1; c < frames[i].end; c = frames[c].end) {
			if (visible(c) && (best === i || frames[c].w > frames[best].w))
				best = c;
		}
		return best;
	}

	// The next frame of the same height to the left (-1) or right (1).
	function neighbour(i, step) {
		for (let n = i + step; n >= 0 && n < frames.length; n += step) {
			if (frames[n].y === frames[i].y && visible(n))
				return n;
		}
		return i;
	}

	function move(key) {
		if (current < 0 || !visible(current))
			return zoomed;
		switch (key) {
		case "ArrowUp":
			return widestCallee(current);
		case "ArrowDown":
			return Math.max(0, frames[current].parent);
		case "ArrowLeft":
			return neighbour(current, -1);
		default:
			return neighbour(current, 1);
		}
	}

	function escape() {
		if (input.value)
			clearSearch();
		else if (zoomed)
			zoom(0);
		else
			select(-1);
	}

	function focusSearch() {
		input.focus();
		input.select();
	}

	function inInput(event) {
		if (event.key === "Escape")
			clearSearch();
		if (event.key === "Escape" || event.key === "Enter")
			input.blur();
	}

	function onKey(event) {
		const find = event.key === "/" || (event.key === "f" && event.ctrlKey);

		if (event.target === input)
			return inInput(event);
		// Keys typed elsewhere in the page that this picture stands in are not for it.
		if (event.altKey || event.metaKey || (!alone && !root.contains(event.target)))
			return undefined;
		if (find)
			focusSearch();
		else if (event.key.startsWith("Arrow") && !event.ctrlKey)
			select(move(event.key));
		else if (event.key === "Enter" && event.target !== reset && frames[current])
			zoom(current);
		else if (event.key === "Escape")
			escape();
		else
			return undefined;
		event.preventDefault();
		return undefined;
	}

	// ---- events: one listener for all frames ----

	const number = new Map(frames.map((frame, i) => [frame.g, i]));

	function frameOf(event) {
		const g = event.target.closest("g");

		return number.has(g) ? number.get(g) : -1;
	}

	let waiting = false;

	function onResize() {
		if (waiting)
			return;
		waiting = true;
		window.requestAnimationFrame(function () {
			waiting = false;
			resize();
		});
	}

	group.addEventListener("click", function (event) {
		const i = frameOf(event);

		if (i < 0)
			return;
		select(i);
		zoom(i);
	});
	group.addEventListener("mouseover", (event) => showDetails(frameOf(event)));
	group.addEventListener("mouseleave", () => showDetails(current));
	reset.addEventListener("click", () => zoom(0));
	input.addEventListener("input", () => search(input.value));
	document.addEventListener("keydown", onKey);
	window.addEventListener("scroll", placeBar, { passive: true });
	window.addEventListener("resize", onResize);

	// Within a page, keys come to the picture when it has the focus.
	if (!alone)
		set(root, "tabindex", 0);
	zoom(0);
	resize();
	if (alone)
		window.scrollTo(0, height);
	// Fonts may come late; names are fitted again with the one that is there.
	document.fonts.ready.then(function () {
		advance = measureAdvance();
		resize();
	});
})();
