// SPDX-License-Identifier: GPL-2.0-or-later
//
// Prints folded stacks that make a graph of more than 100,000 frames:
//
//	node large.js > large.folded
"use strict";

const FUNCTIONS = 4000;
const STACKS = 4500;

let state = 1;

// Always the same numbers: Park and Miller's generator.
function random(below) {
	state = state * 48271 % 2147483647;
	return state % below;
}

for (let i = 0; i < STACKS; i++) {
	const names = ["program" + random(6)];
	let f = random(10);

	for (let depth = 8 + random(38); depth; depth--) {
		f = (f * 31 + random(7) + depth) % FUNCTIONS;
		names.push("function_" + f + (depth < 6 && f % 3 === 0 ? "_[k]" : ""));
	}
	console.log(names.join(";") + " " + (1 + random(9)));
}
