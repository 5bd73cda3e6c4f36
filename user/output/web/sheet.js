// SPDX-License-Identifier: GPL-2.0-or-later
//
// The size of an SVG in its window or page, and what goes with it: the bar at the top, with the
// title and the controls, and the place of the footer. It knows of no frames, only how many rows
// there are more than in the file.
//
//	flame.sheet(root, parts)	root: the <svg>, as it is in the file; parts: alone: the
//				document is ours; fluid: as wide as the window; margin, pitch: as
//				in the file's metrics; heading: the <g> of title and subtitle;
//				bar: the <g> that stays in sight; ground: the rectangle behind it;
//				controls: by controls(); below: the <g> of the footer, or null;
//				footer: by footer()
//	height			in the file
//	width()			now
//	scrolled()		pixels that are out of sight at the top
//	fit(rows)		takes the room that there is; rows: more than in the file
//	listen(resized)		keeps the bar in sight; resized() is called where the
//				room has changed, at most once for what the browser paints
flame.sheet = function (root, parts) {
	"use strict";

	const NARROWEST = 320;	// of a graph as wide as the window
	const ROOMY = 640;	// of one with the controls beside its title
	const BAR = 74;		// pixels of the heading that stay in sight

	const { alone, bar, below, controls, margin } = parts;
	const height = root.viewBox.baseVal.height;
	// Title and subtitle, with all of their words.
	const words = Array.from(parts.heading.querySelectorAll("text"), (text, i) => [text,
		(i ? text.querySelector("title") || text :
			root.querySelector("title")).textContent]);

	let wide = root.viewBox.baseVal.width;

	parts.ground.setAttribute("height", BAR);

	function width() {
		return wide;
	}

	function scrolled() {
		return Math.max(0, Math.min(height - BAR, -root.getBoundingClientRect().top));
	}

	// The bar stays in sight while a tall picture is scrolled.
	function placeBar() {
		bar.setAttribute("transform", "translate(0," + scrolled() + ")");
	}

	// Where it is too narrow for all in a row, the controls stand below the title.
	function placeControls() {
		const roomy = wide >= ROOMY;
		const room = Math.min(controls.width, wide - 2 * margin);

		controls.box.setAttribute("width", room);
		controls.box.setAttribute("x", wide - margin - room);
		controls.box.setAttribute("y", roomy ? 5 : 28);
		words.forEach(function ([text, full], i) {
			flame.fitText(text, full, wide - 2 * margin -
				(roomy && !i ? controls.width + 10 : 0));
			text.setAttribute("visibility", roomy || !i ? "visible" : "hidden");
		});
	}

	function fit(rows) {
		const deeper = rows * parts.pitch;
		const room = alone ? root.clientWidth : root.parentNode.clientWidth;
		let tall;

		if (parts.fluid)
			wide = Math.max(NARROWEST, room || window.innerWidth);
		tall = height + deeper + parts.footer.fit(wide);
		// What pops up over a flat picture must not end where the picture does.
		if (alone)
			tall = Math.max(tall, window.innerHeight);
		root.setAttribute("width", wide);
		root.setAttribute("height", tall);
		root.setAttribute("viewBox", "0 0 " + wide + " " + tall);
		parts.ground.setAttribute("width", wide);
		if (below)
			below.setAttribute("transform", "translate(0," + deeper + ")");
		placeControls();
		placeBar();
	}

	function listen(resized) {
		let waiting = false;

		function onResize() {
			if (waiting)
				return;
			waiting = true;
			window.requestAnimationFrame(function () {
				waiting = false;
				resized();
			});
		}

		window.addEventListener("scroll", placeBar, { passive: true });
		window.addEventListener("resize", onResize);
		// A page may give the picture its room later, or change it.
		if (!alone)
			new ResizeObserver(onResize).observe(root.parentNode);
	}

	return { fit, height, listen, scrolled, width };
};
