"""Counts the statements that reach a database: a list must not need more of them for more rows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

_ROUTES = "AnyIO worker thread"
"""Name of the threads in which Starlette runs routes that are plain functions."""


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that this thread, or a route, sends to this database meanwhile.

    Those of a second server on the same database count, too; those of a job's runner do not.
    """
    seen: list[str] = []
    here = threading.current_thread()

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        thread = threading.current_thread()
        if connection.engine.url != engine.url:
            return
        if thread is here or thread.name.startswith(_ROUTES):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
