#!/usr/bin/perl
# Echo server on Protocol::WebSocket 0.26. The module parses and builds, the sockets are the
# application's; so this is wired by hand, from the module's own synopsis (handshake, build_frame,
# is_close) and its example io-poll.pl (one read: handshake until is_done, then frames; a parse
# error ends the connection; what is to be written waits in a buffer). For many clients there is one
# such state per socket and IO::Select around it. As in the examples nothing catches an exception:
# where the module dies, the program dies.
# The answer is built when the handshake is done, as in the examples, and by build_frame: the
# examples' `$frame->new` builds an RFC 6455 frame whatever the version is.
use strict;
use warnings;

use IO::Select;
use IO::Socket::INET;
use Protocol::WebSocket 0.26;

$SIG{PIPE} = 'IGNORE';    # a client that went away is seen by syswrite

my $server = IO::Socket::INET->new(
    LocalAddr => '127.0.0.1',
    LocalPort => $ARGV[0],
    Proto     => 'tcp',
    Listen    => SOMAXCONN,
    ReuseAddr => 1,
) or die "listen: $@";

my $readers = IO::Select->new($server);
my $writers = IO::Select->new;
my %clients;

while (1) {
    my ($readable, $writable) = IO::Select->select($readers, $writers);
    foreach my $socket (@$readable) {
        if   ($socket == $server) { client_came() }
        else                      { client_sent($socket) }
    }
    foreach my $socket (@$writable) {
        client_reads($socket) if $clients{$socket};
    }
}

sub client_came {
    my $socket = $server->accept or return;
    $socket->blocking(0);
    $clients{$socket} = { hs => Protocol::WebSocket::Handshake::Server->new, out => '' };
    $readers->add($socket);
}

sub client_sent {
    my $socket = shift;
    my $client = $clients{$socket};

    my $rs = $socket->sysread(my $chunk, 65536);
    return if !defined $rs && $!{EAGAIN};
    return client_gone($socket) unless $rs;
    return if $client->{closing};

    my $hs = $client->{hs};
    if (!$hs->is_done) {
        unless (defined $hs->parse($chunk)) {
            warn "Error: " . $hs->error . "\n";
            return client_gone($socket);
        }
        if ($hs->is_done) {
            $client->{out} .= $hs->to_string;
            $client->{frame} = $hs->build_frame;
        }
    }
    else {
        my $frame = $client->{frame};
        $frame->append($chunk);
        while (defined(my $message = $frame->next)) {
            if ($frame->is_close) {
                $client->{out} .= $hs->build_frame(type => 'close')->to_bytes;
                $client->{closing} = 1;
                last;
            }
            $client->{out} .= $hs->build_frame(buffer => $message)->to_bytes;
        }
    }
    $writers->add($socket) if length $client->{out};
}

sub client_reads {
    my $socket = shift;
    my $client = $clients{$socket};

    my $ws = $socket->syswrite($client->{out});
    return if !defined $ws && $!{EAGAIN};
    return client_gone($socket) unless defined $ws;
    substr $client->{out}, 0, $ws, '';
    return if length $client->{out};
    $writers->remove($socket);
    client_gone($socket) if $client->{closing};
}

sub client_gone {
    my $socket = shift;
    $readers->remove($socket);
    $writers->remove($socket);
    delete $clients{$socket};
    $socket->close;
}
