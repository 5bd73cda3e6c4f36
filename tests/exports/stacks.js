// SPDX-License-Identifier: GPL-2.0-or-later
//
// Folded stacks, and what other formats are brought to, so that they can be compared.
"use strict";

const fs = require("fs");

// A frame as formats without kinds and modules know it.
function plain(name) {
	return name.replace(/_\[[kij]\]$/, "").replace(/(.) \[[\w-]+\]$/, "$1");
}

// Stacks of a folded file: [{ frames, count }], root first.
function readFolded(path) {
	const lines = fs.readFileSync(path, "utf8").split("\n").filter(Boolean);

	return lines.map(function (line) {
		const space = line.lastIndexOf(" ");

		return {
			frames: line.slice(0, space).split(";").map(plain),
			count: Number(line.slice(space + 1)),
		};
	});
}

// The same as a Map of "root;...;leaf" -> count, rounded: some formats keep times.
function sums(stacks) {
	const map = new Map();

	for (const { frames, count } of stacks) {
		const key = frames.join(";");

		map.set(key, (map.get(key) || 0) + count);
	}
	for (const [key, count] of map)
		map.set(key, Math.round(count * 1000) / 1000);
	return new Map([...map].filter(([, count]) => count).sort());
}

// Name -> { flat, cum }: samples whose leaf it is, and whose stack it is in.
function functions(stacks) {
	const map = new Map();
	const at = function (name) {
		if (!map.has(name))
			map.set(name, { flat: 0, cum: 0 });
		return map.get(name);
	};

	for (const { frames, count } of stacks) {
		for (const name of new Set(frames))
			at(name).cum += count;
		at(frames[frames.length - 1]).flat += count;
	}
	return map;
}

module.exports = { functions, plain, readFolded, sums };
