// SPDX-License-Identifier: GPL-2.0-or-later
//
// Frame trees and the views of them: what is the same in every viewer. It knows nothing of documents
// or of pixels, so that it also runs in node, where it is tested.
//
// A tree is made of columns, one entry a node. Node 0 is the root, all samples. Nodes lie in
// preorder: callers before what they call, so that the nodes below i are i + 1 ... end[i] - 1, its
// first callee is i + 1 (if that is below end[i]), and the callee behind c is end[c].
//
//	count			how many nodes
//	names			the texts, each one once
//	name[i]			number in `names`
//	kind[i]			what tells functions of one name apart (user, kernel ...), 0 to 255; frames
//				are of the same function if both name and kind are the same
//	tone[i]			any number that the viewer paints by; of frames that become one, that of
//				the one with most samples
//	parent[i], end[i], depth[i]	parent[0] is 0
//	total[i]		samples in the frame or below
//	self[i]			samples that ended in the frame
//	undrawn[i]		samples below the frame, in callees that the file was made without:
//				total = self + undrawn + the callees' totals
//	was[i], wasSelf[i]	total and self in the profile that this one is compared with;
//				both null if it is not compared
//
// Trees are never changed: each view is a new one, which shares `names`.
//
//	build(columns)		a tree of columns in preorder: names, name, depth, and total or self or
//				both (then what is missing from total is undrawn); perhaps kind, tone, was,
//				wasSelf
//	reverse(tree, least)	leaf first. Branches with fewer than `least` samples (0 if not given) are
//				left out, as undrawn. Callees are sorted by name
//	only(tree, node)	flags with that node set
//	without(tree, flags)	without what runs through flagged nodes
//	keepOnly(tree, flags)	only what runs through flagged nodes; nodes above them stay, with less
//	search(tree, regexp)	{ flags, frames, total, was, percent }: the nodes whose name matches, how
//				many, the samples below them, each once, and their part of all
//	named(tree, name)	flags of all nodes of a name
//	path(tree, node)	names from below the root to the node
//	address(tree, node)	the same as one text that is fit for a URL, and tells siblings of one
//				name apart
//	find(tree, address)	the node, or -1
//	layout(tree)		where nodes start, in samples from the left; they end at start + total.
//				Callees stand from their caller's left, so own samples are at its right
//	callees(tree, node)	an array of nodes
//
// Flags are an Uint8Array, one a node, 0 or 1.
// eslint-disable-next-line no-unused-vars
const flame = (function () {
	"use strict";

	const UNDRAWN = "(not drawn)";	// in reversed views, the leaf of samples whose leaf is unknown
	const UNDRAWN_KIND = 255;

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
			// A file that was damaged may jump; a frame hangs below the one before it then.
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

		for (const key of ["name", "kind", "tone", "depth", "self", "total", "was", "wasSelf"]) {
			if (columns[key])
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

	// keep: 0: the node is left out; 1: only as a caller; 2: with its own samples. The nodes above
	// one that is kept must be kept.
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

	// ---- reversed ----

	// Ranks of the functions, by name, then kind: what is the same function has the same rank.
	function rankFunctions(tree) {
		const order = Array.from(tree.names.keys());
		const place = new Uint32Array(tree.names.length);
		const rank = new Float64Array(tree.count);

		order.sort((a, b) => tree.names[a] < tree.names[b] ? -1 :
			Number(tree.names[a] > tree.names[b]));
		order.forEach((name, i) => (place[name] = i));
		for (let i = 0; i < tree.count; i++)
			rank[i] = place[tree.name[i]] * 256 + tree.kind[i];
		return rank;
	}

	// Where stacks end, one entry for each node that has samples of its own or undrawn ones. The
	// latter have a leaf of their own, `node` -1 - i, so that nothing passes for the leaf that is not.
	function findLeaves(tree) {
		const leaves = [];

		for (let i = 0; i < tree.count; i++) {
			const was = tree.was ? tree.wasSelf[i] : 0;

			if (i && (tree.self[i] > 0 || was > 0))
				leaves.push({ node: i, samples: tree.self[i], was });
			if (tree.undrawn[i] > 0)
				leaves.push({ node: -1 - i, samples: tree.undrawn[i], was: 0 });
		}
		return leaves;
	}

	// A tree that grows node by node, in preorder. Its columns are plain arrays: their length is
	// not known before.
	function grower(tree, names) {
		const rows = { names, name: [], kind: [], tone: [], depth: [], self: [], total: [] };

		if (tree.was) {
			rows.was = [];
			rows.wasSelf = [];
		}
		return rows;
	}

	// How it goes: all leaves stand side by side in an array. Those of one function are brought
	// together, and are a node of the view; then each of them steps to its caller, and the same is
	// done among them. `todo` holds the ranges of the array that are still to be split, the
	// leftmost on top, so that nodes are found in preorder.
	function reverse(tree, least) {
		const names = tree.names.concat([UNDRAWN]);
		const rank = rankFunctions(tree);
		const leaves = findLeaves(tree);
		const rows = grower(tree, names);
		const number = tree.names.length * 256;
		const fewest = least || 0;
		const todo = [];

		function rankOf(leaf) {
			return leaf.node < 0 ? number : rank[leaf.node];
		}

		function addNode(first, depth, range) {
			rows.name.push(first.node < 0 ? tree.names.length : tree.name[first.node]);
			rows.kind.push(first.node < 0 ? UNDRAWN_KIND : tree.kind[first.node]);
			rows.tone.push(tree.tone[first.node < 0 ? -1 - first.node : first.node]);
			rows.depth.push(depth);
			rows.total.push(range.samples);
			rows.self.push(0);
			if (rows.was) {
				rows.was.push(range.was);
				rows.wasSelf.push(0);
			}
		}

		// Leaves that have come to the root end in the node above. Returns where the others begin.
		function endStacks(range, node) {
			let from = range.from;

			for (let k = from; k < range.to; k++) {
				const leaf = leaves[k];

				if (leaf.node !== 0)
					continue;
				rows.self[node] += leaf.samples;
				if (rows.was)
					rows.wasSelf[node] += leaf.was;
				leaves[k] = leaves[from];
				leaves[from++] = leaf;
			}
			return from;
		}

		function split(from, to, depth) {
			const ranges = [];
			let at = from;

			if (to - from > 1) {
				const part = leaves.slice(from, to).sort((a, b) => rankOf(a) - rankOf(b));

				part.forEach((leaf, k) => (leaves[from + k] = leaf));
			}
			while (at < to) {
				const range = { from: at, to: at, depth, samples: 0, was: 0, most: at };

				for (; range.to < to && rankOf(leaves[range.to]) === rankOf(leaves[at]);
				     range.to++) {
					const leaf = leaves[range.to];

					range.samples += leaf.samples;
					range.was += leaf.was;
					if (leaf.samples > leaves[range.most].samples)
						range.most = range.to;
				}
				at = range.to;
				if (range.samples >= fewest)
					ranges.push(range);
			}
			todo.push(...ranges.reverse());
		}

		addNode({ node: 0 }, 0, { samples: tree.total[0], was: tree.was ? tree.was[0] : 0 });
		rows.self[0] = tree.self[0];
		split(0, leaves.length, 1);
		while (todo.length) {
			const range = todo.pop();
			const node = rows.name.length;

			addNode(leaves[range.most], range.depth, range);
			for (let k = range.from; k < range.to; k++) {
				const leaf = leaves[k];

				leaf.node = leaf.node < 0 ? -1 - leaf.node : tree.parent[leaf.node];
			}
			split(endStacks(range, node), range.to, range.depth + 1);
		}
		return build(rows);
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
		return line(tree, node).map((i) => tree.names[tree.name[i]]);
	}

	// NAME;NAME,2;NAME: the second one is the third callee of that name.
	function address(tree, node) {
		return line(tree, node).map(function (i) {
			const siblings = callees(tree, tree.parent[i])
				.filter((c) => tree.name[c] === tree.name[i]);
			const nth = siblings.indexOf(i);

			return encodeURIComponent(tree.names[tree.name[i]]) + (nth ? "," + nth : "");
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
			node = callees(tree, node).filter((c) => tree.names[tree.name[c]] === name)[nth || 0];
			if (!node)
				return -1;
		}
		return node;
	}

	function layout(tree) {
		const start = new Float64Array(tree.count);
		const next = new Float64Array(tree.count);	// where the next callee of a node starts

		for (let i = 1; i < tree.count; i++) {
			const caller = tree.parent[i];

			start[i] = next[i] = next[caller];
			next[caller] += tree.total[i];
		}
		return start;
	}

	return { address, build, callees, find, keepOnly, layout, named, only, path, reverse, search,
		UNDRAWN, without };
})();
