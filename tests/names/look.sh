#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# On another machine than the guest's: what check_names.pl looks at, made from what record.sh left.
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

root=$(cd "$2" && pwd)
cd "$1"
list names /nonexistent
[ ! -e debug.fsc ] || list debug "$root/opt/debug"
"$flamerec" render names.fsc -o names.folded
"$tools/forget_names" names.fsc forgotten.fsc
"$flamerec" render forgotten.fsc --sysroot "$root" -o sysroot.folded
"$flamerec" bundle forgotten.fsc --sysroot "$root" >bundle.said
"$flamerec" render forgotten.fsc -o bundle.folded
