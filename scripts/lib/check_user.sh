# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Checks of the recorder that need no guest.  Needs results.sh.

static_limit=1900000

# With all CPUs.
build_user() {
	headline "the recorder"
	run_test "flamerec builds with clang" \
		make -s -C "$top" -j"$(nproc)" CC=clang build/flamerec || true
	run_test "flamerec builds with gcc" \
		make -s -C "$top" -j"$(nproc)" CC=gcc build/flamerec || true
	run_test "the static flamerec builds, with a size below $static_limit" static_fits || true
	run_test "the ABI is the same for 64 bits" abi_holds -m64 || true
	run_test "the ABI is the same for 32 bits" abi_holds -m32 || true
	run_test "the unit tests build" make -s -C "$top" -j"$(nproc)" CC=gcc test-build || true
}

static_fits() {
	local size
	make -s -C "$top" -j"$(nproc)" CC=gcc static || return 1
	size=$(stat -c %s "$top/build/flamerec-static")
	echo "$size bytes"
	[ "$size" -lt $static_limit ]
}

check_units() {
	local status=0
	headline "the unit tests"
	make -s -C "$top" CC=gcc test >"$out/unit.tap" 2>&1 </dev/null || status=$?
	read_tap "unit" "$out/unit.tap" $status
}

# Compiling is the test.  The kernel's headers are the same for both sizes, but
# lie in a folder that -m32 does not look into.
# Usage: abi_holds -m32|-m64
abi_holds() {
	gcc "$1" -std=gnu11 -Wall -Wextra -Werror -I"$top/include/uapi" \
		-idirafter "/usr/include/$(gcc -dumpmachine)" \
		-c -o /dev/null "$top/tests/unit/test_abi.c"
}
