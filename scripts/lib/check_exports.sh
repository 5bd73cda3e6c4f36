# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Exports, as those who own the formats read them: go tool pprof, speedscope in a browser, flamerec.
# Needs results.sh, packages.sh and check_browser.sh.

# The version that the tests were written with.
speedscope_version=1.25.0

ensure_speedscope() {
	[ ! -e "$cache/node/node_modules/speedscope/package.json" ] || return 0
	command -v npm >/dev/null || ensure_packages npm
	progress "fetching speedscope"
	# Certificates that this machine was told to trust hold for node, too.
	NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt} \
		quietly "$cache/npm-speedscope.log" npm install --prefix "$cache/node" --no-audit \
		--no-fund --ignore-scripts --fetch-retries=1 "speedscope@$speedscope_version"
}

check_exports() {
	local status=0
	headline "exports"
	run_test "a capture to export is made" make -s -C "$top/tests/exports" -j"$(nproc)" ||
		return 0
	# What is missing then is skipped there, with the reason.
	{ ensure_playwright && ensure_speedscope; } || true
	NODE_PATH=$cache/node/node_modules timeout 300 "$top/tests/exports/run" \
		"$top/build/flamerec" "$out/exports" "$top/build/exports/all.fsc" \
		>"$out/exports.tap" 2>&1 </dev/null || status=$?
	read_tap exports "$out/exports.tap" $status
}
