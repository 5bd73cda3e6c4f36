# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The walk by unwind tables, as it compiles for user space: against elfutils'
# unwinder on programs of this machine, and against hostile input.  Needs
# results.sh and packages.sh.

unwind_packages='g++ libdw-dev lld git sqlite3 python3 openssl'
fuzz_seconds=12

check_unwind_host() {
	local status=0
	headline "the walk by unwind tables, in user space"
	# shellcheck disable=SC2086  # a list of words
	ensure_packages $unwind_packages
	if [ "$(uname -m)" = x86_64 ]; then
		"$top/tests/unwind/run" >"$out/unwind.tap" 2>&1 </dev/null || status=$?
		grep '^# [0-9]* stacks' "$out/unwind.tap" || true
		read_tap "unwind" "$out/unwind.tap" $status
	else
		record skip "unwind" "programs are stopped and compared on x86-64 only"
	fi
	status=0
	"$top/tests/fuzz/run" $fuzz_seconds >"$out/fuzz.tap" 2>&1 </dev/null || status=$?
	read_tap "fuzz" "$out/fuzz.tap" $status
}
