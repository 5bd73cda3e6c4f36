// SPDX-License-Identifier: GPL-2.0-or-later
//
// The page of one flame graph: what `flamerec render -o graph.html` writes. Its state is in the
// URL.
/* global columns, dom, flame, flameViewer */
(async function () {
	"use strict";

	const data = document.getElementById("profile");

	if (!data)
		return;

	const profile = JSON.parse(data.textContent);
	const { tree, packages } = columns.readTree(profile, await columns.unpack(profile.pack));
	const host = dom.make("section", { class: "viewer" });
	const header = dom.make("header", {}, dom.make("h1", {}, profile.title),
		profile.subtitle ? dom.make("p", { class: "soft" }, profile.subtitle) : "");
	const footer = dom.make("footer", {},
		dom.make("div", { class: "legend" }, profile.heading, ...profile.legend.map(
			([label, colour]) => dom.make("span", {}, dom.swatch(colour), label))),
		...profile.notes.map((note) => dom.make("p", { class: "soft" }, note)));

	data.remove();
	document.getElementById("still").remove();
	document.body.append(host, footer);
	if (!tree.total[0]) {
		host.append(header, dom.make("p", {}, "no samples"));
		return;
	}

	const viewer = flameViewer(host, {
		colours: profile.colours, kinds: profile.kinds, packages,
		event: profile.event, factor: profile.factor, inverted: profile.inverted,
		bySelf: profile.by_self, negated: profile.negated, worth: profile.worth,
		lead: header, look: profile.look, nameType: profile.nametype,
		found: profile.found && [profile.found, profile.found],
		below: () => footer.offsetHeight + 8,
		keep: (show) => flame.trail.keep(true, viewer.state(), show),
	});

	viewer.restore(flame.trail.parse(location.hash));
	viewer.show(tree);
	// For tests, and for who wants to look.
	window.flameViewer = viewer;
})();
