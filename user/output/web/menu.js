// SPDX-License-Identifier: GPL-2.0-or-later
//
// The menu of a frame: a list of things to do with it, used by mouse or keyboard. Knows of the words
// and functions that it is given, and of nothing that they do.
//
//	flameMenu(canvas)	canvas: gets the focus back when the menu is done
//	.element		lies in the element that it must not leave to the left and right
//	.open(name, entries, node, x, y)	at a place in pixels; entries: [text, key, action(node)],
//				or null for a line between others
//	.close(), .isOpen()
/* global dom */
// eslint-disable-next-line no-unused-vars
const flameMenu = (function () {
	"use strict";

	return function (canvas) {
		const element = dom.make("div", { class: "menu", role: "menu", hidden: "" });

		function close() {
			element.hidden = true;
		}

		function item([text, key, action], node) {
			const act = function () {
				close();
				canvas.focus();
				action(node);
			};

			return dom.make("button", { type: "button", role: "menuitem", click: act },
				text, dom.make("kbd", {}, key));
		}

		function place(x, y) {
			const stage = element.parentElement;
			// A low graph may be lower than the menu, which the window must hold.
			const above = stage.getBoundingClientRect().top - 4;

			element.style.left = Math.max(0,
				Math.min(x, stage.clientWidth - element.offsetWidth)) + "px";
			element.style.top = Math.max(-above, Math.min(y,
				window.innerHeight - 8 - above - element.offsetHeight)) + "px";
		}

		function open(name, entries, node, x, y) {
			element.replaceChildren(dom.make("div", { class: "name" }, name),
				...entries.map((entry) => entry ? item(entry, node) :
					dom.make("hr", {})));
			element.setAttribute("aria-label", name);
			// What is hidden has no size.
			element.hidden = false;
			place(x, y);
			element.querySelector("button").focus();
		}

		element.addEventListener("keydown", function (event) {
			const items = Array.from(element.querySelectorAll("button"));
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
		element.addEventListener("focusout", function (event) {
			if (!element.contains(event.relatedTarget))
				close();
		});

		return { element, open, close, isOpen: () => !element.hidden };
	};
})();
