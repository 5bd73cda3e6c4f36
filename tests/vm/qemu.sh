# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How each architecture's guest is started.  Needs lib.sh.

# Emulation unless a human asks for KVM: a /dev/kvm that exists need not work.
: "${FLAMESAMP_ACCEL:=tcg}"

# x86 is q35: in the default machine the debug kernel takes 30 s for the ACPI
# interrupt routing, and then gives up.
#
# Sets qemu (an array) and serial for an architecture.
# Usage: qemu_lookup ARCH ACCEL
# shellcheck disable=SC2034
qemu_lookup() {
	local cpu
	case $1 in
	amd64)
		qemu=(qemu-system-x86_64 -M q35) serial=ttyS0 cpu=max,la57=off
		;;
	arm64)
		qemu=(qemu-system-aarch64 -M virt) serial=ttyAMA0 cpu=cortex-a57
		;;
	armhf)
		qemu=(qemu-system-arm -M virt,highmem=off) serial=ttyAMA0 cpu=cortex-a15
		;;
	riscv64)
		qemu=(qemu-system-riscv64 -M virt) serial=ttyS0 cpu=rv64
		;;
	esac
	command -v "${qemu[0]}" >/dev/null || skip "${qemu[0]} is not installed"
	case $2 in
	tcg) qemu+=(-accel tcg,thread=multi -cpu "$cpu") ;;
	kvm) qemu+=(-accel kvm -cpu host) ;;
	*) qemu+=(-accel "$2" -cpu "$cpu") ;;
	esac
}

# The kernel's own complaints.  Only lines with a kernel time stamp count: what
# programs print may say anything.
complaints='WARNING|BUG|KASAN|UBSAN|Oops|ODEBUG|Kernel panic|general protection'
complaints+='|possible (circular|recursive|irq lock)|inconsistent lock state|suspicious RCU'
complaints+='|INFO: (task|rcu|possible|trying|suspicious|Object)|rcu.*stall|soft lockup'
complaints+='|kmemleak: [0-9]+ new|bad unlock balance|sleeping function|scheduling while atomic'
complaints+='|refcount_t:|unable to handle|Call trace:.*flamesamp'

# Prints the complaints in a console log; status 1 if there are any.
console_is_clean() {
	! grep -aE "\[ *[0-9]+\.[0-9]{6}\].*($complaints)" "$1"
}
