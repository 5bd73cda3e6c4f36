// SPDX-License-Identifier: GPL-2.0-or-later
//
// Prints ten seconds of two CPUs as perf script does:	node times.js > times.perf
//
// 100 samples a second and CPU: "app" works in two threads, one a CPU, and both stall from 3.0 to
// 3.5 s; from 5 to 7 s, "batch" has the second CPU, which is idle from 8 s on. The CPUs come one
// after the other, as the rings of some recorders do.
"use strict";

const START = 1000;

function stackOf(cpu, t) {
	if (cpu && t >= 8)
		return ["swapper 0/0", ["default_idle", "do_idle", "cpu_startup_entry"]];
	if (cpu && t >= 5 && t < 7)
		return ["batch 200/200", ["compress", "main"]];
	return ["app 100/" + (101 + cpu), [t >= 3 && t < 3.5 ? "stall" : "work", "main"]];
}

for (const cpu of [0, 1]) {
	for (let i = 0; i < 1000; i++) {
		const [who, frames] = stackOf(cpu, i / 100);
		const object = who.startsWith("swapper") ? "([kernel.kallsyms])" : "(/usr/bin/app)";

		console.log(who + " [00" + cpu + "] " + (START + i / 100 + 0.001).toFixed(6) +
			": 10000000 cpu-clock:");
		frames.forEach((name, k) => console.log("\t    " + (0x5500 + k) + " " + name +
			"+0x1 " +
			object));
		console.log("");
	}
}
