#!/usr/bin/perl
# Echo server on Protocol::WebSocket 0.26. The module parses and builds and has no sockets; they are
# wired here with EV, the event loop that Perl servers of this kind use, because the IO::Select of
# the module's examples looks at every client in every turn. What is to be sent is sent at once, and
# only what the client does not take waits. The answer and the frames are built by build_frame: the
# examples' `$frame->new` builds RFC 6455 frames whatever the version is.
use strict;
use warnings;

use EV;
use IO::Socket::INET;
use Protocol::WebSocket 0.26;
use Socket qw(IPPROTO_TCP TCP_NODELAY);

$SIG{PIPE} = 'IGNORE';    # a client that went away is seen by syswrite

my $server = IO::Socket::INET->new(
    LocalAddr => '127.0.0.1',
    LocalPort => $ARGV[0],
    Proto     => 'tcp',
    Listen    => 2048,
    ReuseAddr => 1,
    Blocking  => 0,
) or die "listen: $@";

my %clients;

my $accepting = EV::io $server, EV::READ, sub {
    while (my $socket = $server->accept) {
        $socket->blocking(0);
        setsockopt $socket, IPPROTO_TCP, TCP_NODELAY, 1;
        my $client = { socket => $socket, out => '' };
        $client->{hs} = Protocol::WebSocket::Handshake::Server->new;
        my $fd = fileno $socket;
        $client->{watcher} = EV::io $socket, EV::READ, sub {
            my $events = $_[1];
            # What the module throws at bytes that it cannot read ends this client, as a FIN does.
            return if eval { (!($events & EV::READ) || came($client)) && flushed($client) };
            warn $@ if $@;
            delete $client->{watcher};    # its closure holds the client, and so the socket open
            delete $clients{$fd};
        };
        $clients{$fd} = $client;
    }
};

EV::run;

# Reads once and answers; false when the client is gone.
sub came {
    my $client = shift;
    my $rs = sysread $client->{socket}, my $chunk, 65536;
    return $!{EAGAIN} unless defined $rs;
    return 0 unless $rs;

    my $hs = $client->{hs};
    if (!$hs->is_done) {
        return 0 unless defined $hs->parse($chunk);
        if ($hs->is_done) {
            $client->{out} .= $hs->to_string;
            $client->{frame} = $hs->build_frame(max_payload_size => 0);
        }
        return 1;
    }
    my $frame = $client->{frame};
    $frame->append($chunk);
    while (defined(my $message = $frame->next)) {
        return 0 if $frame->is_close;
        $client->{out} .= $hs->build_frame(buffer => $message, max_payload_size => 0)->to_bytes;
    }
    return 1;
}

# Writes what waits, as far as the client takes it; false when the client is gone.
sub flushed {
    my $client = shift;
    if (length $client->{out}) {
        my $ws = syswrite $client->{socket}, $client->{out};
        return 0 unless defined $ws || $!{EAGAIN};
        substr $client->{out}, 0, $ws, '' if $ws;
    }
    my $events = EV::READ | (length $client->{out} ? EV::WRITE : 0);
    $client->{watcher}->events($events) if $client->{watcher}->events != $events;
    return 1;
}
