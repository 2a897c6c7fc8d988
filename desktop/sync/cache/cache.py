"""The workstation's copy of the server's records, with its own unconfirmed commands over them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from core.command import Actor, Command
from core.db.engine import Database
from core.sync.wire import SCHEMA, Answer, Digest, Page, Plan, SnapshotPage
from desktop.sync.cache.digest import Damaged, damaged_in, digest_of
from desktop.sync.cache.faults import told, told_of_disk
from desktop.sync.cache.gate import Gate
from desktop.sync.cache.images import begin_round, end_round, undo_overlay
from desktop.sync.cache.opening import (
    build,
    fresh_name,
    make_ready,
    open_reader,
    open_writer,
    settle,
    swap,
)
from desktop.sync.cache.overlay import ActorOf, Applied, Attempt, LocalUnit, attempted, replay
from desktop.sync.cache.rounds import (
    answers_in,
    check_chain,
    remove_scopes,
    write_pages,
    write_rows,
)
from desktop.sync.cache.shape import Shape, shape_in
from desktop.sync.cache.tables import (
    Place,
    read_answers,
    read_overlay,
    read_place,
    write_answers,
    write_place,
)
from desktop.sync.ledger import Entry


class Cache:
    """One file; one thread at a time writes it, any number read. `open` makes one.

    What it shows is a function of the server's rows and of the ledger's pending operations alone.
    Every method that changes it is told all pending operations, in the order of the gestures, and
    leaves the overlay in line with them.

    Attributes:
        path: the file.
        made_anew: whether there was none, or none that could be used.
    """

    def __init__(self, path: Path, *, made_anew: bool) -> None:
        self.path = path
        self.made_anew = made_anew
        self._writing = threading.RLock()
        self._gate = Gate()
        self._open()

    @classmethod
    def open(cls, path: Path) -> Self:
        """The cache of this file; one that cannot be used is put aside and made anew, empty.

        Call `replay` before anything is shown, and `load` where its place has no epoch.

        Raises:
            EnvironmentFault: not even a new one can be made.
        """
        with told_of_disk(path):
            return cls(path, made_anew=make_ready(path))

    def _open(self) -> None:
        self._writer: Database = open_writer(self.path)
        self._readers: Database = open_reader(self.path)
        self._shape: Shape = shape_in(self.path)

    def place(self) -> Place:
        """Where it stands."""
        with self.reading() as session:
            return read_place(session.connection())

    def answers(self, op_ids: Iterable[UUID]) -> list[Answer]:
        """The answers it holds to these operations, by number: for a ledger that missed them."""
        with self.reading() as session:
            return read_answers(session.connection(), op_ids)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and cannot write; short, because a `load` waits for it.

        Raises:
            DamagedCache: the file is not sound.
        """
        with self._gate.shared(), told(self.path), self._readers.sessions() as session:
            yield session

    @contextmanager
    def attempt(
        self, command: Command, actor: Actor, op_id: UUID, now: datetime
    ) -> Iterator[Attempt]:
        """A command that was run, in a transaction that stays open.

        The caller records it in the ledger and then says `commit`; else nothing has happened.

        Args:
            command: what is to be done.
            actor: who does it.
            op_id: key of the operation.
            now: the gesture's `wall`, with which it will be run again.

        Raises:
            Denied: the person lacks the permission.
            Refused: a rule or the present state says no, or only the server can do it.
            InputError: an argument cannot be used.
            DamagedCache: the file is not sound.
        """
        with self._writing, told(self.path), LocalUnit(self._writer) as unit:
            yield Attempt(unit, attempted(unit, command, actor, op_id, now))

    def apply(self, pages: Sequence[Page], pending: Sequence[Entry], actor_of: ActorOf) -> Applied:
        """Take one round in, whole or not at all.

        Args:
            pages: all of the round, the last without `more`.
            pending: all that the ledger has pending.
            actor_of: who acts.

        Raises:
            StaleRound: the round does not begin where the cache stands.
            UnreadablePage: a value of it does not fit.
            DamagedCache: the file is not sound.
        """
        with self._writing, told(self.path):
            here = check_chain(self.place(), pages)
            if self._quiet(pages, pending):
                return self._move(here)
            answers = answers_in(pages)

            def take(connection: Connection) -> None:
                write_pages(connection, self._shape, pages)
                write_place(connection, here)

            return self._renew(take, answers, pending, actor_of)

    def replay(
        self, pending: Sequence[Entry], actor_of: ActorOf, answers: Sequence[Answer] = ()
    ) -> Applied:
        """Bring the overlay in line with the ledger: at start, after a `load` and a reconcile.

        Args:
            pending: all that the ledger has pending.
            actor_of: who acts.
            answers: what the server said when it was asked for operations. Those whose effect is
                not here yet are passed over; a pull will bring them.
        """
        with self._writing, told(self.path):
            last = self.place().cursor.seq
            arrived = [answer for answer in answers if answer.seq <= last]
            return self._renew(None, arrived, pending, actor_of)

    def forget(self, scopes: Iterable[str], pending: Sequence[Entry], actor_of: ActorOf) -> Applied:
        """Remove the rows of scopes that the person may not see any more."""
        dropped = sorted(set(scopes))
        with self._writing, told(self.path):
            here = self.place()
            kept = tuple(scope for scope in here.scopes if scope not in dropped)

            def purge(connection: Connection) -> None:
                remove_scopes(connection, self._shape, dropped)
                if here.epoch is not None:
                    write_place(connection, replace(here, scopes=kept))

            return self._renew(purge, [], pending, actor_of)

    def _quiet(self, pages: Sequence[Page], pending: Sequence[Entry]) -> bool:
        """Whether nothing changes but the place."""
        if any(page.rows or page.gone or page.answers for page in pages):
            return False
        return [str(op_id) for op_id in self.overlay()] == [entry.op_id for entry in pending]

    def _move(self, here: Place) -> Applied:
        with LocalUnit(self._writer) as unit:
            write_place(unit.session.connection(), here)
            unit.commit()
        return Applied()

    def _renew(
        self,
        change: Callable[[Connection], None] | None,
        answers: Sequence[Answer],
        pending: Sequence[Entry],
        actor_of: ActorOf,
    ) -> Applied:
        """Without the overlay change the server's rows, and lay it over them again."""
        with LocalUnit(self._writer) as unit:
            connection = unit.session.connection()
            begin_round(connection)
            undo_overlay(connection)
            if change is not None:
                change(connection)
            write_answers(connection, answers, {entry.op_id for entry in pending})
            end_round(connection)
            answered = {str(answer.op_id) for answer in read_answers(connection)}
            failed = replay(unit, [one for one in pending if one.op_id not in answered], actor_of)
            unit.commit()
        return Applied(list(answers), failed)

    def load(self, plan: Plan, pages: Iterable[tuple[str, SnapshotPage]]) -> None:
        """Take a snapshot in the place of everything that is here; the caller replays.

        It is built in a file beside and exchanged when it is whole, so that what the server does
        not have any more is gone. A failure on the way leaves the cache as it is.

        Args:
            plan: of the snapshot.
            pages: each with its collection.

        Raises:
            UnreadablePage: a value does not fit.
            EnvironmentFault: there is no room, or the disk fails.
        """
        fresh = fresh_name(self.path)
        with self._writing, told_of_disk(self.path):
            fresh.unlink(missing_ok=True)
            build(fresh)
            with open_writer(fresh) as database, LocalUnit(database) as unit:
                connection = unit.session.connection()
                begin_round(connection)
                for collection, page in pages:
                    if collection in self._shape:
                        write_rows(connection, self._shape, collection, page.rows)
                place = Place(plan.epoch, plan.cursor, tuple(plan.scopes), SCHEMA)
                write_place(connection, place)
                unit.commit()
            settle(fresh)
            with self._gate.alone():
                self.close()
                try:
                    swap(self.path)
                finally:
                    self._open()
            self.made_anew = False

    def overlay(self) -> list[UUID]:
        """The unconfirmed operations whose effect is shown, in order."""
        with self.reading() as session:
            return [UUID(op_id) for op_id in read_overlay(session.connection())]

    def digest(self) -> Digest:
        """Number and checksum of the server's rows, as the server counts them at this place.

        A row that was damaged here is left out, so that a comparison finds its collection.
        """
        with self._writing, self._gate.shared(), told(self.path):
            return Digest(cursor=self.place().cursor, collections=digest_of(self.path))

    def damaged(self) -> list[Damaged]:
        """The rows that are not as the server sent them, by their checksums in this file."""
        with self._gate.shared(), told(self.path):
            return damaged_in(self.path)

    def close(self) -> None:
        """Let the file go."""
        self._readers.close()
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
