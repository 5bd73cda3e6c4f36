// SPDX-License-Identifier: GPL-2.0-or-later
//
// Elements and numbers for people.
// eslint-disable-next-line no-unused-vars
const dom = (function () {
	"use strict";

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

	return { button, grouped, make, percent, signed, swatch };
})();
