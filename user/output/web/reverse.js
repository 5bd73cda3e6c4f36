// SPDX-License-Identifier: GPL-2.0-or-later
//
// Turns a tree (see model.js) around: what was called last comes first, and under each function
// stand its callers.
flame.UNDRAWN_KIND = 255;	// of the leaf that stands for those that the file doesn't tell

flame.reverse = (function () {
	"use strict";

	const UNDRAWN = "(not drawn)";	// its name
	const FEW = 12;			// so many are sorted by insertion
	const PLACES = 2 ** 26;		// more than there can be leaves

	// Numbers of the functions, by name, then kind.
	function numberFunctions(tree) {
		const order = Array.from(tree.names.keys());
		const place = new Uint32Array(tree.names.length);
		const keys = new Float64Array(tree.count);
		const number = new Map();

		order.sort((a, b) => tree.names[a] < tree.names[b] ? -1 :
			Number(tree.names[a] > tree.names[b]));
		order.forEach((name, i) => (place[name] = i));
		for (let i = 0; i < tree.count; i++)
			keys[i] = place[tree.name[i]] * 256 + tree.kind[i];
		for (const key of keys.slice().sort()) {
			if (!number.has(key))
				number.set(key, number.size);
		}
		return Uint32Array.from(keys, (key) => number.get(key));
	}

	// Where stacks end: nodes with samples of their own and, as -1 - node, those with undrawn
	// ones. The latter get a leaf of their own, so that none passes for the leaf that is not.
	function findLeaves(tree) {
		const nodes = [], samples = [], was = [];

		function add(node, now, before) {
			nodes.push(node);
			samples.push(now);
			was.push(before);
		}

		for (let i = 0; i < tree.count; i++) {
			const before = tree.was ? tree.wasSelf[i] : 0;

			if (i && (tree.self[i] > 0 || before > 0))
				add(i, tree.self[i], before);
			if (tree.undrawn[i] > 0)
				add(-1 - i, tree.undrawn[i], 0);
		}
		return { nodes: Int32Array.from(nodes), samples: Float64Array.from(samples),
			was: Float64Array.from(was) };
	}

	// Sorts leaves by function; few at once, mostly.
	function sortLeaves(leaves, from, to, numberOf) {
		const { nodes, samples, was } = leaves;

		if (to - from > FEW) {
			const keys = Float64Array.from({ length: to - from },
				(unused, k) => numberOf(nodes[from + k]) * PLACES + k).sort();
			const before = [nodes, samples, was].map((all) => all.slice(from, to));

			keys.forEach(function (key, k) {
				nodes[from + k] = before[0][key % PLACES];
				samples[from + k] = before[1][key % PLACES];
				was[from + k] = before[2][key % PLACES];
			});
			return;
		}
		for (let i = from + 1; i < to; i++) {
			const node = nodes[i], now = samples[i], then = was[i];
			const number = numberOf(node);
			let k = i;

			for (; k > from && numberOf(nodes[k - 1]) > number; k--) {
				nodes[k] = nodes[k - 1];
				samples[k] = samples[k - 1];
				was[k] = was[k - 1];
			}
			nodes[k] = node;
			samples[k] = now;
			was[k] = then;
		}
	}

	// All leaves stand side by side. Those of one function are brought together and become a
	// node of the view; then each of them steps to its caller, and the same is done among them.
	// `todo` holds the ranges that are still to become nodes, the leftmost on top: so nodes are
	// found in preorder, without a recursion that could be too deep.
	return function (tree, least) {
		const number = numberFunctions(tree);
		const leaves = findLeaves(tree);
		const rows = { names: tree.names.concat([UNDRAWN]), name: [], kind: [], tone: [],
			depth: [], self: [], total: [], was: tree.was ? [] : null,
			wasSelf: tree.was ? [] : null };
		const todo = [];

		function numberOf(node) {
			return node < 0 ? tree.count : number[node];
		}

		function addNode(node, range) {
			rows.name.push(node < 0 ? tree.names.length : tree.name[node]);
			rows.kind.push(node < 0 ? flame.UNDRAWN_KIND : tree.kind[node]);
			rows.tone.push(tree.tone[node < 0 ? -1 - node : node]);
			rows.depth.push(range.depth);
			rows.total.push(range.samples);
			rows.self.push(range.self);
			if (tree.was) {
				rows.was.push(range.was);
				rows.wasSelf.push(range.wasSelf);
			}
		}

		// The leaves of one function that begin at `from`.
		function measure(from, to, depth) {
			const first = numberOf(leaves.nodes[from]);
			const range = { from, to: from, depth, most: from,
				samples: 0, self: 0, was: 0, wasSelf: 0 };

			for (let k = from; k < to && numberOf(leaves.nodes[k]) === first; k++) {
				range.samples += leaves.samples[k];
				range.was += leaves.was[k];
				if (leaves.samples[k] > leaves.samples[range.most])
					range.most = k;
				range.to = k + 1;
			}
			return range;
		}

		function split(from, to, depth) {
			const ranges = [];

			sortLeaves(leaves, from, to, numberOf);
			for (let at = from; at < to;) {
				const range = measure(at, to, depth);

				if (range.samples >= (least || 0))
					ranges.push(range);
				at = range.to;
			}
			while (ranges.length)
				todo.push(ranges.pop());
		}

		// Leaves that come to the root are where stacks of this view end.
		function step(range) {
			const { nodes, samples, was } = leaves;

			range.callers = range.from;
			for (let k = range.from; k < range.to; k++) {
				const to = range.callers;
				const now = samples[k], then = was[k];
				const node = nodes[k] < 0 ? -1 - nodes[k] : tree.parent[nodes[k]];

				nodes[k] = node;
				if (node)
					continue;
				range.self += now;
				range.wasSelf += then;
				nodes[k] = nodes[to];
				samples[k] = samples[to];
				was[k] = was[to];
				range.callers++;
			}
		}

		addNode(0, { depth: 0, samples: tree.total[0], self: tree.self[0],
			was: tree.was ? tree.was[0] : 0, wasSelf: tree.was ? tree.wasSelf[0] : 0 });
		split(0, leaves.nodes.length, 1);
		while (todo.length) {
			const range = todo.pop();
			const node = leaves.nodes[range.most];

			step(range);
			addNode(node, range);
			split(range.callers, range.to, range.depth + 1);
		}
		return flame.build(rows);
	};
})();
