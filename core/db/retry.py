"""Runs a transaction again that had to give way to another one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import OperationalError

ATTEMPTS = 4
"""Runs of a transaction that met another one and had to give way."""

_GIVE_WAY = {"40001", "40P01"}
"""PostgreSQL's serialization_failure and deadlock_detected."""


def giving_way[Result](transaction: Callable[[], Result]) -> Result:
    """What the transaction gives back, begun anew where the database asked for it."""
    for _ in range(ATTEMPTS - 1):
        try:
            return transaction()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _GIVE_WAY:
                raise
    return transaction()
