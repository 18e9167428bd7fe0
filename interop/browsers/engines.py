"""The two browser engines as functions: a script of WebSocket calls in, the page's events out.

Both are WebKits of their time and speak what the browsers of that time spoke (QtWebKit 533.3 draft
75, 534.34 draft 76); neither has a window. `interop/browsers/install` puts them in place. A page is the
prelude `page.js` and a script; what the prelude notes comes back as a list of words, `open`,
`message hello`, `error`, `close`, so that a test can say what a browser saw and not only what went
over the wire.

Where the page comes from decides its origin: over http from a server of this module (a port of
its own, so cookies are shared with the WebSocket server and the port is not), from a file, or from
nowhere (about:blank, a data: URL), which makes it `null`.
"""

from __future__ import annotations

import base64
import http.server
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
INSTALLED = HERE / ".installed"
PATIENCE = 30.0
"""Seconds that a page may take."""
ORIGINS = ("http", "file", "null")


class BrowserError(Exception):
    """An engine is not installed, or a page did not come to its end; the message says more."""


@dataclass(frozen=True)
class Engine:
    """One engine. ``program`` and ``stubs`` are below the folder of the installed engines."""

    name: str
    version: str
    webkit: str
    draft: str
    program: str
    stubs: str = ""

    def command(self, address: str, folder: Path, script: str = "") -> list[str]:
        """The command line that opens a page, and then runs ``script`` in it.

        ``folder`` is for what the engine wants to write.
        """
        path = INSTALLED / self.program
        if not path.exists():
            raise BrowserError(f"{self.name} is not installed; run: interop/browsers/install")
        if self.name == "PhantomJS":
            return [str(path), str(HERE / "phantom.js"), address, script]
        options = ["--debug-javascript", "--window-status", "done"]
        options += ["--run-script", script] if script else []
        return [str(path), *options, address, str(folder / "out.pdf")]

    @property
    def words(self) -> str:
        """The engine as traces name it."""
        return f"{self.name} {self.version} (QtWebKit {self.webkit})"


PHANTOMJS = Engine(
    "PhantomJS", "1.9.8", "534.34", "76", "phantomjs/phantomjs", stubs="phantomjs/stubs"
)
WKHTMLTOPDF = Engine("wkhtmltopdf", "0.10.0 rc2", "533.3", "75", "wkhtmltopdf/wkhtmltopdf")
ENGINES = (WKHTMLTOPDF, PHANTOMJS)


def run(
    engine: Engine, script: str, port: int, *, origin: str = "http", cookies: Sequence[str] = ()
) -> list[str]:
    """Open a page that runs ``script`` (see page.js) against 127.0.0.1:``port``; give its events.

    ``origin`` is one of ORIGINS; ``cookies`` are values of Set-Cookie for a page over http. Raises
    BrowserError when the engine is missing and when the page is not done in time.
    """
    prelude = (HERE / "page.js").read_text(encoding="utf-8")
    code = f'var BASE = "ws://127.0.0.1:{port}";\n{prelude}\n{script}\n'
    html = f'<html><meta charset="utf-8"><body><script>\n{code}</script>'
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "page.html"
        file.write_text(html, encoding="utf-8")
        if origin == "http":
            with serving_page(html, cookies) as address:
                return _events(engine, address, folder)
        if origin == "file":
            return _events(engine, file.as_uri(), folder)
        if engine is WKHTMLTOPDF:  # it cannot run a script in about:blank
            encoded = base64.b64encode(html.encode()).decode()
            return _events(engine, f"data:text/html;base64,{encoded}", folder)
        file.write_text(code, encoding="utf-8")
        return _events(engine, f"blank:{file}", folder)


def visit(engine: Engine, address: str, script: str) -> list[str]:
    """Open somebody else's page, and run ``script`` (see visitor.js) in it when it is there.

    Gives what the script has noted. Raises BrowserError as ``run`` does.
    """
    parts = [(HERE / name).read_text(encoding="utf-8") for name in ("page.js", "visitor.js")]
    with tempfile.TemporaryDirectory() as name:
        return _events(engine, address, Path(name), "\n".join([*parts, script]))


def _events(engine: Engine, address: str, folder: Path, script: str = "") -> list[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)}
    if engine.stubs:
        environment["LD_LIBRARY_PATH"] = str(INSTALLED / engine.stubs)
    command = engine.command(address, folder, script)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
    )
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    lines = said.decode("utf-8", "backslashreplace").splitlines()
    events = [json.loads(line.partition("@@")[2]) for line in lines if '@@"' in line]
    if "done" not in events:
        told = [line for line in lines if "settings.windowStatus" not in line][-20:]
        raise BrowserError(f"the page in {engine.words} did not end; it said: {told}")
    return [str(event) for event in events[: events.index("done")]]


@contextmanager
def serving_page(html: str, cookies: Sequence[str] = ()) -> Iterator[str]:
    """Serve one page over http on a free loopback port; gives its address."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for cookie in cookies:
                self.send_header("Set-Cookie", cookie)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
