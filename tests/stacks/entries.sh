#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where stacks begin, as binutils see it: the first code of a program, and code for
# which the unwind information says that nobody called it (that of new threads).
#
# Usage: entries.sh ROOT PATH...           (files ROOT/PATH, of any architecture)
# Prints "PATH START END" for each such piece of code, as offsets in the file, in hex.
set -eu
root=$1
shift

# readelf's tables, in the order: segments, header, symbols, frames.
tables() {
	readelf -lW "$1"
	readelf -hW "$1"
	readelf --dyn-syms -W "$1"
	readelf --debug-dump=frames "$1"
}

# An entry's first instructions end in a call; what comes behind it is other code.
# Numbers of awk's hold addresses up to 2^53, which files' are far from.
pieces() {
	awk -v path="$1" -v segments=0 '
	function number(hex,  i, n) {
		n = 0
		sub(/^0x/, "", hex)
		for (i = 1; i <= length(hex); i++)
			n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
		return n
	}
	function piece(start, end,  i) {
		for (i = 0; i < segments; i++)
			if (end > start && start >= address[i] && start < address[i] + bytes[i]) {
				start += offset[i] - address[i]
				end += offset[i] - address[i]
				printf "%s %x %x\n", path, start, end
			}
	}
	$1 == "LOAD" {
		offset[segments] = number($2)
		address[segments] = number($3)
		bytes[segments++] = number($5)
	}
	# Bit 0 of an address on arm says that it is Thumb code.
	function even(n) {
		return n - n % 2
	}
	/Entry point address:/ { entry = even(number($4)); piece(entry, entry + 96) }
	$4 == "FUNC" && $8 ~ /^_*clone@/ { symbol = even(number($2)); piece(symbol, symbol + $3) }
	/ FDE / {
		before[1] = start; before[2] = end
		frame = $NF
		sub(/^pc=/, "", frame)
		split(frame, range, /\.\./)
		start = number(range[1]); end = number(range[2])
	}
	# The instructions before it, up to the system call, are another piece of the same function.
	/DW_CFA_undefined: r[0-9]+ \((rip|eip|x30|lr|ra)\)/ {
		piece(start, end)
		if (start >= before[2] && start - before[2] <= 16)
			piece(before[1], start)
	}'
}

# On 32-bit arm clone3 of the C library has neither a symbol nor unwind information: it is
# where r7 gets the number of that system call, "movw r7, #435".
clone3_on_arm() {
	case $1 in
	*/arm-linux-*/libc.so.6) ;;
	*) return 0 ;;
	esac
	LC_ALL=C grep -obUaP '\x40\xf2\xb3\x17' "$root/$1" | while IFS=: read -r at _; do
		printf '%s %x %x\n' "$1" $((at - 32)) $((at + 32))
	done
}

for path; do
	tables "$root/$path" 2>/dev/null | pieces "$path"
	clone3_on_arm "$path"
done
