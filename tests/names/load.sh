#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two programs at a time, each at work for SECONDS: those of ../stacks/load.sh, and beside these
# what else there is on a machine, in places that names are hard to come by.
#
# Usage: load.sh DIRECTORY SECONDS
cd "$1" || exit 1
export LC_ALL=C
seconds=$2

run() {
	timeout "$seconds" "$@" >/dev/null 2>&1
}

# In namespaces of its own, with another root, where it is process 2. unshare lets nobody end it.
boxed() {
	# shellcheck disable=SC2016  # the inner shell's
	unshare --mount --pid --fork \
		sh -c 'mount -t proc proc box/proc && timeout "$0" chroot box "$1"' \
		"$seconds" "$1" >/dev/null 2>&1
}

# The file is gone while it runs.
deleted() {
	cp deleted /tmp/deleted
	run /tmp/deleted &
	sleep "$(awk "BEGIN { print $seconds / 4 }")"
	rm /tmp/deleted
	wait $!
}

# Another file is at the path of its library.
replaced() {
	mkdir -p /tmp/lib
	cp libspin.so /tmp/lib/libspin.so
	LD_LIBRARY_PATH=/tmp/lib run ./replaced &
	sleep "$(awk "BEGIN { print $seconds / 4 }")"
	cp new/libspin.so /tmp/lib/libspin.so.new
	mv /tmp/lib/libspin.so.new /tmp/lib/libspin.so
	wait $!
}

{
	sh ../stock.sh . "$seconds"
	run grep -rEc 'na(me|ne)[0-9]*7;.*(ab|cd)$' text text text text text text text text
	run awk -F ';' '
		{ n[$2] += length($3); gsub(/[0-9]+/, "x", $3); t[$3]++ }
		END { for (k in n) print k, n[k] }' \
		text text text text text text text text text text text text
} &
stock=$!
run sed -E 's/([a-z]+)([0-9]+)/\2\1/g; /;(1|2)/d; y/abc/xyz/' \
	text text text text text text text text text
run openssl speed -seconds 1 -bytes 8192 sha256
# shellcheck disable=SC2016  # the inner shell's
run sh -c 'while :; do "$0" -quiet -O2 functions.i -o /dev/null; done' \
	"$(echo /usr/lib/gcc/*/*/cc1)"
# It takes an emulated machine a second or two to come to the script.
seconds=$((3 * seconds)) run node --perf-basic-prof work.js
[ ! -e gopher ] || run ./gopher
run ./shapes
boxed /bin/inside
boxed /bin/jit
deleted
replaced
wait $stock
exit 0
