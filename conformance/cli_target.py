"""From the options to a target, and back to the command line that asks it again."""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import cli_values as values
from conformance import targets
from conformance.cli_values import UsageError
from conformance.probe import Address
from conformance.scenario import Setting

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True, slots=True)
class Place:
    """The target and how a client names it."""

    target: targets.Target
    address: Address
    setting: Setting

    @property
    def name(self) -> str:
        """``host:port``, IPv6 in brackets."""
        host = f"[{self.target.host}]" if ":" in self.target.host else self.target.host
        return f"{host}:{self.target.port}"


def check_options(options: argparse.Namespace) -> None:
    """Raises UsageError for options that exclude each other."""
    target = options.target
    if target is not None and options.command is not None:
        raise UsageError("--target and --exec exclude each other; give one of them")
    if target is not None and target.path is not None and options.path is not None:
        raise UsageError("the path is given twice, in --target and by --path; give it once")
    if (options.insecure or options.ca) and not (target is not None and target.secure):
        raise UsageError("--insecure and --ca are for TLS; use them with --target wss://…")
    if options.insecure and options.ca:
        raise UsageError("--insecure and --ca exclude each other; give one of them")


def place_of(options: argparse.Namespace) -> Place:
    """The target of the options, not yet started. Raises UsageError."""
    url = options.target
    try:
        target: targets.Target = (
            targets.External(url.host, url.port)
            if url is not None
            else targets.Started(targets.embedded() if options.command is None else options.command)
        )
    except targets.TargetError as error:
        raise UsageError(str(error)) from None
    tls = _tls(options) if url is not None and url.secure else None
    setting = setting_of(options, target.host, target.port, url)
    return Place(target, Address(target.host, target.port, tls, _server_name(options)), setting)


def _server_name(options: argparse.Namespace) -> str | None:
    return options.host[0] if options.host else None


def setting_of(
    options: argparse.Namespace, host: str, port: int, url: values.TargetUrl | None
) -> Setting:
    """The setting that the client's options make, for a target at host and port."""
    name, number = options.host or (host, None)
    path = options.path or (url.path if url is not None else None) or "/"
    return Setting(
        host=f"[{name}]" if ":" in name else name,
        port=number or port,
        path=path,
        origin=options.origin,
        subprotocol=options.subprotocol,
        headers=tuple(options.header),
        secure=url is not None and url.secure,
    )


def _tls(options: argparse.Namespace) -> ssl.SSLContext:
    import ssl  # noqa: PLC0415 - most targets have no TLS

    try:
        context = ssl.create_default_context(cafile=options.ca)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"cannot read certificates from {options.ca}: {error.strerror or error}"
        ) from None
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def program() -> list[str]:
    """The words that started us, as they were typed, so that a copied line works where it is read."""
    if Path(sys.argv[0]).name == "hixie-conformance":
        return [sys.argv[0]]
    typed = sys.orig_argv
    places = (n for n in range(2, len(typed)) if typed[n - 1 : n + 1] == ["-m", "conformance"])
    return typed[: end + 1] if (end := next(places, 0)) else values.PROGRAM.split()


def again_of(options: argparse.Namespace) -> str:
    """The command line that asks the same target in the same way, without a selection."""
    words = program()
    url = options.target
    if url is not None:
        host = f"[{url.host}]" if ":" in url.host else url.host
        plain = url.path is None and not url.secure
        scheme = "wss" if url.secure else "ws"
        place = f"{host}:{url.port}"
        words += ["--target", place if plain else f"{scheme}://{place}{url.path or ''}"]
    if options.command is not None:
        words += ["--exec", options.command]
    words += ["--insecure"] if options.insecure else []
    words += ["--ca", options.ca] if options.ca else []
    words += ["--path", options.path] if options.path else []
    words += [] if options.origin == "http://example.com" else ["--origin", options.origin]
    if options.host:
        name, port = options.host
        words += ["--host", name if port is None else f"{name}:{port}"]
    words += ["--subprotocol", options.subprotocol] if options.subprotocol else []
    for name, value in options.header:
        words += ["--header", f"{name}: {value}"]
    words += [] if options.draft == "auto" else ["--draft", options.draft]
    words += ["--seed", str(options.seed)] if options.seed else []
    words += ["--patience", f"{options.patience:g}"] if options.patience else []
    return shlex.join(words)
