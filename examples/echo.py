"""The smallest server: it sends each message back.

    python -m examples.echo --port 8080

An application is handlers. What a client sends is one text per message, whichever of the two drafts
the client speaks; what is sent to it is a text too. Everything else here is what any program does
that serves until it is told to stop. Exit status: 0 stopped, 1 cannot listen, 2 wrong options.
"""

import argparse
import signal

from reference_server import Connection, create_server


def echo(connection: Connection, text: str) -> None:
    """Called for each message; it runs inside the server's loop, so it must not wait for anything."""
    connection.send(text)


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(description="Sends each message back.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="0 is a free one (%(default)s)")
    options = parser.parse_args()

    server = create_server()
    server.on("message", echo)
    # close() does not wait, so a signal handler may call it: run() says FF 00 to the clients of
    # draft 76, gives them two seconds to answer, and returns. The program then ends with status 0.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.close())
    try:
        server.listen(options.port, options.host)
    except (OSError, OverflowError) as error:
        where = f"cannot listen on {options.host}:{options.port}: {error}"
        parser.exit(1, f"{where}; choose another --host or --port (0 is a free one)\n")
    host, port = server.address
    print(f"listening on {f'[{host}]' if ':' in host else host}:{port}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
