// SPDX-License-Identifier: GPL-2.0-or-later
// Work in JavaScript, for a compiler that makes machine code of it.
'use strict';

function fibonacci(n) {
	return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function countWords(text) {
	const words = new Map();

	for (const word of text.split(' '))
		words.set(word, (words.get(word) || 0) + 1);
	return [...words].sort((a, b) => b[1] - a[1]);
}

function makeText(seed) {
	const words = [];

	for (let i = 0; i < 5000; i++) {
		seed = Math.imul(seed, 1664525) + 1013904223 | 0;
		words.push('word' + (seed >>> 24));
	}
	return words.join(' ');
}

for (let i = 0; ; i++) {
	fibonacci(22);
	JSON.stringify(countWords(makeText(i)));
}
