#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Make one script of several, in a block, so that none of their names is seen from outside:
#
#	sh bundle.sh FILE... > OUT.js
#
# Comments on lines of their own and indentation are left out: each picture carries the script.
set -eu

[ $# -ge 1 ] || { echo "usage: bundle.sh FILE..." >&2; exit 2; }

printf '// SPDX-License-Identifier: GPL-2.0-or-later\n{\n'
sed -e 's/^[[:space:]]*//' -e '/^\/\//d' -e '/^$/d' "$@"
printf '}\n'
