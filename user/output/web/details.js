// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a viewer says of a frame: the line above the graph, and the tip beside the pointer. Knows of
// the tree that is shown, not of how it came to be, nor of where its frames are drawn.
//
//	flameDetails(about, root, shown)	about: as viewer.js has it; root: what all samples are
//				called; shown(): { tree, chart, zoomed }, the tree, where its
//				nodes start in seconds if it is a chart (or null), and the node
//				that fills the view (0: all, negative: it is not in this tree)
//	.line, .tip		the elements; the tip lies in the one that it must not leave
//	.name(node), .title(node)	a frame, without and with its numbers
//	.tell(node)		in the line; a negative node: what can be done instead
//	.point(node, x, y)	in the tip, beside a place in pixels; a negative node: no tip
//	.graph(inverted)	what there is to see, for who can't
/* global dom */
// eslint-disable-next-line no-unused-vars
const flameDetails = (function () {
	"use strict";

	const HINT = "Click a frame to zoom, right-click for more. / searches, ? shows the keys.";

	return function (about, root, shown) {
		const line = dom.make("div", { class: "details" });
		const tip = dom.make("div", { class: "tip", hidden: "" });

		function name(node) {
			const { tree } = shown();

			return node ? tree.names[tree.name[node]] : root;
		}

		function countsOf(node) {
			const { tree, chart } = shown();
			const count = chart ? (1000 * tree.total[node]).toFixed(1) + " ms" :
				dom.grouped(about.factor * tree.total[node]) + " " + about.event;

			return count + ", " + dom.percent(tree.total[node], tree.total[0]);
		}

		function changeOf(node) {
			const { tree } = shown();
			const before = tree.was[node] / (tree.was[0] || 1);
			const now = tree.total[node] / (tree.total[0] || 1);
			const change = now - before;

			return "before: " + dom.grouped(about.factor * tree.was[node]) + ", " +
				(100 * before).toFixed(2) + "%; change: " +
				dom.signed(change, Math.abs(100 * change).toFixed(2) + "%");
		}

		// As an SVG's titles: NAME (1,234 samples, 5.67%).
		function title(node) {
			return name(node) + " (" + countsOf(node) + ")";
		}

		function restOf(node) {
			const { tree, chart, zoomed } = shown();
			const rest = [];

			if (chart)
				rest.push("at " + chart[node].toFixed(3) + " s");
			else if (tree.self[node])
				rest.push("self " + dom.percent(tree.self[node], tree.total[0]));
			if (zoomed > 0 && node > zoomed && node < tree.end[zoomed])
				rest.push(dom.percent(tree.total[node], tree.total[zoomed]) +
					" of this view");
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
				line.textContent = HINT;
				line.classList.add("soft");
				return;
			}
			line.classList.remove("soft");
			line.replaceChildren(about.nameType ? about.nameType + " " : "",
				dom.make("b", {}, title(node)), "  " + restOf(node));
		}

		function point(node, x, y) {
			const stage = tip.parentElement;

			tip.hidden = node < 0;
			if (node < 0)
				return;
			tip.replaceChildren(dom.make("b", {}, name(node)),
				dom.make("span", {}, countsOf(node)),
				dom.make("span", {}, restOf(node)));
			tip.style.left = Math.max(0,
				Math.min(x + 14, stage.clientWidth - tip.offsetWidth)) + "px";
			tip.style.top = (y + 24 + tip.offsetHeight < stage.clientHeight ? y + 20 :
				y - tip.offsetHeight - 10) + "px";
		}

		function graph(inverted) {
			const { tree, chart } = shown();
			const what = chart ?
				"Flame chart of " + tree.total[0].toFixed(2) + " seconds" :
				"Flame graph of " + dom.grouped(about.factor * tree.total[0]) +
					" " + about.event;

			return what + (inverted ? ", the root at the top" : "") +
				". Arrow keys go from frame to frame.";
		}

		return { line, tip, name, title, tell, point, graph };
	};
})();
