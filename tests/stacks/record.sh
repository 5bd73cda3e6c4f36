#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest: records the load into /out/stacks.fsc, and leaves beside it the files
# that stacks may begin in.
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

flamerec /dev/flamesamp -F $hz -o /out/stacks.fsc -- sh load.sh work "$1"
mkdir -p /out/root
{ libraries; programs; } | tar -c -h -f - -C / --transform 's|^/||' -P -T - | tar -x -f - -C /out/root
