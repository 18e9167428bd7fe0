"""``python -m conformance``: finds the command and turns what goes wrong into one line and a status.

The modules behind a command are imported when it is chosen: a run must not wait for what only another
command needs.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import signal
import sys
from collections.abc import Sequence

_HANDLER = signal.getsignal(signal.SIGINT)
if __name__ == "__main__" and _HANDLER is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # while we import there is nothing to clean up

from conformance import interrupts  # noqa: E402
from conformance.cli_output import OutputError, guarded  # noqa: E402
from conformance.cli_parser import COMMANDS, parser_for  # noqa: E402
from conformance.cli_values import (  # noqa: E402
    INTERRUPTED,
    OURS,
    PROGRAM,
    USAGE,
    UsageError,
    said,
    target_url,
)

_MODULES = {
    "run": "conformance.cli_run",
    "list": "conformance.cli_catalogue",
    "explain": "conformance.cli_explain",
    "reproduce": "conformance.cli_reproduce",
    "judge": "conformance.cli_reports",
    "render": "conformance.cli_reports",
    "diff": "conformance.cli_reports",
    "matrix": "conformance.cli_reports",
    "record": "conformance.record",
    "selftest": "conformance.cli_selftest",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; SystemExit only for --help and usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    with interrupts.heard():
        try:
            with guarded():
                return _status(words)
        except OutputError as error:
            return error.status if error.status > USAGE else _say(str(error))
        except KeyboardInterrupt:
            _say("interrupted; no report was written")
            return INTERRUPTED


def _status(words: list[str]) -> int:
    command = "run"
    if words and not words[0].startswith("-"):
        if words[0] not in COMMANDS:
            return _say(f"there is no command {words[0]!r}; {_meant(words[0])}")
        command = words.pop(0)
    options = parser_for(command).parse_args(words)
    try:
        action = getattr(importlib.import_module(_MODULES[command]), command)
        status: int = action(options)
        return status
    except OutputError:
        raise
    except UsageError as error:
        return _say(str(error))
    except Exception as error:  # ours, whatever it is
        import traceback  # noqa: PLC0415 - only needed to own up

        traceback.print_exc()
        name = type(error).__name__
        _say(f"this is a fault of the harness ({name}), not of the target; please report it")
        return OURS


def _meant(word: str) -> str:
    import difflib  # noqa: PLC0415 - only needed for an error

    with contextlib.suppress(argparse.ArgumentTypeError):
        target_url(word)
        return f"a target is named by --target {word}"
    if "{port}" in word:
        return "what starts a target is named by --exec"
    if word.partition("/")[0] in {"75", "76", "beyond"}:
        return f"ask a scenario by --select {word!r}"
    near = difflib.get_close_matches(word, COMMANDS, 1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"


def _say(message: str) -> int:
    print(f"{PROGRAM}: {said(message)}", file=sys.stderr)
    return USAGE


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _HANDLER)
    sys.exit(main())
