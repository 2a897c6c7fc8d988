"""One transaction with its own commit: stamps, numbers and the feed are its business alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.attributes import set_committed_value

from core.db.base import MERGE, Numbered, Tracked
from core.db.counters import next_number
from core.db.engine import WRITES, Database
from core.db.feed import Change, write_feed

_OWN = {"ver", "field_seq", "created_at", "created_by", "updated_at", "updated_by"}


class Unit:
    """One transaction; leaving it without `commit` undoes everything.

    Args:
        database: where.
        authority: True on the server, which gives numbers; False on a workstation's copy.
        writes: False for a transaction that only reads, which then never waits for a writer.
        steady: True for a reading transaction whose statements all see the same moment, as they do
            on SQLite anyway.
    """

    def __init__(
        self,
        database: Database,
        *,
        authority: bool = True,
        writes: bool = True,
        steady: bool = False,
    ) -> None:
        self.authority = authority
        self.writes = writes
        self.steady = steady and database.dialect == "postgresql"
        self.session = database.sessions()
        self.actor_id: UUID | None = None
        self.device_id: UUID | None = None
        self.op_id: UUID | None = None
        self.now = datetime.now(UTC)
        self._changes: dict[UUID, Change] = {}
        # what the present step found of the changes that it touches
        self._before: dict[UUID, Change | None] | None = None

    def __enter__(self) -> Self:
        if self.writes:
            self.session.connection(execution_options={WRITES: True})
            event.listen(self.session, "before_flush", self._before_flush)
        elif self.steady:
            self.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.session.close()

    def commit(self) -> int | None:
        """Write what was changed, number it, and make it durable.

        Returns:
            The feed number of the last change; None when no tracked record was changed.
        """
        self.session.flush()
        seq = None
        changes = list(self._changes.values())
        if changes:
            seq = write_feed(self.session.connection(), changes)
            self._remember(seq - len(changes) + 1)
        self.session.commit()
        self._changes.clear()
        return seq

    @contextmanager
    def step(self) -> Iterator[None]:
        """A part of this transaction that, when it fails, leaves the rest as if it had not been."""
        before: dict[UUID, Change | None] = {}
        self._before = before
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            self._forget(before)
            raise
        finally:
            self._before = None

    def rollback(self) -> None:
        """Undo everything and stand at the start of a new transaction."""
        self.session.rollback()
        self._changes.clear()
        if self.writes:
            self.session.connection(execution_options={WRITES: True})

    def _remember(self, first: int) -> None:
        for seq, change in enumerate(self._changes.values(), start=first):
            if not change.deleted:
                record = change.record
                fields = dict(record.field_seq or {}) | dict.fromkeys(sorted(change.fields), seq)
                set_committed_value(record, "ver", seq)
                set_committed_value(record, "field_seq", fields)

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        new = [record for record in session.new if isinstance(record, Tracked)]
        for record in new:
            self._stamp(record, new=True)
            self._note(record, fields=_editable(record))
        for record in session.dirty:
            if isinstance(record, Tracked) and (changed := _changed(record)):
                self._stamp(record, new=False)
                self._note(record, fields=changed & _editable(record))
        for record in session.deleted:
            if isinstance(record, Tracked):
                self._note(record, fields=set(), deleted=True)
        if self.authority:
            self._number(session)

    def _stamp(self, record: Tracked, *, new: bool) -> None:
        if new:
            record.scope = record.scope or record.__scope__
            record.created_at, record.created_by = self.now, self.actor_id
        record.updated_at, record.updated_by = self.now, self.actor_id

    def _note(self, record: Tracked, *, fields: set[str], deleted: bool = False) -> None:
        known = self._changes.get(record.id)
        if self._before is not None and record.id not in self._before:
            self._before[record.id] = known and replace(known, fields={*known.fields})
        if known is not None:
            known.fields |= fields
            known.deleted = known.deleted or deleted
            known.op_id, known.device_id = self.op_id, self.device_id
            return
        self._changes[record.id] = Change(
            record, deleted, _scope_before(record), set(fields), self.op_id, self.device_id
        )

    def _forget(self, before: dict[UUID, Change | None]) -> None:
        for key, change in before.items():
            if change is None:
                del self._changes[key]
            else:
                self._changes[key] = change

    def _number(self, session: Session) -> None:
        awaiting: dict[str, list[Numbered]] = {}
        for record in session.new:
            if isinstance(record, Numbered) and record.number is None:
                table = cast("Any", record).__tablename__
                awaiting.setdefault(table, []).append(record)
        # always in the same order, so that two transactions cannot wait for each other
        for series in sorted(awaiting):
            records = awaiting[series]
            first = next_number(session.connection(), series, len(records))
            for number, record in enumerate(records, start=first):
                record.number = number


def _changed(record: Tracked) -> set[str]:
    state = inspect(record)
    return {
        attribute.key
        for attribute in state.mapper.column_attrs
        if attribute.key not in _OWN and state.attrs[attribute.key].history.has_changes()
    }


def _editable(record: Tracked) -> set[str]:
    columns = inspect(type(record)).columns
    return {column.key for column in columns if MERGE in column.info}


def _scope_before(record: Tracked) -> str:
    before = inspect(record).attrs["scope"].history.deleted
    return str(before[0]) if before and before[0] else record.scope
