// SPDX-License-Identifier: GPL-2.0-or-later
//
// Folded stacks of many kinds, the same ones for the same seed.
"use strict";

// A generator of numbers from 0 to below 1: xorshift32.
function random(seed) {
	let x = seed * 2654435761 >>> 0 || 1;

	return function () {
		x ^= x << 13;
		x >>>= 0;
		x ^= x >>> 17;
		x ^= x << 5;
		x >>>= 0;
		return x / 4294967296;
	};
}

// What names of functions hold: templates, blanks, clones, paths, markup, and other alphabets.
const NAMES = [
	"main", "foo", "foo.isra.0", "foo_bar", "fo", "a", "b",
	"std::vector<int, A<char> >::at(int)",
	"operator<", "operator->", "a&b", "\"quoted\"", "it's", "java/util/HashMap.put",
	"<T as core::fmt::Debug>::fmt", "net/http.(*conn).serve", "-[NSObject init]", "`lib`f",
	"libc.so.6`read", "x y z", "f (file.py:12)", "\u6f22\u5b57", "gr\u00fc\u00dfe", "\u{1f525}",
	"0x7f00deadbeef", "[unknown]", "[vdso]", "very_long_name_".repeat(20), "#", "%s%n", "\\n",
	"sys_read_[k]", "ext4_readdir [ext4]_[k]", "inlined_[i]", "jitted_[j]", "-", "--",
	"__start",
];

// Lines like "a;b;c 12", each stack once. @length: of the longest stack.
function stacks(seed, lines, length) {
	const next = random(seed);
	const pick = (list) => list[Math.floor(next() * list.length)];
	const known = new Map();
	let last = ["prog"];

	while (known.size < lines) {
		// A stack begins as the one before, more often than not.
		const stack = last.slice(0, 1 + Math.floor(next() * last.length));

		if (next() < 0.2)
			stack.splice(0, stack.length, pick(["prog", "sh", "my prog", "swapper/0"]));
		while (stack.length < length && next() < 0.75)
			stack.push(pick(NAMES));
		known.set(stack.join(";"), 1 + Math.floor(next() * 9));
		last = stack;
	}
	// In any order: pictures don't depend on it.
	return Array.from(known, ([stack, count]) => stack + " " + count + "\n")
		.map((line) => [next(), line]).sort((a, b) => a[0] - b[0])
		.map((pair) => pair[1]).join("");
}

module.exports = { stacks };
