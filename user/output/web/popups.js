// SPDX-License-Identifier: GPL-2.0-or-later
//
// What pops up over the frames of an SVG, one at a time: the menu of a frame, with its commands,
// and the help. Of a frame it knows the number and the name.
//
//	flame.popups(root, controls, sheet, act)	root: the <svg>; controls: by controls();
//				sheet: by sheet(); act: the commands, as in keys.js: zoom, hide,
//				keep, hideAll, keepAll, searchName, copyName, copyStack
//	menu(i, name, x, y)	the menu of frame i, at a point of the picture
//	help()			what keys do
//	popped()		whether something has popped up
//	dismiss()		it goes, if there is something
flame.popups = function (root, controls, sheet, act) {
	"use strict";

	let close = null;

	function popped() {
		return Boolean(close);
	}

	function dismiss() {
		if (close)
			close();
		close = null;
	}

	function popup(x, y, node) {
		const box = root.getBoundingClientRect();
		const area = { left: 4, top: 4, right: sheet.width() - 4,
			bottom: window.innerHeight - box.top - 4 };

		// Within a page, it may be over what is below the picture.
		area.top += Math.max(0, -box.top);
		dismiss();
		close = controls.popup(x, y, area, node);
	}

	function menu(i, name, x, y) {
		const command = (action) => () => {
			dismiss();
			action(i);
		};
		const items = [
			["Zoom to it", "Enter", command(act.zoom)],
			["Keep only this", "k", command(act.keep)],
			["Hide this", "h", command(act.hide)],
			null,
			["Keep what runs through this function", "K", command(act.keepAll)],
			["Hide what runs through this function", "H", command(act.hideAll)],
			["Search for this name", "s", command(act.searchName)],
			null,
			["Copy name", "c", command(act.copyName)],
			["Copy stack", "C", command(act.copyStack)],
		];

		// All samples have nothing but their width.
		popup(x, y, controls.menu(name, i ? items : items.slice(0, 1)));
	}

	function help() {
		popup(sheet.width(), sheet.scrolled() + 40, controls.help(flame.keys.help));
	}

	return { dismiss, help, menu, popped };
};
