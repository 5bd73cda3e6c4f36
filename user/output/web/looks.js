// SPDX-License-Identifier: GPL-2.0-or-later
//
// What views of a file look like: trees by the steps that lead to them, colours, and the texts that
// tell of a frame.
//
//	flame.looks(file, options)	file: by readSvg(); options: leafFirst: the file's stacks
//				begin with the leaf; negated: it shows what was before, compared
//				with after; worth: as noise.js has it
//	view(steps)		{ tree, start, reversed }: of steps as in trail.js
//	fill(tree, i)		a colour
//	title(tree, i)		NAME (1,234 samples, 5.67%)
//	numbers(tree, i)	the same without the name
//	more(view, i, zoomed)	what else there is to tell
//	percent(part, whole)	5.67%
//	grouped(count)		1,234
flame.looks = function (file, options) {
	"use strict";

	const KEPT = 12;		// trees
	const UNDRAWN = "#d4d4d8";	// style.js has a darker one

	const views = new Map([["", { tree: file.tree, start: file.start,
		reversed: options.leafFirst }]]);
	const paintChanges = file.tree.was ? flame.changes(Array.from(file.changes,
		(change, i) => [change, file.tree.tone[i]]), options) : null;

	function view(steps) {
		const key = steps.join("/");

		if (!views.has(key)) {
			const before = view(steps.slice(0, -1));
			const step = steps[steps.length - 1];
			const tree = flame.trail.change(before.tree, step);

			if (step === "r" && tree.was)
				paintChanges(tree);
			// The first one is the file's, which stays.
			if (views.size > KEPT)
				views.delete(Array.from(views.keys())[1]);
			views.set(key, { tree, start: flame.layout(tree),
				reversed: before.reversed !== (step === "r") });
		}
		return views.get(key);
	}

	// ---- colours ----

	function fill(tree, i) {
		return tree.kind[i] === flame.UNDRAWN_KIND ? UNDRAWN : file.colours[tree.tone[i]];
	}

	// ---- texts ----

	function grouped(count) {
		return Math.round(count).toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
	}

	function percent(part, whole) {
		return (whole > 0 ? 100 * part / whole : 0).toFixed(2) + "%";
	}

	function numbers(tree, i) {
		// The change that a title tells is of the frame alone, or of all in it.
		if (tree === file.tree && file.titles[i].startsWith(flame.nameOf(tree, i) + " ("))
			return file.titles[i].slice(flame.nameOf(tree, i).length);
		return " (" + grouped(tree.total[i]) + " " + file.unit + ", " +
			(i ? percent(tree.total[i], tree.total[0]) : "100%") + ")";
	}

	function title(tree, i) {
		return flame.nameOf(tree, i) + numbers(tree, i);
	}

	function more(now, i, zoomed) {
		const { tree, reversed } = now;
		const parts = [];

		if (tree.was) {
			parts.push((options.negated ? "after: " : "before: ") +
				grouped(tree.was[i]) + ", " + percent(tree.was[i], tree.was[0]));
		}
		if (!reversed && tree.self[i] > 0)
			parts.push("self: " + percent(tree.self[i], tree.total[0]));
		if (tree.undrawn[i] > 0)
			parts.push("not drawn: " + percent(tree.undrawn[i], tree.total[0]));
		if (zoomed && i > zoomed && i < tree.end[zoomed])
			parts.push(percent(tree.total[i], tree.total[zoomed]) + " of this view");
		return parts.length ? "  " + parts.join(", ") : "";
	}

	return { fill, grouped, more, numbers, percent, title, view };
};
