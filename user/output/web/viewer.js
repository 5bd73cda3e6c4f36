// SPDX-License-Identifier: GPL-2.0-or-later
//
// A flame graph that is used: mouse, touch, keyboard, search, reversed and inverted views, hiding,
// undo. Makes its elements in `host`.
//
//	flameViewer(host, about)	about: { colours, kinds, packages, event, factor, inverted,
//				found }, the last four as in struct svg_options; about.keep(show)
//				begins a trail, as flame.trail.keep() does; about.below() is how many
//				pixels the page needs below the graph; about.lead: what stands left
//				of the controls; about.look: what canvas.js may be told of frames;
//				about.nameType: what frames are called, or nothing
//				of differences: about.bySelf: colours are changes of the frames
//				alone; about.negated, about.worth: as changes.js has them
//	.show(tree, starts)	draw a tree, and forget what was done with the one before; starts:
//				of a chart in the order of time, where nodes start, in seconds
//	.state(), .restore(state)	what is looked at, as trail.js has it
/* global dom, flame, flameCanvas, flameDetails, flameInput, flameMenu, flameTable */
// eslint-disable-next-line no-unused-vars
const flameViewer = (function () {
	"use strict";

	const ROOT = "all";	// what all samples are called

	const HELP = [["+, \u2212", "zoom in and out"], ["a, d", "move left and right"],
		["Page Up, Page Down", "scroll"], ["t", "table of functions"],
		["drag, wheel", "move; with Ctrl or Shift, the wheel zooms"],
		["tap, drag, pinch, hold", "the same by touch"]];

	return function (host, about) {
		const canvas = dom.make("canvas", { tabindex: 0, role: "application",
			"aria-roledescription": "flame graph" });
		const details = flameDetails(about, ROOT,
			() => ({ tree, chart, zoomed: zoomedNode() }));
		const menu = flameMenu(canvas);
		const thumb = dom.make("div", { class: "thumb", hidden: "" });
		const stage = dom.make("div", { class: "stage" }, canvas, thumb, details.tip,
			menu.element);
		const spoken = dom.make("div", { class: "spoken", "aria-live": "polite" });
		const matched = dom.make("output", { class: "matched" });
		const input = dom.make("input", { type: "search", placeholder: "Search (regex)",
			spellcheck: "false", autocomplete: "off",
			autocapitalize: "off", enterkeyhint: "search", "aria-label": "Search, by regular expression" });
		const help = dom.make("dialog", { class: "help" });
		const paint = { ...about.look, colours: about.colours, root: ROOT,
			found: about.found };
		const graph = flameCanvas(canvas, { ...paint, scrolled: showScroll });
		const darkness = matchMedia("(prefers-color-scheme: dark)");
		let base = null, chart = null, tree = null, found = null, drawnSteps = null;
		let state = flame.trail.start(), trail = null, typing = false, asTable = false;

		const buttons = {
			undo: dom.iconButton("undo", () => trail.back()),
			redo: dom.iconButton("redo", () => trail.forward()),
			reverse: dom.iconButton("reverse", reverse),
			invert: dom.iconButton("invert", invert),
			reset: dom.iconButton("reset", reset),
			table: dom.iconButton("table", toggleTable),
			help: dom.iconButton("help", () => help.showModal()),
			exact: dom.make("button", { type: "button", class: "icon",
				title: flame.labels.exact, click: toggleCase,
				"aria-label": "Capital letters matter (Ctrl-I)" }, "Aa"),
		};
		const table = flameTable({ search: searchFunction, kinds: about.kinds });
		const field = dom.make("div", { class: "search", role: "search" }, input, matched,
			buttons.exact);
		const bar = dom.make("div", { class: "bar top" }, about.lead,
			dom.make("div", { class: "controls", role: "toolbar",
				"aria-label": "Flame graph" }, buttons.undo, buttons.redo,
			buttons.reverse, buttons.invert, buttons.reset, buttons.table,
			buttons.help, field));

		host.append(bar, details.line, stage, table.element, spoken, help);
		help.append(dom.make("h2", {}, "Keys"),
			dom.make("dl", {}, ...flame.keys.help.concat(HELP).flatMap(([keys, does]) =>
			[dom.make("dt", {}, keys), dom.make("dd", {}, does)])),
			dom.make("form", { method: "dialog" }, dom.make("button", {}, "Close")));

		// ---- state ----

		function zoomedNode() {
			return tree && state.zoom ? flame.find(tree, state.zoom) : 0;
		}

		function isReversed() {
			return state.steps.filter((step) => step === "r").length % 2 === 1;
		}

		// As percent of all samples, with the colours that they have.
		function changesOfBase() {
			const [now, was] = about.bySelf ? [base.self, base.wasSelf] :
				[base.total, base.was];
			const all = (about.negated ? -1 : 1) * base.total[0];

			return Array.from(now, (n, i) => [100 * (n - was[i]) / all, base.tone[i]]);
		}

		function rebuild() {
			const steps = state.steps.join("/");

			if (drawnSteps === steps)
				return;
			drawnSteps = steps;
			tree = chart ? base : state.steps.reduce(flame.trail.change, base);
			if (tree !== base && base.was && isReversed())
				flame.changes(changesOfBase(), about)(tree);
			graph.show(tree, chart || flame.layout(tree));
			table.show(tree);
		}

		// Names are mostly lower case; who types a capital means it.
		function isExact() {
			return state.exact !== null ? state.exact :
				state.find !== state.find.toLowerCase();
		}

		function pattern() {
			try {
				return state.find ? new RegExp(state.find, isExact() ? "" : "i") :
					null;
			} catch (e) {
				return null;
			}
		}

		function mark() {
			const regexp = pattern();

			found = regexp ? flame.search(tree, regexp) : null;
			graph.marked = found && found.flags;
			field.classList.toggle("invalid", Boolean(state.find && !regexp));
			if (input.value !== state.find)
				input.value = state.find;
			matched.textContent = !found ? "" : chart ?
				found.total.toFixed(2) + " s" : found.percent.toFixed(2) + "%";
			field.title = !found ? "" : "Matched: " + matched.textContent +
				" of all, " + dom.grouped(found.frames) + " frames";
			buttons.exact.setAttribute("aria-pressed", isExact());
			table.filter(regexp);
			graph.ask();
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
			for (const name of ["reverse", "invert", "table"])
				buttons[name].hidden = Boolean(chart);
			buttons.undo.disabled = !trail.canBack();
			buttons.redo.disabled = !trail.canForward();
			buttons.reset.disabled = !flame.trail.format(state);
			buttons.reverse.setAttribute("aria-pressed", isReversed());
			buttons.invert.setAttribute("aria-pressed", state.inverted);
			buttons.table.setAttribute("aria-pressed", asTable);
		}

		function fitStage() {
			// What is left of the window, if that is enough to see something.
			const room = Math.max(17 * graph.row, window.innerHeight - about.below() -
				stage.getBoundingClientRect().top - window.scrollY);
			// Where not all fit, rows are whole.
			const tall = Math.max(Math.min(graph.fullHeight(),
				room - room % graph.row), 3 * graph.row);

			stage.style.height = tall + "px";
			if (stage.clientWidth)
				graph.resize(stage.clientWidth, tall);
		}

		// Where the graph is, of all its height.
		function showScroll(part, from) {
			thumb.hidden = part >= 1;
			thumb.style.height = 100 * part + "%";
			thumb.style.top = 100 * from + "%";
		}

		function showsAll() {
			const [from, to] = graph.end();

			return to - from > tree.total[0] * (1 - 1e-9);
		}

		function apply(calm) {
			const before = tree, inverted = graph.inverted;

			rebuild();
			graph.inverted = Boolean(chart) ||
				state.inverted !== Boolean(about.inverted);
			graph.dark = darkness.matches;
			mark();
			stage.hidden = details.line.hidden = asTable;
			table.element.hidden = !asTable;
			showButtons();
			showZoom(calm || before !== tree);
			fitStage();
			if (before !== tree || inverted !== graph.inverted)
				graph.scrollTo(graph.inverted ? 0 : Infinity);
			canvas.setAttribute("aria-label", details.graph(graph.inverted));
			details.tell(graph.selected);
		}

		function change(what) {
			const next = { ...state, ...what };

			if (flame.trail.format(next) === flame.trail.format(state))
				return;
			state = next;
			trail.push(state);
			apply(false);
		}

		function reset() {
			change(flame.trail.start());
		}

		function reverse() {
			if (!chart)
				change({ steps: flame.trail.turn(state.steps), zoom: "" });
		}

		function invert() {
			if (!chart)
				change({ inverted: !state.inverted });
		}

		function hideOrKeep(what, node) {
			const where = what === "h" || what === "k" ? flame.address(tree, node) :
				encodeURIComponent(details.name(node));

			if (node > 0 && !chart)
				change({ steps: state.steps.concat([what + ":" + where]),
					zoom: "" });
		}

		function toggleCase() {
			change({ exact: !isExact() });
		}

		function toggleTable() {
			asTable = !asTable && !chart;
			apply(true);
		}

		// ---- a frame ----

		function select(node, silent) {
			graph.selected = node;
			details.tell(node);
			if (node >= 0) {
				const place = graph.box(node);

				if (place.y < 0)
					graph.scrollTo(graph.scroll + place.y);
				else if (place.y + graph.row > graph.height)
					graph.scrollTo(graph.scroll + place.y +
						graph.row - graph.height);
				if (!silent)
					spoken.textContent = details.title(node);
			}
			graph.ask();
		}

		function zoom(node) {
			change({ zoom: flame.address(tree, node) });
		}

		function exactly(name) {
			return "^" + name.replace(/[^A-Za-z0-9_ ]/g, "\\$&") + "$";
		}

		function searchName(node) {
			change({ find: exactly(details.name(node)), exact: true });
		}

		function searchFunction(name) {
			asTable = false;
			change({ find: exactly(name), exact: true });
			apply(true);
		}

		function clearSearch() {
			change({ find: "", exact: null });
		}

		function copy(text) {
			if (navigator.clipboard)
				navigator.clipboard.writeText(text);
		}

		const copyName = (node) => copy(details.name(node));
		const copyStack = (node) => copy(flame.path(tree, node).join(";"));
		const hide = (node) => hideOrKeep("h", node),
			hideAll = (node) => hideOrKeep("H", node);
		const keep = (node) => hideOrKeep("k", node),
			keepAll = (node) => hideOrKeep("K", node);
		const actions = [
			["Zoom to it", "Enter", zoom],
			["Keep only this", "k", keep],
			["Hide this", "h", hide],
			null,
			["Keep what runs through this function", "K", keepAll],
			["Hide what runs through this function", "H", hideAll],
			["Search for this name", "s", searchName],
			null,
			["Copy name", "c", copyName],
			["Copy stack", "C", copyStack],
		];
		const ofTrees = [hide, keep, hideAll, keepAll];

		function openMenu(node, x, y) {
			// All samples have nothing but their width; charts have no other trees.
			const fits = (entry) => !entry || !ofTrees.includes(entry[2]) ||
				(node > 0 && !chart);
			const entries = actions.filter(fits)
				.filter((entry, i, all) => entry || all[i - 1]);

			menu.open(details.name(node), entries, node, x, y);
		}

		// ---- what flameInput needs ----

		function hover(node, x, y) {
			if (graph.hovered !== node) {
				graph.hovered = node;
				graph.ask();
				details.tell(node < 0 ? graph.selected : node);
			}
			details.point(node, x, y);
		}

		function escape() {
			if (state.find)
				clearSearch();
			else if (asTable)
				toggleTable();
			else if (state.zoom)
				change({ zoom: "" });
			else if (!showsAll())
				showZoom(false);
			else
				select(-1);
		}

		// The frame before or behind, among those that were found.
		function nextMatch(step) {
			if (!found || !found.frames)
				return;
			let i = graph.selected;

			do
				i = (i + step + tree.count) % tree.count;
			while (!found.flags[i]);
			select(i);
		}

		const keys = flameInput({ graph, stage, hover, select, zoom, openMenu,
			closeMenu: menu.close, tree: () => tree });

		flame.keys.listen(document.body, true, input, {
			...keys, zoom, hide, keep, hideAll, keepAll, searchName, copyName,
				copyStack, reverse,
			invert, reset, toggleCase, nextMatch, clearSearch, escape,
			frame: () => graph.selected,
			popped: () => menu.isOpen() || help.open,
			dismiss() {
				menu.close();
				help.close();
			},
			undo: () => trail.back(), redo: () => trail.forward(),
			help: () => help.showModal(),
			search() {
				input.focus();
				input.select();
			},
		});
		document.addEventListener("keydown", function (event) {
			const typed = event.target.closest("input, dialog, .menu");

			if (event.key === "t" && !typed && !event.ctrlKey && !event.altKey &&
				!event.metaKey)
				toggleTable();
		});

		// While somebody types, one entry to undo is enough.
		input.addEventListener("input", function () {
			state = { ...state, find: input.value };
			if (typing)
				trail.replace(state);
			else
				trail.push(state);
			typing = true;
			mark();
			showButtons();
		});
		input.addEventListener("focus", () => (typing = false));
		darkness.addEventListener("change", () => apply(true));
		new ResizeObserver(() => tree && fitStage()).observe(host);

		return {
			graph, canvas,
			show(shown, starts) {
				base = shown;
				chart = starts || null;
				drawnSteps = null;
				asTable = asTable && !chart;
				trail = about.keep(function (now) {
					state = now;
					apply(false);
				});
				apply(true);
			},
			restore(from) {
				state = from;
				if (base)
					apply(true);
			},
			state: () => state,
		};
	};
})();
