# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The picture in a real browser: tests/browser, driven by playwright-core.
# Needs results.sh and packages.sh.

# The version that the tests were written with.
playwright_version=1.65.1

# npm's own dependencies are many; it is only installed where the driver is missing.
ensure_playwright() {
	[ ! -e "$cache/node/node_modules/playwright-core/package.json" ] || return 0
	command -v npm >/dev/null || ensure_packages npm
	progress "fetching playwright-core"
	mkdir -p "$cache/node"
	# Certificates that this machine was told to trust hold for node, too.
	NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt} \
		quietly "$cache/npm.log" npm install --prefix "$cache/node" --no-audit --no-fund \
		--ignore-scripts --fetch-retries=1 \
		"playwright-core@$playwright_version"
}

# Usage: check_page viewer|heatmap
check_page() {
	local status=0
	NODE_PATH=$cache/node/node_modules timeout 300 "$top/tests/browser/pages" "$1" \
		"$top/build/flamerec" "$out/browser" >"$out/browser-$1.tap" 2>&1 </dev/null ||
		status=$?
	read_tap "browser $1" "$out/browser-$1.tap" $status
}

check_browser() {
	local status=0
	headline "the picture in a browser"
	if ! ensure_playwright; then
		record skip "browser" "playwright-core can't be fetched from the package registry"
		return 0
	fi
	NODE_PATH=$cache/node/node_modules timeout 300 "$top/tests/browser/run" \
		"$top/build/flamerec" "$out/browser" >"$out/browser.tap" 2>&1 </dev/null ||
		status=$?
	read_tap browser "$out/browser.tap" $status
	check_page viewer
	check_page heatmap
}
