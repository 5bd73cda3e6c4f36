// SPDX-License-Identifier: GPL-2.0-or-later
//
// Where pictures stand: in the dark, without scripts, under policies, in pages; and those that are
// deep, large, incomplete or of differences.
"use strict";

const assert = require("assert");
const { contrast, pick } = require("./picture.js");
const { checkNames } = require("./views.js");

async function checkContrast(graph) {
	const colours = await graph.page.$$eval(".frames > g", (groups) => groups.map((g) => [
		g.querySelector("rect") && getComputedStyle(g.querySelector("rect")).fill,
		g.querySelector("text") && getComputedStyle(g.querySelector("text")).fill,
	]).filter((pair) => pair[0] && pair[1]));

	assert.ok(colours.length > 20);
	for (const [rect, text] of colours)
		assert.ok(contrast(rect, text) >= 4.5, text + " on " + rect);
}

async function dark(graph) {
	const ground = await graph.page.locator("rect.ground").first()
		.evaluate((rect) => getComputedStyle(rect).fill);
	const paths = await graph.page.$$eval(".narrow path", (all) =>
		all.map((path) => [path.getAttribute("fill"), getComputedStyle(path).fill]));

	await checkContrast(graph);
	assert.ok(contrast(ground, "rgb(0, 0, 0)") < 2, ground);
	// Narrow frames have dark colours as wide ones have.
	assert.ok(paths.length > 0);
	for (const [light, shown] of paths)
		assert.ok(contrast(shown, "rgb(0, 0, 0)") < 6, light + " is shown as " + shown);
	await graph.page.mouse.move(...await graph.middle(pick(graph.frames).path));
	await graph.shoot("dark");
}

// What a reader has who runs no scripts: each frame of the file, where the file has it.
async function still(graph) {
	const shown = await graph.shown();

	assert.strictEqual(shown.length, graph.frames.length);
	graph.frames.forEach((f, i) => assert.deepStrictEqual(shown[i],
		{ title: f.title, x: f.x, y: f.y, width: f.width }));
	assert.strictEqual(await graph.page.locator(".controls").count(), 0);
	assert.ok(await graph.page.$$eval(".frames rect", (rects) =>
		rects.every((rect) => getComputedStyle(rect).fill !== "rgb(0, 0, 0)")));
	await checkNames(graph);
	await graph.shoot("no-script");
}

// A policy that lets this script run, and nothing else: not even styles.
async function strict(graph) {
	const target = pick(graph.frames);

	await graph.click(target.path);
	await graph.check({ zoom: target.path });
	await graph.press("r");
	await graph.press("?");
	// The controls' style is there all the same.
	assert.strictEqual(await graph.page.locator(".controls")
		.evaluate((div) => getComputedStyle(div).display), "flex");
	await graph.shoot("strict");
}

// Two pictures in one page: the first is used; the second, and the page, must not notice.
async function inPage(graph) {
	const { page } = graph;
	const second = page.locator("svg.flamesamp").nth(1);
	const before = await second.evaluate((svg) => svg.innerHTML);
	const globals = await page.evaluate(() => typeof flame);
	const first = page.locator("svg.flamesamp").first();
	const title = () => first.locator(".frames > g:not([display]):not(.narrow) > title")
		.allTextContents();
	const all = await title();

	assert.strictEqual(globals, "undefined");
	await page.locator("#note").press("r");
	assert.strictEqual(await page.locator("#note").inputValue(), "r");
	assert.deepStrictEqual(await title(), all);
	await first.locator(".frames text").filter({ hasText: "deflate" }).click();
	const zoomed = await title();

	assert.ok(zoomed.length < all.length);
	await page.keyboard.press("r");
	await page.keyboard.press("Control+z");
	assert.deepStrictEqual(new Set(await title()), new Set(zoomed));
	await page.keyboard.press("u");
	assert.deepStrictEqual(new Set(await title()), new Set(all));
	await page.locator("input[type=text]").first().fill("a");
	assert.strictEqual(await second.evaluate((svg) => svg.innerHTML), before);
	assert.strictEqual(await page.evaluate(() => location.href), page.url());
	assert.strictEqual(await page.evaluate(() => history.length), 2);
	await graph.shoot("page");
}

// A picture in a part of a page that is shown later, and is narrower than the window.
async function shownLater(graph) {
	const { page } = graph;

	await page.locator("#tab").evaluate((div) => (div.hidden = false));
	await page.waitForFunction(() =>
		document.querySelector(".flamesamp").getAttribute("width") === "700");
	assert.strictEqual(await page.locator(".frames rect").first()
		.evaluate((rect) => rect.getAttribute("width")), "680.00");
	await checkNames(graph);
}

async function inObject(graph) {
	const frame = graph.page.frames()[1];

	await frame.locator(".frames text").filter({ hasText: "deflate" }).click();
	assert.match(frame.url(), /#zoom=gzip;/);
	assert.strictEqual(await frame.locator(".narrow").count(), 1);
}

// Without an origin there is no history to write; there is undo all the same.
async function sandboxed(graph) {
	const frame = graph.page.frames()[1];
	const shown = () => frame.locator(".frames > g:not([display]) > title").count();
	const all = await shown();

	await frame.locator(".frames text").filter({ hasText: "deflate" }).click();
	assert.ok(await shown() < all);
	await graph.page.keyboard.press("Control+z");
	await frame.waitForFunction((n) =>
		document.querySelectorAll(".frames > g:not([display]) > title").length === n, all);
}

// What the file lacks is neither self time nor a leaf.
async function partial(graph) {
	const total = graph.frames[0].samples;
	const known = new Set(graph.frames.map((f) => f.name));

	await graph.page.mouse.move(...await graph.middle(["python3"]));
	assert.match(await graph.details(), /not drawn: [0-9.]+%/);
	assert.doesNotMatch(await graph.details(), /self/);
	await graph.press("r");
	await graph.shoot("partial");
	const first = (await graph.shown()).filter((f) => f.title && !f.title.startsWith("all "));
	const missing = first.find((f) => f.title.startsWith("(not drawn) "));

	assert.ok(missing && first.every((f) => f === missing ||
		known.has(f.title.replace(/ \([0-9,]+ samples.*/, ""))));
	const [, samples, percent] = missing.title.match(/\(([0-9]+) samples, ([0-9.]+)%/);

	assert.strictEqual((100 * samples / total).toFixed(2), percent);
}

// A hundred rows: the heading stays in sight, and the arrows scroll.
async function deep(graph) {
	const inSight = (selector) => graph.page.locator(selector).evaluate(function (element) {
		const box = element.getBoundingClientRect();

		return box.top >= -1 && box.bottom <= innerHeight + 1;
	});

	await graph.page.setViewportSize({ width: 700, height: 600 });
	await graph.settle();
	await graph.shoot("deep");
	for (let i = 0; i < 90; i++)
		await graph.press("ArrowUp");
	await graph.settle();
	assert.ok(await inSight(".current"));
	assert.ok(await inSight(".controls"));
	await graph.press("i");
	await graph.settle();
	assert.ok(await inSight(".controls"));
	await graph.shoot("deep-inverted");
}

async function narrow(graph) {
	const box = await graph.page.locator(".controls").boundingBox();
	const title = await graph.page.locator(".heading text").first().boundingBox();

	assert.ok(box.y >= title.y + title.height - 4 && box.x >= 0);
	assert.ok(box.x + box.width <= 480);
	await graph.shoot("narrow");
}

// Twenty thousand frames: a zoom takes about one picture of a screen, so the limit is generous.
async function large(graph) {
	const times = await graph.page.evaluate(async function () {
		const times = [];
		const frames = document.querySelector(".frames");

		for (const part of [0.3, 0.5, 0.7, 0.4, 0.6]) {
			const box = frames.getBoundingClientRect();
			const point = { bubbles: true, clientX: box.left + box.width * part,
				clientY: box.bottom - 16 * 4 - 8 };

			for (const event of [new MouseEvent("click", point),
				new KeyboardEvent("keydown", { key: "0", bubbles: true })]) {
				const start = performance.now();

				frames.dispatchEvent(event);
				await new Promise((done) =>
					requestAnimationFrame(() => setTimeout(done, 0)));
				times.push(performance.now() - start);
			}
		}
		return times.sort((a, b) => a - b);
	});
	const elements = await graph.page.locator(".frames *").count();

	console.log("# " + graph.frames.length + " frames, " + elements + " elements, zoom in " +
		times[5].toFixed() + " ms");
	assert.ok(graph.frames.length > 19000);
	assert.ok(elements < graph.frames.length);
	await graph.shoot("large");
}

async function differences(graph) {
	const fill = (name) => graph.page.$$eval(".frames > g:not([display]):not(.narrow)",
		(groups, start) => groups.find((g) =>
			g.querySelector("title").textContent.startsWith(start))
			.querySelector("rect").getAttribute("fill"), name + " (");
	const grown = await fill("PyDict_SetItem");
	const shrunk = await fill("longest_match");

	await graph.page.locator(".frames text").filter({ hasText: "PyDict_SetItem" }).hover();
	assert.match(await graph.details(),
		/^PyDict_SetItem \(1,911 samples, 21.59%; \+14.53%\) +before: [0-9]+, 7.05%/);
	await graph.shoot("diff");
	// Reversed, colours mean what they meant.
	await graph.press("r");
	assert.strictEqual(await fill("PyDict_SetItem"), grown);
	assert.strictEqual(await fill("longest_match"), shrunk);
	await graph.shoot("diff-reversed");
}

module.exports = { checkContrast, dark, deep, differences, inObject, inPage, large, narrow, partial,
	sandboxed, shownLater, still, strict };
