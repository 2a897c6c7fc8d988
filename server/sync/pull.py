"""Hands out what changed since a place: whole transactions, records as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from core.db.feed import FeedEntry
from core.sync.models import Receipt
from core.sync.rows import collections, to_wire
from core.sync.scopes import of_device
from core.sync.wire import Answer, Change, Cursor, Gone, Page, Reset
from server.sync.place import Lost, check_place, end_of, head_of
from server.sync.push import answer_of

_KEYS = 500
"""Keys of one statement; SQLite takes no more than some thousands."""


type _Entry = Row[int, str, UUID, bool, str]


@dataclass(frozen=True)
class View:
    """What one workstation may see.

    Attributes:
        scopes: of the person who is signed in, in order.
        device: whose answers it receives.
    """

    scopes: list[str]
    device: UUID


def pull(
    session: Session,
    epoch: UUID,
    view: View,
    *,
    claimed: UUID | None,
    since: Cursor,
    held: list[str],
    limit: int,
) -> Page:
    """The next page.

    Args:
        session: one that reads everything as of one moment.
        epoch: of this history.
        view: what may be seen.
        claimed: the history the workstation knows.
        since: where it stands.
        held: the scopes it holds.
        limit: records of the page; the last transaction is always whole.

    Raises:
        Lost: it stands nowhere in this history, or holds other scopes.
    """
    check_place(session, epoch, claimed, since)
    if sorted(held) != view.scopes:
        raise Lost(Reset.SCOPES_CHANGED)
    head = head_of(session)
    entries = _entries(session, view, since.seq, limit)
    cursor = head
    if len(entries) == limit:
        cursor = end_of(session, entries[-1].seq)
        entries = _entries(session, view, since.seq, None, until=cursor.seq)
    rows, gone, answers = _contents(session, view, entries)
    return Page(
        epoch=epoch,
        since=since,
        cursor=cursor,
        head=head.seq,
        more=cursor != head,
        scopes=view.scopes,
        rows=rows,
        gone=gone,
        answers=answers,
    )


def _entries(
    session: Session, view: View, since: int, limit: int | None, until: int | None = None
) -> Sequence[_Entry]:
    feed = FeedEntry
    query = select(feed.seq, feed.collection, feed.row_id, feed.deleted, feed.scope_to)
    query = query.where(feed.seq > since, _concerns(view)).order_by(feed.seq).limit(limit)
    if until is not None:
        query = query.where(feed.seq <= until)
    return session.execute(query).all()


def _concerns(view: View) -> ColumnElement[bool]:
    """What lies in the view, and what once did."""
    mine = [*view.scopes, of_device(view.device)]
    left = [FeedEntry.scope_from.contains(scope, autoescape=True) for scope in view.scopes]
    return or_(FeedEntry.scope_to.in_(mine), *left)


def _contents(
    session: Session, view: View, entries: Sequence[_Entry]
) -> tuple[list[Change], list[Gone], list[Answer]]:
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for entry in entries:
        if not entry.deleted and (entry.scope_to in view.scopes or _is_receipt(entry)):
            wanted[entry.collection].append(entry.row_id)
    answers = _answers(session, wanted.pop(Receipt.__tablename__, []))
    rows = [row for name, keys in wanted.items() for row in changes(session, name, keys)]
    there = {(row.c, row.id) for row in rows}
    gone = [
        Gone(c=entry.collection, id=entry.row_id, ver=entry.seq)
        for entry in entries
        if not _is_receipt(entry) and (entry.collection, entry.row_id) not in there
    ]
    return sorted(rows, key=lambda row: row.ver), gone, answers


def _is_receipt(entry: _Entry) -> bool:
    return bool(entry.collection == Receipt.__tablename__)


def changes(session: Session, collection: str, keys: list[UUID]) -> list[Change]:
    """Records of a collection as they are now; those that are not there are left out."""
    table = collections()[collection]
    found = []
    for start in range(0, len(keys), _KEYS):
        part = select(table).where(table.c.id.in_(keys[start : start + _KEYS]))
        for row in session.execute(part).mappings():
            fields = to_wire(table, row)
            found.append(Change(c=collection, id=row["id"], ver=row["ver"], f=fields))
    return found


def _answers(session: Session, keys: list[UUID]) -> list[Answer]:
    found: list[Answer] = []
    for start in range(0, len(keys), _KEYS):
        part = select(Receipt).where(Receipt.id.in_(keys[start : start + _KEYS]))
        found.extend(answer_of(receipt) for receipt in session.scalars(part))
    return sorted(found, key=lambda answer: answer.seq)
