// SPDX-License-Identifier: GPL-2.0-or-later
//
// What speedscope's own importers make of a file. Its package holds the page alone, where they are
// within the script: they are called in a browser, which has all that they need.
"use strict";

const fs = require("fs");
const path = require("path");

const SITE = "http://speedscope.invalid/";	// answered here

function packageFolder() {
	try {
		return path.join(path.dirname(require.resolve("speedscope/package.json")),
				 "dist", "release");
	} catch {
		return null;
	}
}

// The page hands files to the importer; where it does is found by the name that is not shortened.
function withImporter(script) {
	const hands =
		/loadFileFromBase64:\((\w+),(\w+)\)=>\{this\.loadProfile\(\(\)=>(\w+)\(\1,\2\)\)\}/;
	const m = script.match(hands);
	const end = script.lastIndexOf("})()");

	if (!m || end < 0)
		throw new Error("speedscope: its importer is not where it was");
	return script.slice(0, end) + ";window.importFile=" + m[3] + ";" + script.slice(end);
}

async function openPage(browser) {
	const folder = packageFolder();
	const page = await browser.newPage();

	await page.route("**/*", function (route) {
		const name = new URL(route.request().url()).pathname.slice(1) || "index.html";
		const file = path.join(folder, path.basename(name));

		if (!route.request().url().startsWith(SITE) || !fs.existsSync(file))
			return route.abort();
		if (/^speedscope-.*\.js$/.test(name))
			return route.fulfill({ contentType: "text/javascript",
				body: withImporter(fs.readFileSync(file, "utf8")) });
		return route.fulfill({ path: file });
	});
	await page.goto(SITE);
	await page.waitForFunction(() => window.importFile);
	return page;
}

// The profiles of a file: [{ name, unit, stacks: [{ frames, count }] }].
async function importFile(page, file) {
	const handle = fs.readFileSync(file).toString("base64");

	return page.evaluate(async function ([name, base64]) {
		const group = await window.importFile(name, base64);

		return group.profiles.map(function (profile) {
			const stacks = [], todo = [[profile.getGroupedCalltreeRoot(), []]];

			while (todo.length) {
				const [node, frames] = todo.pop();

				if (node.getSelfWeight() && frames.length)
					stacks.push({ frames, count: node.getSelfWeight() });
				for (const child of node.children)
					todo.push([child, frames.concat(child.frame.name)]);
			}
			return { name: profile.getName(), unit: profile.getWeightUnit(), stacks };
		});
	}, [path.basename(file), handle]);
}

module.exports = { importFile, openPage, packageFolder };
