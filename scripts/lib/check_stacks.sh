# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Programs as the distribution ships them, without frame pointers, in a guest of
# each architecture: the share of their stacks that is whole, judged here. Needs
# check_kernels.sh.

# Seconds of work of each program.
stacks_seconds=2
stacks_programs='git xz gzip perl sqlite3 python3 find sort tar'

# Percent of the stacks that must be whole.
# Usage: stacks_wanted ARCH
stacks_wanted() {
	case $1 in
	amd64) echo 99 ;;
	# Python's evaluation loop, by machine code alone, is cut in a quarter of its stacks there.
	armhf) echo 96 ;;
	*) echo 97 ;;
	esac
}

# One kernel of each architecture: the distribution's, and those of the others.
# Usage: stacks_kernels KERNEL...
stacks_kernels() {
	local k
	distribution_kernel
	for k; do
		[ "$(kernel_field "$k" arch)" = amd64 ] || echo "$k"
	done
}

# The programs' root, on amd64 with perf to compare with.
# Usage: stacks_image KERNEL
stacks_image() {
	local arch
	arch=$(kernel_field "$1" arch)
	if [ "$arch" = amd64 ]; then
		"$top/tests/vm/make-root" "$(kernel_field "$1" suite)" perf
	else
		"$top/tests/vm/make-root" "$(kernel_field "$1" suite)" programs "$arch"
	fi
}

# What the guests need besides their programs, the same for all of them.
make_stacks_folder() {
	[ ! -e "$out/stacks/record.sh" ] || return 0
	make -s -C "$top/tests/stacks" -j"$(nproc)" || return 1
	"$top/tests/stacks/prepare.sh" "$out/stacks/files" &&
		cp "$top/tests/stacks/"{load,record}.sh "$out/stacks/"
}

# Programs of 32-bit arm have no unwind information: their code is read instead, which
# takes the emulated machine seconds for the large ones, more than a program here lives.
# So these run already when the recording begins.
# Usage: stacks_known ARCH
stacks_known() {
	[ "$1" != armhf ] || echo known
}

# Usage: boot_for_stacks KERNEL IMAGE
boot_for_stacks() {
	local arch
	arch=$(kernel_field "$1" arch)
	"$top/tests/vm/boot" "$1" --module --root "$2" --mem 1024 --out "$out/$1-stacks" \
		--timeout "$guest_limit" \
		--file "$top/build/vm/$arch/flamerec:/usr/bin/flamerec" \
		--file "$out/stacks:/stacks" \
		-- bash /stacks/record.sh $stacks_seconds "$(stacks_known "$arch")"
}

# Usage: judge_stacks KERNEL
judge_stacks() {
	local dir=$out/$1-stacks status=0 wanted
	wanted=$(stacks_wanted "$(kernel_field "$1" arch)")
	(cd "$dir/root" && find . -type f | sed 's/^\.//') |
		xargs "$top/tests/stacks/entries.sh" "$dir/root" >"$dir/entries"
	# shellcheck disable=SC2086  # a list of words
	"$top/build/stacks/check_stacks" "$dir/stacks.fsc" "$dir/entries" "$wanted" \
		$stacks_programs >"$dir/stacks.tap" 2>&1 || status=$?
	read_tap "$1" "$dir/stacks.tap" $status
	[ -e "$dir/perf-dwarf" ] || return 0
	status=0
	"$top/build/stacks/check_perf" "$dir/stacks.fsc" "$dir/entries" "$dir/perf-fp" \
		"$dir/perf-dwarf" >"$dir/perf.tap" 2>&1 || status=$?
	read_tap "$1, beside perf" "$dir/perf.tap" $status
}

# Usage: check_stacks KERNEL
check_stacks() {
	local k=$1 image
	headline "whole stacks, on kernel $k"
	kernel_is_here "$k" || return 0
	tests_are_built "$(kernel_field "$k" arch)" || return 0
	module_is_built "$k" || return 0
	if ! image=$(stacks_image "$k" 2>"$out/root-$k.log"); then
		record skip "$k: stacks" "$(tail -n 1 "$out/root-$k.log")"
		return 0
	fi
	run_test "$k: the load is recorded" boot_for_stacks "$k" "$image" || return 0
	judge_stacks "$k"
}
