// SPDX-License-Identifier: GPL-2.0-or-later
//
// What stands around the frames: buttons and the search field, the menu of a frame, the help. They
// are HTML within the SVG. Their style is set by CSSOM, so that a policy against styles in
// documents does not forbid it; nothing is handled in attributes.
//
//	flame.controls(root, bar, act)	root: the <svg>; bar: the <g> that they are put into; act:
//				what the buttons do, by name: undo, redo, reverse, invert, reset,
//				help, exact
//	box, input, matched	the <foreignObject>, the search field, and the text beside it
//	press(name, on), enable(name, on)	the state of a button
//	say(text)		to those who listen
//	popup(x, y, area, node)	shows a node over the frames, all of it within the area: left, top,
//				right and bottom. Returns what closes it
//	menu(items)		a node to pop up; items: [label, key, action], or null for a line
//	help(keys)		the same; keys: [key, what it does]
flame.controls = function (root, bar, act) {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";
	const HTML = "http://www.w3.org/1999/xhtml";
	const WIDTH = 392;

	function element(space, name, attributes, parent) {
		const node = document.createElementNS(space, name);

		for (const key in attributes)
			node.setAttribute(key, attributes[key]);
		return parent ? parent.appendChild(node) : node;
	}

	function addStyle() {
		try {
			const sheet = new CSSStyleSheet();

			sheet.replaceSync(flame.style);
			document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
		} catch (e) {
			// Older browsers. Where styles in documents are forbidden, it looks bare.
			element(SVG, "style", {}, root).textContent = flame.style;
		}
	}

	function button(name, parent) {
		const node = element(HTML, "button", { type: "button", "data-do": name,
			"aria-label": flame.labels[name], title: flame.labels[name] }, parent);
		const icon = { viewBox: "0 0 16 16", "aria-hidden": "true" };

		element(SVG, "path", { d: flame.icons[name] }, element(SVG, "svg", icon, node));
		node.addEventListener("click", act[name]);
		return node;
	}

	addStyle();
	const box = element(SVG, "foreignObject", { y: 5, width: WIDTH, height: 32 }, bar);
	const strip = element(HTML, "div", { class: "controls", role: "toolbar",
		"aria-label": "Flame graph" }, box);
	const buttons = {};

	for (const name of ["undo", "redo", "reverse", "invert", "reset", "help"])
		buttons[name] = button(name, strip);

	const search = element(HTML, "div", { class: "search", role: "search" }, strip);
	const input = element(HTML, "input", {
		type: "text", placeholder: "Search (regex)", spellcheck: "false",
		autocomplete: "off", autocapitalize: "off", enterkeyhint: "search",
		"aria-label": "Search, by regular expression",
	}, search);
	const matched = element(HTML, "span", { class: "matched", role: "status" }, search);
	const live = element(HTML, "span", { class: "live", "aria-live": "polite" }, strip);

	buttons.exact = element(HTML, "button", { type: "button", "aria-pressed": "false",
		"data-do": "exact", "aria-label": "Capital letters matter (Ctrl-I)",
		title: flame.labels.exact,
	}, search);
	buttons.exact.textContent = "Aa";
	buttons.exact.addEventListener("click", act.exact);

	function press(name, on) {
		buttons[name].setAttribute("aria-pressed", String(on));
	}

	function enable(name, on) {
		buttons[name].disabled = !on;
	}

	// ---- what pops up ----

	function popup(x, y, area, node) {
		const place = { x: area.left, y: area.top, width: 1, height: 1 };
		const holder = element(SVG, "foreignObject", place, root);
		const before = document.activeElement;

		function close() {
			if (!holder.parentNode)
				return;
			holder.remove();
			if (before && before.focus)
				before.focus({ preventScroll: true });
		}

		holder.appendChild(node);
		node.style.maxHeight = Math.max(100, area.bottom - area.top) + "px";
		place.width = node.offsetWidth;
		place.height = node.offsetHeight;
		place.x = Math.max(area.left, Math.min(x, area.right - place.width));
		place.y = Math.max(area.top, Math.min(y, area.bottom - place.height));
		for (const key in place)
			holder.setAttribute(key, place[key]);
		(node.querySelector("button") || node).focus({ preventScroll: true });
		return close;
	}

	function moveInMenu(node, event) {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		const items = Array.from(node.querySelectorAll("button"));
		const now = items.indexOf(document.activeElement);

		if (!step)
			return;
		items[(now + step + items.length) % items.length].focus();
		event.preventDefault();
		event.stopPropagation();
	}

	function menu(name, items) {
		const node = element(HTML, "div", { class: "popup", role: "menu",
			"aria-label": name });

		element(HTML, "div", { class: "name" }, node).textContent = name;
		for (const item of items) {
			if (!item) {
				element(HTML, "hr", {}, node);
				continue;
			}
			const entry = element(HTML, "button", { type: "button",
				role: "menuitem" }, node);

			element(HTML, "span", {}, entry).textContent = item[0];
			element(HTML, "kbd", {}, entry).textContent = item[1];
			entry.addEventListener("click", item[2]);
		}
		node.addEventListener("keydown", (event) => moveInMenu(node, event));
		return node;
	}

	function help(keys) {
		const node = element(HTML, "div", { class: "popup", role: "dialog", tabindex: -1,
			"aria-label": "Keys" });
		const table = element(HTML, "table", {}, node);

		for (const [key, what] of keys) {
			const row = element(HTML, "tr", {}, table);

			element(HTML, "kbd", {}, element(HTML, "td", {}, row)).textContent = key;
			element(HTML, "td", {}, row).textContent = what;
		}
		return node;
	}

	function say(text) {
		live.textContent = text;
	}

	return { box, enable, help, input, matched, menu, popup, press, say, search, width: WIDTH };
};
