# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A chroot a Debian suite: the compiler that fits the suite's kernel headers,
# and the package lists to fetch kernels from.  Needs lib.sh.

suite_root() {
	printf '%s\n' "$cache/suites/$1"
}

host_codename() {
	# shellcheck source=/dev/null
	(. /etc/os-release && printf '%s\n' "${VERSION_CODENAME:-}")
}

# The address of the archive that serves RELEASE ("bookworm", "bookworm-security")
# to this machine, from its own apt sources.
apt_site() {
	apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
		awk -v r="$1" '$1 == r && $2 == "main" { print $3; exit }'
}

# FLAMESAMP_MIRROR and FLAMESAMP_SECURITY_MIRROR win over the machine's sources.
mirror() {
	printf '%s\n' "${FLAMESAMP_MIRROR:-$(apt_site "$(host_codename)")}"
}

security_mirror() {
	printf '%s\n' "${FLAMESAMP_SECURITY_MIRROR:-$(apt_site "$(host_codename)-security")}"
}

# The sources of a suite, one "deb ..." line each.
suite_sources() {
	local main security
	main=$(mirror)
	security=$(security_mirror)
	[ -n "$main" ] ||
		die "no Debian mirror in this machine's apt sources; set FLAMESAMP_MIRROR=URL"
	echo "deb $main $1 main"
	[ -z "$security" ] || echo "deb $security $1-security main"
	# The backports carry the newest kernel, wanted for amd64 only.
	[ "$1" != trixie ] || echo "deb [arch=amd64] $main $1-backports main"
}

# How this machine reaches its mirrors: proxies and the like, as apt options.
apt_access() {
	apt-config dump | grep -E '^Acquire::https?::[^ ]*(Proxy|Verify|CaInfo)' || true
}

# Makes a root of a suite with packages.
# Usage: bootstrap SUITE VARIANT PACKAGE,PACKAGE... DIRECTORY [MMDEBSTRAP-OPTION...]
bootstrap() {
	local suite=$1 variant=$2 packages=$3 dir=$4 option
	local -a sources options=()
	shift 4
	mapfile -t sources < <(suite_sources "$suite")
	while read -r option; do
		options+=(--aptopt="$option")
	done < <(apt_access)
	env INITRD=No mmdebstrap --variant="$variant" --mode=root \
		--aptopt='APT::Install-Recommends "false"' \
		--aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
		--dpkgopt=force-unsafe-io "${options[@]}" "$@" \
		--include="$packages" "$suite" "$dir" "${sources[@]}"
}

# Runs a command in a suite's chroot, without a terminal and without questions.
# /proc is there (objtool wants it since 7.x), in a mount namespace of its own:
# nothing stays mounted, whatever happens.
# Usage: in_suite SUITE COMMAND...
in_suite() {
	local root
	root=$(suite_root "$1")
	shift
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C INITRD=No \
		${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
		DEBIAN_FRONTEND=noninteractive unshare --mount sh -c \
		'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" "$@" </dev/null
}

in_suite_install() {
	local suite=$1
	shift
	cp -L /etc/resolv.conf /etc/hosts "$(suite_root "$suite")/etc/" 2>/dev/null || true
	in_suite "$suite" apt-get install -y -q --no-install-recommends "$@" &&
		in_suite "$suite" apt-get clean
}

# Where suite_download puts packages.
suite_downloads() {
	printf '%s\n' "$(suite_root "$1")/var/tmp/fetch"
}

# Usage: suite_download SUITE PACKAGE...
suite_download() {
	local suite=$1
	shift
	in_suite "$suite" sh -c 'rm -rf /var/tmp/fetch && mkdir -p /var/tmp/fetch &&
		cd /var/tmp/fetch && apt-get -q -o APT::Sandbox::User=root download "$@"' sh "$@"
}

# Packages that only have to lie there, such as libraries of another architecture:
# to install these, the mirror would have to have them in this one's very version.
# Usage: unpack_in_suite SUITE PACKAGE...
unpack_in_suite() {
	local deb
	suite_download "$@" || return 1
	for deb in "$(suite_downloads "$1")"/*.deb; do
		dpkg-deb -x "$deb" "$(suite_root "$1")" || return 1
	done
	rm -rf "$(suite_downloads "$1")"
}

# Lets packages of another architecture be fetched.  An index that the mirror has
# wrong for the moment is no reason to stop: the other indexes may be enough.
add_suite_architecture() {
	in_suite "$1" dpkg --print-foreign-architectures | grep -qx "$2" && return 0
	in_suite "$1" dpkg --add-architecture "$2" && {
		in_suite "$1" apt-get update -q || true
	}
}

# Makes the chroot if it isn't there.
make_suite() {
	local suite=$1 root new
	root=$(suite_root "$suite")
	[ ! -e "$root/.complete" ] || return 0
	need_root
	command -v mmdebstrap >/dev/null || die "mmdebstrap is missing; install the package"
	say "making the $suite chroot (its compiler, about 150 MB of downloads)"
	new=$root.new
	rm -rf "$root" "$new"
	mkdir -p "$(dirname "$root")"
	quietly "$root.log" bootstrap "$suite" apt gcc,make,libc6-dev "$new" \
		--skip=cleanup/apt/lists || return 1
	# For mirrors behind https, without a package for it.
	[ ! -e /etc/ssl/certs/ca-certificates.crt ] ||
		install -D -m 644 /etc/ssl/certs/ca-certificates.crt \
			"$new/etc/ssl/certs/ca-certificates.crt"
	printf '#!/bin/sh\nexit 101\n' >"$new/usr/sbin/policy-rc.d"
	chmod 755 "$new/usr/sbin/policy-rc.d"
	touch "$new/.complete"
	mv "$new" "$root"
}
