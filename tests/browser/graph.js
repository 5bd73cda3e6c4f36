// SPDX-License-Identifier: GPL-2.0-or-later
//
// A picture in a page of Chromium: opened, looked at and compared with what it should show.
"use strict";

const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const { layOut, readPicture, readStacks } = require("./picture.js");

const SITE = "http://picture.invalid/";	// answered by the test itself
const VIEW = { width: 1280, height: 720 };

let browser, screenshots;

async function start(directory) {
	screenshots = directory;
	fs.mkdirSync(screenshots, { recursive: true });
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
	});
}

function stop() {
	return browser.close();
}

// What is on the screen now: frames with a group of their own, with titles, and narrow ones.
function readShown() {
	const shown = [];

	for (const g of document.querySelectorAll(".frames > g")) {
		if (g.getAttribute("display") === "none")
			continue;
		for (const path of g.querySelectorAll("path")) {
			const strips = path.getAttribute("d").matchAll(/M([^ ]+) ([^h]+)h([^v]+)/g);

			for (const [, x, y, width] of strips)
				shown.push({ x: Number(x), y: Number(y), width: Number(width) });
		}
		const rect = g.querySelector("rect");

		if (rect) {
			const [x, y, width] = ["x", "y", "width"]
				.map((name) => Number(rect.getAttribute(name)));

			shown.push({ title: g.querySelector("title").textContent, x, y, width });
		}
	}
	return shown;
}

class Graph {
	constructor(page, file) {
		this.page = page;
		this.frames = readPicture(file);
		this.stacks = readStacks(this.frames);
		this.rows = Math.max(...this.frames.map((f) => f.path.length)) + 1;
	}

	shown() {
		return this.page.evaluate(readShown);
	}

	// What should be shown of these stacks; the file's, unless told.
	expected(options) {
		return layOut(options.stacks || this.stacks, { rows: this.rows,
			width: this.page.viewportSize().width, ...options });
	}

	async check(options = {}) {
		const order = (a, b) => a.y - b.y || a.x - b.x;
		const shown = (await this.shown()).sort(order);
		const expected = this.expected(options).sort(order);

		assert.strictEqual(shown.length, expected.length);
		expected.forEach(function (frame, i) {
			for (const key of ["x", "y", "width"]) {
				const is = shown[i][key];

				assert.ok(Math.abs(is - frame[key]) < 0.1,
					frame.title + ": " + key + " " + is + " != " + frame[key]);
			}
			if (shown[i].title)
				assert.strictEqual(shown[i].title, frame.title);
		});
	}

	// The middle of a frame in the window.
	async middle(names, options = {}) {
		const frame = this.expected(options)
			.find((f) => f.path.join(";") === names.join(";"));
		const top = await this.page.evaluate(() =>
			document.querySelector(".flamesamp").getBoundingClientRect().top);

		return [frame.x + Math.min(frame.width / 2, 200), frame.y + top + 7];
	}

	async click(names, options = {}) {
		const [x, y] = await this.middle(names, options);

		await this.page.mouse.click(x, y, options.how || {});
	}

	press(key) {
		return this.page.keyboard.press(key);
	}

	details() {
		return this.page.locator(".details").textContent();
	}

	button(name) {
		return this.page.locator("[data-do=" + name + "]");
	}

	// In an XML document, inputValue() doesn't know the field.
	searched() {
		return this.page.locator("input").evaluate((input) => input.value);
	}

	async settle() {
		await this.page.evaluate(() => new Promise((done) =>
			requestAnimationFrame(() => setTimeout(done, 0))));
	}

	// Goes back or forward by what `action` does, and waits until that is shown.
	async travel(action) {
		const moved = this.page.evaluate(() => new Promise((done) =>
			window.addEventListener("popstate", () => setTimeout(done, 0),
				{ once: true })));

		await action();
		await moved;
	}

	shoot(name) {
		return this.page.screenshot({ path: path.join(screenshots, name + ".png") });
	}
}

// Opens a page that serves the picture, or a page around it, and fails on whatever goes wrong, or
// is asked for.
// options: those of newContext(); headers; html: text around each "PICTURE"; hash: of the URL
async function open(file, options, body) {
	const { headers, html, hash, ...rest } = options;
	const context = await browser.newContext({ viewport: VIEW, ...rest });
	const page = await context.newPage();
	const problems = [];
	const svg = fs.readFileSync(file, "utf8");
	const inner = svg.replace(/<\?xml[^>]*>/, "");

	page.on("pageerror", (e) => problems.push(String(e)));
	await page.route("**/*", function (route) {
		const url = route.request().url().replace(/[?#].*/, "");

		if (url === SITE)
			return route.fulfill({
				contentType: html ? "text/html; charset=utf-8" : "image/svg+xml",
				headers: headers || {},
				body: html ? html.replaceAll("PICTURE", () => inner) : svg,
			});
		if (url === SITE + "picture.svg")
			return route.fulfill({ contentType: "image/svg+xml", body: svg });
		if (!url.endsWith("/favicon.ico"))
			problems.push("asked for " + url);
		return route.abort();
	});
	await page.goto(SITE + (hash || ""));
	try {
		await body(new Graph(page, file));
		assert.deepStrictEqual(problems, []);
	} finally {
		await context.close();
	}
}

module.exports = { open, SITE, start, stop, VIEW };
