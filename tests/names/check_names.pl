#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Judges the names that flamerec gave in a guest, beside those of perf and of elfutils; prints TAP.
#
# Usage: check_names.pl DIRECTORY
#
# DIRECTORY is what record.sh left in /out, with what look.sh made of it.
#
# What counts: a sample is named where each of its frames is. A frame is not where there is
# "[unknown]", a bare address or an offset ("[libc.so.6+0x2a310]") in the place of a function. Marks
# of cut stacks and of interrupts are no frames. Samples of idle CPUs, and of the profilers
# themselves, are left out on both sides. Stacks that end early have fewer frames to be named, and
# perf's often do: so what is judged are the same stacks, perf's, with flamerec's names for the
# places in files. Each one's own stacks are printed.
use strict;
use warnings;
no warnings 'portable';

my $agreement_wanted = 99.5;
my $shown_most = 40;
my %left_out = map { $_ => 1 } qw(swapper perf flamerec);
my %mark = map { $_ => 1 } '[softirq]', '[hardirq]', '[late]', '[idle]', '[truncated]',
	'[unreadable stack]';
my ($number, $failed) = (0, 0);

sub result {
	my ($good, $what) = @_;

	printf "%sok %d %s\n", $good ? '' : 'not ', ++$number, $what;
	$failed ||= !$good;
}

sub percent {
	my ($part, $whole) = @_;
	return $whole ? 100 * $part / $whole : 0;
}

sub lines_of {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!\n";
	chomp(my @lines = <$in>);
	return @lines;
}

# --- Shares of samples

# A tally: {program}{all, named, frames, frames_named}.
sub count_stack {
	my ($tally, $program, $weight, @named) = @_;
	my $share;

	return if $left_out{$program} || $program =~ m{^swapper/};
	for $share ($tally->{programs}{$program}, $tally->{all}) {
		$share->{all} += $weight;
		$share->{named} += grep({ !$_ } @named) ? 0 : $weight;
		$share->{frames} += $weight * @named;
		$share->{frames_named} += $weight * grep { $_ } @named;
	}
}

sub tally_folded {
	my ($path) = @_;
	my %tally;

	for (lines_of($path)) {
		my ($stack, $weight) = /^(.*) (\d+)$/ or die "$path: $_\n";
		my ($program, @frames) = split /;/, $stack;
		my @named = map { !/^\[.*\]$/ } grep { !$mark{$_} } @frames;
		count_stack(\%tally, $program, $weight, @named);
	}
	return \%tally;
}

# "name process seconds:", lines "address function+0xoffset (file)", an empty line. @$places: those
# in files that have names, instead of perf's own.
sub tally_perf {
	my ($path, $places) = @_;
	my (%tally, $program, @named, %named_place);

	%named_place = map { join(' ', (split / /)[0, 1]) => 1 } @$places if $places;

	for (lines_of($path)) {
		if ($_ eq '') {
			count_stack(\%tally, $program, 1, @named) if defined $program;
			undef $program;
		} elsif (!defined $program) {
			($program) = /^\s*(.*?)\s+-?\d+\s+[\d.]+:\s*$/;
			@named = ();
		} else {
			my ($address, $name, $file) = /^\s*([0-9a-f]+) (.*) \((.*)\)$/;
			push @named, $places && $file =~ m{^/} ? $named_place{"$file $address"} :
				$name ne '[unknown]';
		}
	}
	return \%tally;
}

sub show_tally {
	my ($who, $tally) = @_;
	my $all = $tally->{all};

	printf "# %-26s %6d samples, %6.2f%% with a name for every frame; %6.2f%% of the frames\n",
		$who, $all->{all}, percent($all->{named}, $all->{all}),
		percent($all->{frames_named}, $all->{frames});
	return percent($all->{named}, $all->{all});
}

sub show_programs {
	my ($ours, $perf) = @_;

	printf "#   %-18s %16s %20s\n", 'program', 'flamerec', 'perf, by DWARF';
	for my $program (sort keys %{$ours->{programs}}) {
		my ($o, $p) = ($ours->{programs}{$program}, $perf->{programs}{$program} // {});
		next if $o->{all} < 50;
		printf "#   %-18s %7d %7.2f%%  %9d %7.2f%%\n", $program, $o->{all},
			percent($o->{named}, $o->{all}), $p->{all} // 0,
			percent($p->{named} // 0, $p->{all} // 0);
	}
}

sub check_shares {
	my ($dir, $folded, $suffix, $what) = @_;
	my $ours = tally_folded("$dir/$folded");
	my $dwarf = tally_perf("$dir/perf-dwarf$suffix");
	my $dwarf_share = show_tally("perf dwarf, $what", $dwarf);
	my @places = lines_of("$dir/perf-dwarf$suffix.places");
	my $again = tally_perf("$dir/perf-dwarf$suffix", \@places);
	my $again_share = show_tally("perf's stacks, our names", $again);

	show_tally("flamerec, $what", $ours);
	show_programs($ours, $dwarf);
	result($dwarf->{all}{all} >= 200 && $again_share > $dwarf_share,
		"$what: flamerec names all frames of more of perf's stacks than perf");
}

# --- Agreement with elfutils

sub plain {
	my ($name) = @_;
	$name =~ s/@.*// unless $name =~ /^@/;
	return $name;
}

# The innermost of the kept names that covers an offset. They are sorted by their start.
sub kept_at {
	my ($names, $offset) = @_;
	my ($low, $high) = (0, scalar @$names);

	while ($low < $high) {
		my $middle = int(($low + $high) / 2);
		if ($names->[$middle][0] <= $offset) { $low = $middle + 1 } else { $high = $middle }
	}
	for (my $i = $low - 1; $i >= 0 && $i > $low - 20; $i--) {
		return $names->[$i] if $offset < $names->[$i][1];
	}
	return;
}

# {path} of names and places in files, and both of the kernel.
sub read_list {
	my ($path) = @_;
	my %list = (kernel => [], kernel_names => []);

	for (lines_of($path)) {
		my ($kind, @field) = split / /, $_, $_ =~ /^N/ ? 5 : -1;
		if ($kind eq 'A') {
			$list{places}{$field[0]}{hex $field[1]} = 1;
		} elsif ($kind eq 'N') {
			push @{$list{names}{$field[0]}}, [hex $field[1], hex $field[2], $field[3]];
		} elsif ($kind eq 'K') {
			push @{$list{kernel}}, hex $field[0];
		} elsif ($kind eq 'M') {
			push @{$list{kernel_names}}, [hex $field[0], hex $field[1], @field[2, 3]];
		}
	}
	for my $names ($list{kernel_names}, values %{$list{names}}) {
		@$names = sort { $a->[0] <=> $b->[0] || $b->[1] <=> $a->[1] } @$names;
	}
	return \%list;
}

sub check_agreement {
	my ($dir, $name, $what) = @_;
	my $list = read_list("$dir/$name.list");
	my ($both, $agree, $only_ours, $only_theirs, %theirs) = (0, 0, 0, 0);
	my @differ;

	for (lines_of("$dir/$name.elfutils")) {
		my ($path, $offset, $start, $symbol, $function) = split / /, $_, 5;
		my $kept = kept_at($list->{names}{$path} // [], hex $offset);

		$theirs{$path}{hex $offset} = 1;
		if (!$kept) {
			$only_theirs++;
			push @differ, "$path+$offset: no name, elfutils $symbol";
			next;
		}
		$both++;
		if ($kept->[0] == hex $start || plain($kept->[2]) eq plain($symbol) ||
		    plain($kept->[2]) eq $function) {
			$agree++;
			next;
		}
		push @differ, "$path+$offset: $kept->[2], elfutils $symbol ($function)";
	}
	for my $path (keys %{$list->{places}}) {
		my $names = $list->{names}{$path} // [];
		$only_ours += grep { !$theirs{$path}{$_} && kept_at($names, $_) }
			keys %{$list->{places}{$path}};
	}
	printf "# %s: %d places in files that both name, %.2f%% alike; " .
		"%d that only flamerec names, %d that only elfutils does\n",
		$what, $both, percent($agree, $both), $only_ours, $only_theirs;
	print "#   $_\n" for splice @differ, 0, $shown_most;
	result($both >= 200 && percent($agree, $both) >= $agreement_wanted,
		"$what: names are those of eu-addr2line");
}

# --- The kernel

# Text symbols by address: [address, {"name [module]" => 1}].
sub read_kallsyms {
	my ($path) = @_;
	my %at;

	for (lines_of($path)) {
		my ($address, $type, $name, $module) = split;
		next unless $type =~ /^[tTwW]$/;
		$module = defined $module ? $module =~ s/[\[\]]//gr : '';
		$at{$address}{"$name $module"} = 1;
	}
	return map { [hex $_, $at{$_}] } sort keys %at;
}

sub check_kernel {
	my ($dir) = @_;
	my $list = read_list("$dir/names.list");
	my @symbols = read_kallsyms("$dir/kallsyms");
	my ($named, $agree, @differ) = (0, 0);

	for my $address (@{$list->{kernel}}) {
		my $kept = kept_at($list->{kernel_names}, $address) // next;
		my ($low, $high) = (0, scalar @symbols);

		while ($low < $high) {
			my $middle = int(($low + $high) / 2);
			if ($symbols[$middle][0] <= $address) {
				$low = $middle + 1;
			} else {
				$high = $middle;
			}
		}
		$named++;
		if ($low && $symbols[$low - 1][1]{"$kept->[2] " . ($kept->[3] // '')}) {
			$agree++;
		} else {
			push @differ, sprintf '%x: %s', $address, $kept->[2];
		}
	}
	printf "# the kernel: %d of %d addresses named, %.2f%% of them as /proc/kallsyms has it\n",
		$named, scalar @{$list->{kernel}}, percent($agree, $named);
	print "#   $_\n" for splice @differ, 0, $shown_most;
	# Stubs by which modules on arm64 call far functions have no symbol there either.
	result($named >= 500 && percent($named, scalar @{$list->{kernel}}) > 99 && $agree == $named,
		'addresses of the kernel have their names of /proc/kallsyms');
}

# --- Places where names are hard to come by

sub check_places {
	my ($dir) = @_;
	my $folded = join "\n", lines_of("$dir/names.folded");

	for my $hard ([qr/;deleted_hot[; ]/, 'a program that was deleted while it ran'],
		      [qr/;old_hot[; ]/, 'a library in whose place there is another one'],
		      [qr/;boxed_hot[; ]/, 'a program in a chroot and namespaces of its own'],
		      [qr/;jitted_hot_[01][_; ]/, 'generated code, by a perf map in these'],
		      [qr/^gopher;.*main\.\(\*counter\)\.count/m, 'Go, in a stripped program'],
		      [qr/^shapes;.*geometry::world::fill\(unsigned int\)/m, 'C++, demangled']) {
		my ($pattern, $what) = @$hard;
		result(scalar($folded =~ $pattern), "names of $what");
	}
	# An emulated machine that is busy may not come to the script.
	if ($folded =~ /^node;.*(\[anon\]|_\[j\])/m) {
		my $script = qr/^node;(?:.*;)?(?:LazyCompile|Function|Script):[^;]*_\[j\]/m;
		result(scalar($folded =~ $script), 'names of JavaScript, by the perf map of Node.js');
	} else {
		result(1, 'names of JavaScript # SKIP Node.js ran no generated code yet');
	}
	result($folded !~ /new_hot|outside_hot/, 'no name is of a file that did not run');
	printf "# perf has %d frames with names of such files\n",
		scalar grep { /new_hot|outside_hot/ } lines_of("$dir/perf-dwarf");
}

# --- Another machine

sub check_same {
	my ($dir, $one, $other, $what) = @_;
	my @one = sort(lines_of("$dir/$one"));
	my @other = sort(lines_of("$dir/$other"));
	my %in_one = map { $_ => 1 } @one;
	my @new = grep { !$in_one{$_} } @other;

	printf "# %s: %d lines, %d differ\n", $what, scalar @one, scalar @new;
	print "#   $_\n" for map { substr $_, -180 } splice @new, 0, 10;
	result(@one && "@one" eq "@other", $what);
}

my ($dir) = @ARGV;
die "usage: check_names.pl DIRECTORY\n" unless defined $dir;
print "TAP version 13\n";
if (-e "$dir/perf-fp") {
	check_shares($dir, 'names.folded', '', 'stripped');
	show_tally('perf -g, stripped', tally_perf("$dir/perf-fp"));
	check_shares($dir, 'directory.folded', '-debug', 'with debug files of the C library');
}
check_agreement($dir, 'names', 'stripped');
check_agreement($dir, 'debug', 'with debug files') if -e "$dir/debug.elfutils";
check_kernel($dir);
check_places($dir) if -e "$dir/perf-fp";
print "# $_\n" for grep { /without a name/ } lines_of("$dir/info");
check_same($dir, 'guest.folded', 'names.folded', 'the capture is drawn here as in the guest');
check_same($dir, 'names.folded', 'sysroot.folded',
	'the same names from the files of the guest alone');
if (-e "$dir/bundle.folded") {
	my $before = show_tally('names in the capture', tally_folded("$dir/names.folded"));
	my $after = show_tally('with debug files', tally_folded("$dir/directory.folded"));
	result($after > $before, 'debug files name more of a capture afterwards');
	check_same($dir, 'directory.folded', 'bundle.folded', 'their bundle alone does the same');
}
print "1..$number\n";
exit $failed;
