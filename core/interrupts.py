"""Ctrl-C reaches every process of a terminal; the one that the user started decides alone."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Processes started in here inherit the mask: Ctrl-C cannot hit them while they start."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # CPython starts this one with the first child and lifts the mask again as it does
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore_interrupts() -> None:
    """For a worker's first line, where there is no mask to inherit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
