// SPDX-License-Identifier: GPL-2.0-or-later
//
// What can be done to a graph: zoom, search, reverse, turn, hide, keep, and the way back.
"use strict";

const assert = require("assert");
const { covered, pick } = require("./picture.js");

// As tests/browser/run gives it to one picture.
const NOTE = Array.from({ length: 80 }, (unused, i) => "word" + (i + 1)).join(" ");

// No name may leave its frame.
async function checkNames(graph) {
	const wrong = await graph.page.$$eval(".frames > g", (groups) => groups.map(function (g) {
		const text = g.querySelector("text");

		if (!text || g.getAttribute("display") || text.getAttribute("display"))
			return null;
		const rect = g.querySelector("rect").getBBox();
		const box = text.getBBox();

		return box.x >= rect.x && box.x + box.width <= rect.x + rect.width + 0.5 ?
			null : text.textContent;
	}).filter(Boolean));

	assert.deepStrictEqual(wrong, []);
}

// All words around the frames are within the picture, whole, and not on each other.
async function checkWords(graph) {
	const { boxes, told, width, height } = await graph.page.evaluate(function () {
		const footer = document.querySelector(".footer");

		return {
			boxes: Array.from(footer.querySelectorAll("text"), (text) => {
				const { left, right, top, bottom } = text.getBoundingClientRect();

				return { left, right, top: top + window.scrollY,
					bottom: bottom + window.scrollY };
			}),
			told: Array.from(footer.querySelectorAll("tspan"),
				(line) => line.textContent).join(""),
			width: document.documentElement.clientWidth,
			height: Number(document.documentElement.getAttribute("height")),
		};
	});

	assert.strictEqual(told, NOTE);
	boxes.forEach(function (box, i) {
		assert.ok(box.right <= width && box.bottom <= height, JSON.stringify(box));
		for (const other of boxes.slice(i + 1)) {
			assert.ok(box.right <= other.left || other.right <= box.left ||
				other.top > box.top + 8, JSON.stringify([box, other]));
		}
	});
}

async function words(graph) {
	for (const width of [1600, 500, 340]) {
		await graph.page.setViewportSize({ width, height: 720 });
		await graph.page.waitForFunction((w) =>
			document.documentElement.getAttribute("width") === String(w), width);
		await checkWords(graph);
	}
	await graph.shoot("words");
}

async function fluid(graph) {
	for (const width of [1600, 900]) {
		await graph.page.setViewportSize({ width, height: 720 });
		await graph.page.waitForFunction((w) =>
			document.documentElement.getAttribute("width") === String(w), width);
		await graph.check();
		await checkNames(graph);
	}
}

async function hover(graph) {
	const target = pick(graph.frames);

	await graph.check();
	await graph.page.mouse.move(...await graph.middle(target.path));
	assert.ok((await graph.details()).startsWith(target.title));
	await graph.shoot("light");
	await graph.page.mouse.move(5, 5);
	assert.match(await graph.details(), /^Click a frame/);
}

async function zoom(graph) {
	const target = pick(graph.frames);
	const deeper = graph.frames.filter((f) => f.path[1] === target.path[1] &&
		f.path.length === 4).reduce((best, f) => f.width > best.width ? f : best);

	await graph.click(target.path);
	await graph.check({ zoom: target.path });
	await checkNames(graph);
	await graph.shoot("zoomed");
	await graph.click(deeper.path, { zoom: target.path });
	await graph.check({ zoom: deeper.path });
	assert.match(await graph.details(), /^[^ ]+ \([0-9,]+ samples, [0-9.]+%\)/);
	// A caller of what is zoomed leads back.
	await graph.click(deeper.path.slice(0, 1), { zoom: deeper.path });
	await graph.check({ zoom: deeper.path.slice(0, 1) });
	await graph.button("reset").click();
	await graph.check();
	await checkNames(graph);
}

async function search(graph) {
	const input = graph.page.locator("input");
	const target = pick(graph.frames);
	const escaped = target.name.replace(/[^A-Za-z0-9_]/g, "\\$&");

	for (const [text, expression] of [[escaped, new RegExp(escaped)],
		["pydict", /pydict/i], ["PyD", /PyD/], ["PYD", /PYD/], ["^.*$", /^/],
		["no such function", /^\b$/]]) {
		await input.fill(text);
		const part = Number((await graph.page.locator(".matched").textContent())
			.match(/^([0-9.]+)%$/)[1]);

		assert.ok(Math.abs(part - covered(graph.stacks, expression)) < 0.006, text);
		if (text === escaped)
			await graph.shoot("search");
	}
	await input.fill("PYD");
	await graph.button("exact").click();
	assert.notStrictEqual(await graph.page.locator(".matched").textContent(), "0.00%");
	await input.press("Control+i");
	assert.strictEqual(await graph.page.locator(".matched").textContent(), "0.00%");
	await input.fill("(");
	assert.match(await graph.page.locator(".search").getAttribute("class"), /invalid/);
	await input.press("Escape");
	assert.strictEqual(await graph.searched(), "");
	assert.strictEqual(await graph.page.locator(".matched").textContent(), "");
	await graph.check();
}

// Found frames, and no others, have the colour of found ones.
async function paint(graph) {
	const found = (colour) => graph.page.$$eval(".frames > g:not([display])", (groups, c) =>
		groups.filter((g) => g.querySelector("rect") &&
			g.querySelector("rect").getAttribute("fill") === c)
			.map((g) => g.querySelector("title").textContent.replace(/ \(.*/, "")),
		colour);
	const colour = await graph.page.locator(".frames").getAttribute("data-found");

	await graph.page.locator("input").fill("^main$");
	assert.deepStrictEqual(new Set(await found(colour)), new Set(["main"]));
	await graph.page.locator("input").fill("");
	assert.deepStrictEqual(await found(colour), []);
}

function reversed(stacks) {
	return stacks.map(([names, samples]) => [names.slice().reverse(), samples]);
}

async function reverse(graph) {
	const stacks = reversed(graph.stacks);
	const leaf = stacks.reduce((best, stack) => stack[1] > best[1] ? stack : best)[0][0];

	await graph.button("reverse").click();
	await graph.check({ stacks });
	await checkNames(graph);
	await graph.shoot("reversed");
	await graph.click([leaf], { stacks });
	await graph.check({ stacks, zoom: [leaf] });
	await graph.press("r");
	await graph.check();
}

// A file whose stacks begin with the leaf: its first frames are no callers of others.
async function leafFirst(graph) {
	const programs = reversed(graph.stacks);

	await graph.page.mouse.move(...await graph.middle(["[idle]"]));
	assert.doesNotMatch(await graph.details(), /self/);
	await graph.press("r");
	await graph.check({ stacks: programs });
	await graph.page.mouse.move(...await graph.middle(["gzip", "main", "treat_file", "zip",
		"deflate"], { stacks: programs }));
	assert.match(await graph.details(), /self: 2.77%/);
}

async function invert(graph) {
	await graph.button("invert").click();
	await graph.check({ inverted: true });
	await graph.shoot("inverted");
	await graph.press("r");
	await graph.check({ inverted: true, stacks: reversed(graph.stacks) });
	await graph.press("i");
	await graph.check({ stacks: reversed(graph.stacks) });
	await graph.press("r");
	await graph.check();
}

function runs(target) {
	return ([names]) => names.slice(0, target.path.length).join(";") === target.path.join(";");
}

async function menu(graph) {
	const target = pick(graph.frames);
	const item = (name) => graph.page.getByRole("menuitem", { name });

	await graph.page.setViewportSize({ width: 1280, height: 380 });
	await graph.settle();
	await graph.click(target.path, { how: { button: "right" } });
	await graph.shoot("menu");
	await item("Hide this").click();
	const without = graph.stacks.filter((stack) => !runs(target)(stack));

	await graph.check({ stacks: without });
	await graph.button("undo").click();
	await graph.settle();
	await graph.check();
	await graph.click(target.path, { how: { button: "right" } });
	await item("Keep only this").click();
	const only = graph.stacks.filter(runs(target));

	await graph.check({ stacks: only });
	await graph.click(target.path, { stacks: only, how: { button: "right" } });
	// A click beside it closes it, and does nothing else.
	await graph.page.mouse.click(20, (await graph.middle(target.path))[1]);
	assert.strictEqual(await item("Hide this").count(), 0);
	await graph.check({ stacks: only });
	await graph.click(["gzip", "main"], { stacks: only, how: { button: "right" } });
	await item("Search for this name").click();
	assert.strictEqual(await graph.searched(), "^main$");
	// The frame that was under the menu was not clicked.
	await graph.check({ stacks: only });
}

async function everywhere(graph) {
	await graph.page.mouse.move(...await graph.middle(["gzip", "main"]));
	await graph.press("H");
	const without = graph.stacks.filter(([names]) => !names.includes("main"));

	await graph.check({ stacks: without });
	await graph.press("u");
	await graph.settle();
	await graph.check();
	await graph.page.mouse.move(...await graph.middle(["find", "main", "fts_read"]));
	await graph.press("K");
	await graph.check({ stacks: graph.stacks.filter(([names]) => names.includes("fts_read")) });
}

async function undo(graph) {
	const target = pick(graph.frames);
	const stacks = reversed(graph.stacks);

	await graph.click(target.path);
	await graph.press("r");
	await graph.page.locator("input").pressSequentially("read");
	await graph.press("Escape");
	await graph.press("i");
	await graph.check({ stacks, inverted: true });
	for (const key of ["Control+z", "u"])
		await graph.travel(() => graph.press(key));
	assert.strictEqual(await graph.searched(), "read");
	await graph.check({ stacks });
	await graph.travel(() => graph.press("Control+z"));
	assert.strictEqual(await graph.searched(), "");
	await graph.travel(() => graph.page.evaluate(() => history.back()));
	await graph.check({ zoom: target.path });
	await graph.travel(() => graph.button("undo").click());
	await graph.check();
	assert.ok(await graph.button("undo").isDisabled());
	for (const key of ["Control+Shift+Z", "U"])
		await graph.travel(() => graph.press(key));
	await graph.check({ stacks });
	await graph.travel(() => graph.button("redo").click());
	assert.strictEqual(await graph.searched(), "read");
	await graph.press("0");
	await graph.check();
	assert.strictEqual(await graph.searched(), "");
	assert.strictEqual(await graph.page.evaluate(() => location.hash), "");
}

// The URL alone leads to the same view, in another window, too.
async function link(graph) {
	const target = pick(graph.frames);
	const options = { stacks: graph.stacks.filter((stack) => !runs(target)(stack)),
		inverted: true, zoom: ["python3"] };

	await graph.page.mouse.move(...await graph.middle(target.path));
	await graph.press("h");
	await graph.press("i");
	await graph.click(["python3"], { ...options, zoom: [] });
	await graph.page.locator("input").fill("Py.*Eval");
	await graph.check(options);
	const shown = await graph.page.locator(".matched").textContent();
	const url = graph.page.url();

	await graph.page.reload();
	await graph.check(options);
	assert.strictEqual(await graph.searched(), "Py.*Eval");
	assert.strictEqual(await graph.page.locator(".matched").textContent(), shown);
	// The way back is still there.
	await graph.travel(() => graph.press("Control+z"));
	await graph.check(options);
	assert.strictEqual(await graph.searched(), "");
	await graph.page.goto("about:blank");
	await graph.page.goto(url);
	await graph.check(options);
	await graph.travel(() => graph.page.evaluate(() => (location.hash = "zoom=gzip")));
	await graph.check({ zoom: ["gzip"] });
	await graph.travel(() => graph.page.evaluate(() =>
		(location.hash = "zoom=no;where&view=h:x")));
	await graph.check();
}

// As links to flamegraph.pl's pictures have it.
async function query(graph) {
	await graph.page.goto(graph.page.url() + "?s=deflate");
	assert.strictEqual(await graph.searched(), "deflate");
	assert.notStrictEqual(await graph.page.locator(".matched").textContent(), "");
}

module.exports = { checkNames, everywhere, fluid, hover, invert, leafFirst, link, menu, paint,
	query, reverse, reversed, search, undo, words, zoom };
