# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Checks of the sources as text.  Needs results.sh.

check_source() {
	headline "the sources"
	run_test "checkpatch is content with the module" checkpatch || true
	run_test "lines of the recorder and of the tests are not too long" line_lengths || true
	run_test "shellcheck is content with the scripts" shellcheck_all || true
	run_test "every file names its licence" licences || true
}

sources() {
	git -C "$top" ls-files "$@"
}

# Version tests are what compat.h is for (checkpatch takes the macro for a constant).
checkpatch() {
	"$top/tests/vm/fetch-source" || return $?
	cd "$top" || return 1
	sources 'kmod/*.[ch]' include | xargs "$cache/linux-tools/scripts/checkpatch.pl" \
		--no-tree --terse --no-summary --show-types --max-line-length=100 \
		--ignore LINUX_VERSION_CODE,CONSTANT_COMPARISON -f
}

# As checkpatch measures the module. A line that ends in a string may be longer: messages are grepped
# for, and texts of the help and sources of fixtures are as wide as they are.
line_lengths() {
	local file long=0
	cd "$top" || return 1
	for file in $(sources 'user/*.[ch]' 'tests/*.[ch]' 'tests/*.js'); do
		[ -f "$file" ] || continue
		expand "$file" | awk -v file="$file" '
			length($0) > 100 && !/"[]),;:+ }\\]*$/ {
				print file ":" NR ": " length($0) " columns"
				long = 1
			}
			END { exit long }' || long=1
	done
	return $long
}

shell_scripts() {
	sources | while read -r file; do
		[ -f "$file" ] || continue
		case $file in
		*.sh) echo "$file" ;;
		*) ! head -n 1 "$file" | grep -qE '^#!/bin/(ba)?sh' || echo "$file" ;;
		esac
	done
}

shellcheck_all() {
	cd "$top" || return 1
	shell_scripts | xargs shellcheck -x
}

# Within the first lines: a script's own first line is its interpreter.
licences() {
	local file missing=0
	cd "$top" || return 1
	for file in $(sources); do
		case $file in
		COPYING | .git* | *.svg | *.png | *.folded | *.fsc | */data/*) continue ;;
		esac
		[ -f "$file" ] || continue
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: ' && continue
		echo "$file has no SPDX line"
		missing=1
	done
	return $missing
}
