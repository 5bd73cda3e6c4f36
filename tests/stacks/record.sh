#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest: records the load into /out/stacks.fsc, and leaves beside it the files
# that stacks may begin in; and what perf makes of the same load, if it is there.
#
# Usage: record.sh SECONDS       (of each program; load.sh's files lie in ./work)
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
	perf record -q -e cpu-clock -F 199 "$@" -o /tmp/perf.data -- sh load.sh work "$seconds" \
		>/dev/null 2>&1
	perf script -i /tmp/perf.data --no-inline -F comm,pid,time,ip,dso >"/out/$name" 2>/dev/null
	rm /tmp/perf.data
}

seconds=$1
# So that the same code is at the same address each time.
echo 0 >/proc/sys/kernel/randomize_va_space
flamerec /dev/flamesamp -F $hz -o /out/stacks.fsc -- sh load.sh work "$seconds"
mkdir -p /out/root
{ libraries; programs; } | tar -c -h -f - -C / --transform 's|^/||' -P -T - | tar -x -f - -C /out/root
if command -v perf >/dev/null; then
	record_with_perf perf-fp -g
	record_with_perf perf-dwarf --call-graph dwarf
fi
