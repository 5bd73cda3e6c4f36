# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For each kernel: the module builds, loads, and passes the kselftests in a
# guest.  Needs results.sh and guest.sh.

# Seconds for all test programs in an emulated guest.
guest_limit=900
soak_seconds=30

# One kernel after the other; what came of it is left for check_kernel.
fetch_each() {
	local k status
	for k; do
		status=0
		case $k in
		debug) "$top/tests/vm/build-debug-kernel" ;;
		*) "$top/tests/vm/fetch" "$k" ;;
		esac >"$out/fetch-$k.log" 2>&1 </dev/null || status=$?
		echo $status >"$out/fetch-$k.status"
	done
}

# A job for each suite, while the host checks run: suites share nothing.
fetch_in_background() {
	local k suite
	declare -A by_suite=()
	for k; do
		suite=$(kernel_field "$k" suite)
		by_suite[$suite]+=" $k"
	done
	fetch_jobs=()
	for suite in "${!by_suite[@]}"; do
		# shellcheck disable=SC2086  # a list of words
		fetch_each ${by_suite[$suite]} &
		fetch_jobs+=($!)
	done
}

wait_for_fetches() {
	local job
	[ ${#fetch_jobs[@]} -gt 0 ] || return 0
	progress "waiting for the kernels' downloads"
	for job in "${fetch_jobs[@]}"; do
		wait "$job" || true
	done
	fetch_jobs=()
}

# Usage: kernel_is_here KERNEL; records why not
kernel_is_here() {
	wait_for_fetches
	case $(cat "$out/fetch-$1.status") in
	0) return 0 ;;
	"$vm_skip_status") record skip "$1" "$(tail -n 1 "$out/fetch-$1.log")" ;;
	*)
		show_end_of "$out/fetch-$1.log"
		record fail "$1" "cannot be fetched; all of it is in $out/fetch-$1.log"
		;;
	esac
	return 1
}

build_tests() {
	"$top/tests/vm/fetch-source" >/dev/null || true
	run_test "$1: recorder and test programs build" "$top/tests/vm/build-tests" "$1"
}

# The programs for the guests. Usage: tests_are_built ARCH
tests_are_built() {
	once "tests-$1" build_tests "$1"
}

# Usage: module_is_built KERNEL
module_is_built() {
	once "module-$1" run_test "$1: the module builds" "$top/tests/vm/build-module" "$1"
}

# Proportions of time need a clock that the host's other work doesn't disturb: with
# -icount time passes by instructions (8 ns each, about the speed of emulation).
# That takes a single CPU; so what is about CPUs runs without.
exact_time=(--smp 1 --accel 'tcg,thread=single' --qemu-arg -icount --qemu-arg 'shift=3,sleep=off')

# A module that the tests may load and unload.
# Usage: spare_module KERNEL ROOM; prints its path, or nothing
# ROOM: where it goes if it has to be unpacked
spare_module() {
	local found
	found=$(find "$cache/kernels/$1/lib/modules" -name 'dummy.ko*' | head -n 1)
	case $found in
	*.xz)
		xz -dc "$found" >"$2"
		echo "$2"
		;;
	*) echo "$found" ;;
	esac
}

# Boots a guest that runs a folder's run.sh with the module loaded, and takes in
# the TAP, even from a guest that died on the way.
# Usage: run_in_guest KERNEL NAME FOLDER [BOOT-OPTION...]
run_in_guest() {
	local k=$1 name=$2 folder=$3 dir status=0 arch spare
	shift 3
	arch=$(kernel_field "$k" arch)
	spare=$(spare_module "$k" "$out/dummy-$k-$name.ko")
	dir=$out/$k-$name
	"$top/tests/vm/boot" "$k" --module --quiet --out "$dir" --timeout $guest_limit "$@" \
		--file "$top/build/vm/$arch/flamerec:/usr/bin/flamerec" \
		--file "$top/build/vm/$arch/$folder:/$folder" \
		${spare:+--file "$spare:/guest/test-module.ko"} \
		-- sh "/$folder/run.sh" >"$dir.log" 2>&1 || status=$?
	touch "$dir/live"
	read_tap "$k" "$dir/live" "$(cat "$dir/status" 2>/dev/null || echo none)"
	name="$k: the $name guest ends well, its kernel content"
	if [ $status = 0 ] || [ $status = 1 ]; then
		record pass "$name"
	else
		show_end_of "$dir.log"
		record fail "$name" "status $status; see $dir/console.log"
	fi
}

# A while of everything at once: sessions, a fork storm, CPUs that come and go, the
# module removed and inserted.  On the debug kernel and the distribution's own.
# With a thread for each CPU, QEMU at times goes on executing the breakpoint of a kernel
# patching its code after it is gone, and each insertion of the module patches the
# places of its tracepoints while the storm runs through them: one thread for all.
# Usage: soak KERNEL SECONDS
soak() {
	local -a accel=()
	[ "${FLAMESAMP_ACCEL:-tcg}" != tcg ] || accel=(--accel 'tcg,thread=single')
	"$top/tests/vm/boot" "$1" --module "${accel[@]}" --out "$out/$1-soak" \
		--timeout $(($2 * 10 + 120)) \
		--file "$top/build/vm/$(kernel_field "$1" arch)/kselftest:/kselftest" \
		-- sh /kselftest/soak.sh "$2"
}

check_kernel() {
	local k=$1 arch
	headline "kernel $k"
	kernel_is_here "$k" || return 0
	arch=$(kernel_field "$k" arch)
	tests_are_built "$arch" || return 0
	module_is_built "$k" || return 0
	run_in_guest "$k" kselftest kselftest
	# The debug kernel's checks cost most of its time, which says nothing of proportions.
	[ "$k" = debug ] || run_in_guest "$k" content content "${exact_time[@]}"
	if [ "$k" = debug ] || [ "$k" = "$(distribution_kernel)" ]; then
		run_test "$k: everything at once, for $soak_seconds s" soak "$k" $soak_seconds ||
			true
	fi
}
