# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# DKMS, in the chroot of the distribution's kernel.  Needs check_kernels.sh.

# Usage: check_dkms KERNEL
check_dkms() {
	local status=0
	headline "DKMS"
	kernel_is_here "$1" || return 0
	timeout 600 "$top/tests/dkms/run.sh" "$1" >"$out/dkms.tap" 2>&1 </dev/null || status=$?
	read_tap dkms "$out/dkms.tap" $status
}
