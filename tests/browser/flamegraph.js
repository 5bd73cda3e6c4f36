// SPDX-License-Identifier: GPL-2.0-or-later
//
// Opens a flame graph in Chromium and uses it as people do.
//
//	NODE_PATH=DIR node flamegraph.js PICTURE.svg SCREENSHOTS
//
// DIR holds playwright-core; CHROMIUM names the browser, /usr/bin/chromium unless set. The picture
// must be a fluid one with frames at least four deep, and no frame of it must be left out.
"use strict";

const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const { contrast, covered, pick, readPicture } = require("./picture.js");
const { done, test } = require("./tap.js");

const SITE = "http://picture.invalid/";	// answered by the test itself
const VIEW = { width: 1280, height: 720 };

const [, , file, screenshots] = process.argv;
const frames = readPicture(file);
const target = pick(frames);

let browser;

// Opens a page that serves the picture, or a page around it, and fails on whatever goes wrong.
// options: those of newContext(); headers; html: text around each "PICTURE".
async function open(options, body) {
	const { headers, html, ...rest } = options;
	const context = await browser.newContext({ viewport: VIEW, ...rest });
	const page = await context.newPage();
	const problems = [];
	const svg = fs.readFileSync(file, "utf8");
	const inner = svg.replace(/<\?xml[^>]*>/, "");

	page.on("pageerror", (e) => problems.push(String(e)));
	await page.route("**/*", function (route) {
		const url = route.request().url();

		if (url === SITE)
			return route.fulfill({
				contentType: html ? "text/html; charset=utf-8" : "image/svg+xml",
				headers: headers || {},
				body: html ? html.replaceAll("PICTURE", () => inner) : svg,
			});
		if (!url.endsWith("/favicon.ico"))
			problems.push("asked for " + url);
		return route.abort();
	});
	await page.goto(SITE);
	try {
		await body(page);
		assert.deepStrictEqual(problems, []);
	} finally {
		await context.close();
	}
}

function shoot(page, name) {
	return page.screenshot({ path: path.join(screenshots, name + ".png") });
}

function titleOf(frame) {
	return frame.name + " (" + frame.samples.toLocaleString("en-US") + " samples, " +
		frame.percent + "%)";
}

// The group of a frame, found by where it stands in the file.
function locate(page, frame) {
	return page.locator(".frames > g").nth(frames.indexOf(frame));
}

function details(page) {
	return page.locator(".details").textContent();
}

// What is in the search field; in an XML document, inputValue() doesn't know it.
function searched(page) {
	return page.locator("input").evaluate((input) => input.value);
}

// Where the frames are now: [x, width] or null for the hidden ones.
function geometry(page) {
	return page.$$eval(".frames > g", (groups) => groups.map(function (g) {
		const rect = g.querySelector("rect");

		return g.getAttribute("display") === "none" ? null :
			[rect, rect].map((r, i) => Number(r.getAttribute(i ? "width" : "x")));
	}));
}

// Whether a frame is as wide as another one at its place; the file's numbers are rounded.
function spans(outer, inner) {
	return outer.x <= inner.x + 0.001 &&
		outer.x + outer.width >= inner.x + inner.width - 0.001;
}

function near(actual, expected, tolerance, what) {
	assert.ok(Math.abs(actual - expected) <= tolerance,
		  what + " is " + actual + ", not " + expected);
}

// No name may leave its frame.
async function checkNames(page) {
	const wrong = await page.$$eval(".frames > g", (groups) => groups.map(function (g) {
		const text = g.querySelector("text"), rect = g.querySelector("rect").getBBox();

		if (!text || g.getAttribute("display") || text.getAttribute("display"))
			return null;
		const box = text.getBBox();

		return box.x >= rect.x && box.x + box.width <= rect.x + rect.width + 0.5 ?
			null : text.textContent;
	}).filter(Boolean));

	assert.deepStrictEqual(wrong, []);
}

async function checkContrast(page) {
	const colours = await page.$$eval(".frames > g", (groups) => groups.map((g) => [
		getComputedStyle(g.querySelector("rect")).fill,
		g.querySelector("text") && getComputedStyle(g.querySelector("text")).fill,
	]).filter((pair) => pair[1]));

	for (const [rect, text] of colours)
		assert.ok(contrast(rect, text) >= 4.5, text + " on " + rect);
}

async function fluid(page) {
	for (const width of [1600, 900]) {
		await page.setViewportSize({ width, height: VIEW.height });
		await page.waitForFunction((w) =>
			document.documentElement.getAttribute("width") === String(w), width);
		near((await geometry(page))[0][1], width - 20, 0.01, "the root's width");
		await checkNames(page);
	}
}

async function hover(page) {
	await locate(page, target).hover();
	assert.strictEqual(await details(page), titleOf(target));
	await shoot(page, "light");
	await page.mouse.move(5, 5);
	assert.match(await details(page), /^Click a frame/);
}

async function zoom(page) {
	const before = await geometry(page);
	let after;

	await locate(page, target).click();
	after = await geometry(page);
	near(after[frames.indexOf(target)][1], VIEW.width - 20, 0.01, "the frame's width");
	frames.forEach(function (frame, i) {
		if (frame.y > target.y)
			assert.strictEqual(Boolean(after[i]), spans(frame, target), frame.name);
		else if (!spans(target, frame))
			assert.strictEqual(after[i], null, frame.name);
		else if (after[i])
			near(after[i][1], frame.width / target.width * (VIEW.width - 20), 3,
			     frame.name);
	});
	await checkNames(page);
	await shoot(page, "zoomed");

	await page.getByRole("button", { name: "Reset zoom" }).click();
	assert.deepStrictEqual(await geometry(page), before);
	await checkNames(page);
}

async function search(page) {
	const input = page.locator("input");
	const fills = () => page.$$eval(".frames > g > rect",
		(rects) => rects.map((r) => r.getAttribute("fill")));
	const before = await fills();
	const escaped = target.name.replace(/[^A-Za-z0-9_]/g, "\\$&");
	const lower = escaped.toLowerCase();

	for (const [text, expression] of [[escaped, new RegExp(escaped)],
		[lower, new RegExp(lower, "i")], ["^.*$", /^/], ["no such function", /^\b$/]]) {
		await input.fill(text);
		const shown = await page.locator(".matched").textContent();
		const part = Number(shown.match(/^Matched: ([0-9.]+)%$/)[1]);

		near(part, covered(frames, expression), 0.02, "the part that matches " + text);
		if (text === escaped)
			await shoot(page, "search");
	}
	await input.fill(escaped);
	(await fills()).forEach(function (fill, i) {
		assert.strictEqual(fill !== before[i], new RegExp(escaped, escaped === lower ?
			"i" : "").test(frames[i].name), frames[i].name);
	});
	await input.fill("(");
	assert.strictEqual(await input.getAttribute("class"), "invalid");
	await input.press("Escape");
	assert.strictEqual(await searched(page), "");
	assert.deepStrictEqual(await fills(), before);
	assert.strictEqual(await page.locator(".matched").textContent(), "");
}

async function keyboard(page) {
	const before = await geometry(page);
	const root = titleOf(frames[0]);
	const rows = [...new Set(frames.map((f) => f.y))].sort((a, b) => b - a);
	const row = frames.filter((f) => f.y === rows[1]);
	const widest = row.reduce((best, f) => f.width > best.width ? f : best);
	const press = (key) => page.keyboard.press(key);

	await press("ArrowUp");
	assert.strictEqual(await details(page), root);
	await press("ArrowUp");
	assert.strictEqual(await details(page), titleOf(widest));
	for (let i = row.indexOf(widest); i > 0; i--)
		await press("ArrowLeft");
	assert.strictEqual(await details(page), titleOf(row[0]));
	await press("ArrowLeft");
	assert.strictEqual(await details(page), titleOf(row[0]));
	await press("ArrowRight");
	assert.strictEqual(await details(page), titleOf(row[1]));
	await press("Enter");
	near((await geometry(page))[frames.indexOf(row[1])][1], VIEW.width - 20, 0.01, "the width");
	await press("ArrowDown");
	assert.strictEqual(await details(page), root);
	await press("Escape");
	assert.deepStrictEqual(await geometry(page), before);

	await press("/");
	await page.keyboard.type("a/b");
	assert.strictEqual(await searched(page), "a/b");
	await press("Enter");
	await press("Escape");
	assert.strictEqual(await searched(page), "");
	await press("Control+f");
	await page.keyboard.type("x");
	assert.strictEqual(await searched(page), "x");
}

// What a reader has who runs no scripts.
async function still(page) {
	const shown = await geometry(page);

	assert.strictEqual(shown.length, frames.length);
	frames.forEach((f, i) => assert.deepStrictEqual(shown[i], [f.x, f.width]));
	assert.strictEqual(await page.locator(".controls").count(), 0);
	assert.strictEqual(await locate(page, target).locator("title").textContent(),
			   titleOf(target));
	assert.strictEqual(await locate(page, target).locator("rect")
		.evaluate((rect) => getComputedStyle(rect).fill === "rgb(0, 0, 0)"), false);
	await checkNames(page);
}

async function dark(page) {
	await checkContrast(page);
	const ground = await page.locator("rect.ground").first()
		.evaluate((rect) => getComputedStyle(rect).fill);

	assert.ok(contrast(ground, "rgb(0, 0, 0)") < 2, ground);
	await shoot(page, "dark");
}

// Two pictures in one page: the first is used, the second must not notice.
async function inPage(page) {
	const second = page.locator("svg.flamesamp").nth(1);
	const before = await second.evaluate((svg) => svg.innerHTML);
	const group = page.locator("svg.flamesamp").first().locator(".frames > g")
		.nth(frames.indexOf(target));

	await page.locator("#note").press("/");
	assert.strictEqual(await page.locator("#note").inputValue(), "/");
	await group.click();
	near(Number(await group.locator("rect").getAttribute("width")),
	     Number(await page.locator("svg.flamesamp").first().getAttribute("width")) - 20, 0.01,
	     "the frame's width");
	await page.locator("input[type=search]").first().fill("a");
	assert.strictEqual(await second.evaluate((svg) => svg.innerHTML), before);
}

async function main() {
	fs.mkdirSync(screenshots, { recursive: true });
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
	});
	await test("the picture follows the window's width", () => open({}, fluid));
	await test("hovering shows a frame's details", () => open({}, hover));
	await test("a click zooms, and the button resets", () => open({}, zoom));
	await test("search tells its part of the samples", () => open({}, search));
	await test("the keyboard reaches everything", () => open({}, keyboard));
	await test("names can be read on their frames", () => open({}, checkContrast));
	await test("dark mode", () => open({ colorScheme: "dark" }, dark));
	await test("readable without scripts", () => open({ javaScriptEnabled: false },
		async function (page) {
			await still(page);
			await shoot(page, "no-script");
		}));
	await test("readable where a policy forbids scripts and styles", () => open({
		headers: { "Content-Security-Policy": "default-src 'none'" },
	}, still));
	await test("two pictures in one page", () => open({
		html: "<!doctype html><textarea id=note></textarea>" +
			"<div>PICTURE</div><div>PICTURE</div>",
	}, inPage));
	await browser.close();
	process.exitCode = done();
}

main();
