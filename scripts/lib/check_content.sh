# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# End to end, in a guest with its distribution's libraries and with perf, to
# compare with.  (The kernels' own guests have neither.)  Needs check_kernels.sh.

# Usage: check_content KERNEL
check_content() {
	local k=$1 image suite
	headline "content, on kernel $k with its distribution's programs"
	kernel_is_here "$k" || return 0
	suite=$(kernel_field "$k" suite)
	tests_are_built "$(kernel_field "$k" arch)" || return 0
	module_is_built "$k" || return 0
	if ! image=$("$top/tests/vm/make-root" "$suite" perf 2>"$out/root.log"); then
		record skip "content" "$(tail -n 1 "$out/root.log")"
		return 0
	fi
	run_in_guest "$k" distribution content "${exact_time[@]}" --root "$image" --mem 1024
}
