"""The ledger of a workstation: what was done here, until the server has it, and longer.

What `Ledger.record` returned from is on the disk. Nothing is ever changed but what became of an
operation, and nothing is deleted but what the server confirmed long ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from core.ids import new_id
from desktop.sync.ledger import queries, statements
from desktop.sync.ledger.disk import RESERVE, Reserve, flush_folder, reserve_file
from desktop.sync.ledger.door import Door, open_door
from desktop.sync.ledger.entry import Entry, Gesture, Json, Settlement, State, cells, stamp
from desktop.sync.ledger.facts import is_fact as told_fact
from desktop.sync.ledger.lock import WriterLock, lock_beside
from desktop.sync.ledger.queries import Counts
from desktop.sync.ledger.second import SecondCopy
from desktop.sync.ledger.store import Connect, connect_file


class Ledger:
    """The one writer of a ledger; any thread may use it. Open it with `Ledger.open`."""

    def __init__(
        self,
        path: Path,
        door: Door,
        lock: WriterLock,
        reserve: Reserve,
        copy: SecondCopy | None,
    ) -> None:
        self.path = path
        self._door = door
        self._lock = lock
        self._reserve = reserve
        self._copy = copy
        self._inc = ""
        self._n = 0
        self._found_again = 0

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        connect: Connect = connect_file,
        copy: Path | None = None,
        is_fact: Callable[[str], bool] = told_fact,
        reserve: int = RESERVE,
    ) -> Self:
        """Open a ledger to write, or begin one; every opening is a new incarnation.

        Args:
            path: the file.
            connect: opens the connection.
            copy: where facts are written a second time, best on another disk.
            is_fact: whether operations of a kind are copied there.
            reserve: bytes kept back for the day when the disk is full.

        Raises:
            DamagedLedger: the file is not sound; `recover` saves what is in it.
            EnvironmentFault: another process writes it, the disk is full or cannot be written.
        """
        lock = lock_beside(path)
        room = Reserve(reserve_file(path), reserve)
        try:
            door, lost = open_door(path, connect, room)
        except BaseException:
            lock.release()
            raise
        second = None if copy is None else SecondCopy(copy, is_fact)
        ledger = cls(path, door, lock, room, second)
        try:
            ledger._begin(lost)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @property
    def device_id(self) -> str:
        """Key of this workstation's ledger, made with it."""
        return self._door.read(queries.device_id) or ""

    @property
    def inc(self) -> str:
        """The present incarnation."""
        return self._inc

    @property
    def found_again(self) -> int:
        """Operations that damage had taken out of the file and that this opening put back."""
        return self._found_again

    @property
    def reserve_kept(self) -> bool:
        """Whether the room for the worst day is untouched; when not, the disk has been full."""
        return self._reserve.kept

    @property
    def copy_fault(self) -> str | None:
        """Why the second copy could not be written, None while it is complete or not wanted."""
        return None if self._copy is None else self._copy.fault

    def record(
        self,
        kind: str,
        v: int,
        args: dict[str, Json],
        user_id: str,
        *,
        op_id: str,
        grant_id: str | None = None,
        wall: datetime,
        mono_ms: int,
        boot_id: str,
        skew_ms: int | None = None,
    ) -> Entry:
        """Keep one gesture; it is on the disk when this returns. `Gesture` tells the arguments.

        Raises:
            EnvironmentFault: the disk is full (`sync.disco_cheio`) or fails: it is not recorded.
            ValueError: the key belongs to another gesture.
        """
        gesture = Gesture(
            op_id=op_id,
            kind=kind,
            v=v,
            args=args,
            user_id=user_id,
            grant_id=grant_id,
            wall=wall,
            mono_ms=mono_ms,
            boot_id=boot_id,
            skew_ms=skew_ms,
        )
        return self.record_many([gesture])[0]

    def record_many(self, gestures: Sequence[Gesture]) -> list[Entry]:
        """Keep several gestures, all or none; one that is kept already is not kept twice.

        Raises:
            EnvironmentFault: the disk is full (`sync.disco_cheio`) or fails: none is recorded.
            ValueError: a key belongs to another gesture.
        """
        with self._door.guard:
            known = [self.find(gesture.op_id) for gesture in gestures]
            fresh = self._numbered([g for g, old in zip(gestures, known, strict=True) if not old])
            kept = {entry.op_id: entry for entry in (*known, *fresh) if entry is not None}
            found = [_same(kept[gesture.op_id], gesture) for gesture in gestures]
            rows = [cells(entry) for entry in fresh]
            self._door.write(lambda ledger: statements.run_each(ledger, statements.INSERT, rows))
            self._n += len(fresh)
            if self._copy is not None:
                self._copy.append(fresh)
            return found

    def find(self, op_id: str) -> Entry | None:
        """The entry of an operation, None where there is none."""
        return self._door.read(lambda ledger: queries.find(ledger, op_id))

    def pending(self, limit: int = -1) -> list[Entry]:
        """The first unconfirmed operations, in the order of the gestures."""
        return self.entries(State.PENDING, limit)

    def entries(self, state: State | None = None, limit: int = -1) -> list[Entry]:
        """The first entries of a state, or of all, in the order of the gestures."""
        return self._door.read(lambda ledger: queries.entries(ledger, state, limit))

    def op_ids(self, since: datetime | None = None) -> list[str]:
        """Keys to reconcile, in the order of the gestures.

        Args:
            since: leaves out what the server settled before this moment of its own time.
        """
        return self._door.read(lambda ledger: queries.op_ids(ledger, since))

    def answered_after(self, seq: int) -> list[str]:
        """Keys of what the server answered behind this number of its history."""
        return self._door.read(lambda ledger: queries.answered_after(ledger, seq))

    def counts(self) -> Counts:
        """How the ledger stands."""
        return self._door.read(queries.counts)

    def settle(
        self,
        op_id: str,
        state: State,
        ack_seq: int | None = None,
        result: dict[str, Json] | None = None,
        *,
        at: datetime,
    ) -> bool:
        """Keep the server's word on one operation; see `settle_many`."""
        word = Settlement(op_id=op_id, state=state, ack_seq=ack_seq, result=result, at=at)
        return self.settle_many([word]) == 1

    def settle_many(self, settlements: Iterable[Settlement]) -> int:
        """Keep the server's words, all or none; how many operations left ``pending`` by them.

        The first word on an operation stands; one that is not in the ledger is passed over.

        Raises:
            EnvironmentFault: the disk is full or fails: nothing is settled.
            ValueError: ``pending`` is no settlement.
        """
        rows = [word.cells() for word in settlements]
        return self._door.write(lambda ledger: statements.run_each(ledger, statements.SETTLE, rows))

    def mark_pending_again(self, op_ids: Iterable[str]) -> int:
        """Take back what a restored server has forgotten; how many operations that were.

        Only reconciling, and a start that finds the cache behind, may call this. Their old answers
        belong to a history that has ended or was not taken in, so they are dropped. With it a new
        incarnation begins, as in `renumber`.

        Raises:
            EnvironmentFault: the disk is full or fails: nothing was taken back.
        """
        rows = [(op_id,) for op_id in op_ids]
        inc = str(new_id())
        with self._door.guard:
            again, pending = self._door.write(
                lambda ledger: (
                    statements.run_each(ledger, statements.AGAIN, rows),
                    statements.renumber(ledger, inc),
                )
            )
            self._inc, self._n = inc, pending
            return again

    def renumber(self) -> str:
        """Begin a new incarnation whose first numbers are those of the unconfirmed operations."""
        self.mark_pending_again(())
        return self._inc

    def purge(self, before: datetime) -> int:
        """Delete what the server confirmed before this moment of its own time; how many.

        What it refused or put in quarantine stays, and so does the last gesture of all.
        """
        row = (stamp(before),)
        with self._door.guard:
            gone = self._door.write(
                lambda ledger: statements.run_each(ledger, statements.PURGE, [row])
            )
            if gone and self._copy is not None:
                self._copy.forget(self.op_ids())
            self._reserve.keep()
            return gone

    def close(self) -> None:
        """Let the file go."""
        try:
            self._door.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self, lost: list[Entry]) -> None:
        if self._copy is not None:
            lost = [*lost, *self._copy.compare(set(self.op_ids()), self.pending())]
        found = {entry.op_id: entry.gesture() for entry in sorted(lost, key=lambda one: one.pos)}
        self._inc = str(new_id())
        rows = [cells(entry) for entry in self._numbered(list(found.values()))]
        self._door.write(lambda ledger: statements.begin_incarnation(ledger, self._inc, rows))
        self._n = self._found_again = len(rows)
        flush_folder(self.path.parent)
        self._reserve.keep()

    def _numbered(self, gestures: Sequence[Gesture]) -> list[Entry]:
        last = self._door.read(queries.last_position)
        unique = {gesture.op_id: gesture for gesture in gestures}.values()
        return [
            _entry_of(gesture, pos=last + step, inc=self._inc, n=self._n + step)
            for step, gesture in enumerate(unique, start=1)
        ]


def _entry_of(gesture: Gesture, *, pos: int, inc: str, n: int) -> Entry:
    done = {field.name: getattr(gesture, field.name) for field in fields(Gesture)}
    return Entry(**done, pos=pos, inc=inc, n=n)


def _same(entry: Entry, gesture: Gesture) -> Entry:
    if entry.gesture() != gesture:
        raise ValueError(gesture.op_id)
    return entry
