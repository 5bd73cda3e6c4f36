#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# DKMS for real: builds, installs and removes the module in a suite's chroot, in
# trees of its own, and holds dkms.conf to skip what can't carry it.  TAP.
#
# Usage: tests/dkms/run.sh [KERNEL...]     (the kernel of this machine's Debian)
# Status 4: no such kernel was fetched, or DKMS can't be had
set -eu
. "$(dirname "$0")/../../scripts/lib/common.sh"
. "$vm_dir/kernels"
. "$vm_dir/suites.sh"

n=0
failed=0

# Usage: result NAME CONDITION...; what was said last is shown where it doesn't hold
result() {
	local what=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $what"
		return
	fi
	failed=1
	echo "not ok $n - $what"
	sed 's/^/# /' "$said"
}

has_dkms() {
	in_suite "$suite" sh -c 'command -v dkms >/dev/null && command -v openssl >/dev/null'
}

# Installing packages is one's own affair; building is not.
ensure_dkms() {
	# It "prepares" headers that it is pointed to, which leaves them unusable for all others.
	[ "$suite" != bullseye ] || skip "Debian 11's DKMS can't be used with trees of one's own"
	! has_dkms || return 0
	hold_lock "suite-$suite"
	in_suite_install "$suite" dkms openssl >/dev/null 2>&1 ||
		skip "DKMS can't be installed in the $suite chroot"
	exec {vm_lock_fd}>&-
}

# The tree of sources, and what DKMS would keep in /var/lib, /usr/src and /lib/modules.
make_place() {
	place=$(mktemp -d "$(suite_root "$suite")/var/tmp/dkms.XXXXXX")
	inside=${place#"$(suite_root "$suite")"}
	said=$place/said
	mkdir -p "$place"/{top,tree,src,"lib/$release"}
	ln -s "/lib/modules/$release/build" "$place/lib/$release/build"
	tar -c -C "$top" --exclude='*.o' --exclude='*.ko' --exclude='*.mod*' --exclude='.*.cmd' \
		Makefile COPYING dkms.conf kmod include scripts | tar -x -C "$place/top"
}

# Runs make in the copy of the sources; sets status.
# Usage: run_make TARGET RELEASE[/ARCH] HEADERS
run_make() {
	local dkms="dkms --dkmstree $inside/tree --sourcetree $inside/src --installtree $inside/lib"
	status=0
	in_suite "$suite" make -C "$inside/top" "$1" KVER="$2" SOURCE_TREE="$inside/src" \
		DKMS="$dkms --kernelsourcedir $3" >"$said" 2>&1 || status=$?
}

succeeded() {
	[ "$status" = 0 ]
}

has_said() {
	grep -q -- "$1" "$said"
}

# The module that was installed for a release, whatever it is packed with.
installed() {
	find "$place/lib/$release" -name 'flamesamp.ko*' 2>/dev/null | head -n 1
}

# Usage: field NAME; of the installed module
field() {
	modinfo -F "$1" "$(installed)" 2>/dev/null
}

is_installed_for_release() {
	[ "$(field vermagic | cut -d ' ' -f 1)" = "$release" ]
}

has_our_version() {
	[ "$(field version)" = "$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$top/dkms.conf")" ]
}

nothing_is_left() {
	[ -z "$(find "$place/lib/" "$place/src" "$place/tree" -name 'flamesamp*')" ]
}

skipped_without_module() {
	succeeded && has_said "$1" && [ -z "$(find "$place/lib" -name 'flamesamp.ko*')" ]
}

check_install() {
	run_make dkms-install "$release$1" "/lib/modules/$release/build"
	result "$name: make dkms-install succeeds" succeeded
	result "$name: the module is installed for $release" is_installed_for_release
	result "$name: the module has the version of dkms.conf" has_our_version
	run_make dkms-install "$release$1" "/lib/modules/$release/build"
	result "$name: a second make dkms-install succeeds" succeeded
	run_make dkms-remove "$release$1" "/lib/modules/$release/build"
	result "$name: make dkms-remove succeeds" succeeded
	result "$name: make dkms-remove leaves nothing" nothing_is_left
}

# Kernels that are made up: DKMS must not get as far as building for them.
check_skip() {
	mkdir -p "$place/old/include" "$place/bare/include/config"
	printf 'CONFIG_MMU=y\nCONFIG_IRQ_WORK=y\n' >"$place/old/.config"
	printf 'CONFIG_MMU=y\n' | tee "$place/bare/include/config/auto.conf" >"$place/bare/.config"
	run_make dkms-install 4.19.0-1-amd64 "$inside/old"
	result "an older kernel is skipped, with the reason" \
		skipped_without_module 'needs Linux 5.10 or later'
	run_make dkms-install 6.1.0-1-amd64 "$inside/bare"
	result "a kernel without an option is skipped, with the reason" \
		skipped_without_module 'built without CONFIG_IRQ_WORK'
	run_make dkms-remove 6.1.0-1-amd64 "$inside/bare"
}

check_kernel() {
	kernel_lookup "$1"
	[ -e "$kdir/release" ] || skip "$name is not here; run tests/vm/fetch $name"
	release=$(cat "$kdir/release")
	ensure_dkms
	make_place
	case $arch in
	amd64) check_install '' ;;
	arm64) check_install /aarch64 ;;
	*) skip "$name: this test doesn't know DKMS's name for $arch" ;;
	esac
	[ $n -gt 6 ] || check_skip
	rm -rf "$place"
}

place=''
trap '[ -z "$place" ] || rm -rf "$place"' EXIT
need_root
command -v modinfo >/dev/null || skip "modinfo is missing; install the package kmod"
[ $# -gt 0 ] || set -- "$(. "$top/scripts/lib/guest.sh" && distribution_kernel)"
for kernel; do
	check_kernel "$kernel"
done
echo "1..$n"
exit $failed
