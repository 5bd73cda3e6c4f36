# SPDX-License-Identifier: GPL-2.0-or-later
#
# A chat endpoint in a process of its own, good and bad: the first part of the path says how it
# behaves.  It notes the requests in a file.
package Server;
use strict;
use warnings;
use IO::Socket::INET;

my $message = 'It is json_encode.\nTry less of it.';

my %answers = (
	ok => [200, qq({"choices":[{"message":{"role":"assistant","content":"$message"}}]})],
	escape => [200, '{"choices":[{"message":' .
		'{"content":"red\u001b[2J\u0085text\ntab\tend\u0000"}}]}'],
	401 => [401, '{"error":{"message":"no such key\u001b[2J"}}'],
	500 => [500, '<html>oops</html>'],
	redirect => [302, '', "Location: /elsewhere\r\n"],
	garbage => [200, "\x00\xff<html>"],
	empty => [200, ''],
	short => [200, '{"choices":[{"message":{"content":"cut o'],
);

sub new {
	my ($class, $log) = @_;
	my $listen = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1')
		or die "listen: $!";
	my $self = bless { log => $log, port => $listen->sockport, seen => 0 }, $class;

	unlink($log);
	$self->{pid} = fork() // die "fork: $!";
	return $self if $self->{pid};
	$SIG{PIPE} = 'IGNORE';
	while (my $socket = $listen->accept) {
		serve($socket, $log);
	}
	exit(0);
}

sub url {
	my ($self, $mode) = @_;

	return "http://127.0.0.1:$self->{port}/$mode/v1";
}

# What was asked since the last call, as it came.
sub requests {
	my $self = shift;

	open(my $in, '<:raw', $self->{log}) or return ();
	local $/;
	my @all = split(/\0END\0/, scalar(<$in>) // '');
	my @new = @all[$self->{seen} .. $#all];
	$self->{seen} = @all;
	return @new;
}

sub stop {
	my $self = shift;

	kill('TERM', $self->{pid});
	waitpid($self->{pid}, 0);
}

sub read_request {
	my $socket = shift;
	my $text = '';

	while ($text !~ /\r\n\r\n/) {
		sysread($socket, $text, 65536, length($text)) or return undef;
		# TLS, which we don't have.
		return undef if $text !~ /^[A-Z]/;
	}
	my ($head) = $text =~ /^(.*?\r\n\r\n)/s;
	my ($length) = $head =~ /^Content-Length: (\d+)/mi;
	while (length($text) < length($head) + ($length // 0)) {
		sysread($socket, $text, 65536, length($text)) or return undef;
	}
	return $text;
}

sub serve {
	my ($socket, $log) = @_;
	my $request = read_request($socket) // return;
	my ($mode) = $request =~ m{^POST /([^/]*)};

	open(my $out, '>>:raw', $log) or die;
	print $out $request, "\0END\0";
	close($out);
	if ($mode eq 'slow') {
		# Until the other side gives up.
		sysread($socket, my $byte, 1);
		return;
	}
	if ($mode eq 'huge') {
		print $socket "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
		my $piece = ' ' x 65536;
		for (1 .. 1000) {
			print $socket $piece or return;
		}
		return;
	}
	my $answer = $answers{$mode} or return;
	my ($status, $body, $more) = @$answer;
	printf $socket "HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s",
		$status, length($body), $more // '', $body;
}

1;
