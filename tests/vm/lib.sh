# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What every tool in this folder shares: where things lie and how they speak.
# Sourced, after the caller's `set -eu`.

# The physical path, whatever the caller's directory and links are.
vm_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck disable=SC2034  # the tools that source this use it
top=$(cd "$vm_dir/../.." && pwd -P)

# Downloads and what is built from them: outside the tree, shared by all clones.
cache=${FLAMESAMP_CACHE:-${XDG_CACHE_HOME:-/var/cache}/flamesamp}

say() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
	say "$@"
	exit 1
}

# The status that means "not here, and that is nobody's fault", as in kselftest.
vm_skip_status=4

skip() {
	say "skipped: $*"
	exit $vm_skip_status
}

# Runs a noisy command quietly: what it said is shown only if it failed.
# Usage: quietly LOGFILE COMMAND...
quietly() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n 30 "$log" >&2
		return 1
	fi
}

# Copies the sources, without what was built from them.
# Usage: copy_sources DIRECTORY
copy_sources() {
	rm -rf "$1"
	mkdir -p "$1"
	tar -c -C "$top" --exclude='*.o' --exclude='*.ko' --exclude='.*.cmd' --exclude='*.mod' \
		--exclude='*.mod.c' Makefile dkms.conf kmod include user tests | tar -x -C "$1"
}

# Holds a lock until the calling process ends, so that two runs don't build the
# same thing at once.  Usage: hold_lock NAME
hold_lock() {
	mkdir -p "$cache/locks"
	exec {vm_lock_fd}>"$cache/locks/$1"
	if ! flock -n "$vm_lock_fd"; then
		say "waiting for another run that makes $1"
		flock "$vm_lock_fd"
	fi
}

need_root() {
	[ "$(id -u)" = 0 ] || die "chroots and packages need root; run it with sudo"
}
