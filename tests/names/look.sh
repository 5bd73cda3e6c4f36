#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# On another machine than the guest's: what check_names.pl looks at, made from what record.sh left.
# Captures are drawn where none of the guest's files are at their paths, nor any debug files.
#
# Usage: look.sh DIRECTORY ROOT      (ROOT: the files of the guest)
# Leaves beside DIRECTORY/NAME.fsc
#   NAME.list NAME.elfutils   its addresses and names, and elfutils' names of these
#   names.folded              drawn by the names in the capture
#   sysroot.folded            by ROOT, without the names in the capture
#   bundle.folded             by what `flamerec bundle` packed of ROOT, without these names
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$here/../../build/names
flamerec=$here/../../build/flamerec
export DEBUGINFOD_URLS=''

# Usage: list NAME DEBUG-DIRECTORY
list() {
	"$tools/list_capture" "$1.fsc" >"$1.list"
	grep '^A /' "$1.list" | cut -d ' ' -f 2,3 | "$here/addr2line.pl" "$2" "$root" >"$1.elfutils"
}

# A root with flamerec and its libraries, and nothing else.
make_elsewhere() {
	mkdir -p elsewhere/{lib,root,here}
	cp "$flamerec" elsewhere/flamerec
	ldd "$flamerec" | grep -oE '/[^ ]+' | xargs cp -L -t elsewhere/lib
}

# Usage: elsewhere ARGUMENT...  (of flamerec; the guest's files are in /root)
elsewhere() {
	# shellcheck disable=SC2016  # the inner shell's
	unshare --mount sh -c 'mount --bind "$0" elsewhere/root && mount --bind . elsewhere/here &&
		exec chroot elsewhere "$@"' "$root" \
		"/lib/$(basename elsewhere/lib/ld-*)" --library-path /lib /flamerec "$@"
}

root=$(cd "$2" && pwd)
cd "$1"
list names /nonexistent
[ ! -e debug.fsc ] || list debug "$root/opt/debug"
make_elsewhere
elsewhere render /here/names.fsc -o /here/names.folded
"$tools/forget_names" names.fsc forgotten.fsc
elsewhere render /here/forgotten.fsc --sysroot /root -o /here/sysroot.folded
elsewhere bundle /here/forgotten.fsc --sysroot /root >bundle.said
elsewhere render /here/forgotten.fsc -o /here/bundle.folded
rm -rf elsewhere
