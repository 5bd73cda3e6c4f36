# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What pictures say, compared with those of flamegraph.pl: tests/picture.
# Needs results.sh and packages.sh.

# Where Debian has it.
flamegraph_pl=/usr/share/perl5/Devel/NYTProf/flamegraph.pl

check_picture() {
	local status=0
	headline "pictures beside flamegraph.pl's"
	timeout 120 "$top/tests/picture/run" "$top/build/flamerec" "$flamegraph_pl" "$out/picture" \
		>"$out/picture.tap" 2>&1 </dev/null || status=$?
	read_tap picture "$out/picture.tap" $status
}
