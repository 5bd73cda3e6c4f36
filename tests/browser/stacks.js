// SPDX-License-Identifier: GPL-2.0-or-later
//
// Makes folded stacks with so many different frames, that many deep, the same ones in each run:
//
//	node stacks.js FRAMES DEEPEST
"use strict";

const [, , frames, deepest] = process.argv.map(Number);
const stack = ["app"];
let seed = 12345, count = 0;

// A number from 0 to below 1: xorshift.
function random() {
	seed ^= seed << 13;
	seed ^= seed >>> 17;
	seed ^= seed << 5;
	return (seed >>> 0) / 2 ** 32;
}

function grow() {
	const kernel = random() < 0.2 ? "_[k]" : "";

	stack.push("function_number_" + Math.floor(random() * random() * 2999) + kernel);
	count++;
}

while (stack.length < deepest)
	grow();
while (count < frames) {
	while (stack.length > 1 && random() < 0.45)
		stack.pop();
	for (let more = 1 + random() * random() * 12; more >= 1 && stack.length < deepest; more--)
		grow();
	console.log(stack.join(";") + " " + Math.ceil(50 + random() * 50));
}
console.log(stack.join(";") + " 70");
