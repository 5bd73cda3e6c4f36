# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How the scripts speak: every line with the time since the start.  Sourced.

# shellcheck source=../../tests/vm/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tests/vm/lib.sh"

elapsed() {
	printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60))
}

progress() {
	printf '[%5s] %s\n' "$(elapsed)" "$*"
}

# A headline, so that a long log can be found through.
headline() {
	printf '\n[%5s] == %s\n' "$(elapsed)" "$*"
}
