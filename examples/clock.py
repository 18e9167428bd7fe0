"""A clock: all clients are sent the time, each second, from inside the application's own loop.

    python -m examples.clock --port 8080

`server.run()` is for programs that do nothing else. One that has a loop already (a game, a window,
other sockets) keeps it, and has the server take part in it: the server has a `fileno`, which is
ready when a client wants something, and a `step`, which does it.
Exit status: 0 stopped, 1 cannot listen, 2 wrong options.
"""

import argparse
import selectors
import signal
import time

from reference_server import Server, create_server


def now() -> str:
    """The time as it is sent, in UTC."""
    return time.strftime("%H:%M:%S", time.gmtime())


def tick(server: Server) -> None:
    """The application's own loop; it returns when the server has closed, and all its sockets."""
    loop, said = selectors.DefaultSelector(), now()
    loop.register(server, selectors.EVENT_READ)  # a real one registers what else it waits for too
    serving = True
    while serving:
        # To the next second, but a tenth at most: the server looks at its deadlines in `step`.
        loop.select(min(0.1, 1 - time.time() % 1))
        if said != now():
            said = now()
            server.broadcast(said)  # only put down; the next step sends it
        serving = server.step(0)
    loop.close()


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(description="Sends the time to all clients, each second.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="0 is a free one (%(default)s)")
    options = parser.parse_args()

    server = create_server(max_message=64)  # nothing is awaited from a client: nothing is kept
    server.on("connection", lambda connection: connection.send(now()))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.close())
    try:
        server.listen(options.port, options.host)
    except (OSError, OverflowError) as error:
        where = f"cannot listen on {options.host}:{options.port}: {error}"
        parser.exit(1, f"{where}; choose another --host or --port (0 is a free one)\n")
    host, port = server.address
    print(f"listening on {f'[{host}]' if ':' in host else host}:{port}", flush=True)
    tick(server)


if __name__ == "__main__":
    main()
