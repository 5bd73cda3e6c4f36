// SPDX-License-Identifier: GPL-2.0-or-later
//
// node compare.js FLAMEREC FLAMEGRAPH_PL DIRECTORY: the same paths with the same samples, in titles
// and in widths, whoever draws them.
"use strict";

const assert = require("assert");
const child = require("child_process");
const fs = require("fs");
const path = require("path");
const { done, test } = require("../browser/tap.js");
const lines = require("./lines.js");
const { readSvg } = require("./read_svg.js");
const { stacks } = require("./stacks.js");

const [flamerec, flamegraph, directory] = process.argv.slice(2);
// So wide that a sample is many pixels: flamegraph.pl rounds them to tenths.
const WIDE = ["--width", "100000", "--minwidth", "0"];

function drawOurs(input, options) {
	const output = input + ".flamerec.svg";

	child.execFileSync(flamerec, ["render", input, "-o", output, ...WIDE, ...options]);
	return readSvg(fs.readFileSync(output, "utf8"));
}

function drawTheirs(input, options) {
	const output = input + ".flamegraph.svg";
	const svg = child.execFileSync("perl", [flamegraph, ...WIDE, ...options, input],
		{ maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });

	fs.writeFileSync(output, svg);
	return readSvg(svg.toString());
}

// flamegraph.pl writes "<" as "(", and old ones the marks of kinds, which we write as colours.
function comparable(name) {
	return name.replace(/</g, "(").replace(/>/g, ")").replace(/_\[[kij]\]/g, "");
}

function add(map, key, value) {
	map.set(key, (map.get(key) || 0) + value);
}

// Path -> samples. flamegraph.pl draws a path twice where a longer name comes between.
function bySamples(picture) {
	const map = new Map();

	for (const frame of picture.frames)
		add(map, comparable(frame.path), frame.samples);
	return Array.from(map).sort();
}

// Path -> change of share, for pictures of differences.
function byChange(picture) {
	return picture.frames.map((frame) => comparable(frame.path) + " " + frame.percent + " " +
		frame.change).sort();
}

// A title says what the width of its rectangle is.
function checkWidths(picture) {
	const pixel = picture.root.samples / picture.root.width;

	for (const frame of picture.frames) {
		assert(Math.abs(frame.width * pixel - frame.samples) < 0.01, frame.path);
		if (frame.parent) {
			assert(frame.x >= frame.parent.x, frame.path);
			assert(frame.x + frame.width <= frame.parent.x + frame.parent.width + 1e-6,
				frame.path);
		}
	}
}

function write(name, text) {
	const file = path.join(directory, name + ".folded");

	fs.writeFileSync(file, text);
	return file;
}

function compare(input, options) {
	const ours = drawOurs(input, options), theirs = drawTheirs(input, options);

	assert(theirs.frames.length > 3);
	assert.deepStrictEqual(bySamples(ours), bySamples(theirs));
	return ours;
}

// Two counts a line: before, and after.
function twoColumns(text) {
	return text.replace(/ (\d+)$/gm, (all, n) => " " + (Number(n) * 7 % 10) + " " + n);
}

async function main() {
	for (let seed = 1; seed <= 8; seed++) {
		await test("generated stacks, " + seed, function () {
			const file = write("seed" + seed, stacks(seed, 150, 4 + 3 * seed));

			checkWidths(compare(file, []));
		});
	}
	for (const options of [["--reverse"], ["--inverted"], ["--total", "5000"],
		["--reverse", "--inverted"], ["--factor", "3"], ["--countname", "bytes"]]) {
		await test(options.join(" "), function () {
			const ours = compare(write("options", stacks(9, 150, 12)), options);

			assert.strictEqual(ours.root.unit,
				options.includes("bytes") ? "bytes" : "samples");
		});
	}
	await test("one name is a part of another", function () {
		compare(write("between", "r;foo 300\nr;foo.isra.0;a 100\nr;foo;a 200\n"), []);
	});
	await test("the same stack several times", function () {
		compare(write("several", "a;b 1\na;c 2\na;b 3\nx 1\na;b;c 1\nx 2\n"), []);
	});
	for (const [name, text] of Object.entries(lines)) {
		await test(name, function () {
			compare(write(name.replace(/\W+/g, "-"), text), []);
		});
	}
	await test("programs among functions of their names", function () {
		const input = write("programs", "foo 3\nmain;foo 5\nmain;main 2\nfoo_[k] 1\n");
		const frames = (picture) => picture.frames.map((frame) =>
			comparable(frame.path) + " " + frame.samples).sort();

		assert.deepStrictEqual(frames(drawOurs(input, ["--reverse"])),
			frames(drawTheirs(input, ["--reverse"])));
	});
	await test("from standard input to standard output", function () {
		const text = stacks(11, 50, 8), input = write("standard", text);
		const svg = child.execFileSync(flamerec, ["render", "-", "-o", "-.svg", ...WIDE],
			{ input: text, maxBuffer: 1 << 28 });

		assert.deepStrictEqual(bySamples(readSvg(svg.toString())),
			bySamples(drawTheirs(input, [])));
	});
	await test("differences", function () {
		const input = write("differences", twoColumns(stacks(10, 150, 8)
			.replace(/;foo(?=[ ;])/g, ";bar")));
		const options = ["--colors", "classic"];

		assert.deepStrictEqual(byChange(drawOurs(input, options)),
			byChange(drawTheirs(input, [])));
	});
	return done();
}

main().then((status) => process.exit(status));
