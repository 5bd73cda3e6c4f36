// SPDX-License-Identifier: GPL-2.0-or-later
//
// What stands above and below the frames of an SVG, made to fit its width: the file was written for
// one width, with the text that fits there; all of it is in titles.
//
//	flame.footer(group, margin)	group: of an optional heading, of pairs of a rectangle and a
//				text, which are the legend, and of texts, which are notes; or null
//	fit(width)		lays it out; returns by how much it is higher than in the file
//	flame.fitText(text, full, room)	as much of `full` as fits into `room` pixels,
//				and a title, if that is not all
flame.fitText = function (text, full, room) {
	"use strict";

	let low = 1, high = full.length;

	text.textContent = full;
	if (text.getComputedTextLength() <= room)
		return;
	while (low < high) {
		const middle = (low + high + 1) >> 1;

		if (text.getSubStringLength(0, middle) <= room - 12)
			low = middle;
		else
			high = middle - 1;
	}
	text.textContent = full.slice(0, low) + "\u2026";
	text.appendChild(document.createElementNS(text.namespaceURI, "title")).textContent = full;
};

flame.footer = function (group, margin) {
	"use strict";

	const SVG = "http://www.w3.org/2000/svg";
	const LINE = 17;	// as in svg_picture.h
	const GAP = 16;		// between entries; and from where one begins to its text
	const SWATCH = 10;	// a swatch begins so far above the baseline

	const parts = Array.from(group ? group.children : []);
	const rects = parts.filter((part) => part.localName === "rect");
	const labels = rects.map((rect) => rect.nextElementSibling);
	const texts = parts.filter((part) => part.localName === "text" && !labels.includes(part));
	const heading = rects.length && texts[0] === parts[0] ? texts.shift() : null;
	const notes = texts.map((text) => [text, (text.querySelector("title") || text).textContent]);
	const first = parts.length ? Number(parts.find((part) => part.localName === "text")
		.getAttribute("y")) : 0;
	const last = parts.length ? Number(parts[parts.length - 1].getAttribute("y")) : 0;

	function fitLegend(width) {
		let x = margin, y = first;

		if (heading)
			x += heading.getComputedTextLength() + GAP;
		labels.forEach(function (label, i) {
			const wide = GAP + label.getComputedTextLength();

			if (x > margin && x + wide > width - margin) {
				x = margin;
				y += LINE;
			}
			rects[i].setAttribute("x", x);
			rects[i].setAttribute("y", y - SWATCH);
			label.setAttribute("x", x + GAP);
			label.setAttribute("y", y);
			x += wide + GAP;
		});
		return rects.length ? y + LINE : y;
	}

	// Breaks a note into lines. Returns where the next one begins.
	function fitNote([text, full], y, room) {
		const ends = [];	// of lines, in letters
		let start = 0, end = 0;

		text.textContent = full;
		for (const word of full.match(/\S+\s*|^\s+/g) || []) {
			const next = end + word.trimEnd().length;

			if (end > start && text.getSubStringLength(start, next - start) > room) {
				ends.push(end);
				start = end;
			}
			end += word.length;
		}
		ends.push(full.length);
		text.textContent = "";
		ends.forEach(function (stop, i) {
			const line = text.appendChild(document.createElementNS(SVG, "tspan"));

			line.setAttribute("x", margin);
			line.setAttribute("y", y + i * LINE);
			line.textContent = full.slice(i ? ends[i - 1] : 0, stop);
		});
		return y + ends.length * LINE;
	}

	function fit(width) {
		let y;

		if (!parts.length)
			return 0;
		y = fitLegend(width);
		for (const note of notes)
			y = fitNote(note, y, width - 2 * margin);
		return y - LINE - last;
	}

	return { fit };
};
