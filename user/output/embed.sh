#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Turn a file into a C source that holds its bytes:
#
#	sh embed.sh NAME FILE > OUT.c
#
# defines `const char NAME[]`, ended by a NUL that `const size_t NAME_len` does not count.
# Needs od and sed only, which every build machine has.
set -eu

[ $# -eq 2 ] || { echo "usage: embed.sh NAME FILE" >&2; exit 2; }
[ -r "$2" ] || { echo "embed.sh: can't read $2" >&2; exit 1; }

printf '/* Made from %s by embed.sh. */\n#include <stddef.h>\n\n' "${2##*/}"
printf 'extern const char %s[];\nextern const size_t %s_len;\n\n' "$1" "$1"
printf 'const char %s[] = {\n' "$1"
# Octal, as character constants, since char may be signed.
od -An -v -to1 "$2" | sed "s/ *\([0-7][0-7]*\)/'\\\\\\1',/g"
printf "'\\\\0'\n};\nconst size_t %s_len = sizeof(%s) - 1;\n" "$1" "$1"
