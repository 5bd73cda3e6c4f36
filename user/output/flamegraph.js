// SPDX-License-Identifier: GPL-2.0-or-later
//
// The script of a flame graph: it reads the frames into a tree (web/read_svg.js, web/model.js), and
// shows views of it: zoomed, searched, reversed, without some stacks. The picture is complete
// without it; everything that needs the script is made by the script. It talks to nobody, and
// touches nothing outside its own <svg>, since the picture may stand in somebody's page; where the
// document is its own, what is looked at is in the URL.
(function () {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";
	const HINT = "Click a frame to zoom, right-click for more. / searches, ? shows the keys.";

	const root = document.currentScript.ownerSVGElement;
	const group = root.querySelector(".frames");
	const heading = root.querySelector(".heading");
	const rootBelow = group.dataset.inverted !== "1";
	const leafFirst = group.dataset.reversed === "1";
	const alone = root === document.documentElement;

	const file = flame.readSvg(group);
	const looks = flame.looks(file, { leafFirst,
		negated: group.dataset.negated === "1",
		worth: [Number(group.dataset.wasworth), Number(group.dataset.worth)] });
	const nameType = group.dataset.nametype ? group.dataset.nametype + " " : "";
	const { margin, pitch } = file.metrics;
	const fileRows = rowsOf(file.tree);

	let state = flame.trail.start();
	let view = looks.view([]), tree = file.tree;
	let rows = fileRows;
	let zoomed = 0;		// the frame that fills the width
	let matches = null;	// what search() has found
	let current = -1;	// the frame that the keyboard is at; -1: none
	let pointed = -1;	// the frame that the mouse is at

	function element(name, attributes, parent) {
		const node = document.createElementNS(SVG, name);

		for (const key in attributes)
			node.setAttribute(key, attributes[key]);
		return parent.appendChild(node);
	}

	function rowsOf(of) {
		return of.depth.reduce((deepest, depth) => Math.max(deepest, depth), 0) + 1;
	}

	// ---- heading: title, controls, and the line of details ----

	const painter = flame.painter(group, file.metrics);
	const hoverMark = element("rect", { class: "mark hover", display: "none" }, root);
	const currentMark = element("rect", { class: "mark current", "stroke-width": 2,
		role: "graphics-symbol img", display: "none" }, root);
	const bar = element("g", { class: "bar" }, root);
	const ground = element("rect", { class: "ground",
		fill: root.querySelector(".ground").getAttribute("fill") }, bar);
	const details = element("text", { class: "details", x: margin, y: 67,
		"font-family": group.getAttribute("font-family"),
		"font-size": Math.min(14, group.getAttribute("font-size")) }, bar);
	const controls = flame.controls(root, bar, {
		undo: () => trail.back(), redo: () => trail.forward(),
		reverse, invert, reset, help, exact: toggleCase,
	});
	const input = controls.input;
	const below = root.querySelector(".footer");
	const sheet = flame.sheet(root, {
		alone, fluid: group.dataset.fluid === "1", margin, pitch,
		heading, bar, ground, controls, below, footer: flame.footer(below, margin),
	});

	bar.insertBefore(heading, details);

	function showDetails() {
		const i = pointed >= 0 ? pointed : current;
		const columns = Math.floor((sheet.width() - 2 * margin) / painter.advance());
		let numbers;

		details.setAttribute("class", i < 0 ? "details soft" : "details");
		if (i < 0) {
			details.textContent = painter.cut(HINT, columns);
			return;
		}
		numbers = looks.numbers(tree, i);
		details.textContent = painter.cut(painter.cut(nameType + flame.nameOf(tree, i),
			Math.max(8, columns - numbers.length)) + numbers +
			looks.more(view, i, zoomed), columns);
	}

	function describe(i) {
		return looks.title(tree, i) + looks.more(view, i, zoomed);
	}

	// ---- drawing ----

	function mark(rect, i) {
		const box = i < 0 ? null : painter.box(i);

		if (!box) {
			rect.setAttribute("display", "none");
			return;
		}
		rect.removeAttribute("display");
		for (const key in box)
			rect.setAttribute(key, box[key].toFixed(2));
	}

	function draw() {
		painter.draw({
			tree, start: view.start, width: sheet.width(), rows, zoom: zoomed,
			inverted: state.inverted === rootBelow,
			fill: (i) => matches && matches.flags[i] ? group.dataset.found :
				looks.fill(tree, i),
			title: (i) => looks.title(tree, i),
			group: (i) => tree === file.tree ? file.groups[i] : null,
		});
		mark(hoverMark, pointed);
		mark(currentMark, current);
	}

	// Reversed stacks may be deeper than the file's: what it left out is a frame there.
	function size() {
		sheet.fit(rows - fileRows);
	}

	function resize() {
		size();
		draw();
		showDetails();
	}

	// ---- states ----

	// Names are mostly lower case; who types a capital means it.
	function isExact() {
		return state.exact !== null ? state.exact :
			/[A-Z]/.test(state.find.replace(/\\./g, ""));
	}

	function pattern() {
		try {
			return state.find ? new RegExp(state.find, isExact() ? "" : "i") : null;
		} catch (e) {
			return null;
		}
	}

	function tellMatches() {
		return "Matched: " + matches.percent.toFixed(2) + "% of all, " +
			looks.grouped(matches.frames) + " frames" + (tree.was ? "; before, " +
			looks.percent(matches.was, tree.was[0]) : "");
	}

	function showMatches() {
		const regexp = pattern();

		matches = regexp ? flame.search(tree, regexp) : null;
		controls.search.classList.toggle("invalid", Boolean(state.find && !regexp));
		controls.search.setAttribute("title", matches ? tellMatches() : "");
		controls.matched.textContent = matches ? matches.percent.toFixed(2) + "%" : "";
		controls.press("exact", isExact());
		if (input.value !== state.find)
			input.value = state.find;
	}

	function showControls() {
		controls.press("reverse", view.reversed !== leafFirst);
		controls.press("invert", state.inverted);
		controls.enable("undo", trail.canBack());
		controls.enable("redo", trail.canForward());
		controls.enable("reset", flame.trail.format(state) !== "");
	}

	// Shows a state; all that is looked at comes through here.
	function show(wanted) {
		state = wanted;
		view = looks.view(state.steps);
		if (tree !== view.tree) {
			tree = view.tree;
			rows = Math.max(fileRows, rowsOf(tree));
			select(-1);
			pointed = -1;
			size();
		}
		zoomed = Math.max(0, flame.find(tree, state.zoom));
		showMatches();
		showControls();
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

	function scrollToRoot() {
		if (alone)
			window.scrollTo(0, state.inverted === rootBelow ? 0 : sheet.height);
	}

	function reset() {
		select(-1);
		go(flame.trail.start());
	}

	function reverse() {
		go({ steps: flame.trail.turn(state.steps), zoom: "" });
		controls.say(view.reversed ? "leaves first" : "roots first");
	}

	function invert() {
		go({ inverted: !state.inverted });
		scrollToRoot();
	}

	function hideOrKeep(what, i) {
		const every = what === "H" || what === "K";
		const name = flame.nameOf(tree, i);

		if (i <= 0)
			return;
		go({ steps: state.steps.concat([what + ":" +
			(every ? encodeURIComponent(name) : flame.address(tree, i))]) });
		controls.say((every ? "all of " : "") + name +
			(what.toLowerCase() === "h" ? " hidden" : " kept"));
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
		input.focus();
		input.select();
	}

	function searchName(i) {
		const name = flame.nameOf(tree, i).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

		go({ find: "^" + name + "$", exact: true });
	}

	// The next frame that was found (1), or the one before (-1), from the current one.
	function nextMatch(step) {
		const count = tree.end[zoomed] - zoomed;
		const from = current < zoomed || current >= tree.end[zoomed] ?
			(step > 0 ? -1 : count) : current - zoomed;

		for (let k = 1; matches && k <= count; k++) {
			const i = zoomed + (from + k * step + 2 * count) % count;

			if (matches.flags[i] && painter.box(i)) {
				select(i);
				return;
			}
		}
	}

	// ---- copying ----

	function copy(text, what) {
		const failed = () => controls.say("the browser does not allow copying");

		if (!navigator.clipboard)
			failed();
		else
			navigator.clipboard.writeText(text)
				.then(() => controls.say(what + " copied"), failed);
	}

	function copyName(i) {
		copy(flame.nameOf(tree, i), "name");
	}

	function copyStack(i) {
		copy(flame.path(tree, i).join(";"), "stack");
	}

	// ---- the frame that the keyboard is at ----

	function select(i) {
		current = i;
		mark(currentMark, i);
		if (i < 0) {
			group.removeAttribute("aria-activedescendant");
			return;
		}
		currentMark.setAttribute("aria-label", describe(i));
		group.setAttribute("aria-activedescendant", currentMark.id);
		showDetails();
		controls.say(describe(i));
		scrollToCurrent();
	}

	// The bar covers the top of the window.
	function scrollToCurrent() {
		const box = currentMark.getBoundingClientRect();
		const top = bar.getBoundingClientRect().bottom;

		if (box.bottom > window.innerHeight)
			window.scrollBy(0, box.bottom - window.innerHeight + pitch);
		else if (box.top < top)
			window.scrollBy(0, box.top - top - pitch);
	}

	function widestCallee(i) {
		const drawn = flame.callees(tree, i).filter((c) => painter.box(c));

		return drawn.reduce((best, c) => best === i || tree.total[c] > tree.total[best] ?
			c : best, i);
	}

	function neighbour(i, step) {
		const row = painter.row(i);
		const next = row[row.indexOf(i) + step];

		return next === undefined ? i : next;
	}

	function move(to) {
		const away = state.inverted === rootBelow ? "down" : "up";

		pointed = -1;
		mark(hoverMark, -1);
		if (current < 0)
			select(zoomed);
		else if (to === "left" || to === "right")
			select(neighbour(current, to === "left" ? -1 : 1));
		else
			select(to === away ? widestCallee(current) : tree.parent[current]);
	}

	function clearSearch() {
		go({ find: "", exact: null });
	}

	function escape() {
		if (state.find)
			clearSearch();
		else if (zoomed)
			zoom(0);
		else
			select(-1);
		showDetails();
	}

	// ---- what pops up ----

	function menu(i, x, y) {
		select(i);
		popups.menu(i, flame.nameOf(tree, i), x, y);
	}

	function menuAtFrame(i) {
		const box = painter.box(i);

		menu(i, box.x + Math.min(box.width, 200) / 2, box.y + box.height);
	}

	function help() {
		popups.help();
	}

	// ---- events ----

	const keys = {
		frame: () => current >= 0 ? current : pointed,
		popped: () => popups.popped(), dismiss: () => popups.dismiss(),
		move, zoom, menu: menuAtFrame, escape, help, reset, reverse, invert,
		undo: () => trail.back(), redo: () => trail.forward(),
		hide: (i) => hideOrKeep("h", i), keep: (i) => hideOrKeep("k", i),
		hideAll: (i) => hideOrKeep("H", i), keepAll: (i) => hideOrKeep("K", i),
		search: focusSearch, searchName, toggleCase, nextMatch, clearSearch,
		copyName, copyStack,
	};
	const popups = flame.popups(root, controls, sheet, keys);

	function place(event) {
		return new DOMPoint(event.clientX, event.clientY)
			.matrixTransform(root.getScreenCTM().inverse());
	}

	const pointer = {
		at(event) {
			const { x, y } = place(event);

			// What popped up may be gone by now, but the event was for it.
			return popups.popped() || bar.contains(event.target) ||
				event.target.closest(".popup") ? -1 : painter.at(x, y);
		},
		hover(i) {
			pointed = i;
			painter.point(i);
			mark(hoverMark, i);
			showDetails();
		},
		click(i) {
			select(i);
			zoom(i);
		},
		menu(i, event) {
			const { x, y } = place(event);

			menu(i, x, y);
		},
		dismiss(event) {
			const open = popups.popped() && !event.target.closest(".popup");

			if (open)
				popups.dismiss();
			return open;
		},
	};

	flame.keys.listen(root, alone, input, keys);
	flame.pointer(root, pointer);
	// Who comes by the keyboard sees where.
	group.addEventListener("focus", function () {
		if (current < 0 && group.matches(":focus-visible"))
			select(zoomed);
	});
	input.addEventListener("input", () => find(input.value));
	input.addEventListener("focus", () => (typing = false));
	sheet.listen(function () {
		painter.measure();
		resize();
	});

	// ---- start ----

	for (const g of file.groups)
		g.remove();
	// Several graphs may stand in one page.
	currentMark.id = "flamesamp-" +
		Array.from(document.querySelectorAll(".flamesamp")).indexOf(root);
	root.removeAttribute("role");
	group.setAttribute("tabindex", 0);
	group.setAttribute("role", "application");
	group.setAttribute("aria-roledescription", "flame graph");
	group.setAttribute("aria-label", root.querySelector("title").textContent);

	// flamegraph.pl has "?s=REGEX"; who knows that may use it.
	const given = flame.trail.parse(alone ? location.hash || location.search : "");
	const trail = flame.trail.keep(alone, given, show);

	painter.measure();
	size();
	show(given);
	scrollToRoot();
	// Fonts may come late; names are fitted again with the one that is there.
	document.fonts.ready.then(function () {
		painter.measure();
		resize();
	});
})();
