// SPDX-License-Identifier: GPL-2.0-or-later
//
// The heat map: time from left to right in columns, within a column from bottom to top; darker (or,
// on a dark ground, brighter) where there were more samples. Ranges are chosen by dragging or keys.
//
//	heatGrid(host, about)	about: { cells, column, rows, event }: counts of the cells in the
//				order of time, seconds that a column is, and how many cells it has.
//				chosen(which, first, last) is called with a range of cells; which: 0,
//				or 1 for the one to compare with
//	.ranges			two of [first, last], or null
//	.comparing		whether the next range is the second one
//	.draw(), .label(cell), .place(cell): the middle of a cell, in the window
/* global dom */
// eslint-disable-next-line no-unused-vars
const heatGrid = (function () {
	"use strict";

	const LEAST_LEFT = 44;		// for the labels of rows
	const RIGHT = 24;		// for half of the last label of columns
	const BOTTOM = 20;		// for the labels of columns
	const WIDEST = 48;		// of a column
	const USUAL = 0.99;		// of the cells that have something are as full, or less
	const LABEL_FONT = "11px system-ui, sans-serif";
	const SHADES = 64;
	const OUTLINE = [["#2563eb", "#60a5fa"], ["#c2410c", "#fb923c"]];
	const GROUND = ["#ffffff", "#16181c"];
	const EMPTY = ["#f3f4f6", "#1e2126"];
	const SOFT = ["#5f6670", "#9aa0a8"];

	// OKLCH to "rgb()": steps of it look equally large. Bjoern Ottosson gives the matrices.
	function oklch(l, c, h) {
		const a = c * Math.cos(h * Math.PI / 180), b = c * Math.sin(h * Math.PI / 180);
		const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
		const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
		const z = (l - 0.0894841775 * a - 1.2914855480 * b) ** 3;
		const linear = [4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
			-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
			-0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z];
		const bytes = linear.map(function (v) {
			const s = v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;

			return Math.round(255 * Math.min(1, Math.max(0, s)));
		});

		return "rgb(" + bytes.join(" ") + ")";
	}

	// Lightness alone tells the amount, so that it does not depend on seeing colours; the hue,
	// from yellow over red to violet, helps those who do.
	function shadesOf(dark) {
		return Array.from({ length: SHADES }, function (unused, i) {
			const part = i / (SHADES - 1);
			const warm = dark ? part : 1 - part;

			return oklch(dark ? 0.3 + 0.62 * part : 0.95 - 0.62 * part,
				0.04 + 0.15 * Math.sin(Math.PI * (0.15 + 0.75 * part)), -40 +
					140 * warm ** 1.3);
		});
	}

	function tickStep(most, room) {
		const wanted = most / Math.max(1, room);
		const unit = 10 ** Math.floor(Math.log10(wanted || 1));

		return [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= wanted);
	}

	return function (host, about) {
		const canvas = dom.make("canvas", { tabindex: 0, role: "application",
			"aria-roledescription": "heat map", class: "grid" });
		const tip = dom.make("div", { class: "tip", hidden: "" });
		const scrolls = dom.make("div", { class: "grid-scrolls" }, canvas);
		const legend = dom.make("div", { class: "legend" });
		const spoken = dom.make("div", { class: "spoken", "aria-live": "polite" });
		const context = canvas.getContext("2d");
		const darkness = matchMedia("(prefers-color-scheme: dark)");
		const columns = Math.ceil(about.cells.length / about.rows);
		const seconds = about.column / about.rows;
		const { most, usual } = findMost();
		const grid = { ranges: [null, null], comparing: false, canvas, seconds };
		let left = LEAST_LEFT;
		let shades, wide = 4, high = 4, cursor = -1, anchor = -1, dragging = -1,
			keyed = false;

		host.append(scrolls, legend, tip, spoken);

		function theme(pair) {
			return pair[darkness.matches ? 1 : 0];
		}

		function top(row) {
			return (about.rows - 1 - row) * high;
		}

		// A few cells may have many times as much as all others, when a CPU slept or a virtual
		// machine stood still. They have the last colour, and the others share all of them.
		function findMost() {
			const full = Array.from(about.cells).filter((n) => n > 0).sort((a, b) => a - b);
			const last = full[full.length - 1] || 1;
			const quantile = full[Math.floor(USUAL * (full.length - 1))] || 1;

			return { most: last, usual: last > 1.5 * quantile ? quantile : last };
		}

		// ---- drawing ----

		function shadeOf(count) {
			return count ? shades[Math.min(SHADES - 1,
				Math.ceil(count / usual * (SHADES - 1)))] :
				theme(EMPTY);
		}

		function paintCells() {
			for (let i = 0; i < about.cells.length; i++) {
				context.fillStyle = shadeOf(about.cells[i]);
				context.fillRect(left + Math.floor(i / about.rows) * wide,
					top(i % about.rows),
						 wide > 3 ? wide - 1 : wide, high > 3 ? high - 1 :
							high);
			}
		}

		function widestLabel() {
			context.font = LABEL_FONT;
			return Math.max(...[0, 1, 2, 3, 4].map((k) =>
				context.measureText(time(k / 4 * about.column)).width));
		}

		function paintAxes() {
			const step = tickStep(columns * about.column, columns * wide / 80);

			context.fillStyle = theme(SOFT);
			context.font = LABEL_FONT;
			context.textAlign = "right";
			for (let k = 0; k <= 4; k++) {
				const y = about.rows * high * (1 - k / 4);

				context.fillText(time(k / 4 * about.column), left - 6,
						 Math.min(Math.max(y + 4, 9), about.rows * high));
			}
			context.textAlign = "center";
			for (let t = 0; t <= columns * about.column; t += step) {
				context.fillText(time(t), left + t / about.column * wide,
						 about.rows * high + 15);
			}
		}

		// A range, column by column; its outline is the difference of its cells to the
		// others.
		function paintRange(range, colour) {
			// All of it needs no mark.
			if (range[1] - range[0] === about.cells.length - 1)
				return;

			const inside = (i) => i >= range[0] && i <= range[1];
			const from = Math.floor(range[0] / about.rows),
				to = Math.floor(range[1] / about.rows);

			context.fillStyle = theme(colour);
			for (let c = from; c <= to; c++) {
				const low = Math.max(range[0], c * about.rows) % about.rows;
				const up = Math.min(range[1], c * about.rows +
					about.rows - 1) % about.rows;
				const x = left + c * wide, y = top(up),
					height = (up - low + 1) * high;

				context.globalAlpha = 0.12;
				context.fillRect(x, y, wide, height);
				context.globalAlpha = 1;
				context.fillRect(x, y - 1, wide, 2);
				context.fillRect(x, y + height - 1, wide, 2);
				for (let r = low; r <= up; r++) {
					const i = c * about.rows + r;

					if (!inside(i - about.rows))
						context.fillRect(x - 1, top(r), 2, high);
					if (!inside(i + about.rows))
						context.fillRect(x + wide - 1, top(r), 2, high);
				}
			}
		}

		function paintCursor() {
			if (!keyed || cursor < 0 || document.activeElement !== canvas)
				return;
			context.strokeStyle = theme(OUTLINE[grid.comparing ? 1 : 0]);
			context.lineWidth = 2;
			context.strokeRect(left + Math.floor(cursor / about.rows) * wide - 1,
					   top(cursor % about.rows) - 1, wide + 2, high + 2);
		}

		function showLegend() {
			const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * usual))
				.filter((n, i, all) => all.indexOf(n) === i);
			const last = marks[marks.length - 1];
			const words = (n) => dom.grouped(n) + (n === last && most > usual ?
				" to " + dom.grouped(most) : "");

			legend.replaceChildren(about.event + " in " + time(seconds) + ":",
				...marks.map((n) =>
				dom.make("span", {}, dom.swatch([shadeOf(n), shadeOf(n)]),
					words(n))));
		}

		grid.draw = function () {
			const ratio = window.devicePixelRatio || 1;

			left = Math.max(LEAST_LEFT, widestLabel() + 12);

			const room = host.clientWidth - left - RIGHT;

			shades = shadesOf(darkness.matches);
			wide = Math.min(WIDEST, Math.max(3, Math.floor(room / columns)));
			if (columns * wide > 30000)
				wide = 1;
			high = Math.min(14, Math.max(2, Math.floor(220 / about.rows)));
			canvas.width = (left + columns * wide + RIGHT) * ratio;
			canvas.height = (about.rows * high + BOTTOM) * ratio;
			canvas.style.width = canvas.width / ratio + "px";
			canvas.style.height = canvas.height / ratio + "px";
			context.scale(ratio, ratio);
			context.fillStyle = theme(GROUND);
			context.fillRect(0, 0, canvas.width, canvas.height);
			paintCells();
			paintAxes();
			grid.ranges.forEach((range, which) => range &&
				paintRange(range, OUTLINE[which]));
			paintCursor();
			showLegend();
			legend.style.paddingLeft = left + "px";
		};

		// ---- words ----

		function time(t) {
			if (t >= 1 || t === 0 || about.column > 1)
				return Number(t.toFixed(2)) + " s";
			return Number((t * 1000).toFixed(1)) + " ms";
		}

		grid.place = function (cell) {
			const box = canvas.getBoundingClientRect();

			return { x: box.left + left + (Math.floor(cell / about.rows) + 0.5) * wide,
				y: box.top + top(cell % about.rows) + high / 2 };
		};
		grid.label = (cell) => (cell * seconds).toFixed(2) + " s";
		canvas.setAttribute("aria-label", "Heat map of " + columns +
			" columns. Arrow keys go " +
			"from cell to cell, with Shift they choose a range, Enter shows it.");

		// ---- choosing ----

		function cellAt(event, clamp) {
			const box = canvas.getBoundingClientRect();
			let c = Math.floor((event.clientX - box.left - left) / wide);
			let r = about.rows - 1 - Math.floor((event.clientY - box.top) / high);

			if (clamp) {
				c = Math.min(columns - 1, Math.max(0, c));
				r = Math.min(about.rows - 1, Math.max(0, r));
			}
			if (c < 0 || c >= columns || r < 0 || r >= about.rows)
				return -1;
			return Math.min(about.cells.length - 1, c * about.rows + r);
		}

		function clamp(cell) {
			return Math.max(0, Math.min(about.cells.length - 1, cell));
		}

		function mark(a, b, second) {
			grid.ranges[second ? 1 : 0] = [Math.min(a, b), Math.max(a, b)];
			grid.draw();
		}

		function finish(second) {
			const which = second ? 1 : 0;

			grid.comparing = false;
			about.chosen(which, ...grid.ranges[which]);
		}

		let second = false;

		canvas.addEventListener("pointerdown", function (event) {
			dragging = cellAt(event, false);
			if (event.button || dragging < 0) {
				dragging = -1;
				return;
			}
			second = grid.comparing || event.shiftKey || event.altKey;
			canvas.setPointerCapture(event.pointerId);
			cursor = dragging;
			keyed = false;
			mark(dragging, dragging, second);
		});
		canvas.addEventListener("pointermove", function (event) {
			const cell = cellAt(event, dragging >= 0);

			if (dragging >= 0)
				mark(dragging, cell, second);
			tip.hidden = cell < 0;
			if (cell < 0)
				return;
			const box = host.getBoundingClientRect();

			tip.textContent = grid.label(cell) + ": " +
				dom.grouped(about.cells[cell]) + " " +
				about.event;
			tip.style.left = Math.min(event.clientX - box.left + 14,
				host.clientWidth - tip.offsetWidth) + "px";
			tip.style.top = event.clientY - box.top + 18 + "px";
		});
		canvas.addEventListener("pointerup", function () {
			if (dragging < 0)
				return;
			dragging = -1;
			finish(second);
		});
		canvas.addEventListener("pointerleave", () => (tip.hidden = true));
		canvas.addEventListener("keydown", function (event) {
			const step = { ArrowUp: 1, ArrowDown: -1, ArrowRight: about.rows,
				ArrowLeft: -about.rows, Home: -Infinity, End: Infinity }[event.key];

			if (event.key === "Enter" || event.key === " ") {
				if (cursor < 0)
					return;
				mark(anchor < 0 ? cursor : anchor, cursor, grid.comparing);
				anchor = -1;
				finish(grid.comparing);
			} else if (event.key === "c") {
				grid.comparing = !grid.comparing;
				anchor = -1;
			} else if (step) {
				if (event.shiftKey && anchor < 0)
					anchor = Math.max(0, cursor);
				else if (!event.shiftKey)
					anchor = -1;
				cursor = clamp(Math.max(0, cursor) + step);
				spoken.textContent = grid.label(cursor) + ", " +
					dom.grouped(about.cells[cursor]) + " " + about.event;
				if (anchor >= 0)
					mark(anchor, cursor, grid.comparing);
			} else {
				return;
			}
			event.preventDefault();
			event.stopPropagation();
			keyed = true;
			grid.draw();
		});
		canvas.addEventListener("blur", grid.draw);
		darkness.addEventListener("change", grid.draw);
		new ResizeObserver(grid.draw).observe(host);
		return grid;
	};
})();
