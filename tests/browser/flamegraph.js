// SPDX-License-Identifier: GPL-2.0-or-later
//
// Opens flame graphs in Chromium and uses them as people do.
//
//	NODE_PATH=DIR node flamegraph.js PICTURES
//
// DIR holds playwright-core; CHROMIUM names the browser, /usr/bin/chromium unless set. PICTURES is
// where `run` has drawn them, and where screenshots go.
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const graph = require("./graph.js");
const hands = require("./hands.js");
const places = require("./places.js");
const { done, test } = require("./tap.js");
const views = require("./views.js");

const directory = process.argv[2];

function on(picture, options, body) {
	return () => graph.open(path.join(directory, picture + ".svg"), options, body);
}

// As a page's author would state it, from the script that the file carries.
function policyFor(picture) {
	const text = fs.readFileSync(path.join(directory, picture + ".svg"), "utf8");
	const script = /<script>(?:<!\[CDATA\[)?([^]*?)(?:\]\]>)?<\/script>/.exec(text)[1];
	const hash = crypto.createHash("sha256").update(script).digest("base64");

	return "default-src 'none'; script-src 'sha256-" + hash + "'";
}

function under(policy) {
	return { headers: { "Content-Security-Policy": policy } };
}

async function main() {
	await graph.start(directory);
	await test("the picture follows the window's width", on("mixed", {}, views.fluid));
	await test("legend and notes are whole at any width", on("words", {}, views.words));
	await test("hovering shows a frame's details", on("mixed", {}, views.hover));
	await test("a click zooms, and the button resets", on("mixed", {}, views.zoom));
	await test("search tells its part of the samples", on("mixed", {}, views.search));
	await test("what a search has found is painted", on("mixed", {}, views.paint));
	await test("reversed, leaves come first", on("mixed", {}, views.reverse));
	await test("a file that has leaves first", on("leaves", {}, views.leafFirst));
	await test("turned upside down", on("mixed", {}, views.invert));
	await test("a menu hides and keeps", on("mixed", {}, views.menu));
	await test("all of a function is hidden and kept", on("mixed", {}, views.everywhere));
	await test("undo and redo, by keys and by history", on("mixed", {}, views.undo));
	await test("the URL holds the view", on("mixed", {}, views.link));
	await test("?s= searches", on("mixed", {}, views.query));
	await test("arrows go from frame to frame", on("mixed", {}, hands.arrows));
	await test("arrows go down where the root is above", on("icicle", {}, hands.arrowsDown));
	await test("the keyboard reaches everything", on("mixed", {}, hands.keyboard));
	await test("controls are told", on("mixed", {}, hands.controls));
	await test("names and stacks are copied", on("mixed", {}, hands.copy));
	await test("fingers", on("mixed", { hasTouch: true }, hands.touch));
	await test("names can be read on their frames", on("mixed", {}, places.checkContrast));
	await test("dark mode", on("mixed", { colorScheme: "dark" }, places.dark));
	await test("readable without scripts", on("mixed", { javaScriptEnabled: false },
		places.still));
	await test("readable where a policy forbids scripts", on("mixed",
		under("default-src 'none'; style-src 'unsafe-inline'"), places.still));
	await test("readable where a policy forbids scripts and styles", on("mixed",
		under("default-src 'none'"), places.still));
	await test("works where a policy allows this script alone", on("mixed",
		under(policyFor("mixed")), places.strict));
	await test("two pictures in one page", on("mixed", {
		html: "<!doctype html><textarea id=note></textarea>" +
			"<div>PICTURE</div><div>PICTURE</div>",
	}, places.inPage));
	await test("a picture that a page shows later", on("mixed", {
		html: "<!doctype html><div id=tab hidden style='width:700px'>PICTURE</div>",
	}, places.shownLater));
	await test("a picture as an object of a page", on("mixed", {
		html: "<!doctype html><object data=picture.svg width=900 height=500></object>",
	}, places.inObject));
	await test("a picture in a sandbox", on("mixed", {
		html: "<!doctype html><iframe sandbox=allow-scripts src=picture.svg width=900 " +
			"height=500></iframe>",
	}, places.sandboxed));
	await test("what was left out is no self time", on("partial", {}, places.partial));
	await test("a hundred frames deep", on("deep", {}, places.deep));
	await test("480 pixels wide", on("fixed", {}, places.narrow));
	await test("20,000 frames", on("large", {}, places.large));
	await test("differences", on("diff", {}, places.differences));
	await graph.stop();
	process.exitCode = done();
}

main();
