// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is looked at, as a text for the end of a URL, and the way that led there, for undo.
//
// A state is all that tells one look at a graph from another:
//
//	steps	how the tree was changed, in order, as texts: "r": reversed; "h:ADDRESS" and
//		"k:ADDRESS": without that frame, or only it; "H:NAME" and "K:NAME": the same of all
//		frames of that name (an address and a name are encoded as in model.js)
//	inverted	upside down
//	zoom	the address of the frame that fills the width; "" for the root
//	find	what is searched for
//	exact	whether capital letters matter; null: as the text has some
//
//	start()			the state that a file begins with
//	format(state)		"" for that one, else the text, without the "#"
//	parse(text)		what was formatted; flamegraph.pl's "s=" is understood, too
//	change(tree, step)	the tree after a step; the same one if the step does not fit it
//	turn(steps)		the steps, and a reversal
//	keep(alone, first, show)	a trail. `alone`: the document is ours, and so are its URL
//			and its history. show(state) is called when the trail goes elsewhere.
//			It has push(state), replace(state), back(), forward(), canBack() and
//			canForward()
flame.trail = (function () {
	"use strict";

	function start() {
		return { steps: [], inverted: false, zoom: "", find: "", exact: null };
	}

	function format(state) {
		const parts = [];

		if (state.steps.length)
			parts.push("view=" + state.steps.join("/"));
		if (state.inverted)
			parts.push("inverted");
		if (state.zoom)
			parts.push("zoom=" + state.zoom);
		if (state.find)
			parts.push("s=" + encodeURIComponent(state.find));
		if (state.exact !== null)
			parts.push("case=" + Number(state.exact));
		return parts.join("&");
	}

	function decode(text) {
		try {
			return decodeURIComponent(text);
		} catch (e) {
			return text;
		}
	}

	function parse(text) {
		const state = start();

		for (const part of text.replace(/^[?#]/, "").split("&")) {
			const key = part.split("=", 1)[0];
			const value = part.slice(key.length + 1);

			if (key === "view")
				state.steps = value.split("/").filter(Boolean);
			else if (key === "inverted")
				state.inverted = true;
			else if (key === "zoom")
				state.zoom = value;
			else if (key === "s")
				state.find = decode(value);
			else if (key === "case")
				state.exact = value === "1";
		}
		return state;
	}

	// Reversed graphs can have many times the frames. What is narrower than the frames that files
	// have, unless they are asked to have all (svg.c: a tenth of a pixel of 1180), and narrower
	// than all that this file has, is not worth the time.
	function narrowest(tree) {
		const least = tree.total[0] * 0.1 / 1180;

		return tree.undrawn.some((samples) => samples > 0) ?
			Math.max(least, tree.total.reduce((a, b) => Math.min(a, b))) : least;
	}

	function change(tree, step) {
		const what = step[0];
		const where = step.slice(2);
		let flags, node;

		if (what === "r")
			return flame.reverse(tree, narrowest(tree));
		if (what === "H" || what === "K") {
			flags = flame.named(tree, decode(where));
			if (!flags.includes(1))
				return tree;
		} else {
			node = flame.find(tree, where);
			if (node <= 0)
				return tree;
			flags = flame.only(tree, node);
		}
		if (what === "h" || what === "H")
			return flame.without(tree, flags);
		return what === "k" || what === "K" ? flame.keepOnly(tree, flags) : tree;
	}

	function turn(steps) {
		return steps[steps.length - 1] === "r" ? steps.slice(0, -1) : steps.concat(["r"]);
	}

	// Undo within a page that is somebody else's: nothing outside of the graph changes.
	function keepInMemory(first, show) {
		let states = [first], at = 0;

		function go(step) {
			at += step;
			show(states[at]);
		}

		return {
			push(state) {
				states = states.slice(0, ++at).concat([state]);
			},
			replace(state) {
				states[at] = state;
			},
			canBack: () => at > 0,
			canForward: () => at < states.length - 1,
			back: () => at > 0 && go(-1),
			forward: () => at < states.length - 1 && go(1),
		};
	}

	// The browser's history; each entry knows how many of ours are before it.
	function keepInHistory(first, show) {
		let at = history.state && history.state.flamesamp || 0;
		let last = at;

		function target(state) {
			const text = format(state);

			return String(location).replace(/#.*/s, "") + (text && "#" + text);
		}

		function replace(state) {
			history.replaceState({ flamesamp: at }, "", target(state));
		}

		replace(first);
		window.addEventListener("popstate", function (event) {
			const state = parse(location.hash);

			if (event.state && event.state.flamesamp !== undefined) {
				at = event.state.flamesamp;
			} else {
				// Somebody has written into the address bar.
				last = ++at;
				replace(state);
			}
			show(state);
		});
		return {
			push(state) {
				last = ++at;
				history.pushState({ flamesamp: at }, "", target(state));
			},
			replace,
			canBack: () => at > 0,
			canForward: () => at < last,
			back: () => at > 0 && history.back(),
			forward: () => at < last && history.forward(),
		};
	}

	// Documents without an origin may not have a history of their own.
	function keep(alone, first, show) {
		if (!alone)
			return keepInMemory(first, show);
		try {
			return keepInHistory(first, show);
		} catch (e) {
			return keepInMemory(first, show);
		}
	}

	return { change, format, keep, parse, start, turn };
})();
