# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the scripts ask of the table of kernels.  Needs common.sh.

# Usage: kernel_field KERNEL suite|arch
kernel_field() {
	(
		. "$top/tests/vm/kernels"
		kernel_lookup "$1"
		echo "${!2}"
	)
}

# The kernel that belongs to the machine's Debian, so that guests can run the
# programs that its users know.
distribution_kernel() {
	case $(. "$top/tests/vm/suites.sh" && host_codename) in
	bullseye) echo 5.10 ;;
	bookworm) echo 6.1 ;;
	*) echo 6.12 ;;
	esac
}
