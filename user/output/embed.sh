#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Turn files into a C source that holds their bytes, one after the other:
#
#	sh embed.sh NAME FILE... > OUT.c
#
# defines `const char NAME[]`, ended by a NUL that `const size_t NAME_len` does not count.
# Needs od and sed only, which every build machine has.
set -eu

[ $# -ge 2 ] || { echo "usage: embed.sh NAME FILE..." >&2; exit 2; }
name=$1
shift
for file in "$@"; do
	[ -r "$file" ] || { echo "embed.sh: can't read $file" >&2; exit 1; }
done

printf '/* Made from %s by embed.sh. */\n#include <stddef.h>\n\n' "$*"
printf 'extern const char %s[];\nextern const size_t %s_len;\n\n' "$name" "$name"
printf 'const char %s[] = {\n' "$name"
# Octal, as character constants, since char may be signed.
od -An -v -to1 "$@" | sed "s/ *\([0-7][0-7]*\)/'\\\\\\1',/g"
printf "'\\\\0'\n};\nconst size_t %s_len = sizeof(%s) - 1;\n" "$name" "$name"
