#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes what load.sh works on, the same in each guest: a repository, a table of
# text, a file to be compressed.
#
# Usage: prepare.sh DIRECTORY
set -eu
mkdir -p "$1"
cd "$1"

# Commits that change some lines of some files each, as a stream for git fast-import.
history() {
	perl -e '
		use strict;
		my ($commits, $files, $lines, $seed) = (400, 40, 300, 1);
		sub dice { $seed = ($seed * 1103515245 + 12345) & 0x7fffffff; ($seed >> 8) % $_[0] }
		my @file = map {
			my $f = $_;
			[map { "line $_ of $f: " . dice(1000) } 1 .. $lines]
		} 1 .. $files;
		for my $n (1 .. $commits) {
			my $message = "Change number $n\n";
			my $time = 1500000000 + 3600 * $n;
			print "commit refs/heads/main\ncommitter A U Thor <a\@example.org> $time +0000\n";
			print "data ", length $message, "\n$message\n";
			for my $f ($n == 1 ? 0 .. $files - 1 : map { dice($files) } 1 .. 3) {
				$file[$f][dice($lines)] = "changed by $n: " . dice(1000000) for 1 .. 5;
				my $text = join "\n", @{$file[$f]}, "";
				print "M 100644 inline file$f.txt\ndata ", length $text, "\n$text\n";
			}
		}'
}

lines() {
	perl -e '
		my $seed = 7;
		for (1 .. 200000) {
			$seed = ($seed * 1103515245 + 12345) & 0x7fffffff;
			printf "%d;%s;%08x\n", $seed % 100000, "name" . ($seed >> 9) % 5000, $seed;
		}'
}

git init -q -b main repository
history | git -C repository fast-import --quiet
lines >text
tar -c /usr/bin /usr/lib/git-core 2>/dev/null | head -c 16000000 >data
