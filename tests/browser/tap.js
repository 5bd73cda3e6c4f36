// SPDX-License-Identifier: GPL-2.0-or-later
//
// The Test Anything Protocol for asynchronous tests.
"use strict";

let tests = 0, failures = 0;

async function test(name, body) {
	let ok = true;

	try {
		await body();
	} catch (e) {
		ok = false;
		failures++;
		console.log(String(e.stack || e).replace(/^/gm, "# "));
	}
	console.log((ok ? "ok " : "not ok ") + ++tests + " " + name);
}

function skip(name, reason) {
	console.log("ok " + ++tests + " " + name + " # SKIP " + reason);
}

// Ends the output. Returns the exit status.
function done() {
	console.log("1.." + tests);
	return failures ? 1 : 0;
}

module.exports = { done, skip, test };
