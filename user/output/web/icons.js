// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the buttons of every viewer look like, and what they are called.
//
//	flame.icons[name]	a path in a square of 16, to be stroked
//	flame.labels[name]	the words, with the key
flame.icons = {
	undo: "M6.5 3.5 3 7l3.5 3.5M3.5 7H10a3.2 3.2 0 0 1 0 6.4H7",
	redo: "M9.5 3.5 13 7l-3.5 3.5M12.5 7H6a3.2 3.2 0 0 0 0 6.4h3",
	reverse: "M5 13V3.5M2.5 6 5 3.5 7.5 6M11 3v9.5M8.5 10l2.5 2.5 2.5-2.5",
	invert: "M2.5 4h11M4.5 8h7M6.5 12h3",
	reset: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
	table: "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.7h11M6.5 6.3V13",
	help: "M5.8 6a2.2 2.2 0 1 1 3.4 1.9C8.3 8.5 8 8.9 8 9.8M8 12.3v.2",
};
flame.labels = {
	undo: "Undo (Ctrl-Z)", redo: "Redo (Ctrl-Shift-Z)",
	reverse: "Reverse: what was called last first (r)",
	invert: "Turn upside down (i)",
	reset: "Reset: all of the graph (0)",
	table: "Table of what ran, by its own and total samples (t)",
	exact: "Capital letters matter (Ctrl-I); without it, they do if there are some",
	help: "Keys (?)",
};
