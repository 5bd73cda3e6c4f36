// SPDX-License-Identifier: GPL-2.0-or-later
//
// The script of a flame graph: it reads the frames into a tree (web/model.js), and shows views of it:
// zoomed, searched, reversed, without some stacks. The picture is complete without it; everything
// that needs the script is made by the script. It talks to nobody, and touches nothing outside its
// own <svg>, since the picture may stand in somebody's page; where the document is its own, what is
// looked at is in the URL.
//
// Frames come parents first, each as a group of a title, "NAME (1,234 samples, 5.67%)", a rectangle
// and perhaps a text. In differences the title ends with the change: "; +1.23%)". A rectangle has
// `data-self` where callees were left out of the file: the samples that are really its own.
(function () {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";
	const FOUND = "#d63aff";	// in dark mode, the style sheet paints it darker
	const UNDRAWN = "#d4d4d8";	// the same
	const NARROWEST = 640;
	const LONG_PRESS = 500;		// milliseconds
	const BAR = 74;			// pixels of the heading that stay in sight
	const HINT = "Click a frame to zoom, right-click for more. / searches, ? shows the keys.";

	const root = document.currentScript.ownerSVGElement;
	const group = root.querySelector(".frames");
	const margin = Number(group.dataset.margin);
	const fluid = group.dataset.fluid === "1";
	const upright = group.dataset.inverted !== "1";
	const leafFirst = group.dataset.reversed === "1";
	const found = group.dataset.search || FOUND;
	const ink = root.getAttribute("fill");
	const footer = root.querySelector(".footer");
	const soft = footer.getAttribute("fill");
	const alone = root === document.documentElement;
	const height = root.viewBox.baseVal.height;

	let width = root.viewBox.baseVal.width;

	function element(name, attributes, parent) {
		const node = document.createElementNS(SVG, name);

		for (const key in attributes)
			node.setAttribute(key, attributes[key]);
		return parent.appendChild(node);
	}

	function escapeRegExp(text) {
		return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
	}

	// ---- the file ----

	const groups = Array.from(group.children);
	const titles = groups.map((g) => g.querySelector("title").textContent);
	const rects = groups.map((g) => g.querySelector("rect"));
	const tops = rects.map((rect) => Number(rect.getAttribute("y")));
	const lefts = rects.map((rect) => Number(rect.getAttribute("x")) - margin);
	const widths = rects.map((rect) => Number(rect.getAttribute("width")));
	const fills = rects.map((rect) => rect.getAttribute("fill"));
	const unit = titles[0].replace(/^.* \([0-9,]+ (.*), [^,]*$/s, "$1");
	const TITLE = new RegExp("^(.*) \\(([0-9,]+) " + escapeRegExp(unit) +
		", ([0-9.]+)%(?:; ([-+]?[0-9.]+)%)?\\)$", "s");

	// How high a row is; a graph of the root alone doesn't tell.
	function readPitch() {
		const own = Number(rects[0].getAttribute("height"));

		return tops.length > 1 ? Math.abs(tops[1] - tops[0]) : own + 1;
	}

	const pitch = readPitch();
	const first = Math.min(...tops.slice(0, 1), tops.reduce((a, b) => Math.min(a, b)));
	const baseline = readBaseline();

	function readBaseline() {
		const i = groups.findIndex((g) => g.querySelector("text"));

		return i < 0 ? pitch - 4.5 :
			Number(groups[i].querySelector("text").getAttribute("y")) - tops[i];
	}

	// Titles count in whole samples. Where those are fractions, the widths tell more.
	function readTotals(counts) {
		const scale = counts[0] / widths[0];
		const tells = counts.every((count, i) =>
			Math.abs(widths[i] * scale - count) <= 0.002 * scale + count * 1e-6);

		return tells ? counts : widths.map((w) => w * scale);
	}

	// Where frames start, in samples: behind the one before, unless something was left out there.
	function readStarts(tree) {
		const scale = tree.total[0] / widths[0];
		const start = flame.layout(tree);
		const moved = new Float64Array(tree.count);	// what callees begin further right

		for (let i = 1; i < tree.count; i++) {
			const caller = tree.parent[i];
			const gap = lefts[i] * scale - start[i] - moved[caller];

			if (gap > 0.01 * scale)
				moved[caller] += gap;
			start[i] += moved[i] = moved[caller];
		}
		return start;
	}

	function read() {
		const names = [], numbers = new Map(), tones = new Map(), kinds = new Map();
		const columns = { names, name: [], depth: [], kind: [], tone: [], total: [], self: [] };
		const colours = [], changes = [];

		function number(map, key, list) {
			if (!map.has(key)) {
				map.set(key, map.size);
				list.push(key);
			}
			return map.get(key);
		}

		// Of one name there are several functions if colours tell them apart.
		function kindOf(name, fill) {
			if (group.dataset.fills !== "function")
				return 0;
			if (!kinds.has(name))
				kinds.set(name, []);
			if (!kinds.get(name).includes(fill))
				kinds.get(name).push(fill);
			return Math.min(254, kinds.get(name).indexOf(fill));
		}

		titles.forEach(function (title, i) {
			const [, name, count, , change] = TITLE.exec(title) ||
				[null, title, String(widths[i] / widths[0]), null, undefined];

			columns.name.push(number(numbers, name, names));
			columns.depth.push(Math.round(Math.abs(tops[i] - tops[0]) / pitch));
			columns.kind.push(kindOf(columns.name[i], fills[i]));
			columns.tone.push(number(tones, fills[i], colours));
			columns.total.push(Number(count.replace(/,/g, "")));
			changes.push(change);
		});
		columns.total = readTotals(columns.total);
		if (changes.some((change) => change !== undefined)) {
			columns.was = columns.total.map((total, i) => rects[i].dataset.was !== undefined ?
				Number(rects[i].dataset.was) :
				Math.max(0, total - (changes[i] || 0) / 100 * columns.total[0]));
		}
		columns.self = readSelf(columns);
		return { tree: flame.build(columns), colours };
	}

	function readSelf(columns) {
		const self = Array.from(flame.build({ ...columns, self: null }).self);

		rects.forEach(function (rect, i) {
			if (rect.dataset.self !== undefined)
				self[i] = Math.min(self[i], Number(rect.dataset.self));
		});
		return self;
	}

	const { tree: file, colours } = read();
	const fileStart = readStarts(file);

	// ---- views ----

	let state = flame.trail.start();
	let tree = file, start = fileStart, zoomed = 0, matches = null;
	let current = -1;	// the frame that the keyboard is at; -1: none
	let pointed = -1;	// the frame that the mouse is at
	let closePopup = null;

	const views = new Map();	// trees by the steps that led to them

	function viewOf(steps) {
		const key = steps.join("/");

		if (!steps.length)
			return { tree: file, start: fileStart };
		if (!views.has(key)) {
			const before = viewOf(steps.slice(0, -1)).tree;
			const after = flame.trail.change(before, steps[steps.length - 1]);

			if (views.size >= 12)
				views.delete(views.keys().next().value);
			views.set(key, { tree: after, start: flame.layout(after) });
		}
		return views.get(key);
	}

	function isReversed() {
		return state.steps.filter((step) => step === "r").length % 2 === 1;
	}

	// In differences, colours stand for changes: what has become one frame has the colour of the
	// frame of the file that has changed most alike.
	const shades = file.was ? Array.from(file.total, (total, i) => [total - file.was[i], i])
		.sort((a, b) => a[0] - b[0]) : [];

	function shadeOf(change) {
		let low = 0, high = shades.length - 1;

		while (low < high) {
			const middle = (low + high) >> 1;

			if (shades[middle][0] < change)
				low = middle + 1;
			else
				high = middle;
		}
		if (low > 0 && change - shades[low - 1][0] < shades[low][0] - change)
			low--;
		return colours[file.tone[shades[low][1]]];
	}

	function fillOf(i) {
		if (matches && matches.flags[i])
			return found;
		if (tree.kind[i] === 255)
			return UNDRAWN;
		return tree === file || !tree.was ? colours[tree.tone[i]] :
			shadeOf(tree.total[i] - tree.was[i]);
	}

	// ---- texts ----

	function grouped(count) {
		return Math.round(count).toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
	}

	function percent(part, whole) {
		return (whole > 0 ? 100 * part / whole : 0).toFixed(2) + "%";
	}

	function changeOf(i) {
		const change = 100 * (tree.total[i] - tree.was[i]) / (tree.total[0] || 1);

		return (change < 0 ? "" : "+") + change.toFixed(2) + "%";
	}

	// What the title says behind the name.
	function numbersOf(i) {
		if (tree === file)
			return titles[i].slice(flame.nameOf(file, i).length);
		return " (" + grouped(tree.total[i]) + " " + unit + ", " +
			percent(tree.total[i], tree.total[0]) + (tree.was ? "; " + changeOf(i) : "") + ")";
	}

	function titleOf(i) {
		return flame.nameOf(tree, i) + numbersOf(i);
	}

	function more(i) {
		const parts = [];
		const inView = zoomed && i !== zoomed && i > zoomed && i < tree.end[zoomed];

		if (tree.was) {
			parts.push("before: " + grouped(tree.was[i]) + ", " +
				percent(tree.was[i], tree.was[0]));
		}
		if (isReversed() === leafFirst && tree.self[i] > 0)
			parts.push("self: " + percent(tree.self[i], tree.total[0]));
		if (tree.undrawn[i] > 0)
			parts.push("not drawn: " + percent(tree.undrawn[i], tree.total[0]));
		if (inView)
			parts.push(percent(tree.total[i], tree.total[zoomed]) + " of this view");
		return parts.length ? "  " + parts.join(", ") : "";
	}

	// ---- heading: title, controls, and the line of details ----

	const painter = flame.painter(group, {
		margin, pitch, top: first, baseline, height: Number(rects[0].getAttribute("height")),
		padding: Number(group.dataset.padding), columns: Number(group.dataset.columns),
		sharp: Number(group.dataset.sharp), tail: group.dataset.truncate === "left",
	});
	const hoverMark = element("rect", { class: "mark hover", display: "none" }, root);
	const currentMark = element("rect", { class: "mark current", "stroke-width": 2,
		role: "graphics-symbol img", display: "none",
		id: "flamesamp-" + Array.from(document.querySelectorAll(".flamesamp")).indexOf(root),
	}, root);
	const bar = element("g", { class: "bar" }, root);
	const ground = element("rect", { class: "ground", height: BAR,
		fill: root.querySelector(".ground").getAttribute("fill") }, bar);
	const details = element("text", { class: "details", x: margin, y: 67 }, bar);
	const controls = flame.controls(root, bar, {
		undo: () => trail.back(), redo: () => trail.forward(),
		reverse, invert, reset, help, exact: toggleCase,
	});
	const input = controls.input;

	bar.insertBefore(root.querySelector(".heading"), details);
	details.setAttribute("font-size", group.getAttribute("font-size"));
	details.setAttribute("font-family", group.getAttribute("font-family"));

	function showDetails() {
		const i = pointed >= 0 ? pointed : current;
		const columns = Math.floor((width - 2 * margin) / painter.advance());

		details.setAttribute("class", i < 0 ? "details soft" : "details");
		details.setAttribute("fill", i < 0 ? soft : ink);
		if (i < 0) {
			details.textContent = painter.cut(HINT, columns);
			return;
		}
		const numbers = numbersOf(i);
		const name = painter.cut(flame.nameOf(tree, i),
			Math.max(8, columns - numbers.length));

		details.textContent = painter.cut(name + numbers + more(i), columns);
	}

	// ---- drawing ----

	function rowsOf(shownTree) {
		let deepest = 0;

		for (let i = 0; i < shownTree.count; i++)
			deepest = Math.max(deepest, shownTree.depth[i]);
		return deepest + 1;
	}

	const fileRows = rowsOf(file);
	let rows = fileRows;

	function mark(rect, i) {
		const box = i < 0 ? null : painter.box(i);

		if (!box) {
			rect.setAttribute("display", "none");
			return;
		}
		rect.removeAttribute("display");
		for (const key in box)
			rect.setAttribute(key, Math.max(0, box[key]).toFixed(2));
	}

	function draw() {
		painter.draw({
			tree, start, width, rows, zoom: zoomed,
			inverted: state.inverted === upright,
			fill: fillOf, title: titleOf, group: (i) => tree === file ? groups[i] : null,
		});
		mark(hoverMark, pointed);
		mark(currentMark, current);
	}

	// The bar stays in sight while a tall picture is scrolled.
	function placeBar() {
		const hidden = Math.max(0, -root.getBoundingClientRect().top);

		bar.setAttribute("transform", "translate(0," +
			Math.min(hidden, Math.max(0, height - BAR)) + ")");
	}

	// Reversed stacks may be deeper than the file's: what the file left out is a frame there.
	function size() {
		const tall = height + (rows - fileRows) * pitch;

		if (fluid) {
			const room = alone ? root.clientWidth : root.parentNode.clientWidth;

			width = Math.max(NARROWEST, room || window.innerWidth);
			root.setAttribute("width", width);
		}
		root.setAttribute("height", tall);
		root.setAttribute("viewBox", "0 0 " + width + " " + tall);
		footer.setAttribute("transform", "translate(0," + (tall - height) + ")");
		ground.setAttribute("width", width);
		controls.box.setAttribute("x", width - margin - controls.width);
	}

	function resize() {
		size();
		placeBar();
		draw();
		showDetails();
	}

	// ---- states ----

	function isExact() {
		if (state.exact !== null)
			return state.exact;
		return /[A-Z]/.test(state.find.replace(/\\./g, ""));
	}

	// Names are mostly lower case; who types a capital means it.
	function pattern() {
		try {
			return state.find ? new RegExp(state.find, isExact() ? "" : "i") : null;
		} catch (e) {
			return null;
		}
	}

	function showMatches() {
		const regexp = pattern();

		matches = regexp ? flame.search(tree, regexp) : null;
		controls.search.classList.toggle("invalid", Boolean(state.find && !regexp));
		controls.press("exact", isExact());
		controls.matched.textContent = matches ? matches.percent.toFixed(2) + "%" : "";
		controls.search.setAttribute("title", matches ?
			"Matched: " + matches.percent.toFixed(2) + "% of all, in " +
			grouped(matches.frames) + " frames" + (tree.was ? "; before, " +
			percent(matches.was, tree.was[0]) : "") : "");
		if (input.value !== state.find)
			input.value = state.find;
	}

	// Shows a state; all that is looked at goes through here.
	function show(wanted) {
		const before = tree;

		state = wanted;
		({ tree, start } = viewOf(state.steps));
		zoomed = Math.max(0, flame.find(tree, state.zoom));
		if (tree !== before) {
			current = pointed = -1;
			rows = Math.max(fileRows, rowsOf(tree));
			size();
		}
		showMatches();
		controls.press("reverse", isReversed());
		controls.press("invert", state.inverted);
		controls.enable("undo", trail.canBack());
		controls.enable("redo", trail.canForward());
		controls.enable("reset", flame.trail.format(state) !== "");
		draw();
		if (current >= 0 && !painter.box(current))
			select(-1);
		showDetails();
	}

	function go(changes) {
		const next = { ...state, ...changes };

		if (flame.trail.format(next) === flame.trail.format(state))
			return;
		trail.push(next);
		show(next);
	}

	function zoom(i) {
		go({ zoom: flame.address(tree, i) });
	}

	function reset() {
		select(-1);
		go(flame.trail.start());
	}

	function reverse() {
		go({ steps: flame.trail.turn(state.steps), zoom: "" });
		controls.say(isReversed() === leafFirst ? "callers first" : "callees first");
	}

	function invert() {
		go({ inverted: !state.inverted });
	}

	// Hides a frame or keeps only it ("h", "k"), or all of its name ("H", "K").
	function change(what, i) {
		const every = what === "H" || what === "K";

		if (i <= 0)
			return;
		controls.say((what === what.toUpperCase() ? "every " : "") + flame.nameOf(tree, i) +
			(what.toLowerCase() === "h" ? " hidden" : " kept"));
		go({ steps: state.steps.concat([what + ":" + (every ?
			encodeURIComponent(flame.nameOf(tree, i)) : flame.address(tree, i))]) });
	}

	// ---- search ----

	let typing = false;	// further letters belong to the same step of undo

	function find(text) {
		const next = { ...state, find: text, exact: text ? state.exact : null };

		if (typing)
			trail.replace(next);
		else
			trail.push(next);
		typing = true;
		show(next);
	}

	function toggleCase() {
		go({ exact: !isExact() });
	}

	function focusSearch() {
		typing = false;
		input.focus();
		input.select();
	}

	// The next frame that was found (1), or the one before (-1), from the current one.
	function nextMatch(step) {
		const last = tree.end[zoomed] - 1;
		let i = current < zoomed || current > last ? (step > 0 ? zoomed - 1 : last + 1) : current;

		if (!matches)
			return;
		for (let tries = zoomed; tries <= last; tries++) {
			i += step;
			if (i > last)
				i = zoomed;
			else if (i < zoomed)
				i = last;
			if (matches.flags[i] && painter.box(i)) {
				select(i);
				return;
			}
		}
	}

	// ---- copying ----

	function copy(text, what) {
		const done = () => controls.say(what + " copied");
		const failed = () => controls.say("the browser does not allow copying");

		if (navigator.clipboard)
			navigator.clipboard.writeText(text).then(done, failed);
		else
			failed();
	}

	function copyName(i) {
		copy(flame.nameOf(tree, i), "name");
	}

	function copyStack(i) {
		copy(flame.path(tree, i).join(";"), "stack");
	}

	// ---- keyboard ----

	function select(i) {
		current = i;
		mark(currentMark, i);
		showDetails();
		if (i < 0) {
			group.removeAttribute("aria-activedescendant");
			return;
		}
		currentMark.setAttribute("aria-label", titleOf(i) + more(i));
		group.setAttribute("aria-activedescendant", currentMark.id);
		controls.say(titleOf(i) + more(i));
		scrollTo(i);
	}

	// The bar covers the top of the window.
	function scrollTo(i) {
		const box = currentMark.getBoundingClientRect();
		const top = bar.getBoundingClientRect().bottom;

		if (i >= 0 && (box.bottom > window.innerHeight || box.top < top)) {
			window.scrollBy(0, box.bottom > window.innerHeight ?
				box.bottom - window.innerHeight + 8 : box.top - top - 8);
		}
	}

	function widestCallee(i) {
		let best = i;

		for (const c of flame.callees(tree, i)) {
			if (painter.box(c) && (best === i || tree.total[c] > tree.total[best]))
				best = c;
		}
		return best;
	}

	function neighbour(i, step) {
		const row = painter.row(i);
		const next = row[row.indexOf(i) + step];

		return next === undefined ? i : next;
	}

	function move(key) {
		const away = state.inverted === upright ? "ArrowDown" : "ArrowUp";

		if (current < 0)
			return zoomed;
		if (key === "ArrowLeft")
			return neighbour(current, -1);
		if (key === "ArrowRight")
			return neighbour(current, 1);
		return key === away ? widestCallee(current) : tree.parent[current];
	}

	function escape() {
		if (state.find)
			go({ find: "", exact: null });
		else if (zoomed)
			zoom(0);
		else
			select(-1);
	}

	const KEYS = [
		["click, Enter", "zoom to a frame"],
		["right click, long press, m", "menu of a frame"],
		["arrows", "go to a callee, caller or neighbour"],
		["/  Ctrl-F  F3", "search, by regular expression"],
		["n  N", "next and previous match"],
		["Ctrl-I", "capital letters matter, or not"],
		["r", "reverse: what was called last first"],
		["i", "turn upside down"],
		["h  k", "hide the frame's stacks, or keep only them"],
		["H  K", "the same of all frames of its name"],
		["s", "search for the frame's name"],
		["c  C", "copy the name, or the stack"],
		["u  Ctrl-Z", "undo"],
		["U  Ctrl-Shift-Z", "redo"],
		["0", "all of the graph"],
		["Esc", "end the search, then the zoom"],
	];

	// Keys on the frame that the keyboard is at, or the mouse.
	const onFrame = {
		"Enter": zoom,
		"h": (i) => change("h", i), "k": (i) => change("k", i),
		"H": (i) => change("H", i), "K": (i) => change("K", i),
		"s": searchName, "c": copyName, "C": copyStack, "m": openMenuAt, "ContextMenu": openMenuAt,
	};
	const anywhere = {
		"/": focusSearch, "F3": focusSearch, "?": help, "r": reverse, "i": invert, "0": reset,
		"u": () => trail.back(), "U": () => trail.forward(),
		"n": () => nextMatch(1), "N": () => nextMatch(-1), "Escape": escape,
	};
	const withControl = {
		"f": focusSearch, "i": toggleCase, "z": () => trail.back(), "Z": () => trail.forward(),
		"y": () => trail.forward(),
	};

	function searchName(i) {
		typing = false;
		go({ find: "^" + escapeRegExp(flame.nameOf(tree, i)) + "$", exact: true });
	}

	function actionOf(event) {
		const i = current >= 0 ? current : pointed;

		if (event.ctrlKey || event.metaKey)
			return withControl[event.key];
		if (event.key.startsWith("Arrow"))
			return () => select(move(event.key));
		if (onFrame[event.key] && i >= 0)
			return () => onFrame[event.key](i);
		return anywhere[event.key];
	}

	function inInput(event) {
		const control = event.ctrlKey || event.metaKey;

		if (event.key === "Escape") {
			if (state.find)
				find("");
			input.blur();
		} else if (event.key === "Enter") {
			input.blur();
			nextMatch(1);
		} else if (control && event.key === "i") {
			toggleCase();
		} else if (event.key === "F3" || (control && event.key === "f")) {
			input.select();
		} else {
			return;
		}
		event.preventDefault();
	}

	function onKey(event) {
		let action;

		// Keys typed elsewhere in the page that this picture stands in are not for it.
		if (event.altKey || (!alone && !root.contains(event.target)))
			return;
		if (closePopup) {
			if (event.key === "Escape") {
				dismiss();
				event.preventDefault();
			}
			return;
		}
		if (event.target === input) {
			inInput(event);
			return;
		}
		if (event.key === "Enter" && event.target.closest("button"))
			return;
		action = actionOf(event);
		if (!action)
			return;
		action();
		event.preventDefault();
	}

	// ---- what pops up ----

	function dismiss() {
		if (closePopup)
			closePopup();
		closePopup = null;
	}

	function popup(x, y, node) {
		dismiss();
		closePopup = controls.popup(x, y, width, root.viewBox.baseVal.height, node);
	}

	function openMenu(i, x, y) {
		const act = (action) => () => {
			dismiss();
			action(i);
		};
		const items = [
			["Zoom to it", "Enter", act(zoom)],
			["Keep only this", "k", act(onFrame.k)],
			["Hide this", "h", act(onFrame.h)],
			null,
			["Keep only what runs through this function", "K", act(onFrame.K)],
			["Hide what runs through this function", "H", act(onFrame.H)],
			["Search for this name", "s", act(searchName)],
			null,
			["Copy name", "c", act(copyName)],
			["Copy stack", "C", act(copyStack)],
		];

		select(i);
		popup(x, y, controls.menu(flame.nameOf(tree, i), i ? items : items.slice(0, 1)));
	}

	function openMenuAt(i) {
		const box = painter.box(i);

		openMenu(i, box.x + Math.min(box.width, 200) / 2, box.y + box.height);
	}

	function help() {
		const hidden = Math.max(0, -root.getBoundingClientRect().top);

		popup(width, hidden + 40, controls.help(KEYS));
	}

	// ---- mouse and touch ----

	function place(event) {
		const matrix = root.getScreenCTM();
		const point = matrix && new DOMPoint(event.clientX, event.clientY)
			.matrixTransform(matrix.inverse());

		return point || { x: -1, y: -1 };
	}

	function frameAt(event) {
		const { x, y } = place(event);

		return bar.contains(event.target) || event.target.closest("foreignObject") ? -1 :
			painter.at(x, y);
	}

	function point(i) {
		if (i === pointed)
			return;
		pointed = i;
		painter.point(i);
		mark(hoverMark, i);
		showDetails();
	}

	let press = null;	// a finger that rests on a frame
	let pressed = false;	// it has opened the menu: what follows is no click

	function endPress() {
		if (press)
			clearTimeout(press.timer);
		press = null;
	}

	function onPointerDown(event) {
		pressed = false;
		if (closePopup && !event.target.closest(".popup")) {
			dismiss();
			pressed = true;
			return;
		}
		const i = frameAt(event);

		if (event.pointerType !== "touch" || i < 0)
			return;
		endPress();
		press = { x: event.clientX, y: event.clientY, timer: setTimeout(function () {
			const { x, y } = place(event);

			press = null;
			pressed = true;
			openMenu(i, x, y);
		}, LONG_PRESS) };
	}

	function onPointerMove(event) {
		if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > 10)
			endPress();
		if (event.pointerType !== "touch" && !closePopup)
			point(frameAt(event));
	}

	function onClick(event) {
		const i = pressed ? -1 : frameAt(event);

		pressed = false;
		if (i < 0)
			return;
		select(i);
		zoom(i);
	}

	function onContextMenu(event) {
		const i = frameAt(event);
		const { x, y } = place(event);

		endPress();
		if (i < 0)
			return;
		event.preventDefault();
		if (!closePopup)
			openMenu(i, x, y);
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

	root.addEventListener("click", onClick);
	root.addEventListener("contextmenu", onContextMenu);
	root.addEventListener("pointerdown", onPointerDown);
	root.addEventListener("pointermove", onPointerMove);
	root.addEventListener("pointerup", endPress);
	root.addEventListener("pointercancel", endPress);
	root.addEventListener("pointerleave", () => point(-1));
	input.addEventListener("input", () => find(input.value));
	input.addEventListener("focus", () => (typing = false));
	document.addEventListener("keydown", onKey);
	window.addEventListener("scroll", placeBar, { passive: true });
	window.addEventListener("resize", onResize);

	group.setAttribute("tabindex", 0);
	group.setAttribute("role", "application");
	group.setAttribute("aria-roledescription", "flame graph");
	group.setAttribute("aria-label", root.querySelector("title").textContent);

	// flamegraph.pl has "?s=REGEX"; who knows that may use it.
	const trail = flame.trail.keep(alone, flame.trail.parse(alone ?
		location.hash || location.search : ""), show);

	for (const g of groups)
		g.remove();
	painter.measure();
	size();
	show(flame.trail.parse(alone ? location.hash || location.search : ""));
	placeBar();
	if (alone && upright)
		window.scrollTo(0, height);
	// Fonts may come late; names are fitted again with the one that is there.
	document.fonts.ready.then(function () {
		painter.measure();
		resize();
	});
})();
