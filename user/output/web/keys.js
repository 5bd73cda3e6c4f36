// SPDX-License-Identifier: GPL-2.0-or-later
//
// The keyboard on a flame graph.
//
//	flame.keys.help		[keys, what they do], for people
//	flame.keys.listen(root, alone, input, act)	alone: the document is ours; input: the
//				search field; act: what keys do. frame() is the frame that they are
//				about, or -1; popped() and dismiss(): something has popped up, and
//				goes; move(to): "up", "down", "left", "right"; zoom, menu, hide,
//				keep, hideAll, keepAll, searchName, copyName, copyStack take a
//				frame; undo, redo, reverse, invert, reset, help, search,
//				toggleCase, nextMatch(step), clearSearch, escape
flame.keys = (function () {
	"use strict";

	const help = [
		["click, Enter", "zoom to a frame"],
		["right click, long press, m", "menu of a frame"],
		["arrows", "go to a callee, caller or neighbour"],
		["/, Ctrl-F, F3", "search, by regular expression"],
		["n, N", "next and previous match"],
		["Ctrl-I", "capital letters matter, or not"],
		["r", "reverse: what was called last comes first"],
		["i", "turn upside down"],
		["h, k", "hide a frame, or keep only it"],
		["H, K", "the same of all that runs through its function"],
		["s", "search for its name"],
		["c, C", "copy its name, or its stack"],
		["u, Ctrl-Z", "undo"],
		["U, Ctrl-Shift-Z", "redo"],
		["0", "all of the graph"],
		["Esc", "end the search, then the zoom"],
	];

	const onFrame = {
		"Enter": "zoom", "m": "menu", "ContextMenu": "menu", "h": "hide", "k": "keep",
		"H": "hideAll", "K": "keepAll", "s": "searchName", "c": "copyName",
		"C": "copyStack",
	};
	const anywhere = {
		"/": "search", "F3": "search", "?": "help", "r": "reverse", "i": "invert",
		"0": "reset", "u": "undo", "U": "redo", "Escape": "escape",
	};
	const withControl = {
		"f": "search", "i": "toggleCase", "z": "undo", "Z": "redo", "y": "redo",
	};

	// Does what the key means. Returns whether it means something.
	function onGraph(event, act) {
		const control = event.ctrlKey || event.metaKey;
		const name = (control ? withControl : anywhere)[event.key];

		if (control || name) {
			if (name)
				act[name]();
			return Boolean(name);
		}
		if (event.key.startsWith("Arrow"))
			act.move(event.key.slice(5).toLowerCase());
		else if (event.key === "n" || event.key === "N")
			act.nextMatch(event.key === "n" ? 1 : -1);
		else if (onFrame[event.key] && act.frame() >= 0)
			act[onFrame[event.key]](act.frame());
		else
			return false;
		return true;
	}

	function inInput(event, input, act) {
		const control = event.ctrlKey || event.metaKey;

		if (event.key === "Escape") {
			act.clearSearch();
			input.blur();
		} else if (event.key === "Enter") {
			input.blur();
			act.nextMatch(1);
		} else if (control && event.key === "i") {
			act.toggleCase();
		} else if (event.key === "F3" || (control && event.key === "f")) {
			act.search();
		} else {
			return false;
		}
		return true;
	}

	function listen(root, alone, input, act) {
		document.addEventListener("keydown", function (event) {
			let done = false;

			// Keys typed elsewhere in the page that the graph stands in are not for it.
			if (event.altKey || (!alone && !root.contains(event.target)))
				return;
			if (act.popped()) {
				done = event.key === "Escape";
				if (done)
					act.dismiss();
			} else if (event.target === input) {
				done = inInput(event, input, act);
			} else if (event.key !== "Enter" || !event.target.closest("button")) {
				done = onGraph(event, act);
			}
			if (done)
				event.preventDefault();
		});
	}

	return { help, listen };
})();
