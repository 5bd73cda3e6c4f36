// SPDX-License-Identifier: GPL-2.0-or-later
//
// The page of `flamerec heatmap`: the heat map, and below it what was sampled in the range that is
// chosen. Its state is in the URL.
/* global columns, dom, flame, flameViewer, heatGrid, timeline */
(async function () {
	"use strict";

	const TABS = [["graph", "Flame graph"], ["cpu", "Chart by CPU"],
		["thread", "Chart by thread"],
		["difference", "Difference"]];
	const CHANGES = "Changes of the frames' own samples. Those of the range compared with are " +
		"scaled to the same length.";
	const data = document.getElementById("profile");
	const profile = JSON.parse(data.textContent);
	const packed = await columns.unpack(profile.pack);
	const { tree, packages } = columns.readTree(profile, packed);
	const line = timeline(tree, packed, profile.colours.length);
	const width = profile.column / profile.rows;
	const number = Math.max(1, Math.floor(profile.seconds / width + 1e-9) + 1);

	const heat = dom.make("section", { class: "heat" });
	const host = dom.make("section", { class: "viewer" });
	const words = dom.make("div", { class: "ranges", "aria-live": "polite" });
	const note = dom.make("p", { class: "soft" });
	const tabs = dom.make("div", { class: "tabs", role: "tablist" },
		...TABS.map(([name, text]) =>
		dom.make("button", { type: "button", role: "tab", "data-tab": name,
			click: () => openTab(name) }, text)));
	const compare = dom.button("Compare with \u2026",
		"The next range is what this one is compared " +
		"with (or drag with Shift; c in the heat map)", startComparing);
	const whole = dom.button("Whole recording", "Choose all of it",
		() => choose(0, 0, number - 1));

	const legend = dom.make("div", { class: "legend" });

	data.remove();
	document.getElementById("still").remove();
	document.body.append(
		dom.make("header", {}, dom.make("h1", {}, profile.title),
			profile.subtitle ? dom.make("p", { class: "soft" }, profile.subtitle) : ""),
		heat, dom.make("div", { class: "bar" }, words,
			dom.make("span", { class: "space" }), compare,
			whole), host,
		dom.make("footer", {}, legend,
		...profile.notes.map((text) => dom.make("p", { class: "soft" }, text))));

	const grid = heatGrid(heat, { cells: line.cells(width, number), column: profile.column,
		rows: profile.rows, event: profile.event, chosen: choose });
	const viewer = flameViewer(host, {
		colours: profile.colours.concat(profile.changes), kinds: profile.kinds, packages,
		event: profile.event, factor: profile.factor, inverted: profile.inverted,
		bySelf: true, lead: dom.make("div", { class: "lead" }, tabs, note), below: () => 8, keep,
	});
	let tab = "graph";

	function seconds(range) {
		return [range[0] * width, (range[1] + 1) * width];
	}

	function isWhole(range) {
		return range[0] === 0 && range[1] === number - 1;
	}

	// ---- what is shown ----

	function describe(range) {
		const [from, to] = seconds(range);
		const samples = line.total(from, to);

		return from.toFixed(2) + " to " + to.toFixed(2) + " s: " + dom.grouped(samples) +
			" " +
			profile.event + ", " + dom.grouped(samples / (to - from)) + " a second";
	}

	function showWords() {
		const [first, second] = grid.ranges;

		words.replaceChildren(dom.make("span", { class: "first" }, describe(first)),
			...(second ? [" compared with ", dom.make("span", { class: "second" },
				describe(second))] : []),
			...(grid.comparing ? [dom.make("b", {},
				" Choose the range to compare with.")] : []));
		compare.setAttribute("aria-pressed", grid.comparing);
		for (const button of tabs.children) {
			button.setAttribute("aria-selected", button.dataset.tab === tab);
			button.disabled = button.dataset.tab === "difference" && !second;
		}
	}

	// Of changes: the colours alone, since the most is another one in each difference.
	function showLegend(ofChanges) {
		const entry = ([label, colour]) =>
			dom.make("span", {}, dom.swatch(colour), label);
		const shades = profile.changes;

		if (ofChanges)
			legend.replaceChildren(...["much less", "less", "unchanged, or within noise",
				"more", "much more"].map((label, i) =>
				entry([label, shades[Math.round(i * (shades.length - 1) / 4)]])));
		else
			legend.replaceChildren(profile.heading, ...profile.legend.map(entry));
	}

	function noteOf(chart) {
		const left = [];

		if (chart.lanes)
			left.push(chart.lanes + " threads with fewer samples are left out");
		if (chart.samples)
			left.push("the last " + dom.grouped(chart.samples) +
				" samples are left out; choose a shorter range");
		return left.join("; ");
	}

	function show() {
		const [first, second] = grid.ranges.map((range) => range && seconds(range));

		note.textContent = "";
		showLegend(tab === "difference" && second);
		if (tab === "difference" && second) {
			note.textContent = CHANGES;
			viewer.show(line.difference(first, second));
		} else if (tab === "cpu" || tab === "thread") {
			const chart = line.chart(...first, tab);

			note.textContent = noteOf(chart);
			viewer.show(chart.tree, chart.starts);
		} else {
			viewer.show(isWhole(grid.ranges[0]) ? tree : line.part(...first));
		}
		showWords();
		grid.draw();
	}

	function choose(which, first, last) {
		const cell = (i) => Math.max(0, Math.min(number - 1, i));

		grid.ranges[which] = [cell(first), cell(last)];
		if (which)
			tab = "difference";
		viewer.restore(flame.trail.start());
		show();
		remember();
	}

	function openTab(name) {
		tab = name;
		viewer.restore(flame.trail.start());
		show();
		remember();
	}

	function startComparing() {
		grid.comparing = !grid.comparing;
		showWords();
	}

	// ---- the URL ----

	function remember() {
		const parts = grid.ranges.map((range, i) => range && (i ? "compare=" : "range=") +
			range.join("-"));

		parts.push("tab=" + tab, flame.trail.format(viewer.state()));
		history.pushState(null, "", "#" + parts.filter(Boolean).join("&"));
	}

	// What is done in a graph can be undone while its range is chosen; the URL follows.
	function keep(shown) {
		const trail = flame.trail.keep(false, viewer.state(), function (state) {
			shown(state);
			remember();
		});

		return { ...trail, push(state) {
			trail.push(state);
			remember();
		} };
	}

	function readRange(text) {
		const match = /^(\d+)-(\d+)$/.exec(text || "");
		const range = match && match.slice(1).map((n) => Math.min(number - 1, Number(n)));

		return range && range[0] <= range[1] ? range : null;
	}

	function restore() {
		const text = location.hash.slice(1);
		const grids = new URLSearchParams(text);
		const wanted = grids.get("tab");

		grid.ranges = [readRange(grids.get("range")) || [0, number - 1],
			readRange(grids.get("compare"))];
		tab = TABS.some(([name]) => name === wanted) ? wanted : "graph";
		viewer.restore(flame.trail.parse(text));
		show();
	}

	restore();
	window.addEventListener("popstate", restore);
	// For tests, and for who wants to look.
	window.flameViewer = viewer;
	window.heatGrid = grid;
})();
