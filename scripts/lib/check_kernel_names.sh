# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Names of a kernel that hides them, against what it shows.  Needs check_names.sh.

# Usage: check_kernel_names KERNEL
check_kernel_names() {
	local k=$1 status=0
	headline "names of the kernel, on kernel $k"
	kernel_is_here "$k" || return 0
	tests_are_built "$(kernel_field "$k" arch)" || return 0
	module_is_built "$k" || return 0
	"$top/tests/kernel-names/run" "$k" >"$out/$k-kernel-names.tap" \
		2>"$out/$k-kernel-names.log" || status=$?
	[ $status = 0 ] || show_end_of "$out/$k-kernel-names.log"
	grep -E '^ok [0-9]+ by (the module|System.map|files):' "$out/$k-kernel-names.tap" || true
	read_tap "$k, kernel names" "$out/$k-kernel-names.tap" $status
}
