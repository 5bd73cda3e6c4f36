// SPDX-License-Identifier: GPL-2.0-or-later
//
// The style of what the script of an SVG adds to it; the file's own is in the file.
flame.style = [
	".flamesamp .frames{cursor:pointer;touch-action:manipulation}",
	".flamesamp .frames:focus,.flamesamp:focus{outline:none}",
	".flamesamp .mark{fill:none;pointer-events:none}",
	".flamesamp .hover{stroke:#000;stroke-opacity:.75}",
	".flamesamp .current{stroke:#2563eb}",
	".flamesamp .frames:focus-visible~.current{stroke-width:3}",
	".flamesamp .details{fill:#1b1b1b}",
	".flamesamp .details.soft{fill:#5f6670}",
	".flamesamp foreignObject{overflow:visible}",
	".flamesamp .controls{display:flex;justify-content:flex-end;align-items:center;gap:2px;" +
		"font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;" +
		"color:var(--controls,#1b1b1b);height:30px}",
	".flamesamp .controls button{box-sizing:border-box;width:28px;height:28px;padding:0;" +
		"margin:0;border:1px solid transparent;border-radius:6px;background:none;" +
		"color:var(--controls,#4a4f57);font:inherit;cursor:pointer;display:grid;" +
		"place-items:center;" +
		"flex:none}",
	".flamesamp .controls button:hover:enabled{background:#0000000f;color:#000}",
	".flamesamp .controls button:disabled{opacity:.3;cursor:default}",
	".flamesamp .controls button[aria-pressed=true]{background:#2563eb1f;color:#1d4ed8}",
	".flamesamp .controls button svg{width:16px;height:16px;fill:none;stroke:currentColor;" +
		"stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round;display:block}",
	".flamesamp .search{display:flex;align-items:center;box-sizing:border-box;" +
		"flex:0 1 206px;min-width:90px;" +
		"height:28px;margin-left:6px;border:1px solid #c8ccd2;border-radius:7px;" +
		"background:#fff}",
	".flamesamp .search:focus-within{border-color:#2563eb;box-shadow:0 0 0 1px #2563eb}",
	".flamesamp .search.invalid{border-color:#d0021b;box-shadow:0 0 0 1px #d0021b}",
	".flamesamp .controls input{all:unset;flex:1;min-width:0;padding:0 0 0 8px;height:26px;" +
		"color:inherit;font:inherit;cursor:text}",
	".flamesamp .controls input::placeholder{color:#5f6670;opacity:1}",
	".flamesamp .matched{padding:0 4px;color:#a800cc;font-variant-numeric:tabular-nums;" +
		"font-weight:600}",
	".flamesamp .controls .search button{width:26px;height:24px;margin-right:1px;" +
		"font-size:12px}",
	".flamesamp .live{position:absolute;width:1px;height:1px;overflow:hidden;" +
		"clip-path:inset(50%);white-space:nowrap}",
	".flamesamp{overflow:visible}",
	".flamesamp .popup{box-sizing:border-box;width:max-content;padding:5px;overflow:auto;" +
		"border:1px solid #d3d6db;border-radius:9px;background:#fff;color:#1b1b1b;" +
		"box-shadow:0 6px 24px #0003;" +
		"font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}",
	".flamesamp .popup:focus{outline:none}",
	".flamesamp .popup button{all:unset;box-sizing:border-box;display:flex;width:100%;" +
		"justify-content:space-between;align-items:center;gap:28px;padding:0 10px;" +
		"border-radius:5px;" +
		"line-height:28px;cursor:pointer}",
	".flamesamp .popup button:hover,.flamesamp .popup button:focus-visible{" +
		"background:#2563eb1f}",
	".flamesamp .popup .name{padding:3px 10px 6px;max-width:310px;overflow:hidden;" +
		"text-overflow:ellipsis;white-space:nowrap;font-weight:600}",
	".flamesamp .popup hr{border:0;border-top:1px solid #e3e5e9;margin:4px 0}",
	".flamesamp .popup kbd{font:11px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono'," +
		"monospace;color:#6b7280;white-space:pre}",
	".flamesamp .popup table{border-spacing:0;margin:2px 6px}",
	".flamesamp .popup td{padding:3px 14px 3px 2px;vertical-align:baseline}",
	".flamesamp .popup caption{text-align:left;font-weight:600;padding:2px 2px 5px}",
	".flamesamp .controls button:focus-visible{outline:2px solid #2563eb;" +
		"outline-offset:-1px}",
	"@media (prefers-color-scheme:dark){",
	".flamesamp .hover{stroke:#fff}",
	".flamesamp .details{fill:#e6e6e6}",
	".flamesamp .details.soft{fill:#9aa0a8}",
	".flamesamp .current,.flamesamp .frames:focus-visible~.current{stroke:#7db2ff}",
	".flamesamp [fill=\"#d4d4d8\"]{fill:#4b4f57}",
	".flamesamp .controls{color:var(--controls,#e6e6e6)}",
	".flamesamp .controls button{color:var(--controls,#b4bac3)}",
	".flamesamp .controls button:hover:enabled{background:#ffffff1a;color:#fff}",
	".flamesamp .controls button[aria-pressed=true]{background:#5b9dff33;color:#9cc4ff}",
	".flamesamp .search,.flamesamp .popup{background:#23262c;color:#e6e6e6;" +
		"border-color:#454a53}",
	".flamesamp .controls input::placeholder{color:#9aa0a8}",
	".flamesamp .matched{color:#e69bff}",
	".flamesamp .popup hr{border-color:#3a3f47}",
	".flamesamp .popup kbd{color:#a2a9b3}",
	".flamesamp .popup button:hover,.flamesamp .popup button:focus-visible{" +
		"background:#5b9dff33}",
	"}",
	"@media print{.flamesamp .controls{visibility:hidden}}",
].join("\n");
