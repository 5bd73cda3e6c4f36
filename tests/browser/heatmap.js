// SPDX-License-Identifier: GPL-2.0-or-later
//
// Opens a heat map of times.js in Chromium, and uses it as people do.
//
//	NODE_PATH=DIR node heatmap.js HEAT.html SCREENSHOTS
/* global heatGrid */
"use strict";

const assert = require("assert");
const path = require("path");
const { close, drawn, frame, launch, open, pixel, samples } = require("./page.js");
const { done, test } = require("./tap.js");

const ROWS = 50;
const SAMPLES = 1800;		// 2000, less the second CPU's two idle seconds
const STALL = [3 * ROWS, 3 * ROWS + 24];	// cells

const [, , file, screenshots] = process.argv;

function shoot(page, name) {
	return page.screenshot({ path: path.join(screenshots, name + ".png") });
}

async function drag(page, [first, last]) {
	const [from, to] = await page.evaluate((cells) => cells.map(window.heatGrid.place),
		[first, last]);

	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(to.x, to.y, { steps: 3 });
	await page.mouse.up();
}

function words(page) {
	return page.locator(".ranges").textContent();
}

// The lanes of a chart: their names, and in each where the frames of a name are: [start, length].
function lanes(page, name) {
	return page.evaluate(function (wanted) {
		const graph = window.flameViewer.graph, tree = graph.tree;
		const list = [];

		for (let i = 1; i < tree.count; i++) {
			if (tree.depth[i] === 1)
				list.push({ name: tree.names[tree.name[i]], frames: [] });
			else if (tree.names[tree.name[i]] === wanted)
				list[list.length - 1].frames.push([graph.start(i), tree.total[i]]);
		}
		return list;
	}, name);
}

async function whole(page) {
	const main = await frame(page, ["app", "main"]);

	assert.strictEqual(await samples(page), SAMPLES);
	assert.strictEqual(main.total, SAMPLES - 200);
	assert.strictEqual((await frame(page, ["batch", "main", "compress"])).self, 200);
	assert.match(await words(page), /^0\.00 to 10\.00 s: 1,800 samples, 180 a second/);
	await shoot(page, "heatmap");
}

// Each cell has 2 samples of each CPU; more is darker.
async function cells(page) {
	const shade = async function (cell) {
		const { x, y } = await page.evaluate((n) => {
			const box = window.heatGrid.canvas.getBoundingClientRect();
			const place = window.heatGrid.place(n);

			return { x: place.x - box.left, y: place.y - box.top };
		}, cell);

		return (await pixel(page, "canvas.grid", x, y)).reduce((a, b) => a + b);
	};

	assert.ok(await shade(10) < await shade(9 * ROWS) - 60);
	assert.strictEqual(await shade(10), await shade(6 * ROWS + 40));
}

// A cell that has many times as much as all others must not make them look empty.
async function outlier(page) {
	const told = await page.evaluate(function () {
		const host = document.createElement("section");
		const cells = Array.from({ length: 500 }, (unused, i) => i % 10);

		cells[7] = 153;
		document.body.append(host);
		heatGrid(host, { cells, column: 1, rows: 50, event: "samples", chosen() {} })
			.draw();

		const marks = host.querySelectorAll(".legend span:not(.swatch)");

		return [marks[marks.length - 1].textContent,
			host.querySelector("canvas").clientWidth > 450];
	});

	assert.deepStrictEqual(told, ["9 to 153", true]);
}

async function range(page) {
	await drag(page, STALL);
	assert.match(await words(page), /^3\.00 to 3\.50 s: 100 samples, 200 a second/);
	assert.strictEqual(await samples(page), 100);
	assert.strictEqual((await frame(page, ["app", "main", "stall"])).total, 100);
	assert.strictEqual(await frame(page, ["app", "main", "work"]), null);
	assert.match(page.url(), new RegExp("range=" + STALL.join("-")));
	await drag(page, [9 * ROWS, 9 * ROWS + 49]);
	assert.strictEqual(await samples(page), 100);
	await page.goBack();
	assert.strictEqual((await frame(page, ["app", "main", "stall"])).total, 100);
	await page.reload();
	await drawn(page);
	assert.strictEqual((await frame(page, ["app", "main", "stall"])).total, 100);
	await page.getByRole("button", { name: "Whole recording" }).click();
	assert.strictEqual(await samples(page), SAMPLES);
}

// The other range is twice as long: half of its samples count.
async function difference(page) {
	const tone = ([...names]) => frame(page, names).then(({ node }) =>
		page.evaluate((n) => window.flameViewer.graph.tree.tone[n], node));

	assert.ok(await page.getByRole("tab", { name: "Difference" }).isDisabled());
	await drag(page, STALL);
	await page.keyboard.down("Shift");
	await drag(page, [ROWS, 2 * ROWS - 1]);
	await page.keyboard.up("Shift");
	assert.match(await words(page), /^3\.00 to 3\.50 s.* compared with 1\.00 to 2\.00 s/);

	const stall = await frame(page, ["app", "main", "stall"]);
	const work = await frame(page, ["app", "main", "work"]);

	assert.deepStrictEqual([stall.total, stall.was], [100, 0]);
	assert.deepStrictEqual([work.total, work.was], [0, 100]);
	assert.strictEqual(await tone(["app", "main", "stall"]) - await tone(["app", "main",
		"work"]), 16);
	await shoot(page, "heatmap-difference");
	await page.getByRole("tab", { name: "Flame graph" }).click();
	assert.strictEqual((await frame(page, ["app", "main", "stall"])).was, null);
}

async function charts(page) {
	await page.getByRole("tab", { name: "Chart by CPU" }).click();

	const cpus = await lanes(page, "stall");

	assert.deepStrictEqual(cpus.map(({ name }) => name), ["CPU 0", "CPU 1"]);
	for (const { frames } of cpus) {
		assert.strictEqual(frames.length, 1);
		assert.ok(Math.abs(frames[0][0] - 3) < 0.005 &&
			Math.abs(frames[0][1] - 0.5) < 0.015,
			  String(frames[0]));
	}
	assert.strictEqual((await lanes(page, "work"))[1].frames.length, 3);
	await shoot(page, "heatmap-chart");
	await page.getByRole("tab", { name: "Chart by thread" }).click();

	const threads = await lanes(page, "compress");

	assert.deepStrictEqual(threads.map(({ name }) => name),
		["app, thread 101", "app, thread 102", "batch, thread 200"]);
	assert.ok(Math.abs(threads[2].frames[0][1] - 2) < 0.015, String(threads[2].frames));
	await page.locator("input[type=search]").fill("stall");
	await page.waitForFunction(() => document.querySelector(".matched").textContent);
	await shoot(page, "heatmap-threads");
}

async function keyboard(page) {
	const press = async function (...keys) {
		for (const key of keys)
			await page.keyboard.press(key);
	};

	await page.locator("canvas.grid").focus();
	await press("Home", "ArrowRight", "ArrowRight", "ArrowRight");
	assert.match(await page.locator(".heat .spoken").textContent(), /^3\.00 s, 4 samples/);
	await press("Shift+ArrowUp", "Shift+ArrowUp", "Enter");
	assert.strictEqual(await samples(page), 12);
	await press("c", "Home", "Shift+ArrowRight", "Enter");
	assert.match(await words(page), /compared with 0\.00 to 1\.02 s/);
	assert.strictEqual((await frame(page, ["app", "main", "stall"])).total, 12);
}

async function dark(page) {
	const ground = await pixel(page, "canvas.grid", 2, 2);

	assert.ok(Math.max(...ground) < 50, "the ground is " + ground);
	await shoot(page, "heatmap-dark");
}

async function still(page) {
	assert.match(await page.locator("#still").textContent(), /1,800 samples/);
}

async function main() {
	await launch();
	await test("all but idle CPUs is there", () => open(file, {}, whole));
	await test("cells are as dark as they are full", () => open(file, {}, cells));
	await test("one full cell leaves the others their colours",
		() => open(file, {}, outlier));
	await test("a range opens its flame graph", () => open(file, {}, range));
	await test("a second range is compared with", () => open(file, {}, difference));
	await test("charts by CPU and by thread", () => open(file, {}, charts));
	await test("ranges by the keyboard", () => open(file, {}, keyboard));
	await test("a dark heat map", () => open(file, { colorScheme: "dark" }, dark));
	await test("a heat map readable without scripts",
		() => open(file, { javaScriptEnabled: false,
		script: false }, still));
	await close();
	process.exitCode = done();
}

main();
