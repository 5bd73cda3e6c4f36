// SPDX-License-Identifier: GPL-2.0-or-later
//
// Opens a page of flamerec's in a browser that tells whatever goes wrong, and whom the page asks.
"use strict";

const assert = require("assert");
const fs = require("fs");
const { chromium } = require("playwright-core");

const SITE = "http://page.invalid/";	// answered by the test itself
const VIEW = { width: 1280, height: 800 };

let browser;

async function launch() {
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
	});
}

// options: those of newContext(); headers; hash: of the URL; script: false where none runs.
async function open(file, options, body) {
	const { headers, hash, script, ...rest } = options;
	const context = await browser.newContext({ viewport: VIEW, reducedMotion: "reduce",
		...rest });
	const page = await context.newPage();
	const problems = [];

	page.on("pageerror", (e) => problems.push(String(e.stack || e)));
	await page.route("**/*", function (route) {
		if (route.request().url() === SITE)
			return route.fulfill({ contentType: "text/html; charset=utf-8",
				headers: headers || {}, body: fs.readFileSync(file) });
		problems.push("asked for " + route.request().url());
		return route.abort();
	});
	try {
		await page.goto(SITE + (hash || ""));
		if (script !== false)
			await drawn(page);
		await body(page);
		assert.deepStrictEqual(problems, []);
	} finally {
		await context.close();
	}
}

function drawn(page) {
	return page.waitForFunction(() => window.flameViewer && window.flameViewer.graph.drawn > 0);
}

// The middle of the frame at the end of a path of names, in the window; and its numbers.
function frame(page, names) {
	return page.evaluate(function (path) {
		const graph = window.flameViewer.graph, tree = graph.tree;
		const box = graph.canvas.getBoundingClientRect();
		let node = 0;

		for (const name of path) {
			let c = node + 1;

			while (c < tree.end[node] && tree.names[tree.name[c]] !== name)
				c = tree.end[c];
			if (c >= tree.end[node])
				return null;
			node = c;
		}

		const place = graph.box(node);
		const left = Math.max(0, place.x), right = Math.min(place.x + place.width,
			box.width);

		return { node, x: box.x + (left + right) / 2, y: box.y + place.y + place.height / 2,
			width: place.width, total: tree.total[node], self: tree.self[node],
			was: tree.was ? tree.was[node] : null };
	}, names);
}

// All samples that are shown.
function samples(page) {
	return page.evaluate(() => window.flameViewer.graph.tree.total[0]);
}

// What is painted at a place of a canvas, in its own pixels.
function pixel(page, selector, x, y) {
	return page.locator(selector).evaluate((canvas, [a, b]) =>
		Array.from(canvas.getContext("2d").getImageData(a, b, 1, 1).data.slice(0, 3)),
			[x, y]);
}

module.exports = { close: () => browser.close(), drawn, frame, launch, open, pixel, samples, VIEW };
