// SPDX-License-Identifier: GPL-2.0-or-later
//
// Elements and numbers for people.
/* global flame */
// eslint-disable-next-line no-unused-vars
const dom = (function () {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";

	// children: elements or texts. An attribute that is a function listens to that event.
	function make(name, attributes, ...children) {
		const element = document.createElement(name);

		for (const key in attributes || {}) {
			if (typeof attributes[key] === "function")
				element.addEventListener(key, attributes[key]);
			else
				element.setAttribute(key, attributes[key]);
		}
		element.append(...children);
		return element;
	}

	function button(text, title, action) {
		return make("button", { type: "button", title, click: action }, text);
	}

	// A button that shows an icon of icons.js.
	function iconButton(name, action) {
		const picture = document.createElementNS(SVG, "svg");
		const path = document.createElementNS(SVG, "path");

		picture.setAttribute("viewBox", "0 0 16 16");
		picture.setAttribute("aria-hidden", "true");
		path.setAttribute("d", flame.icons[name]);
		picture.append(path);
		return make("button", { type: "button", class: "icon", click: action,
			title: flame.labels[name], "aria-label": flame.labels[name] }, picture);
	}

	function grouped(n) {
		return n.toLocaleString("en-US", { maximumFractionDigits: 0 });
	}

	function percent(part, whole) {
		return (whole ? 100 * part / whole : 0).toFixed(2) + "%";
	}

	function signed(n, text) {
		return (n > 0 ? "+" : n < 0 ? "\u2212" : "\u00b1") + text;
	}

	function swatch(colour) {
		const mark = make("span", { class: "swatch" });

		mark.style.setProperty("--light", colour[0]);
		mark.style.setProperty("--dark", colour[1]);
		return mark;
	}

	return { button, grouped, iconButton, make, percent, signed, swatch };
})();
