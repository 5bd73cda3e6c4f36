# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Text for people, programs and models: tests/text.  Needs results.sh.

check_text() {
	local status=0
	headline "text"
	timeout 120 "$top/tests/text/run" "$top/build/flamerec" >"$out/text.tap" 2>&1 </dev/null ||
		status=$?
	read_tap text "$out/text.tap" $status
}
