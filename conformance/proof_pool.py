"""Many trials at a time, each in a process of its own choosing its own port.

Most of a trial is waiting, so more are held at a time than there are processors. A process, and not a
thread: a small liar that hangs, or takes all the time that it can get, has nobody beside it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.context import BaseContext

from conformance.proving import Order, Trial, hold

LONGEST = 600.0
"""Seconds in which no trial ends, after which all that are under way are given up."""
A_CORE = 8
"""Trials at a time for each processor."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def held(orders: Sequence[Order], jobs: int | None = None) -> Iterator[Trial]:
    """The trials of all orders, as they end; None for ``jobs``: what suits this machine.

    Each order has its trial: one whose process died, or that did not end in time, is broken.
    """
    pool = ProcessPoolExecutor(
        min(jobs or A_CORE * processors(), max(1, len(orders))), _context(), initializer=_begin
    )
    try:
        with _undisturbed():
            futures = {pool.submit(hold, order): order for order in orders}
        while futures:
            ended, _ = wait(futures, LONGEST, FIRST_COMPLETED)
            for future in ended:
                yield _trial(future, futures.pop(future))
            if not ended:
                break
        for order in futures.values():
            yield Trial(order, broken=f"it did not end within {LONGEST:g} seconds")
    finally:
        _end(pool)


def _trial(future: Future[Trial], order: Order) -> Trial:
    try:
        return future.result()
    except Exception as error:  # its process died, or could not say what it found
        return Trial(order, broken=f"{type(error).__name__}: {error}")


def _context() -> BaseContext:
    """A clean process to fork from, with everything imported once, where there is such a thing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["conformance.proof_preload"])
    return context


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits until the block is left, and what is started in it never hears of it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Take one processor for all threads of this process.

    The threads of the harness and of the liar in it run one at a time anyway, and to hand over between
    processors costs more than what they do.
    """
    _quiet()
    if hasattr(os, "sched_setaffinity"):
        mine = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {mine[os.getpid() % len(mine)]})


def _quiet() -> None:
    """Ctrl-C is for the process that gives the orders, and it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(pool: ProcessPoolExecutor) -> None:
    """End every process of the pool, also one that is in the midst of a trial."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5.0)


@contextmanager
def burners(number: int) -> Iterator[None]:
    """Keep so many processors busy during the block, with work that comes to nothing."""
    spawn = multiprocessing.get_context("spawn")
    burning = [spawn.Process(target=_burn, daemon=True) for _ in range(number)]
    for process in burning:
        process.start()
    try:
        yield
    finally:
        for process in burning:
            process.terminate()
        for process in burning:
            process.join()


def _burn() -> None:
    _quiet()
    while True:
        sum(range(100_000))
