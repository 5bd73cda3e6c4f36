// SPDX-License-Identifier: GPL-2.0-or-later
//
// Functions as a table: their own samples and the total of them, each sample once however often the
// function is in its stack; of one of them, who calls it and whom it calls.
//
//	flameTable(options)	options: { search(name), kinds }
//	.element, .show(tree), .filter(regexp)
/* global dom */
// eslint-disable-next-line no-unused-vars
const flameTable = (function () {
	"use strict";

	const MOST = 500;	// rows that are shown at once

	// The functions: { name, kind, self, total, was }, by name and kind.
	function collect(tree) {
		const number = new Map(), list = [], of = new Uint32Array(tree.count);
		const open = [];	// how often each is in the stack at hand
		const path = [];

		for (let i = 1; i < tree.count; i++) {
			const key = tree.name[i] * 256 + tree.kind[i];

			if (!number.has(key)) {
				number.set(key, list.length);
				list.push({ name: tree.names[tree.name[i]], kind: tree.kind[i],
					self: 0, total: 0, was: 0, wasSelf: 0 });
				open.push(0);
			}
			of[i] = number.get(key);
		}
		for (let i = 1; i < tree.count; i++) {
			const entry = list[of[i]];

			while (path.length && tree.end[path[path.length - 1]] <= i)
				open[of[path.pop()]]--;
			entry.self += tree.self[i];
			entry.wasSelf += tree.was ? tree.wasSelf[i] : 0;
			if (!open[of[i]]) {
				entry.total += tree.total[i];
				entry.was += tree.was ? tree.was[i] : 0;
			}
			open[of[i]]++;
			path.push(i);
		}
		return { list, of };
	}

	// Who calls a function and whom it calls: name -> samples. The outermost of a recursion
	// counts.
	function neighbours(tree, of, wanted) {
		const callers = new Map(), callees = new Map();
		let covered = 0;

		function add(map, node, samples) {
			const name = node ? tree.names[tree.name[node]] : "(root)";

			map.set(name, (map.get(name) || 0) + samples);
		}

		for (let i = 1; i < tree.count; i++) {
			if (of[i] !== wanted)
				continue;
			for (let c = i + 1; c < tree.end[i]; c = tree.end[c])
				add(callees, c, tree.total[c]);
			if (i >= covered) {
				add(callers, tree.parent[i], tree.total[i]);
				covered = tree.end[i];
			}
		}
		return { callers, callees };
	}

	const columns = [
		["self", "Self", (a, b) => b.self - a.self],
		["total", "Total", (a, b) => b.total - a.total],
		["name", "Function", (a, b) => a.name < b.name ? -1 : 1],
		["change", "Change", (a, b) => Math.abs(b.change) - Math.abs(a.change)],
	];

	return function (options) {
		const body = dom.make("tbody");
		const heads = dom.make("tr");
		const beside = dom.make("aside", { class: "neighbours", "aria-live": "polite" });
		const more = dom.make("p", { class: "soft" });
		const element = dom.make("div", { class: "functions", hidden: "" },
			dom.make("div", { class: "scrolls" },
				dom.make("table", {}, dom.make("thead", {}, heads), body), more),
					beside);
		let tree = null, all = null, sorted = "self", regexp = null;

		function bar(part) {
			const mark = dom.make("span", { class: "part" });

			mark.style.width = 100 * part + "%";
			return mark;
		}

		function number(part) {
			const whole = tree.total[0] || 1;

			return dom.make("td", { class: "number", title: dom.grouped(part) +
				" samples" },
				bar(part / whole), dom.percent(part, whole));
		}

		function listOf(title, map, whole) {
			const rows = Array.from(map).sort((a, b) => b[1] - a[1]).slice(0, 30);

			return [dom.make("h3", {}, title),
				dom.make("ul", {}, ...rows.map(([name, samples]) =>
				dom.make("li", {}, dom.make("span", { class: "number" },
					dom.percent(samples, whole)), " ",
						dom.button(name, "Show this one",
					() => focus(all.list.findIndex((f) =>
						f.name === name))))))];
		}

		// What a function calls, and who calls it.
		function focus(index) {
			const entry = all.list[index];
			const near = entry && neighbours(tree, all.of, index);

			if (!entry)
				return;
			beside.replaceChildren(dom.make("h2", {}, entry.name),
				dom.button("Search in the graph", "",
					() => options.search(entry.name)),
				...listOf("Called by", near.callers, entry.total),
				...listOf("Calls", near.callees, entry.total));
		}

		function row(entry) {
			const index = all.list.indexOf(entry);
			const cells = [number(entry.self), number(entry.total)];

			if (tree.was)
				cells.push(dom.make("td", { class: "number" },
					dom.signed(entry.change,
						Math.abs(100 * entry.change).toFixed(2) + "%")));
			return dom.make("tr", {}, ...cells, dom.make("td", {},
				options.kinds[entry.kind] ?
					dom.swatch(options.kinds[entry.kind][1]) : "",
				dom.make("button", { type: "button", class: "name",
					title: "Callers and callees",
					click: () => focus(index) }, entry.name)));
		}

		function draw() {
			const order = columns.find((c) => c[0] === sorted)[2];
			const list = all.list.filter((f) => !regexp ||
				regexp.test(f.name)).sort(order);
			const shown = ["self", "total"].concat(tree.was ? ["change"] : [],
				["name"]);

			heads.replaceChildren(...shown.map(function (key) {
				const column = columns.find((c) => c[0] === key);

				return dom.make("th", { "aria-sort": key !== sorted ? "none" :
					key === "name" ? "ascending" : "descending" },
				dom.button(column[1], "Sort by it", function () {
					sorted = key;
					draw();
				}));
			}));
			body.replaceChildren(...list.slice(0, MOST).map(row));
			more.textContent = list.length > MOST ?
				"\u2026 and " + dom.grouped(list.length - MOST) +
					" more: search for them." : "";
		}

		function refresh() {
			if (element.hidden || !tree)
				return;
			if (!all) {
				const before = tree.was ? tree.was[0] || 1 : 1;

				all = collect(tree);
				for (const f of all.list)
					f.change = f.total / (tree.total[0] || 1) - f.was / before;
			}
			draw();
		}

		new MutationObserver(refresh).observe(element, { attributes: true,
			attributeFilter: ["hidden"] });
		return {
			element,
			show(shown) {
				tree = shown;
				all = null;
				beside.replaceChildren();
				refresh();
			},
			filter(wanted) {
				regexp = wanted;
				refresh();
			},
		};
	};
})();
