# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs Debian packages: only those that are missing, so that a machine that
# has everything needs no network.  Needs common.sh.

build_packages='gcc make libc6-dev libelf-dev zlib1g-dev'
guest_packages='mmdebstrap qemu-system-x86 busybox-static cpio kmod mount xz-utils e2fsprogs util-linux'
check_packages='clang perl shellcheck git binutils nodejs chromium ca-certificates'
check_packages+=' qemu-system-arm qemu-system-misc opensbi'
# flamegraph.pl, which pictures are compared with, comes with a profiler for Perl. xmllint reads
# what is written for CI servers.
check_packages+=' libdevel-nytprof-perl libxml2-utils'
# Libraries that the recorder uses where they are there; and tools that names are compared with, or
# that make what they are read from.  Not gcc-multilib, which conflicts with the compilers for other
# architectures, nor a JVM, which is large: tests that want these are skipped without.
names_packages='libdw-dev liblzma-dev libiberty-dev libdebuginfod-dev'
check_packages+=" $names_packages libcurl4-openssl-dev debuginfod elfutils dwz g++"
check_packages+=' golang-go rustc librsvg2-bin'

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = 'ii ' ]
}

apt_get() {
	DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Use-Pty=0 \
		-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

# Usage: ensure_packages PACKAGE...
ensure_packages() {
	local package missing=()
	for package; do
		is_installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	need_root
	progress "installing: ${missing[*]}"
	quietly "$cache/apt-update.log" apt_get update ||
		die "apt-get update failed; is this machine's network up?"
	quietly "$cache/apt-install.log" apt_get install --no-install-recommends "${missing[@]}" ||
		die "apt-get could not install: ${missing[*]}; all it said is in $cache/apt-install.log"
}
