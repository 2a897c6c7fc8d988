"""Work that tests give to the window's helper process."""

from __future__ import annotations

import os
import threading

from core.errors import InputError
from desktop.tasks import Asked


def count(asked: Asked, limit: int) -> int:
    """Tell every number, give their sum."""
    for number in range(1, limit + 1):
        asked.tell(number)
    return limit * (limit + 1) // 2


def process_id(_asked: Asked) -> int:
    """Which process this is."""
    return os.getpid()


def search_until_cancelled(asked: Asked) -> str:
    """Ends only when asked to."""
    asked.tell("searching")
    pause = threading.Event()
    while not asked.cancelled():
        pause.wait(0.005)
    return "best so far"


def deaf(asked: Asked) -> None:
    """Never ends by itself."""
    asked.tell("deaf")
    threading.Event().wait()


def refuse(_asked: Asked, file: str) -> None:
    """The user's file cannot be used."""
    raise InputError("geral.ausente", file=file)


def stumble(_asked: Asked) -> float:
    """A fault of ours."""
    return 1 / len(())


def die(_asked: Asked, number: int) -> None:
    """Ends without a word."""
    os.kill(os.getpid(), number)
