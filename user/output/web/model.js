// SPDX-License-Identifier: GPL-2.0-or-later
//
// Frame trees and the views of them: what is the same in every viewer. It knows nothing of
// documents and pixels, so that it also runs in node, where it is tested.
//
// A tree is made of columns, one entry a node. Node 0 is the root, all samples. Nodes lie in
// preorder: callers before what they call, so that the nodes below i are i + 1 ... end[i] - 1, its
// first callee is i + 1 (if that is below end[i]), and the callee behind c is end[c].
//
//	count		how many nodes
//	names		the texts, each one once
//	name[i]		number in `names`
//	kind[i]		what tells functions of one name apart (user, kernel ...), 0 to 254: frames
//			are of one function if name and kind are the same
//	tone[i]		any number that the viewer paints by; of frames that become one, that of the
//			one with most samples
//	parent[i], end[i], depth[i]	parent[0] is 0
//	total[i]	samples in the frame or below
//	self[i]		samples that ended in the frame
//	undrawn[i]	samples below the frame, in callees that the file was made without:
//			total = self + undrawn + the callees' totals
//	was[i], wasSelf[i]	total and self in the profile that this one is compared with; both
//			null if it is not compared
//
// Trees are never changed: each view is a new one.
//
//	build(columns)		a tree of columns in preorder: names, name, depth, and total or self
//				or both (what is missing from total is undrawn then); perhaps kind,
//				tone, was, wasSelf
//	reverse(tree, least)	leaf first; branches with fewer than `least` samples (0 if not
//				given) are left out, as undrawn; callees by name (in reverse.js)
//	without(tree, flags)	without what runs through flagged nodes
//	keepOnly(tree, flags)	what runs through flagged nodes; their callers stay, with less
//	only(tree, node)	flags with that node set
//	named(tree, name)	flags of all nodes of a name
//	search(tree, regexp)	{ flags, frames, total, was, percent }: the nodes whose name
//				matches, how many, the samples in them, each once, and their part
//				of all
//	path(tree, node)	an array of names, from below the root to the node
//	address(tree, node)	the same as one text that is fit for a URL, and tells siblings of
//				one name apart
//	find(tree, address)	the node, or -1
//	layout(tree)		where nodes start, in samples from the left; they end at
//				start + total. Callees begin at their caller's left, so that what
//				is its own is at its right
//	callees(tree, node)	an array of nodes
//	nameOf(tree, node)	its name
//
// Flags are an Uint8Array, one a node, 0 or 1.
const flame = (function () {
	"use strict";

	function allocate(names, count, compared) {
		return {
			names, count,
			name: new Uint32Array(count), kind: new Uint8Array(count),
			tone: new Uint32Array(count),
			parent: new Uint32Array(count), end: new Uint32Array(count),
			depth: new Uint32Array(count),
			self: new Float64Array(count), total: new Float64Array(count),
			undrawn: new Float64Array(count),
			was: compared ? new Float64Array(count) : null,
			wasSelf: compared ? new Float64Array(count) : null,
		};
	}

	// Fills in parent and end from depth.
	function link(tree) {
		const path = [];

		for (let i = 0; i < tree.count; i++) {
			// A damaged file may jump; a frame hangs below the one before it then.
			const depth = Math.min(tree.depth[i], path.length);

			while (path.length > Math.max(depth, i ? 1 : 0))
				tree.end[path.pop()] = i;
			tree.depth[i] = path.length;
			tree.parent[i] = path.length ? path[path.length - 1] : 0;
			path.push(i);
		}
		for (const i of path)
			tree.end[i] = tree.count;
	}

	// Sums of the callees of each node.
	function sumCallees(tree, totals) {
		const sums = new Float64Array(tree.count);

		for (let i = tree.count - 1; i > 0; i--)
			sums[tree.parent[i]] += totals[i];
		return sums;
	}

	// Adds each node's samples to its callers'.
	function sumUp(tree, totals) {
		for (let i = tree.count - 1; i > 0; i--)
			totals[tree.parent[i]] += totals[i];
	}

	// What is left of totals without the callees; less than a rounding error is nothing.
	function rest(totals, sums, i) {
		const left = totals[i] - sums[i];

		return left > totals[i] * 1e-9 ? left : 0;
	}

	function build(columns) {
		const tree = allocate(columns.names, columns.name.length, Boolean(columns.was));
		let sums;

		for (const key in tree) {
			if (columns[key] && key !== "names")
				tree[key].set(columns[key]);
		}
		link(tree);
		if (!columns.total) {
			tree.total.set(tree.self);
			sumUp(tree, tree.total);
		} else {
			sums = sumCallees(tree, tree.total);
			for (let i = 0; i < tree.count; i++) {
				if (!columns.self)
					tree.self[i] = rest(tree.total, sums, i);
				sums[i] += tree.self[i];
				tree.undrawn[i] = rest(tree.total, sums, i);
			}
		}
		if (columns.was && !columns.wasSelf) {
			sums = sumCallees(tree, tree.was);
			for (let i = 0; i < tree.count; i++)
				tree.wasSelf[i] = rest(tree.was, sums, i);
		}
		return tree;
	}

	// ---- parts of a tree ----

	// keep: 0: the node is left out; 1: it stays as a caller; 2: with its own samples, too. The
	// callers of a node that is kept must be kept.
	function select(tree, keep) {
		const moved = new Uint32Array(tree.count);
		let count = 0, view;

		for (let i = 0; i < tree.count; i++) {
			moved[i] = count;
			if (keep[i])
				count++;
		}
		view = allocate(tree.names, count, Boolean(tree.was));
		for (let i = 0; i < tree.count; i++) {
			const n = moved[i];

			if (!keep[i])
				continue;
			view.name[n] = tree.name[i];
			view.kind[n] = tree.kind[i];
			view.tone[n] = tree.tone[i];
			view.parent[n] = moved[tree.parent[i]];
			view.depth[n] = tree.depth[i];
			view.end[n] = tree.end[i] < tree.count ? moved[tree.end[i]] : count;
			if (keep[i] < 2)
				continue;
			view.self[n] = tree.self[i];
			view.undrawn[n] = tree.undrawn[i];
			view.total[n] = tree.self[i] + tree.undrawn[i];
			if (tree.was)
				view.was[n] = view.wasSelf[n] = tree.wasSelf[i];
		}
		sumUp(view, view.total);
		if (view.was)
			sumUp(view, view.was);
		return view;
	}

	function only(tree, node) {
		const flags = new Uint8Array(tree.count);

		flags[node] = 1;
		return flags;
	}

	function without(tree, flags) {
		const keep = new Uint8Array(tree.count);

		keep[0] = 2;
		for (let i = 1; i < tree.count; i++)
			keep[i] = !flags[i] && keep[tree.parent[i]] ? 2 : 0;
		return select(tree, keep);
	}

	function keepOnly(tree, flags) {
		const keep = new Uint8Array(tree.count);

		for (let i = 0; i < tree.count; i++)
			keep[i] = flags[i] || keep[tree.parent[i]] ? 2 : 0;
		for (let i = tree.count - 1; i > 0; i--)
			keep[tree.parent[i]] = keep[tree.parent[i]] || (keep[i] ? 1 : 0);
		keep[0] = keep[0] || 1;
		return select(tree, keep);
	}

	// ---- finding ----

	function flag(tree, test) {
		const wanted = tree.names.map((name) => test(name) ? 1 : 0);
		const flags = new Uint8Array(tree.count);

		for (let i = 1; i < tree.count; i++)
			flags[i] = wanted[tree.name[i]];
		return flags;
	}

	// The regexp must not be global: such ones remember where they were.
	function search(tree, regexp) {
		const flags = flag(tree, (name) => regexp.test(name));
		let frames = 0, total = 0, was = 0, covered = 0;

		for (let i = 0; i < tree.count; i++) {
			frames += flags[i];
			// What lies within a frame that was found is in its count.
			if (!flags[i] || i < covered)
				continue;
			total += tree.total[i];
			was += tree.was ? tree.was[i] : 0;
			covered = tree.end[i];
		}
		return { flags, frames, total, was,
			percent: tree.total[0] > 0 ? 100 * total / tree.total[0] : 0 };
	}

	function named(tree, name) {
		return flag(tree, (other) => other === name);
	}

	function nameOf(tree, node) {
		return tree.names[tree.name[node]];
	}

	function callees(tree, node) {
		const list = [];

		for (let c = node + 1; c < tree.end[node]; c = tree.end[c])
			list.push(c);
		return list;
	}

	// The nodes from below the root to the node.
	function line(tree, node) {
		const nodes = [];

		for (let i = node; i > 0; i = tree.parent[i])
			nodes.push(i);
		return nodes.reverse();
	}

	function path(tree, node) {
		return line(tree, node).map((i) => nameOf(tree, i));
	}

	// NAME;NAME,2;NAME: the second one is the third callee of that name.
	function address(tree, node) {
		return line(tree, node).map(function (i) {
			const siblings = callees(tree, tree.parent[i])
				.filter((c) => tree.name[c] === tree.name[i]);
			const nth = siblings.indexOf(i);

			return encodeURIComponent(nameOf(tree, i)) + (nth ? "," + nth : "");
		}).join(";");
	}

	function find(tree, where) {
		let node = 0;

		for (const step of where ? where.split(";") : []) {
			const [text, nth] = step.split(",");
			let name;

			try {
				name = decodeURIComponent(text);
			} catch (e) {
				return -1;
			}
			node = callees(tree, node)
				.filter((c) => nameOf(tree, c) === name)[Number(nth) || 0];
			if (!node)
				return -1;
		}
		return node;
	}

	function layout(tree) {
		const start = new Float64Array(tree.count);
		const next = new Float64Array(tree.count);	// of each node: its next callee's

		for (let i = 1; i < tree.count; i++) {
			const caller = tree.parent[i];

			start[i] = next[i] = next[caller];
			next[caller] += tree.total[i];
		}
		return start;
	}

	return { address, build, callees, find, keepOnly, layout, named, nameOf, only, path, search,
		without };
})();
