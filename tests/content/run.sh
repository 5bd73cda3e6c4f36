#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Samples programs with known contents in a guest, and checks what flamerec says
# of them; prints TAP, a stream for each program.  perf is asked, too, where the
# guest has it.  For busybox's shell.
cd "$(dirname "$0")" || exit 1
flamerec=${FLAMEREC:-flamerec}
hz=499
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

skip() {
	printf 'TAP version 13\n1..1\nok 1 # SKIP %s\n' "$1"
}

record() {
	"$flamerec" /dev/flamesamp -F $hz -o "$work/out.folded" -- "./$1" \
		2>"$work/flamerec.log" && return
	sed 's/^/# /' "$work/flamerec.log"
	return 1
}

record_with_perf() {
	perf record -q -e cpu-clock -F $hz -g -o "$work/perf.data" -- "./$1" >/dev/null 2>&1 &&
		perf script -i "$work/perf.data" -F comm,ip,sym >"$work/perf" 2>/dev/null
}

# Proportions that one run in a thousand misses, and an emulated machine on a busy
# host a few more, since periods that it slept through all count for one place:
# only what is wrong three times is wrong.
check() {
	name=$1 root=$2
	for attempt in 1 2 3; do
		set --
		if ! record "$name"; then
			printf 'TAP version 13\n1..1\nnot ok 1 %s is recorded\n' "$name"
			status=1
			return
		fi
		if command -v perf >/dev/null && record_with_perf "$name"; then
			set -- "$work/perf"
		fi
		checked=0
		./check_known "$name" "$root" "$work/out.folded" "$@" >"$work/tap" || checked=$?
		[ $checked = 3 ] || break
		[ $attempt = 3 ] ||
			sed -n 's/^#/# attempt '$attempt', to be repeated:/p' "$work/tap"
	done
	cat "$work/tap"
	if [ "$checked" != 0 ]; then
		status=1
		grep "^$name;" "$work/out.folded" | sort -t' ' -k2 | cut -c 1-200 | tail -n 40 |
			sed 's/^/# /'
	fi
}

# Whether the machine can execute it; it need not get far.
runs_here() {
	[ -x "./$1" ] || return 1
	# The shell tells of its death, too.
	# shellcheck disable=SC3045  # dash and busybox have it
	{ (ulimit -t 1; exec "./$1") >/dev/null 2>&1; ran=$?; } 2>/dev/null
	[ $ran != 126 ] && [ $ran != 127 ]
}

for name in known known32 known_libc; do
	root='_start;start_in_c'
	[ $name != known_libc ] || root=''
	echo "# --- $name"
	if runs_here $name; then
		check $name "$root"
	else
		skip "$name: this machine does not run it"
	fi
done
exit $status
