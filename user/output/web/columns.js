// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads what pack.c and tree_columns.c have written: columns of numbers, and trees made of them.
//
//	unpack(pack)		a promise of the columns: name -> bytes
//	numbers(bytes)		the numbers of a column
//	differences(bytes)	the same, of numbers with a sign
//	texts(bytes)		the texts of a column
//	readTree(profile, columns)	{ tree, packages }: the tree, as model.js has it, and the
//				package of each name; "" of those that several have, or none
/* global flame */
// eslint-disable-next-line no-unused-vars
const columns = (function () {
	"use strict";

	function decode(text) {
		const binary = atob(text);
		const bytes = new Uint8Array(binary.length);

		for (let i = 0; i < bytes.length; i++)
			bytes[i] = binary.charCodeAt(i);
		return bytes;
	}

	async function unpack(pack) {
		const inflated = new Blob([decode(pack.data)]).stream()
			.pipeThrough(new DecompressionStream("deflate"));
		const bytes = new Uint8Array(await new Response(inflated).arrayBuffer());
		const found = {};
		let start = 0;

		for (const [name, length] of pack.columns) {
			found[name] = bytes.subarray(start, start + length);
			start += length;
		}
		return found;
	}

	function count(bytes) {
		let n = 0;

		for (let i = 0; i < bytes.length; i++)
			n += bytes[i] < 0x80 ? 1 : 0;
		return n;
	}

	// Not by shifts: those are of 32 bits.
	function numbers(bytes) {
		const list = new Float64Array(count(bytes));
		let at = 0;

		for (let i = 0; i < list.length; i++) {
			let byte = bytes[at++], number = byte & 0x7f, unit = 0x80;

			for (; byte >= 0x80; unit *= 0x80) {
				byte = bytes[at++];
				number += (byte & 0x7f) * unit;
			}
			list[i] = number;
		}
		return list;
	}

	function differences(bytes) {
		return numbers(bytes).map((n) => n % 2 ? -(n + 1) / 2 : n / 2);
	}

	function texts(bytes) {
		const list = new TextDecoder().decode(bytes).split("\0");

		list.pop();	// behind the last NUL
		return list;
	}

	function counts(profile, packed, name) {
		const bytes = packed[name];

		if (!profile[name + "_doubles"])
			return numbers(bytes);
		return new Float64Array(bytes.slice().buffer);
	}

	function depths(bytes) {
		const list = numbers(bytes);
		let depth = -1;

		for (let i = 0; i < list.length; i++) {
			depth += 1 - list[i];
			list[i] = i ? depth : depth = 0;
		}
		return list;
	}

	// What is in each frame or below, of what ends in it and what below it was left out.
	function sum(depth, self, cut) {
		const total = self.map((n, i) => n + cut[i]);
		const below = [];

		for (let i = total.length - 1; i >= 0; i--) {
			total[i] += below[depth[i] + 1] || 0;
			below[depth[i] + 1] = 0;
			below[depth[i]] = (below[depth[i]] || 0) + total[i];
		}
		return total;
	}

	function readTree(profile, packed) {
		const frames = numbers(packed.frames);
		const frame = numbers(packed.frame);
		const depth = depths(packed.up);
		const names = texts(packed.texts);
		const self = counts(profile, packed, "self");
		const tones = packed.frame_tone && numbers(packed.frame_tone);
		const packages = [];
		const rows = {
			names, depth, self,
			name: frame.map((f) => frames[3 * f]),
			kind: frame.map((f) => frames[3 * f + 2]),
			tone: packed.tone ? numbers(packed.tone) : frame.map((f) => tones[f]),
			total: sum(depth, self, counts(profile, packed, "cut")),
		};

		if (packed.was) {
			rows.wasSelf = counts(profile, packed, "was");
			rows.was = sum(depth, rows.wasSelf, counts(profile, packed, "was_cut"));
		}
		for (let f = 0; f < frames.length; f += 3) {
			const name = frames[f], text = names[frames[f + 1]];

			packages[name] = name in packages && packages[name] !== text ? "" : text;
		}
		return { tree: flame.build(rows), packages };
	}

	return { differences, numbers, readTree, texts, unpack };
})();
