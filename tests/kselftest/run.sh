#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs the tests in a guest, all or those named, and sums up their single cases.
# The status is 1 if any of them failed, or ended before its time.
# For busybox's shell.
#
# FLAMESAMP_KO           the module, to be inserted again where a test removes it
# FLAMESAMP_TEST_MODULE  some other small module, to be loaded and unloaded
cd "$(dirname "$0")" || exit 1
: "${FLAMESAMP_KO:=/guest/flamesamp.ko}" "${FLAMESAMP_TEST_MODULE:=/guest/test-module.ko}"
export FLAMESAMP_KO FLAMESAMP_TEST_MODULE
tap=$(mktemp)
status=$(mktemp)
trap 'rm -f "$tap" "$status"' EXIT
passed=0 failed=0 skipped=0

count() {
	grep -c "$1" "$tap"
}

# Whether a program's word is worth something: it has to have run all that it planned.
finished() {
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$tap")
	[ "$(cat "$status")" -le 4 ] && [ "$(count '^\(not \)\{0,1\}ok ')" = "${planned:-none}" ]
}

run_one() {
	echo "# --- $1"
	{ "./$1" 2>&1; echo $? >"$status"; } | tee "$tap"
	skips=$(count '^ok [0-9]* *# SKIP')
	oks=$(count '^ok ')
	passed=$((passed + oks - skips))
	skipped=$((skipped + skips))
	failed=$((failed + $(count '^not ok ')))
	if ! finished; then
		echo "not ok # $1 ended early, with status $(cat "$status")"
		failed=$((failed + 1))
	fi
}

# A 64-bit kernel without 32-bit programs can't be blamed for it.
runs_here() {
	[ "$1" != compat32 ] || grep -q -e ' do_int80_syscall_32$' -e ' do_int80_emulation$' \
		-e ' __do_fast_syscall_32$' /proc/kallsyms
}

[ $# -gt 0 ] || set -- test_* compat32
for name; do
	[ -x "$name" ] || continue
	if runs_here "$name"; then
		run_one "$name"
	else
		echo "ok # SKIP $name: not for this kernel"
		skipped=$((skipped + 1))
	fi
done
echo "# kselftest: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ $((passed + skipped)) -gt 0 ]
