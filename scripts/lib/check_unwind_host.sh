# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The walk by unwind tables, as it compiles for user space, against elfutils'
# unwinder on programs of this machine; and what reads files, against hostile
# ones.  Needs results.sh, and $unwind_packages to be there.

unwind_packages='g++ libdw-dev lld git sqlite3 python3 openssl'
fuzz_seconds=12

check_unwind() {
	local status=0
	headline "the walk by unwind tables, in user space"
	if [ "$(uname -m)" = x86_64 ]; then
		"$top/tests/unwind/run" >"$out/unwind.tap" 2>&1 </dev/null || status=$?
		grep '^# [0-9]* stacks' "$out/unwind.tap" || true
		read_tap "unwind" "$out/unwind.tap" $status
	else
		record skip "unwind" "programs are stopped and compared on x86-64 only"
	fi
}

# Two at a time, too.
check_fuzz() {
	local status=0
	headline "the fuzzers"
	"$top/tests/fuzz/run" $fuzz_seconds >"$out/fuzz.tap" 2>&1 </dev/null || status=$?
	read_tap "fuzz" "$out/fuzz.tap" $status
}
