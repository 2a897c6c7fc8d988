"""Readers by the dozen, or one who exchanges the file under them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Lets readers in together, and the one who exchanges the file alone.

    Readers are short. One that is inside may come in again; none may exchange the file from inside.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Be inside with others."""
        with self._changed:
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait for the last one to leave, and let nobody in."""
        with self._changed:
            self._changed.wait_for(lambda: self._inside == 0)
            yield
