// SPDX-License-Identifier: GPL-2.0-or-later
//
// A flame graph that is used: mouse, touch, keyboard, search, reversed and inverted views, hiding,
// undo. Makes its elements in `host`.
//
//	flameViewer(host, about)	about: { colours, kinds, packages, event, factor, inverted, hint };
//					changed(state), if given, is called when the state is another
//	.show(tree, starts)		draw a tree, and forget what was done with the one before; starts:
//					of a chart in the order of time, where its nodes start, in seconds
//	.state(), .restore(state)	what is shown, as an object of texts that fit into a URL
/* global dom, flame, flameCanvas, flameInput, flameTable */
// eslint-disable-next-line no-unused-vars
const flameViewer = (function () {
	"use strict";

	const HELP = [
		["arrows", "go from frame to frame"], ["Enter", "zoom to the frame"],
		["+ \u2212", "zoom in and out"], ["a d", "move left and right"],
		["Page Up, Page Down", "scroll"],
		["/", "search by regular expression"], ["n N", "next, last of what was found"],
		["s", "search for the frame's name"],
		["r", "reverse: what functions end in first"], ["i", "invert: the root at the top"],
		["h", "hide the frame, and what it calls"], ["o", "keep only the frame"],
		["u U", "undo, redo"], ["m", "menu of the frame"], ["t", "table of functions"],
		["Esc", "back to the whole, step by step"], ["?", "this list"],
	];

	function emptyState() {
		return { zoom: "", search: "", invert: "", steps: "", table: "" };
	}

	// steps: what was done to the tree, one after the other: "r", "h" and "k" with a node's address.
	function applyStep(tree, step) {
		const node = step === "r" ? 0 : flame.find(tree, step.slice(1));

		if (step === "r")
			return flame.reverse(tree, 0);
		if (node <= 0)
			return tree;
		return (step[0] === "h" ? flame.without : flame.keepOnly)(tree, flame.only(tree, node));
	}

	function listSteps(state) {
		return state.steps ? state.steps.split("|") : [];
	}

	return function (host, about) {
		const canvas = dom.make("canvas", { tabindex: 0, role: "img" });
		const tip = dom.make("div", { class: "tip", hidden: "" });
		const menu = dom.make("div", { class: "menu", role: "menu", hidden: "" });
		const stage = dom.make("div", { class: "stage" }, canvas, tip, menu);
		const spoken = dom.make("div", { class: "spoken", "aria-live": "polite" });
		const details = dom.make("div", { class: "details" });
		const matched = dom.make("output", { class: "matched" });
		const input = dom.make("input", { type: "search", placeholder: "Search (regex)",
			spellcheck: "false", "aria-label": "Search, by regular expression" });
		const help = dom.make("dialog", { class: "help" });
		const paint = { colours: about.colours, root: "all" };
		const graph = flameCanvas(canvas, paint);
		const darkness = matchMedia("(prefers-color-scheme: dark)");
		let base = null, chart = null, tree = null, found = null, drawnSteps = null;
		let state = emptyState();
		let past = [], future = [];

		const buttons = {
			undo: dom.button("Undo", "Undo (u)", undo),
			redo: dom.button("Redo", "Redo (U)", redo),
			reset: dom.button("Reset", "Show all of it again", () => change(emptyState())),
			reverse: dom.button("Reverse", "What functions end in, first (r)", toggleReverse),
			invert: dom.button("Invert", "The root at the top (i)", toggleInvert),
			table: dom.button("Table", "Functions, by their own and total samples (t)",
				() => change({ table: state.table ? "" : "1" })),
			help: dom.button("?", "Keys (?)", () => help.showModal()),
		};
		const table = flameTable({ search: (name) => change({ search: exactly(name), table: "" }),
			kinds: about.kinds });
		const bar = dom.make("div", { class: "bar" }, buttons.table, buttons.reverse,
			buttons.invert, dom.make("span", { class: "space" }), matched, input,
			buttons.undo, buttons.redo, buttons.reset, buttons.help);

		host.append(bar, details, stage, table.element, spoken, help);
		help.append(dom.make("h2", {}, "Keys"), dom.make("dl", {}, ...HELP.flatMap(([keys, does]) =>
			[dom.make("dt", {}, keys), dom.make("dd", {}, does)])),
			dom.make("p", {}, "Drag or use the wheel to move; with Ctrl or Shift, the wheel " +
				"zooms. Touch: tap, drag, pinch; hold for the menu."),
			dom.make("form", { method: "dialog" }, dom.make("button", {}, "Close")));

		// ---- words ----

		function nameOf(node) {
			return node ? tree.names[tree.name[node]] : paint.root;
		}

		function exactly(name) {
			return "^" + name.replace(/[^A-Za-z0-9_ ]/g, "\\$&") + "$";
		}

		function countsOf(node) {
			const count = chart ? (1000 * tree.total[node]).toFixed(1) + " ms" :
				dom.grouped(about.factor * tree.total[node]) + " " + about.event;

			return count + ", " + dom.percent(tree.total[node], tree.total[0]);
		}

		function changeOf(node) {
			const before = tree.was[node] / (tree.was[0] || 1);
			const now = tree.total[node] / (tree.total[0] || 1);

			return "before: " + dom.grouped(about.factor * tree.was[node]) + ", " +
				(100 * before).toFixed(2) + "%; change: " +
				dom.signed(now - before, Math.abs(100 * (now - before)).toFixed(2) + "%");
		}

		// As an SVG's titles: NAME (1,234 samples, 5.67%).
		function titleOf(node) {
			return nameOf(node) + " (" + countsOf(node) + ")";
		}

		function restOf(node) {
			const zoomed = zoomedNode();
			const rest = [];

			if (chart)
				rest.push("at " + chart[node].toFixed(3) + " s");
			else if (tree.self[node])
				rest.push("self " + dom.percent(tree.self[node], tree.total[0]));
			if (zoomed > 0 && node > zoomed && node < tree.end[zoomed])
				rest.push(dom.percent(tree.total[node], tree.total[zoomed]) + " of this view");
			if (tree.was)
				rest.push(changeOf(node));
			if (about.kinds[tree.kind[node]] && node)
				rest.push(about.kinds[tree.kind[node]][0]);
			if (about.packages[tree.name[node]])
				rest.push(about.packages[tree.name[node]]);
			return rest.join(" \u00b7 ");
		}

		function tell(node) {
			if (node < 0) {
				details.textContent = about.hint ||
					"Click a frame to zoom. Keys: arrows, Enter, Esc, / to search, ? for all.";
				details.classList.add("soft");
				return;
			}
			details.classList.remove("soft");
			details.replaceChildren(dom.make("b", {}, titleOf(node)), "  " + restOf(node));
		}

		// ---- state ----

		function zoomedNode() {
			return tree && state.zoom ? flame.find(tree, state.zoom) : 0;
		}

		function rebuild() {
			if (drawnSteps === state.steps)
				return;
			drawnSteps = state.steps;
			tree = chart ? base : listSteps(state).reduce(applyStep, base);
			graph.show(tree, chart || flame.layout(tree));
			table.show(tree);
		}

		function mark() {
			const regexp = state.search ? dom.pattern(state.search) : null;

			found = regexp ? flame.search(tree, regexp) : null;
			graph.marked = found && found.flags;
			input.classList.toggle("invalid", Boolean(state.search && !regexp));
			if (document.activeElement !== input)
				input.value = state.search;
			matched.textContent = found ? "Matched: " + found.percent.toFixed(2) + "%" : "";
			table.filter(regexp);
		}

		function showZoom(calm) {
			const node = Math.max(0, zoomedNode());
			const from = graph.start(node);

			graph.dimmed = new Set();
			for (let i = node; i; i = tree.parent[i])
				graph.dimmed.add(tree.parent[i]);
			graph.view(from, from + tree.total[node], calm);
		}

		function showButtons() {
			const steps = listSteps(state);

			for (const name of ["reverse", "invert", "table"])
				buttons[name].hidden = Boolean(chart);
			buttons.undo.disabled = !past.length;
			buttons.redo.disabled = !future.length;
			buttons.reset.disabled = !Object.values(state).some(Boolean);
			buttons.reverse.setAttribute("aria-pressed", steps.filter((s) => s === "r").length % 2 === 1);
			buttons.invert.setAttribute("aria-pressed", graph.inverted);
			buttons.table.setAttribute("aria-pressed", Boolean(state.table));
		}

		function fitStage() {
			// What is left of the window, if that is enough to see something.
			const room = Math.max(17 * graph.row, window.innerHeight - about.below() -
				stage.getBoundingClientRect().top - window.scrollY);
			const tall = Math.max(Math.min(graph.fullHeight(), room), 3 * graph.row);

			stage.style.height = tall + "px";
			if (stage.clientWidth)
				graph.resize(stage.clientWidth, tall);
		}

		function label() {
			const what = chart ? "Flame chart of " + tree.total[0].toFixed(2) + " seconds" :
				"Flame graph of " + dom.grouped(about.factor * tree.total[0]) + " " +
				about.event;

			return what + (graph.inverted ? ", the root at the top" : "") +
				". Arrow keys go from frame to frame.";
		}

		function apply(calm) {
			const before = tree, inverted = graph.inverted;

			rebuild();
			graph.inverted = Boolean(chart) || Boolean(state.invert) !== Boolean(about.inverted);
			graph.dark = darkness.matches;
			mark();
			stage.hidden = Boolean(state.table);
			details.hidden = Boolean(state.table);
			table.element.hidden = !state.table;
			showButtons();
			showZoom(calm || before !== tree);
			fitStage();
			if (before !== tree || inverted !== graph.inverted)
				graph.scrollTo(graph.inverted ? 0 : Infinity);
			canvas.setAttribute("aria-label", label());
			tell(graph.selected);
		}

		function change(what) {
			const next = { ...state, ...what };

			if (JSON.stringify(next) === JSON.stringify(state))
				return;
			past.push(state);
			future = [];
			state = next;
			apply(false);
			if (about.changed)
				about.changed(state);
		}

		function travel(from, to) {
			if (!from.length)
				return;
			to.push(state);
			state = from.pop();
			apply(false);
			if (about.changed)
				about.changed(state);
		}

		function undo() {
			travel(past, future);
		}

		function redo() {
			travel(future, past);
		}

		function addStep(step) {
			const steps = listSteps(state);

			if (chart)
				return;

			// Twice reversed is as before.
			if (step === "r" && steps[steps.length - 1] === "r")
				steps.pop();
			else
				steps.push(step);
			change({ steps: steps.join("|"), zoom: "" });
		}

		function toggleReverse() {
			addStep("r");
		}

		function toggleInvert() {
			change({ invert: state.invert ? "" : "1" });
		}

		// ---- a frame ----

		function select(node, silent) {
			graph.selected = node;
			tell(node);
			if (node >= 0) {
				const place = graph.box(node);

				if (place.y < 0)
					graph.scrollTo(graph.scroll + place.y);
				else if (place.y + graph.row > graph.height)
					graph.scrollTo(graph.scroll + place.y + graph.row - graph.height);
				if (!silent)
					spoken.textContent = titleOf(node);
			}
			graph.ask();
		}

		function zoom(node) {
			change({ zoom: flame.address(tree, node) });
		}

		function hide(node) {
			if (node > 0)
				addStep("h" + flame.address(tree, node));
		}

		function keep(node) {
			if (node > 0)
				addStep("k" + flame.address(tree, node));
		}

		function searchFor(text) {
			input.value = text;
			change({ search: text });
		}

		const actions = [
			["Zoom to it", "Enter", zoom],
			["Hide it and what it calls", "h", hide],
			["Keep only it", "o", keep],
			["Search for its name", "s", (node) => searchFor(exactly(nameOf(node)))],
			["Copy its name", "", (node) => navigator.clipboard &&
				navigator.clipboard.writeText(nameOf(node))],
		];

		function closeMenu() {
			menu.hidden = true;
		}

		function openMenu(node, x, y) {
			menu.replaceChildren(dom.make("div", { class: "name" }, nameOf(node)),
				...actions.map(([text, key, action]) => dom.make("button",
					{ type: "button", role: "menuitem", click() {
						closeMenu();
						canvas.focus();
						action(node);
					} }, text, dom.make("kbd", {}, key))));
			menu.hidden = false;
			menu.style.left = Math.max(0, Math.min(x, stage.clientWidth - menu.offsetWidth)) + "px";
			menu.style.top = Math.max(0, Math.min(y, stage.clientHeight - menu.offsetHeight)) + "px";
			menu.querySelector("button").focus();
		}

		menu.addEventListener("keydown", function (event) {
			const items = Array.from(menu.querySelectorAll("button"));
			const at = items.indexOf(document.activeElement);
			const step = { ArrowDown: 1, ArrowUp: items.length - 1 }[event.key];

			if (step)
				items[(at + step) % items.length].focus();
			else if (event.key === "Escape")
				canvas.focus();
			else
				return;
			event.preventDefault();
			event.stopPropagation();
		});
		menu.addEventListener("focusout", function (event) {
			if (!menu.contains(event.relatedTarget))
				closeMenu();
		});

		// ---- what flameInput needs ----

		function hover(node, x, y) {
			if (graph.hovered !== node) {
				graph.hovered = node;
				graph.ask();
				tell(node < 0 ? graph.selected : node);
			}
			tip.hidden = node < 0;
			if (node < 0)
				return;
			tip.replaceChildren(dom.make("b", {}, nameOf(node)),
				dom.make("span", {}, countsOf(node)), dom.make("span", {}, restOf(node)));
			tip.style.left = Math.max(0, Math.min(x + 14, stage.clientWidth - tip.offsetWidth)) + "px";
			tip.style.top = (y + 24 + tip.offsetHeight < stage.clientHeight ? y + 20 :
				y - tip.offsetHeight - 10) + "px";
		}

		function escape() {
			if (state.search)
				searchFor("");
			else if (state.zoom)
				change({ zoom: "" });
			else if (state.table)
				change({ table: "" });
			else if (graph.selected >= 0)
				select(-1);
			else
				change(emptyState());
		}

		// The frame before or behind, among those that were found.
		function nextFound(step) {
			if (!found || !found.frames)
				return;
			let i = graph.selected;

			do
				i = (i + step + tree.count) % tree.count;
			while (!found.flags[i]);
			select(i);
		}

		flameInput({
			graph, stage, hover, select, zoom, hide, keep, openMenu, closeMenu, undo, redo, escape,
			nextFound, toggleReverse, toggleInvert,
			tree: () => tree,
			table: () => change({ table: state.table ? "" : "1" }),
			searchName: (node) => searchFor(exactly(nameOf(node))),
			focusSearch() {
				input.focus();
				input.select();
			},
			help: () => help.showModal(),
		});

		let pending = 0;

		// While somebody types, one entry to undo is enough, and one search a frame.
		input.addEventListener("input", function () {
			const typing = Boolean(pending);

			cancelAnimationFrame(pending);
			pending = requestAnimationFrame(function () {
				pending = 0;
				if (!typing || !past.length)
					past.push(state);
				state = { ...state, search: input.value };
				mark();
				showButtons();
				graph.ask();
			});
		});
		input.addEventListener("change", function () {
			state = { ...state, search: input.value };
			if (about.changed)
				about.changed(state);
		});
		input.addEventListener("keydown", function (event) {
			if (event.key === "Escape")
				searchFor("");
			if (event.key === "Escape" || event.key === "Enter")
				canvas.focus();
			event.stopPropagation();
		});
		darkness.addEventListener("change", () => apply(true));
		new ResizeObserver(() => tree && fitStage()).observe(host);

		return {
			graph, canvas,
			show(shown, starts) {
				base = shown;
				chart = starts || null;
				drawnSteps = null;
				past = [];
				future = [];
				apply(true);
			},
			state: () => state,
			restore(from) {
				state = { ...emptyState(), ...from };
				if (base)
					apply(true);
			},
		};
	};
})();
