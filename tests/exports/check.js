// SPDX-License-Identifier: GPL-2.0-or-later
//
// Compares exports with the folded stacks of the same input, as others read them.
//
//	node check.js DIRECTORY NAME...
//
// Of each NAME there are NAME.folded and all that tests/exports/run makes.
"use strict";

const assert = require("assert");
const fs = require("fs");
const path = require("path");
const pprof = require("./pprof.js");
const speedscope = require("./speedscope.js");
const { functions, plain, readFolded, sums } = require("./stacks.js");
const { done, skip, test } = require("../browser/tap.js");

const [, , out, ...names] = process.argv;

function file(name, suffix) {
	return path.join(out, name + suffix);
}

function folded(name) {
	return readFolded(file(name, ".folded"));
}

function total(stacks) {
	return stacks.reduce((sum, stack) => sum + stack.count, 0);
}

// Every function of the folded stacks, and none besides.
function topAgrees(name) {
	assert.deepStrictEqual(new Map([...pprof.readTop(file(name, ".pb.gz"))].sort()),
			       new Map([...functions(folded(name))].sort()));
}

// Stacks as pprof has them, root first; what was inlined is told apart by lines of a location.
function rawStacks(name) {
	const raw = pprof.readRaw(file(name, ".pb.gz"));

	return raw.samples.map(function (sample) {
		const frames = sample.locations.flatMap((id) => raw.locations.get(id).lines)
			.map((line) => plain(line.replace(/ \S*:\d+(:\d+)? s=\d+(\(.*\))?$/, "")));

		return { frames: frames.reverse(), count: sample.count };
	});
}

// Function -> samples that are in a marker above it: the report counts them as the function's own.
function marked(name) {
	const marker = /^\[(softirq|hardirq|late|truncated)\]$/;
	const map = new Map();

	for (const { frames, count } of rawStacks(name)) {
		const leaf = frames.findLastIndex((f) => !marker.test(f));

		if (leaf < frames.length - 1)
			map.set(frames[leaf], (map.get(frames[leaf]) || 0) + count);
	}
	return map;
}

// But for names of several functions: of the kernel and of a program, inlined and not.
function reportAgrees(name) {
	const top = pprof.readTop(file(name, ".pb.gz"));
	const report = JSON.parse(fs.readFileSync(file(name, ".report.json"), "utf8"));
	const rows = report.by_self.concat(report.by_total);
	const above = marked(name);
	const kinds = new Map();
	let compared = 0;

	for (const frame of fs.readFileSync(file(name, ".folded"), "utf8").split(/;| \d+\n/))
		kinds.set(plain(frame), (kinds.get(plain(frame)) || new Set()).add(frame));
	for (const row of rows) {
		const known = top.get(plain(row.name));

		assert.ok(known, row.name);
		if (kinds.get(plain(row.name)).size > 1)
			continue;
		compared++;
		assert.strictEqual(known.cum, row.total.samples, row.name);
		assert.strictEqual(known.flat + (above.get(plain(row.name)) || 0), row.self.samples,
				   row.name);
	}
	assert.ok(compared > 5);
}

function stacksAgree(name) {
	assert.deepStrictEqual(sums(rawStacks(name)), sums(folded(name)));
}

// What only a capture knows.
function detailsAreThere() {
	const raw = pprof.readRaw(file("all", ".pb.gz"));
	const mappings = raw.mappings.join("\n");
	const inlined = [...raw.locations.values()].filter((l) => l.lines.length === 3);
	const labels = raw.samples.map((s) => s.labels);

	assert.match(raw.head, /PeriodType: cpu nanoseconds\nPeriod: 10000000\n/);
	assert.match(raw.head, /Duration: 2\.5/);
	assert.match(mappings, /\/program [0-9a-f]{40} \[FN\]\[FL\]\[LN\]\[IN\]/);
	assert.match(mappings,
		     /\[kernel\.kallsyms\] 00112233445566778899aabbccddeeff00112233 \[FN\]$/m);
	assert.match(mappings, /\[ext4\]/);
	assert.ok(inlined.length > 3);
	for (const { lines } of inlined) {
		assert.match(lines[0], /^innermost .*program\.c:\d+/);
		assert.match(lines[1], /^inlined .*program\.c:\d+/);
		assert.match(lines[2], /^(work|Key::less\(\)) .*program\.c:\d+/);
	}
	assert.ok([...raw.locations.values()]
		.some((l) => /s=0\(_ZN3Key4lessEv\)/.test(l.lines[0])));
	for (const wanted of [/comm:\[sort\]/, /comm:\[odd one\]/, /cpu:\[0 cpu\]/, /cpu:\[1 cpu\]/,
			      /pid:\[101 pid\]/, /tid:\[121 tid\]/, /tid:\[0 tid\]/])
		assert.ok(labels.some((l) => wanted.test(l)), String(wanted));
}

// Text of perf script, read by ourselves: the very same stacks, kinds and all. Names are as flame
// graphs of perf have them: no blanks in those of programs, no arguments in those of C++.
function textComesBack(name) {
	const read = (suffix) => sums(fs.readFileSync(file(name, suffix), "utf8").split("\n")
		.filter(Boolean).map(function (line) {
			const space = line.lastIndexOf(" ");
			const frames = line.slice(0, space).split(";");

			frames[0] = frames[0].replace(/ /g, "_");
			return { frames: frames.map((f) => f.replace(/\(.*\)/, "")),
				 count: Number(line.slice(space + 1)) };
		}));

	assert.deepStrictEqual(read(".again.folded"), read(".folded"));
}

function pictureIsWhole(name) {
	const png = fs.readFileSync(file(name, ".png"));

	assert.strictEqual(png.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
	assert.strictEqual(png.subarray(12, 16).toString(), "IHDR");
	assert.strictEqual(png.readUInt32BE(16), 2 * 1200);
	assert.ok(png.readUInt32BE(20) > 200);
	assert.strictEqual(png.subarray(-8, -4).toString(), "IEND");
	assert.ok(png.length > 5000);
}

// The first profile has all; those of threads, where there are some, no more than that.
async function speedscopeReadsJson(page, name) {
	const profiles = await speedscope.importFile(page, file(name, ".speedscope.json"));
	const wanted = folded(name);
	const part = total(profiles[0].stacks) / total(wanted);	// 10 where a sample is 10 ms
	const of = (profile) => sums(profile.stacks.map((s) => ({
		frames: s.frames.map(plain), count: s.count / part,
	})));

	assert.deepStrictEqual(of(profiles[0]), sums(wanted));
	if (name !== "all") {
		assert.strictEqual(profiles[0].unit, name === "mixed" ? "none" : "milliseconds");
		return;
	}
	assert.strictEqual(Math.round(part), 10);
	assert.deepStrictEqual(sums(profiles.slice(1).flatMap((p) => [...of(p)]
		.map(([key, count]) => ({ frames: [key], count })))), sums(wanted));
}

// It names a profile "COMM pid: 1 tid: 2", leaves out what is 0, and has times in place of counts.
async function speedscopeReadsText(page, name) {
	const profiles = await speedscope.importFile(page, file(name, ".perf"));
	const stacks = profiles.flatMap((profile) => profile.stacks.map((stack) => ({
		frames: [profile.name.replace(/( pid: \d+)?( tid: \d+)?$/, ""), ...stack.frames]
			.map(plain),
		count: stack.count,
	})));
	const bare = folded(name).filter((stack) => stack.frames.length > 1);

	assert.deepStrictEqual([...sums(stacks).keys()], [...sums(bare).keys()]);
}

async function checkPprof(name) {
	await test(name + ": pprof -top agrees with the folded stacks", () => topAgrees(name));
	await test(name + ": pprof -top agrees with our report", () => reportAgrees(name));
	await test(name + ": pprof -raw has the same stacks", () => stacksAgree(name));
}

async function checkSpeedscope() {
	const { chromium } = require("playwright-core");
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
	});
	const page = await speedscope.openPage(browser);

	for (const name of names) {
		await test(name + ": speedscope reads its JSON",
			   () => speedscopeReadsJson(page, name));
		await test(name + ": speedscope reads perf script text",
			   () => speedscopeReadsText(page, name));
	}
	await browser.close();
}

async function main() {
	for (const name of names) {
		if (pprof.isInstalled())
			await checkPprof(name);
		else
			skip(name + ": pprof", "Go is not installed");
		await test(name + ": perf script text comes back", () => textComesBack(name));
		if (fs.existsSync(file(name, ".png")))
			await test(name + ": the PNG is whole", () => pictureIsWhole(name));
		else
			skip(name + ": PNG", "rsvg-convert is not installed");
	}
	if (pprof.isInstalled() && names.includes("all"))
		await test("pprof has mappings, lines, labels", detailsAreThere);
	if (speedscope.packageFolder())
		await checkSpeedscope();
	else
		skip("speedscope", "its package can't be fetched from the package registry");
	process.exitCode = done();
}

main();
