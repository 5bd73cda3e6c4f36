#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest: records the load into /out/stacks.fsc, and leaves beside it the files
# that stacks may begin in; and what perf makes of the same load, if it is there.
#
# Usage: record.sh SECONDS [known]    (of each program; load.sh's files lie in ./files)
#   known   their files are: they run already when the recording begins, all at rest
set -eu
cd "$(dirname "$0")"
hz=499

# The C library and its linker, as this very shell has them mapped.
libraries() {
	local range rest path
	while read -r range rest rest rest rest path; do
		case $path in
		*/libc.so.* | */libc-*.so | */ld-linux* | */ld-*.so) echo "$path" ;;
		esac
	done </proc/self/maps | sort -u
}

programs() {
	local name
	for name in git xz gzip perl sqlite3 python3 find sort tar timeout cat sh flamerec; do
		readlink -f "$(command -v $name)"
	done
}

# Less often than flamerec: it takes minutes over the stacks afterwards.
record_with_perf() {
	local name=$1
	shift
	perf record -q -e cpu-clock -F 199 "$@" -o /tmp/perf.data -- sh load.sh files "$seconds" \
		>/dev/null 2>&1
	perf script -i /tmp/perf.data --no-inline -F comm,pid,time,ip,dso >"/out/$name" 2>/dev/null
	rm /tmp/perf.data
}

at_rest() {
	local process line
	for process; do
		read -r line <"/proc/$process/stat" || return 1
		[[ $line == *') S '* ]] || return 1
	done
}

# Each program once, waiting for input that never comes.  Pipes of their own: xz makes
# its own one non-blocking.
start_residents() {
	local residents=() rests=0
	sleep 1000 | git -C files/repository cat-file --batch & residents+=($!)
	sleep 1000 | xz -c & residents+=($!)
	sleep 1000 | gzip -c & residents+=($!)
	sleep 1000 | perl -e '<STDIN>' & residents+=($!)
	sleep 1000 | sqlite3 & residents+=($!)
	sleep 1000 |
		python3 -c 'import re, json, hashlib, sqlite3, decimal; input()' & residents+=($!)
	# shellcheck disable=SC2185  # it reads where to look
	sleep 1000 | find -files0-from - -false & residents+=($!)
	sleep 1000 | sort & residents+=($!)
	sleep 1000 | tar -x -f - & residents+=($!)
	sleep 1000 | cat & residents+=($!)
	sleep 1000 | sh -c 'read -r line' & residents+=($!)
	# At rest at one time may be waiting for the disk.
	while [ $rests -lt 10 ]; do
		sleep 0.1
		if at_rest "${residents[@]}"; then
			rests=$((rests + 1))
		else
			rests=0
		fi
	done
}

seconds=$1
# So that the same code is at the same address each time.
echo 0 >/proc/sys/kernel/randomize_va_space
scope=()
if [ "${2-}" = known ]; then
	start_residents >/dev/null 2>&1
	scope=(-a)
fi
# First what is compared with nothing: those after it have the files in memory, and get as far.
if command -v perf >/dev/null; then
	record_with_perf perf-fp -g
fi
flamerec /dev/flamesamp "${scope[@]}" -F $hz -o /out/stacks.fsc -- sh load.sh files "$seconds"
mkdir -p /out/root
{ libraries; programs; } | tar -c -h -f - -C / --transform 's|^/||' -P -T - |
	tar -x -f - -C /out/root
if command -v perf >/dev/null; then
	record_with_perf perf-dwarf --call-graph dwarf
fi
