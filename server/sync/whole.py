"""The whole of what a workstation may see: to begin with, and to compare."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.sync.digest import checksum
from core.sync.rows import collections, to_wire
from core.sync.wire import Change, Digest, Plan, SnapshotPage
from server.sync.place import head_of
from server.sync.pull import View


def plan(session: Session, epoch: UUID, view: View) -> Plan:
    """Where to go on from when every collection is loaded.

    The place is noted before the first row is read: what changes while the pages are read comes
    again with the first pull.
    """
    return Plan(
        epoch=epoch,
        cursor=head_of(session),
        scopes=view.scopes,
        collections=list(collections()),
    )


def part(
    session: Session, view: View, collection: str, after: UUID | None, limit: int
) -> SnapshotPage:
    """The next records of a collection in the order of their keys.

    Raises:
        NotFound: there is no such collection.
    """
    table = _table(collection)
    query = select(table).where(table.c.scope.in_(view.scopes)).order_by(table.c.id).limit(limit)
    if after is not None:
        query = query.where(table.c.id > after)
    rows = [
        Change(c=collection, id=row["id"], ver=row["ver"], f=to_wire(table, row))
        for row in session.execute(query).mappings()
    ]
    return SnapshotPage(rows=rows, next=rows[-1].id if len(rows) == limit else None)


def digest(session: Session, view: View) -> Digest:
    """Number and checksum of the visible records of each collection."""
    found = {}
    for name, table in collections().items():
        query = select(table.c.id, table.c.ver).where(table.c.scope.in_(view.scopes))
        count, total = 0, 0
        for key, ver in session.execute(query):
            count, total = count + 1, total ^ checksum(key, ver)
        found[name] = (count, f"{total:016x}")
    return Digest(cursor=head_of(session), collections=found)


def _table(collection: str) -> Table:
    found = collections().get(collection)
    if found is None:
        raise NotFound("sync.colecao_desconhecida", colecao=collection)
    return found
