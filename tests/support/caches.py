"""A server in small for tests of the cache, and a station that has a real ledger and cache."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.command import Actor, Command, decode, execute
from core.db.engine import Database
from core.db.feed import FeedEntry, FeedTx
from core.db.unit import Unit
from core.errors import RadhaError
from core.ids import derive_id
from core.schema import METADATA
from core.sync.digest import checksum
from core.sync.models import Receipt
from core.sync.rows import collections, to_wire
from core.sync.scopes import of_device
from core.sync.wire import (
    START,
    Answer,
    Change,
    Cursor,
    Gone,
    Outcome,
    Page,
    Plan,
    SnapshotPage,
)
from desktop.sync.cache import ActorOf, Applied, Cache
from desktop.sync.ledger import Entry, Gesture, Settlement, State
from tests.support.ledgers import open_ledger

ROOT = UUID("01930000-0000-7000-8000-000000000000")
EPOCH = derive_id(ROOT, "epoch")
DEVICE = derive_id(ROOT, "device")
MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
SCOPES = ["cadastros", "producao"]
HELD = frozenset(
    ("cadastros/clientes", "cadastros/fornecedores", "producao/motivos", "producao/apontamento")
)
_STATES = {
    Outcome.OK: State.ACKED,
    Outcome.MERGED: State.MERGED,
    Outcome.REFUSED: State.REFUSED,
    Outcome.QUARANTINED: State.QUARANTINED,
}


def person(name: str, *, held: frozenset[str] = HELD, device: UUID | None = None) -> Actor:
    """Somebody whose key is the same in every run."""
    return Actor(derive_id(ROOT, name), name, held, device)


type Start = tuple[Plan, list[tuple[str, SnapshotPage]]]
"""A snapshot."""


class Server:
    """Runs commands as the server does, and hands out what changed."""

    def __init__(self, database: Database, scopes: Sequence[str] = SCOPES) -> None:
        self.database = database
        self.scopes = sorted(scopes)

    def run(self, command: Command, actor: Actor, *, op_id: UUID | None = None) -> Any:
        """Somebody does something at the server."""
        with Unit(self.database) as unit:
            result = execute(unit, command, actor, op_id=op_id, now=MORNING)
            unit.commit()
        return result

    def take(self, entry: Entry, command: Command, actor: Actor) -> None:
        """Run an operation of the station, once, and keep a receipt in the same transaction."""
        with Unit(self.database) as unit:
            if unit.session.get(Receipt, UUID(entry.op_id)) is not None:
                return
            outcome, why, values, result = Outcome.OK, None, {}, {}
            try:
                with unit.step():
                    result = execute(unit, command, actor, op_id=UUID(entry.op_id), now=MORNING)
            except RadhaError as error:
                outcome, why, values = Outcome.REFUSED, error.code, dict(error.values)
            except IntegrityError:
                outcome, why = Outcome.QUARANTINED, "sync.nao_executavel"
            unit.session.add(
                Receipt(
                    id=UUID(entry.op_id),
                    device_id=DEVICE,
                    inc=UUID(int=1),
                    n=entry.n,
                    kind=entry.kind,
                    version=entry.v,
                    arguments=entry.args,
                    user_id=UUID(entry.user_id),
                    wall=entry.wall,
                    outcome=outcome,
                    why=why,
                    values=to_jsonable_python(values, fallback=str),
                    result=result,
                    scope=of_device(DEVICE),
                )
            )
            unit.session.flush()
            unit.commit()

    def pull(self, since: Cursor, epoch: UUID = EPOCH, parts: int = 1) -> list[Page]:
        """A whole round, in so many pages where there are enough transactions."""
        with Unit(self.database, writes=False) as unit:
            session = unit.session
            ends = select(FeedTx.seq, FeedTx.tag).where(FeedTx.seq > since.seq).order_by(FeedTx.seq)
            cursors = [Cursor(seq=seq, tag=tag) for seq, tag in session.execute(ends)]
            places = [*cursors[: max(parts - 1, 0)], cursors[-1]] if cursors else [since]
            places = list(dict.fromkeys(places))
            pages = []
            for number, cursor in enumerate(places):
                page = self._page(unit, since, cursor, epoch)
                head, more = places[-1].seq, number < len(places) - 1
                pages.append(page.model_copy(update={"head": head, "more": more}))
                since = cursor
        return pages

    def _page(self, unit: Unit, since: Cursor, cursor: Cursor, epoch: UUID) -> Page:
        feed = select(FeedEntry).where(FeedEntry.seq > since.seq, FeedEntry.seq <= cursor.seq)
        rows, gone, answers = [], [], []
        for entry in unit.session.scalars(feed.order_by(FeedEntry.seq)):
            if entry.collection == Receipt.__tablename__:
                answers.append(_answer(unit, entry.row_id))
                continue
            row = None if entry.deleted else _row(unit, entry.collection, entry.row_id)
            if row is not None and row.f["scope"] in self.scopes:
                rows.append(row)
            else:
                gone.append(Gone(c=entry.collection, id=entry.row_id, ver=entry.seq))
        return Page(
            epoch=epoch, since=since, cursor=cursor, head=cursor.seq, more=False,
            scopes=self.scopes, rows=rows, gone=gone, answers=answers,
        )  # fmt: skip

    def answers(self) -> list[Answer]:
        """Every answer it ever gave the station, as a reconcile tells them."""
        with Unit(self.database, writes=False) as unit:
            keys = unit.session.scalars(select(Receipt.id).order_by(Receipt.ver)).all()
            return [_answer(unit, key) for key in keys]

    def digest(self) -> dict[str, tuple[int, str]]:
        """Number and checksum of the visible rows, counted from the tables."""
        found = {}
        with self.database.engine.connect() as connection:
            for name, table in collections().items():
                query = select(table.c.id, table.c.ver).where(table.c.scope.in_(self.scopes))
                total, count = 0, 0
                for key, ver in connection.execute(query):
                    total, count = total ^ checksum(key, ver), count + 1
                found[name] = (count, f"{total:016x}")
        return found

    def snapshot(self, size: int = 3) -> tuple[Plan, list[tuple[str, SnapshotPage]]]:
        """Everything, in small pages."""
        pages = []
        with Unit(self.database, writes=False) as unit:
            last = select(FeedTx.seq, FeedTx.tag).order_by(FeedTx.seq.desc()).limit(1)
            row = unit.session.execute(last).one_or_none()
            cursor = START if row is None else Cursor(seq=row.seq, tag=row.tag)
            for name, table in collections().items():
                query = select(table).where(table.c.scope.in_(self.scopes)).order_by(table.c.id)
                found = [
                    Change(c=name, id=row["id"], ver=row["ver"], f=to_wire(table, row))
                    for row in unit.session.execute(query).mappings()
                ]
                pages += [
                    (name, SnapshotPage(rows=found[at : at + size], next=None))
                    for at in range(0, len(found), size)
                ]
        plan = Plan(epoch=EPOCH, cursor=cursor, scopes=self.scopes, collections=list(collections()))
        return plan, pages


def _row(unit: Unit, collection: str, key: UUID) -> Change | None:
    table = collections()[collection]
    row = unit.session.execute(select(table).where(table.c.id == key)).mappings().one_or_none()
    if row is None:
        return None
    return Change(c=collection, id=key, ver=row["ver"], f=to_wire(table, row))


def _answer(unit: Unit, key: UUID) -> Answer:
    receipt = unit.session.get_one(Receipt, key)
    return Answer(
        op_id=key, outcome=receipt.outcome, seq=receipt.ver, why=receipt.why,
        values=receipt.values, result=receipt.result,
    )  # fmt: skip


class Station:
    """A workstation: a real ledger, a real cache, and the order of a gesture.

    Args:
        folder: where its files lie.
        server: the one it talks to.
        template: a cache that is new, to be copied.
        done: how many gestures it has made already, by which the next are named.
    """

    def __init__(
        self, folder: Path, server: Server, template: Path | None = None, *, done: int = 0
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.server = server
        self.me = person("ana", device=DEVICE)
        self.path = folder / "cache.db"
        if template is not None:
            shutil.copyfile(template, self.path)
        self.ledger = open_ledger(folder / "ledger.db")
        self.cache = Cache.open(self.path)
        self.received: list[list[Page]] = []
        self.start: Start | None = None
        self._done = done

    @property
    def actor_of(self) -> ActorOf:
        """Everybody is the one person of this station."""
        return lambda _key: self.me

    def pending(self) -> list[Entry]:
        """What the ledger has pending."""
        return self.ledger.pending()

    def next_gesture(self, command: Command) -> Gesture:
        """The gesture of this command, a minute after the one before."""
        self._done += 1
        return Gesture(
            op_id=str(derive_id(ROOT, f"op/{self._done}")),
            kind=command.kind,
            v=command.version,
            args=command.model_dump(mode="json"),
            user_id=str(self.me.id),
            wall=MORNING + timedelta(minutes=self._done),
            mono_ms=self._done,
            boot_id="b",
        )

    def do(self, command: Command, *, die: str | None = None) -> Any:
        """A gesture: run, ledger, commit.

        Args:
            command: what is done.
            die: ``recorded`` or ``run``: after this step the program dies.
        """
        done = self.next_gesture(command)
        attempt = self.cache.attempt(command, self.me, UUID(done.op_id), done.wall)
        with attempt as running:
            if die == "run":
                return None
            self.ledger.record_many([done])
            if die == "recorded":
                return None
            running.commit()
            return running.result

    def record_only(self, command: Command) -> None:
        """A fact that the local run refused: only the ledger has it."""
        self.ledger.record_many([self.next_gesture(command)])

    def push(self, upto: int | None = None) -> None:
        """The server takes what is pending, or the first of it."""
        for entry in self.pending()[:upto]:
            self.server.take(entry, decode(entry.kind, entry.args), self.me)

    def pull(self, parts: int = 1, *, settle: bool = True) -> Applied:
        """One round, and its answers into the ledger."""
        pages = self.server.pull(self.cache.place().cursor, parts=parts)
        applied = self.cache.apply(pages, self.pending(), self.actor_of)
        self.received.append(pages)
        if settle:
            self.settle(applied.answers)
        return applied

    def settle(self, answers: Sequence[Answer]) -> None:
        """Put answers into the ledger."""
        self.ledger.settle_many(
            Settlement(
                op_id=str(one.op_id), state=_STATES[one.outcome], ack_seq=one.seq, at=MORNING
            )
            for one in answers
        )

    def restart(self) -> None:
        """Close the cache, open it, and do what a start does."""
        self.cache.close()
        self.cache = Cache.open(self.path)
        ids = [UUID(entry.op_id) for entry in self.pending()]
        self.settle(self.cache.answers(ids))
        self.cache.replay(self.pending(), self.actor_of)

    def close(self) -> None:
        """Let the files go."""
        self.cache.close()
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that the schema knows, as the file has it."""
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        for name in METADATA.tables:
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - ours
            if rows:
                found[name] = sorted(rows, key=repr)
    return found


def rebuilt(folder: Path, station: Station, template: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What a cache holds that is made from nothing but the pages and the ledger."""
    path = folder / "rebuilt.db"
    shutil.copyfile(template, path)
    with Cache.open(path) as cache:
        if station.start is not None:
            cache.load(*station.start)
        for pages in station.received:
            cache.apply(pages, [], station.actor_of)
        cache.replay(station.pending(), station.actor_of)
    return dump(path)
