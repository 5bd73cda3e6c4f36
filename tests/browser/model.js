// SPDX-License-Identifier: GPL-2.0-or-later
//
// The model of frame trees that the picture and the viewer share, in node: what views of a tree
// hold is compared with the same done to the stacks, one by one.
//
//	node model.js
"use strict";

const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { done, test } = require("./tap.js");

const SOURCES = path.join(__dirname, "../../user/output/web");
const text = ["model.js", "noise.js", "changes.js", "reverse.js", "trail.js"].map((name) =>
	fs.readFileSync(path.join(SOURCES, name), "utf8")).join("\n");
const flame = new Function(text + "\nreturn flame;")();

let seed = 7;

function random(below) {
	seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
	return Math.floor(seed / 65536) % below;
}

// Stacks as a Map from "a;b;c" to samples. Few names, so that many frames share them.
function makeStacks(count, deepest) {
	const stacks = new Map();

	for (let i = 0; i < count; i++) {
		const frames = Array.from({ length: 1 + random(deepest) },
			() => "abcdefg"[random(7)]);
		const key = frames.join(";");

		stacks.set(key, (stacks.get(key) || 0) + 1 + random(9));
	}
	return stacks;
}

function makeTree(stacks) {
	const root = { name: "all", self: 0, callees: new Map() };
	const columns = { names: [], name: [], depth: [], self: [] };

	for (const [key, samples] of stacks) {
		let node = root;

		for (const name of key ? key.split(";") : []) {
			if (!node.callees.has(name))
				node.callees.set(name, { name, self: 0, callees: new Map() });
			node = node.callees.get(name);
		}
		node.self += samples;
	}
	(function add(node, depth) {
		if (!columns.names.includes(node.name))
			columns.names.push(node.name);
		columns.name.push(columns.names.indexOf(node.name));
		columns.depth.push(depth);
		columns.self.push(node.self);
		for (const callee of node.callees.values())
			add(callee, depth + 1);
	})(root, 0);
	return flame.build(columns);
}

// The stacks of a tree; checks what must hold in every tree on the way.
function stacksOf(tree) {
	const stacks = new Map();

	for (let i = 0; i < tree.count; i++) {
		const callees = flame.callees(tree, i);
		const sum = callees.reduce((all, c) => all + tree.total[c], 0);

		assert.ok(Math.abs(tree.total[i] - sum - tree.self[i] - tree.undrawn[i]) < 1e-6);
		for (const c of callees) {
			assert.strictEqual(tree.parent[c], i);
			assert.strictEqual(tree.depth[c], tree.depth[i] + 1);
		}
		if (tree.self[i] > 0)
			stacks.set(flame.path(tree, i).join(";"), tree.self[i]);
	}
	return stacks;
}

function sorted(stacks) {
	return Array.from(stacks).sort();
}

function filter(stacks, wanted) {
	return new Map(Array.from(stacks).filter(([key]) => wanted(key.split(";"))));
}

const stacks = makeStacks(400, 9);
const tree = makeTree(stacks);

function reversing() {
	const turned = new Map(Array.from(stacks, ([key, samples]) =>
		[key.split(";").reverse().join(";"), samples]));
	const view = flame.reverse(tree);

	assert.deepStrictEqual(sorted(stacksOf(view)), sorted(turned));
	assert.deepStrictEqual(sorted(stacksOf(flame.reverse(view))), sorted(stacks));
	assert.strictEqual(view.total[0], tree.total[0]);
	for (let i = 0; i < view.count; i++) {
		const names = flame.callees(view, i).map((c) => flame.nameOf(view, c));

		assert.deepStrictEqual(names, Array.from(new Set(names)).sort());
	}
}

// Less is told, but nothing else, and the rest is said to be missing.
function pruning() {
	const whole = stacksOf(flame.reverse(tree));
	const view = flame.reverse(tree, 20);
	let missing = 0;

	for (const [key, samples] of stacksOf(view))
		assert.strictEqual(whole.get(key), samples);
	for (let i = 1; i < view.count; i++) {
		assert.ok(view.total[i] >= 20);
		missing += view.undrawn[i];
	}
	assert.strictEqual(view.total[0], tree.total[0]);
	assert.ok(view.count < flame.reverse(tree).count && missing > 0);
}

function kinds() {
	const columns = { names: ["all", "read"], name: [0, 1, 1, 1], kind: [0, 1, 2, 1],
		depth: [0, 1, 2, 3], self: [0, 0, 3, 4], tone: [0, 5, 6, 7] };
	const view = flame.reverse(flame.build(columns));
	const first = flame.callees(view, 0);

	assert.deepStrictEqual(first.map((i) => [view.kind[i], view.total[i], view.tone[i]]),
		[[1, 4, 7], [2, 3, 6]]);
}

// What the file doesn't have is neither self time nor a leaf.
function undrawn() {
	const columns = { names: ["all", "a", "b"], name: [0, 1, 2], depth: [0, 1, 2],
		total: [10, 10, 4], self: [0, 1, 4] };
	const partial = flame.build(columns);
	const view = flame.reverse(partial);

	assert.deepStrictEqual(Array.from(partial.undrawn), [0, 5, 0]);
	assert.deepStrictEqual(sorted(stacksOf(view)),
		[["(not drawn);a", 5], ["a", 1], ["b;a", 4]]);
	assert.deepStrictEqual(Array.from(flame.build({ ...columns, self: null }).self), [0, 6, 4]);
}

function hiding() {
	const node = flame.find(tree, flame.address(tree, tree.parent[tree.count - 1]));
	const prefix = flame.path(tree, node).join(";");
	const runs = (frames) => (frames.join(";") + ";").startsWith(prefix + ";");

	assert.deepStrictEqual(sorted(stacksOf(flame.without(tree, flame.only(tree, node)))),
		sorted(filter(stacks, (frames) => !runs(frames))));
	assert.deepStrictEqual(sorted(stacksOf(flame.keepOnly(tree, flame.only(tree, node)))),
		sorted(filter(stacks, runs)));
	assert.deepStrictEqual(sorted(stacksOf(flame.without(tree, flame.named(tree, "c")))),
		sorted(filter(stacks, (frames) => !frames.includes("c"))));
	assert.deepStrictEqual(sorted(stacksOf(flame.keepOnly(tree, flame.named(tree, "c")))),
		sorted(filter(stacks, (frames) => frames.includes("c"))));
}

function searching() {
	const hits = flame.search(tree, /^[ab]$/);
	let samples = 0, all = 0;

	for (const [key, count] of stacks) {
		all += count;
		if (/[ab]/.test(key))
			samples += count;
	}
	assert.strictEqual(hits.total, samples);
	assert.ok(Math.abs(hits.percent - 100 * samples / all) < 1e-9);
	assert.strictEqual(flame.search(tree, /^all$/).frames, 0);
}

// In the order of time, siblings may have one name.
function addresses() {
	const chart = flame.build({ names: ["all", "a;b,1", "%41"], name: [0, 1, 2, 1, 2, 2],
		depth: [0, 1, 2, 1, 2, 2], self: [0, 0, 1, 0, 1, 1] });

	for (const one of [tree, chart]) {
		for (let i = 0; i < one.count; i++) {
			const address = flame.address(one, i);

			assert.strictEqual(flame.find(one, address), i);
			assert.match(address, /^[A-Za-z0-9%;,._~!*'()-]*$/);
		}
	}
	for (const wrong of ["none", "a;", "%", "a,99", ";;", "a,-1"])
		assert.strictEqual(flame.find(tree, wrong), -1, wrong);
}

function placing() {
	const start = flame.layout(tree);

	for (let i = 0; i < tree.count; i++) {
		let next = start[i];

		for (const c of flame.callees(tree, i)) {
			assert.strictEqual(start[c], next);
			next += tree.total[c];
		}
	}
}

function comparing() {
	const columns = { names: ["all", "a", "b", "c"], name: [0, 1, 2, 3, 2],
		depth: [0, 1, 2, 1, 2], total: [10, 6, 2, 4, 3], was: [8, 8, 5, 0, 0] };
	const view = flame.reverse(flame.build(columns));
	const rows = flame.callees(view, 0).map((i) =>
		[flame.nameOf(view, i), view.total[i], view.was[i]]);

	assert.deepStrictEqual(rows, [["a", 4, 3], ["b", 5, 5], ["c", 1, 0]]);
}

function hostile() {
	const jumping = flame.build({ names: ["x"], name: [0, 0, 0, 0], depth: [0, 7, 0, 3],
		self: [1, 1, 1, 1] });

	assert.deepStrictEqual(Array.from(jumping.depth), [0, 1, 1, 2]);
	assert.strictEqual(jumping.total[0], 4);
	assert.strictEqual(flame.reverse(flame.build({ names: ["x"], name: [0], depth: [0],
		self: [1] })).count, 1);
}

function states() {
	const { format, parse, start, turn } = flame.trail;
	const state = { steps: ["h:a;b%2C", "r", "K:a%2Fb"], inverted: true, zoom: "a;b,1",
		find: "^a&b=#/%$", exact: false };

	assert.deepStrictEqual(parse("#" + format(state)), state);
	assert.deepStrictEqual(parse(format(start())), start());
	assert.strictEqual(format(start()), "");
	assert.strictEqual(parse("?x=1&y=2&s=mem%2A").find, "mem*");
	assert.strictEqual(parse("#s=%").find, "%");
	assert.deepStrictEqual(turn(turn(["h:a"])), ["h:a"]);
	assert.deepStrictEqual(turn(["r", "h:a"]), ["r", "h:a", "r"]);
}

// A link to another profile must not break this one.
function steps() {
	for (const step of ["h:nothing;here", "k:", "H:nobody", "x:a", "", "h", "k:%"])
		assert.strictEqual(flame.trail.change(tree, step), tree, step);
	assert.deepStrictEqual(sorted(stacksOf(flame.trail.change(tree, "H:c"))),
		sorted(filter(stacks, (frames) => !frames.includes("c"))));
}

// As the unit test of colours has it, of the same samples.
function noise() {
	const isNoise = (now, was, worth) => flame.isNoise({ part: was, whole: 1000 },
		{ part: now, whole: 1000 }, worth && [worth, worth]);

	assert.ok(isNoise(103, 100) && isNoise(150, 100, 100) && isNoise(1, 0));
	assert.ok(isNoise(100.01, 100, 1e12));
	assert.ok(!isNoise(150, 100) && !isNoise(100, 150) && !isNoise(103, 100, 1e6));
	assert.ok(!isNoise(10, 0) && !isNoise(0, 10));
	// Changes of counts, where one profile has twice as many.
	assert.ok(!flame.isNoise({ part: 100, whole: 1000 }, { part: 200, whole: 2000 }));
}

// A tree that the file has not is painted as what has changed alike in the file.
function painting() {
	const changes = [[0, "grey"], [-40, "blue"], [5, "pale"], [40, "orange"], [0.1, "grey"]];
	const columns = { names: ["all", "a", "b", "c", "d"], name: [0, 1, 2, 3, 4],
		depth: [0, 1, 1, 1, 1], tone: [0, 0, 0, 0, 0],
		self: [0, 900, 50, 49, 1], was: [1000, 500, 0, 500, 0],
		wasSelf: [0, 500, 0, 500, 0] };
	const painted = function (options) {
		const built = flame.build(columns);

		built.tone = [];
		flame.changes(changes, options)(built);
		return built.tone;
	};

	assert.deepStrictEqual(painted({}), ["grey", "orange", "pale", "blue", "grey"]);
	assert.deepStrictEqual(painted({ negated: true }),
		["grey", "blue", "pale", "orange", "grey"]);
	assert.deepStrictEqual(painted({ worth: [8, 8] })[2], "grey");
}

async function main() {
	await test("reversed trees hold the reversed stacks", reversing);
	await test("narrow branches are left out, and said to be", pruning);
	await test("functions of one name and two kinds stay apart", kinds);
	await test("what the file lacks is no self time", undrawn);
	await test("frames are hidden and kept", hiding);
	await test("a search counts samples once", searching);
	await test("addresses lead back to their frames", addresses);
	await test("callees stand side by side", placing);
	await test("reversed differences", comparing);
	await test("small changes are noise, of few samples", noise);
	await test("reversed differences have the file's colours", painting);
	await test("damaged columns make a tree", hostile);
	await test("states are read as they were written", states);
	await test("steps that don't fit change nothing", steps);
	process.exitCode = done();
}

main();
