# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Commands as a user runs them: tests/commands.  Needs results.sh and packages.sh.

check_commands() {
	local status=0
	headline "commands as a user runs them"
	timeout 120 "$top/tests/commands/run" "$top/build/flamerec" "$out/commands" \
		>"$out/commands.tap" 2>&1 </dev/null || status=$?
	read_tap commands "$out/commands.tap" $status
}
