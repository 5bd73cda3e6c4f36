#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes what load.sh works on besides the files of ../stacks/prepare.sh: our own programs, each for
# something that a profiler may stumble over, and what a compiler is to translate.
#
# Usage: prepare.sh DIRECTORY CACHE      (CACHE: what Go's compiler keeps)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"/box/bin "$1"/new
cd "$1"
sources=$here/programs

compile() {
	gcc -O2 -g0 -Wall -Wextra -Werror "$@"
}

# A library: its name for the linker stays the same, the name in it differs.
# Usage: library OUTPUT FUNCTION
library() {
	compile -shared -fPIC -DLIBRARY -DHOT="$2" -Wl,-soname,libspin.so -o "$1" "$sources/spin.c"
}

# Usage: program OUTPUT FUNCTION FLAG...
program() {
	compile -DLIBRARY -DPROGRAM -DHOT="$2" -o "$1" "$sources/spin.c" "${@:3}"
}

library libspin.so old_hot
library new/libspin.so new_hot
compile -DPROGRAM -DHOT=unused -o replaced "$sources/spin.c" -L. -lspin
program deleted deleted_hot
# In the box there is another program at the same path.
program inside outside_hot
program box/bin/inside boxed_hot -static
compile -static -o box/bin/jit "$sources/jit.c"
mkdir -p box/tmp box/proc
g++ -std=c++17 -O2 -Wall -Wextra -Werror -o shapes "$sources/shapes.cc"
if command -v go >/dev/null; then
	GOCACHE=$2 CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o gopher "$sources/spin.go"
fi
cp "$sources/work.js" .

# C as the preprocessor leaves it.
perl -e '
	for my $f (1 .. 600) {
		print "int f$f(int x, int *a)\n{\n\tint s = $f;\n";
		print "\tfor (int i = 0; i < x; i++)\n\t\ts += a[i] * $f ^ (s >> ", $f % 7, ");\n";
		print "\tswitch (s & 7) {\n";
		print "\tcase $_: s = s * ", $f + $_, " + a[$_]; break;\n" for 0 .. 6;
		print "\t}\n\treturn s", ($f > 1 ? " + f" . ($f - 1) . "(x - 1, a)" : ""), ";\n}\n";
	}' >functions.i
