#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Names addresses by elfutils.
#
# Usage: addr2line.pl DEBUG-DIRECTORY ROOT... <LIST
#
# LIST has lines "PATH OFFSET": a place in a file, in hex; the file is at ROOT/PATH, in the first of
# the ROOTs that has it. Prints "PATH OFFSET START NAME FUNCTION" for each that has a name: START is
# where the symbol NAME begins, as an offset in the file; FUNCTION is what debug information says,
# or "-". Other places, and files that are nowhere, are left out.
use strict;
use warnings;
no warnings 'portable';

my ($debug, @roots) = @ARGV;
my %places;

# The executable parts of a file: offset, address, size.
sub parts {
	my ($file) = @_;
	my @parts;

	open my $in, '-|', 'readelf', '-lW', $file or die "readelf: $!";
	while (<$in>) {
		my @field = split;
		next unless @field > 6 && $field[0] eq 'LOAD' && / R?W? ?E +0x[0-9a-f]+$/;
		push @parts, [map { hex } @field[1, 2, 4]];
	}
	close $in;
	return @parts;
}

sub address_of {
	my ($offset, @parts) = @_;

	for my $part (@parts) {
		my ($at, $address, $size) = @$part;
		return $address + $offset - $at if $offset >= $at && $offset - $at < $size;
	}
	return undef;
}

# What elfutils prints for each address: the lines behind it.
sub ask {
	my ($file, $option, @addresses) = @_;
	my (%said, $now);

	open my $in, '-|', 'eu-addr2line', '-a', $option, "--debuginfo-path=$debug", '-e', $file,
		map { sprintf '0x%x', $_ } @addresses or die "eu-addr2line: $!";
	while (<$in>) {
		chomp;
		if (/^0x([0-9a-f]+)$/) {
			$now = hex $1;
		} elsif (defined $now) {
			$said{$now} //= $_;
		}
	}
	close $in;
	return \%said;
}

sub name_file {
	my ($path, $file) = @_;
	my @parts = parts($file);
	my %address = map { $_ => address_of(hex, @parts) } keys %{$places{$path}};
	my @offsets = sort grep { defined $address{$_} } keys %address;

	while (my @some = splice @offsets, 0, 1000) {
		my @addresses = map { $address{$_} } @some;
		my $symbols = ask($file, '-S', @addresses);
		my $functions = ask($file, '-f', @addresses);

		for my $offset (@some) {
			my $symbol = $symbols->{$address{$offset}} // next;
			my $function = $functions->{$address{$offset}} // '??';

			next if $symbol =~ /^\(\)/ || $symbol =~ /^\?\?/;
			my $inside = $symbol =~ s/\+0x([0-9a-f]+)$// ? hex $1 : 0;
			$function =~ s/.* in //;
			$function = '-' if $function =~ /^\?\?/;
			printf "%s %s %x %s %s\n", $path, $offset, hex($offset) - $inside,
				$symbol, $function;
		}
	}
}

$ENV{DEBUGINFOD_URLS} = '';
while (<STDIN>) {
	my ($path, $offset) = split;
	$places{$path}{$offset} = 1;
}
for my $path (sort keys %places) {
	my ($root) = grep { -f "$_$path" } @roots;
	name_file($path, "$root$path") if defined $root;
}
