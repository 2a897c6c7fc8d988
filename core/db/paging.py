"""Lists by pages: from one number to the next, never by counting rows that were passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session


@dataclass(frozen=True)
class Window:
    """What part of a list is asked for.

    Attributes:
        limit: rows at most; None for all of them.
        after: the number of the last row seen; None from the start.
    """

    limit: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Slice[Row]:
    """Rows of a list, and the number to go on after; None where the list ends."""

    rows: Sequence[Row]
    next: int | None


EVERYTHING = Window()


def windowed[Row](
    session: Session,
    statement: Select[Row],
    column: InstrumentedAttribute[Any],
    window: Window = EVERYTHING,
    *,
    descending: bool = True,
) -> Slice[Row]:
    """The window's rows of a statement that selects one model, ordered by its number.

    Args:
        session: a reading session.
        statement: the list, with its conditions and eager loads, without order.
        column: the model's unique number.
        window: which part.
        descending: newest first.
    """
    ordered = statement.order_by(column.desc() if descending else column.asc())
    if window.after is not None:
        ordered = ordered.where(column < window.after if descending else column > window.after)
    if window.limit is None:
        return Slice(session.scalars(ordered).unique().all(), None)
    # one more than asked for tells whether the list goes on
    rows = session.scalars(ordered.limit(window.limit + 1)).unique().all()
    if len(rows) <= window.limit:
        return Slice(rows, None)
    shown = rows[: window.limit]
    return Slice(shown, getattr(shown[-1], column.key))
