// SPDX-License-Identifier: GPL-2.0-or-later
//
// Mouse, pen and finger on the frames of an SVG.
//
//	flame.pointer(root, act)	act: at(event), the frame there, or -1; hover(i), -1 for
//				none; click(i); menu(i, event); dismiss(event), true if that has
//				closed something
//
// A finger that rests on a frame asks for the menu, as the right button does; a page can't rely on
// the browser to tell it so.
flame.pointer = function (root, act) {
	"use strict";

	const LONG_PRESS = 500;		// milliseconds
	const TREMBLE = 10;		// pixels

	let press = null;	// a finger that rests
	let ignored = false;	// this press has done what it was for: no click follows
	let hovered = -1;

	function hover(i) {
		if (i !== hovered)
			act.hover(i);
		hovered = i;
	}

	function release() {
		if (press)
			clearTimeout(press.timer);
		press = null;
	}

	function rest(event, i) {
		press = { x: event.clientX, y: event.clientY, timer: setTimeout(function () {
			press = null;
			ignored = true;
			act.menu(i, event);
		}, LONG_PRESS) };
	}

	function onDown(event) {
		const i = act.at(event);

		release();
		ignored = act.dismiss(event);
		if (!ignored && event.pointerType === "touch" && i >= 0)
			rest(event, i);
	}

	function onMove(event) {
		if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > TREMBLE)
			release();
		if (event.pointerType !== "touch")
			hover(act.at(event));
	}

	function onClick(event) {
		const i = ignored ? -1 : act.at(event);

		ignored = false;
		// With a modifier, links are followed.
		if (i < 0 || event.ctrlKey || event.metaKey || event.shiftKey)
			return;
		event.preventDefault();
		act.click(i);
	}

	function onContextMenu(event) {
		const i = act.at(event);

		if (i < 0)
			return;
		event.preventDefault();
		// Some browsers tell of a long press by this; it is known already, or soon.
		if (event.pointerType === "touch" || press)
			return;
		act.menu(i, event);
	}

	root.addEventListener("pointerdown", onDown);
	root.addEventListener("pointermove", onMove);
	root.addEventListener("pointerup", release);
	root.addEventListener("pointercancel", release);
	root.addEventListener("pointerleave", () => hover(-1));
	root.addEventListener("click", onClick);
	root.addEventListener("contextmenu", onContextMenu);
};
