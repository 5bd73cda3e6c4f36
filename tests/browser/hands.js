// SPDX-License-Identifier: GPL-2.0-or-later
//
// Everything by keys alone, by fingers, and what is told to those who don't see.
"use strict";

const assert = require("assert");
const { pick } = require("./picture.js");
const { reversed } = require("./views.js");

async function at(graph, names) {
	const frame = graph.expected({}).find((f) => f.path.join(";") === names.join(";"));
	const said = await graph.details();

	assert.ok(said.startsWith(frame.title), said + " is not " + frame.title);
	// Those who listen are told the same.
	assert.strictEqual(await graph.page.locator(".live").textContent(), said);
	assert.strictEqual(await graph.page.locator(".current").getAttribute("aria-label"), said);
}

async function arrows(graph) {
	const row = graph.frames.filter((f) => f.path.length === 1).sort((a, b) => a.x - b.x);
	const widest = row.reduce((best, f) => f.width > best.width ? f : best);

	await graph.press("ArrowUp");
	await at(graph, []);
	await graph.press("ArrowUp");
	await at(graph, widest.path);
	for (let i = row.indexOf(widest); i > 0; i--)
		await graph.press("ArrowLeft");
	await at(graph, row[0].path);
	await graph.press("ArrowLeft");
	await at(graph, row[0].path);
	await graph.press("ArrowRight");
	await at(graph, row[1].path);
	await graph.press("ArrowDown");
	await at(graph, []);
}

// Upside down, the arrows go where the frames are.
async function arrowsDown(graph) {
	await graph.check({ inverted: true });
	await graph.press("ArrowDown");
	await graph.press("ArrowDown");
	assert.match(await graph.details(), /^gzip /);
	await graph.press("ArrowUp");
	assert.match(await graph.details(), /^all /);
}

// Not one click.
async function keyboard(graph) {
	const gzip = ({ 0: names }) => names[0] === "gzip";
	const all = graph.stacks;

	await graph.press("ArrowUp");
	await graph.press("ArrowUp");
	await graph.press("Enter");
	await graph.check({ zoom: ["gzip"] });
	await graph.press("Escape");
	await graph.check();
	await graph.press("h");
	await graph.check({ stacks: all.filter((stack) => !gzip(stack)) });
	await graph.travel(() => graph.press("u"));
	await graph.press("ArrowUp");
	await graph.press("ArrowUp");
	await graph.press("k");
	await graph.check({ stacks: all.filter(gzip) });
	await graph.press("r");
	await graph.press("i");
	await graph.check({ stacks: reversed(all.filter(gzip)), inverted: true });
	await graph.press("0");
	await graph.check();

	await graph.press("/");
	await graph.page.keyboard.type("^main$");
	await graph.press("Enter");
	await at(graph, ["find", "main"]);
	await graph.press("n");
	await at(graph, ["gzip", "main"]);
	await graph.press("N");
	await graph.press("N");
	assert.match(await graph.details(), /^main \(2,242 samples/);
	await graph.press("Escape");
	assert.strictEqual(await graph.searched(), "");
	for (const key of ["F3", "Control+f"]) {
		await graph.press(key);
		await graph.page.keyboard.type("a/b");
		assert.strictEqual(await graph.searched(), "a/b");
		await graph.press("Escape");
	}

	await graph.press("?");
	await graph.shoot("help");
	assert.match(await graph.page.getByRole("dialog").textContent(), /Ctrl-Shift-Z/);
	await graph.press("Escape");
	assert.strictEqual(await graph.page.getByRole("dialog").count(), 0);
	await graph.press("m");
	await graph.press("ArrowDown");
	await graph.press("ArrowUp");
	await graph.press("Enter");
	assert.match(graph.page.url(), /#zoom=python3;/);
}

// Every control can be reached by Tab, and is told with its state.
async function controls(graph) {
	const names = [];

	await graph.press("r");
	for (let i = 0; i < 8; i++) {
		await graph.press("Tab");
		names.push(await graph.page.evaluate(() =>
			document.activeElement.getAttribute("aria-label")));
	}
	for (const word of ["Flame graph", "Undo", "Reverse", "upside", "Reset", "Keys", "Search"])
		assert.ok(names.some((name) => name && name.includes(word)), word + ": " + names);
	assert.strictEqual(await graph.button("reverse").getAttribute("aria-pressed"), "true");
	assert.strictEqual(await graph.button("invert").getAttribute("aria-pressed"), "false");
	for (const box of await graph.page.$$eval(".controls button", (buttons) =>
		buttons.map((b) => [b.offsetWidth, b.offsetHeight])))
		assert.ok(box[0] >= 24 && box[1] >= 24, String(box));
	assert.strictEqual(await graph.page.locator(".frames").getAttribute("role"), "application");
}

async function copy(graph) {
	const target = pick(graph.frames);
	const read = () => graph.page.evaluate(() => navigator.clipboard.readText());

	await graph.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
	// Clipboards are for secure origins; how a text gets there is what is tried here.
	await graph.page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: {
		text: "", writeText(text) {
			this.text = text;
			return Promise.resolve();
		}, readText() {
			return this.text;
		} } }));
	await graph.page.mouse.move(...await graph.middle(target.path));
	await graph.press("c");
	assert.strictEqual(await read(), target.name);
	await graph.press("C");
	assert.strictEqual(await read(), target.path.join(";"));
	assert.strictEqual(await graph.page.locator(".live").textContent(), "stack copied");
}

async function touch(graph) {
	const target = pick(graph.frames);
	const session = await graph.page.context().newCDPSession(graph.page);
	const [x, y] = await graph.middle(target.path);

	await graph.page.touchscreen.tap(x, y);
	await graph.check({ zoom: target.path });
	assert.ok((await graph.details()).startsWith(target.title));
	await graph.button("undo").tap();
	await graph.page.waitForFunction(() => !location.hash);
	await graph.check();
	await session.send("Input.dispatchTouchEvent",
		{ type: "touchStart", touchPoints: [{ x, y }] });
	await graph.page.getByRole("menuitem", { name: "Keep only this" }).waitFor();
	await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
	await graph.shoot("touch");
	await graph.check();
	await graph.page.getByRole("menuitem", { name: "Keep only this" }).tap();
	await graph.check({ stacks: graph.stacks.filter(([names]) =>
		names.slice(0, 2).join(";") === target.path.join(";")) });
}

module.exports = { arrows, arrowsDown, controls, copy, keyboard, touch };
