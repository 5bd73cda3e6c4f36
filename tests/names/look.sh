#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# On another machine than the guest's: what check_names.pl looks at, made from what record.sh left.
# Captures are drawn where none of the guest's files are at their paths, nor any debug files.
#
# Usage: look.sh DIRECTORY ROOT      (ROOT: the files of the guest)
# Leaves beside DIRECTORY/names.fsc
#   names.list                its addresses and names
#   debug.list                the same, with names by the debug files in ROOT
#   names.elfutils debug.elfutils
#                             elfutils' names of these addresses
#   names.folded              drawn by the names in the capture
#   sysroot.folded            by ROOT, without the names in the capture
#   directory.folded          by the names and the C library's debug files in ROOT
#   bundle.folded             by the names and what `flamerec bundle` packed of these files
#   perf-dwarf*.places        which places in perf's stacks flamerec names
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$here/../../build/names
flamerec=$here/../../build/flamerec
export DEBUGINFOD_URLS=''

# A root with programs and their libraries, and nothing else.
make_elsewhere() {
	mkdir -p elsewhere/{lib,root,here}
	cp "$@" elsewhere/
	ldd "$@" | grep -oE '/[^ ]+\.so[^ ]*' | sort -u | xargs cp -L -t elsewhere/lib
}

# Usage: elsewhere PROGRAM ARGUMENT...  (the guest's files are in /root, the captures in /here)
elsewhere() {
	local program=$1
	shift
	# shellcheck disable=SC2016  # the inner shell's
	unshare --mount sh -c 'mount --bind "$0" elsewhere/root && mount --bind . elsewhere/here &&
		exec chroot elsewhere "$@"' "$root" \
		"/lib/$(basename elsewhere/lib/ld-*)" --library-path /lib "/$program" "$@"
}

# Usage: places; the places in files that are in the capture
places() {
	grep '^A /' names.list | cut -d ' ' -f 2,3
}

# Usage: name_perf PERF-SCRIPT DEBUG-DIRECTORY
name_perf() {
	[ -e "$1" ] || return 0
	perl -ne 'print "$2 $1\n" if /^\s+([0-9a-f]+) .* \((\/[^ ]+)\)$/' "$1" | sort -u |
		elsewhere name_places "$2" /root >"$1.places"
}

root=$(cd "$2" && pwd)
cd "$1"
"$tools/list_capture" names.fsc >names.list
places | "$here/addr2line.pl" /nonexistent "$root" >names.elfutils
make_elsewhere "$flamerec" "$tools/name_places"
elsewhere flamerec render /here/names.fsc -o /here/names.folded
"$tools/forget_names" names.fsc forgotten.fsc
elsewhere flamerec render /here/forgotten.fsc --sysroot /root -o /here/sysroot.folded
if [ -d "$root/opt/debug" ]; then
	elsewhere flamerec render /here/names.fsc --debug-dir /root/opt/debug \
		-o /here/directory.folded
	elsewhere flamerec bundle /here/names.fsc --debug-dir /root/opt/debug >bundle.said
	elsewhere flamerec render /here/names.fsc -o /here/bundle.folded
	places | "$here/addr2line.pl" "$root/opt/debug" "$root" >debug.elfutils
	places | elsewhere name_places /root/opt/debug /root >debug.places
	{
		grep '^A' names.list
		awk '{ $2 = ""; print "N", $0 }' debug.places | tr -s ' '
	} >debug.list
fi
name_perf perf-dwarf /nonexistent
name_perf perf-dwarf-debug /root/opt/debug
rm -rf elsewhere
