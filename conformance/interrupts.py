"""Ctrl-C and SIGTERM: the first ends what is being asked, and none ends the writing of what was found.

A command needs a moment after Ctrl-C: its reports are made and its target is stopped. Who sees no
prompt in that moment presses again. So the first signal raises KeyboardInterrupt, and while that is on
its way, and once the writing has begun, further ones are noted and do nothing.

Python prints and forgets an exception that comes in a destructor or a callback of the garbage
collector. So the first signal alone makes nobody deaf: when its exception is lost, the next raises.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Heard:
    """What is known of the signals of this process, for a process has no more than one of each."""

    came = False
    held = False


@contextmanager
def heard() -> Iterator[None]:
    """Hear both signals in the block; one that is ignored already, as by nohup, still is.

    After a signal the process is about to end, and nothing is left that another one may end: then they
    are ignored for good; the end of Python leaves that as it is, and takes our own handlers away.
    Otherwise what was told of them before, is again afterwards.
    """
    _Heard.came = _Heard.held = False
    before: dict[signal.Signals, Any] = {}
    with suppress(ValueError):  # not in the main thread: then signals are not ours
        for number in SIGNALS:
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, _come)
    try:
        yield
    finally:
        _Heard.held = True
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if _Heard.came else handler)


def on_its_way() -> bool:
    """A KeyboardInterrupt is being handled: files are closed and processes are ended by it."""
    error = sys.exception()
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def hold() -> None:
    """From here on signals are noted and end nothing: what was found is being written."""
    _Heard.held = True


def came() -> bool:
    """The user has asked for the end, before :func:`hold` or after it."""
    return _Heard.came


def ended(work: Callable[[], None]) -> bool:
    """Do the work, then hold signals back; False: one of them has ended the work."""
    try:
        work()
        hold()
    except KeyboardInterrupt:
        _Heard.came = True  # perhaps it was not we who heard it
        hold()
        return False
    return True


def _come(_number: int, _frame: FrameType | None) -> None:
    _Heard.came = True
    if not _Heard.held and not on_its_way():
        raise KeyboardInterrupt
