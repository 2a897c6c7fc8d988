"""Puts the server's rows into the tables."""

# ruff: noqa: S608 - the names of tables and columns are the product's own
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, Table, insert

from core.sync.rows import collections, from_wire
from core.sync.wire import Answer, Change, Cursor, Page
from desktop.sync.cache.faults import StaleRound, UnreadablePage
from desktop.sync.cache.images import seal_rows
from desktop.sync.cache.shape import Shape
from desktop.sync.cache.tables import Place

type _Latest = dict[str, dict[UUID, Change | None]]


def check_chain(place: Place, pages: Sequence[Page]) -> Place:
    """Where the cache stands after these pages.

    Raises:
        StaleRound: they do not begin where it stands, do not follow one another, have an end that
            is missing, or are of other scopes.
    """
    here = place
    for page in pages:
        history = here.epoch in (None, page.epoch)
        scopes = here.epoch is None or sorted(here.scopes) == sorted(page.scopes)
        if not history or not scopes or page.since != here.cursor:
            raise _stale(here.cursor, page.since)
        here = Place(page.epoch, page.cursor, tuple(sorted(page.scopes)), place.schema)
    if not pages or pages[-1].more:
        raise _stale(here.cursor, here.cursor)
    return here


def _stale(here: Cursor, given: Cursor) -> StaleRound:
    return StaleRound("cache.rodada_fora_de_ordem", aqui=here.seq, veio=given.seq)


def answers_in(pages: Iterable[Page]) -> list[Answer]:
    """The answers of all pages, by number."""
    found = {answer.op_id: answer for page in pages for answer in page.answers}
    return sorted(found.values(), key=lambda answer: answer.seq)


def write_pages(connection: Connection, shape: Shape, pages: Iterable[Page]) -> None:
    """Bring every row of these pages to its last state; there must be no overlay.

    All of them leave before the first comes back: two rows may have swapped a value that must be
    unique.
    """
    latest: _Latest = defaultdict(dict)
    for page in pages:
        for gone in page.gone:
            latest[gone.c][gone.id] = None
        for row in page.rows:
            latest[row.c][row.id] = row
    known = [(name, latest[name]) for name in collections() if latest.get(name)]
    for collection, rows in known:
        _remove(connection, collection, list(rows))
    for collection, rows in known:
        write_rows(connection, shape, collection, [row for row in rows.values() if row])


def write_rows(
    connection: Connection, shape: Shape, collection: str, rows: Sequence[Change]
) -> None:
    """Add rows of one collection, and seal them.

    A row that stands in the way of another one leaves: the pages of a snapshot are of different
    moments, and it is the newer one whose value that is now. The other has changed since the
    snapshot was begun and comes back with the first round.

    Raises:
        UnreadablePage: a value is not of its column's type.
    """
    table = collections()[collection]
    values = [_values(table, row) for row in rows]
    if values:
        connection.execute(insert(table).prefix_with("OR REPLACE"), values)
        seal_rows(connection, shape, collection, [row.id.hex for row in rows])


def _values(table: Table, row: Change) -> dict[str, Any]:
    try:
        return _blank(table) | from_wire(table, row.f) | {"id": row.id}
    except ValidationError as error:
        place = f"{row.c}/{row.id}"
        raise UnreadablePage("cache.pagina_ilegivel", place=place, detail=error.title) from error


def _remove(connection: Connection, collection: str, keys: Sequence[UUID]) -> None:
    rows = [(key.hex,) for key in keys]
    connection.exec_driver_sql(f'DELETE FROM "{collection}" WHERE id = ?', rows)
    sealed = [(collection, key.hex) for key in keys]
    connection.exec_driver_sql("DELETE FROM _seal WHERE collection = ? AND row_id = ?", sealed)


def remove_scopes(connection: Connection, shape: Shape, scopes: Sequence[str]) -> None:
    """Remove every row of these scopes; there must be no overlay."""
    marks = ", ".join("?" * len(scopes))
    for collection in shape:
        lost = f'SELECT id FROM "{collection}" WHERE scope IN ({marks})'
        connection.exec_driver_sql(
            f"DELETE FROM _seal WHERE collection = '{collection}' AND row_id IN ({lost})",
            tuple(scopes),
        )
        connection.exec_driver_sql(
            f'DELETE FROM "{collection}" WHERE scope IN ({marks})', tuple(scopes)
        )


@cache
def _blank(table: Table) -> dict[str, Any]:
    """A value for every column, for those that an older server does not send."""
    found: dict[str, Any] = {}
    for column in table.c:
        given = getattr(column.default, "arg", None)
        if column.nullable:
            found[column.name] = None
        elif callable(given):
            found[column.name] = given(None)
        elif given is not None:
            found[column.name] = given
    return found
