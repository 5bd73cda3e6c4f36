// SPDX-License-Identifier: GPL-2.0-or-later
//
// What `go tool pprof` says of a profile.
"use strict";

const { spawnSync } = require("child_process");
const { plain } = require("./stacks.js");

function isInstalled() {
	return !spawnSync("go", ["version"]).error;
}

// Names are what it was given: it must look for nothing by itself.
function pprof(file, ...args) {
	const run = spawnSync("go", ["tool", "pprof", "-symbolize=none", ...args, file], {
		encoding: "utf8", maxBuffer: 1 << 30,
		env: { ...process.env, PPROF_TMPDIR: "/tmp", GOFLAGS: "", HOME: "/tmp" },
	});

	if (run.status !== 0)
		throw new Error("pprof: " + run.stderr);
	return run.stdout;
}

// Name -> { flat, cum } of all functions, in samples.
function readTop(file) {
	const text = pprof(file, "-top", "-sample_index=0", "-nodefraction=0",
			   "-nodecount=1000000");
	const map = new Map();

	for (const line of text.split("\n")) {
		const m = line.match(/^ *(\d+) +[\d.]+% +[\d.]+% +(\d+) +[\d.]+% {2}(.*)$/);
		const name = m && plain(m[3].replace(/ \((partial-)?inline\)$/, ""));

		if (m)
			map.set(name, { flat: Number(m[1]), cum: Number(m[2]) });
	}
	return map;
}

// -raw, with its parts read: { samples, locations, mappings }.
function readRaw(file) {
	const lines = pprof(file, "-raw").split("\n");
	const raw = { head: "", samples: [], locations: new Map(), mappings: [] };
	let part = "", location;

	for (const line of lines) {
		const sample = line.match(/^ +(\d+)(?: +\d+)?: ((?:\d+ )*)$/);
		const place = line.match(/^ *(\d+): (0x[0-9a-f]+) (?:M=(\d+) )?(.*)$/);

		if (/^(Samples:|Locations|Mappings)$/.test(line)) {
			part = line;
		} else if (!part) {
			raw.head += line + "\n";
		} else if (part === "Samples:" && sample) {
			raw.samples.push({ count: Number(sample[1]), labels: "",
				locations: sample[2].trim().split(" ").map(Number) });
		} else if (part === "Samples:" && raw.samples.length) {
			raw.samples[raw.samples.length - 1].labels += line.trim() + " ";
		} else if (part === "Locations") {
			if (place) {
				location = { mapping: Number(place[3] || 0), lines: [] };
				raw.locations.set(Number(place[1]), location);
			}
			location.lines.push(place ? place[4] : line.trim());
		} else if (part === "Mappings" && line) {
			raw.mappings.push(line);
		}
	}
	return raw;
}

module.exports = { isInstalled, readRaw, readTop };
