// SPDX-License-Identifier: GPL-2.0-or-later
//
// Takes the picture of a heat map with a range selected, by its keys.
//
// Usage: node heatmap.js HEATMAP.html PICTURE.png
"use strict";

const { chromium } = require("playwright-core");
const { pathToFileURL } = require("url");

async function press(page, key, times) {
	for (let i = 0; i < times; i++)
		await page.keyboard.press(key);
}

async function main(page, html, png) {
	await page.goto(pathToFileURL(html).href);
	await page.focus("canvas.grid");
	await press(page, "ArrowRight", 8);
	await press(page, "ArrowUp", 12);
	await press(page, "Shift+ArrowUp", 12);
	await page.keyboard.press("Enter");
	await page.evaluate(() => {
		document.activeElement.blur();
		return new Promise(requestAnimationFrame);
	});
	await page.screenshot({ path: png });
}

(async function () {
	const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
		args: ["--no-sandbox"] });
	const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });

	try {
		await main(page, process.argv[2], process.argv[3]);
	} finally {
		await browser.close();
	}
})();
