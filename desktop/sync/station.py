"""A workstation as the rest of the program sees it: what is done here is kept, whatever happens.

Nothing in here waits for the network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self
from uuid import UUID

from core.command import Actor, Command, Policy, Result
from core.errors import RadhaError, Value
from core.ids import new_id
from core.messages import say
from desktop.sync.cache import ActorOf
from desktop.sync.engine import Engine
from desktop.sync.exchanges import Wire
from desktop.sync.ledger import Entry, Gesture, Ledger, State, open_anyhow
from desktop.sync.ledger.place import copy_file
from desktop.sync.local import Local, open_cache
from desktop.sync.status import Clock, Link, Status, SystemClock

LEDGER = "ledger.db"
CACHE = "cache.db"


@dataclass(frozen=True)
class Done:
    """A gesture that is on the disk.

    Attributes:
        result: what the command gave back here; empty where it has no effect here.
        doubt: why it has no effect here although it is kept: a fact that a rule or the present
            state speaks against, or a cache that cannot be written. None where all is well.
    """

    op_id: UUID
    result: Result
    doubt: RadhaError | None = None


@dataclass(frozen=True)
class Notice:
    """An operation that the server did not carry out.

    Attributes:
        state: refused, or kept by the server for a person.
        why: message code of the reason, with its `values`.
        wall: when it was done, by the workstation's clock.
    """

    op_id: UUID
    kind: str
    args: dict[str, object]
    user_id: UUID
    state: State
    why: str
    values: dict[str, Value]
    wall: datetime

    def sentence(self) -> str:
        """The reason in words."""
        return say(self.why, self.values)


class Station:
    """The files of a workstation, open to write. Any thread may use it.

    Args:
        local: the files.
        clock: the time.
    """

    def __init__(self, local: Local, clock: Clock) -> None:
        self.local = local
        self.clock = clock
        self.engine: Engine | None = None
        self.recovered = False
        """Whether the ledger was damaged and had to be recovered: a person must be told."""
        self.recorded: Callable[[], None] = lambda: None
        """Called after every gesture, quickly."""

    @classmethod
    def open(
        cls,
        folder: Path,
        actor_of: ActorOf,
        *,
        clock: Clock | None = None,
        open_ledger: Callable[[Path], Ledger] | None = None,
    ) -> Self:
        """Open or begin a workstation, and mend what a crash left.

        Args:
            folder: where its files lie.
            actor_of: who made a gesture, with what he may do.
            clock: the time; the machine's where it is not given.
            open_ledger: opens the ledger otherwise than with its second copy and its reserve.

        Raises:
            EnvironmentFault: another process has it open, or the disk is full or fails.
        """
        path, recovered = folder / LEDGER, False
        if open_ledger is not None:
            ledger = open_ledger(path)
        else:
            ledger, found = open_anyhow(path, copy=copy_file())
            recovered = found is not None
        try:
            cache = open_cache(folder / CACHE)
        except BaseException:
            ledger.close()
            raise
        station = cls(Local(ledger, cache, actor_of), clock or SystemClock())
        station.recovered = recovered
        try:
            station.local.repair(station.clock.now())
        except BaseException:
            station.close()
            raise
        return station

    def connect(self, wire: Wire, random: Random | None = None) -> Engine:
        """The engine that brings this workstation and a server together; who asks drives it."""
        self.engine = Engine(self.local, wire, self.clock, random or Random())
        return self.engine

    def do(
        self,
        command: Command,
        actor: Actor,
        *,
        grant_id: str | None = None,
        op_id: UUID | None = None,
    ) -> Done:
        """Do something. When this returns it is on the disk and will reach the server.

        Run in an open transaction, ledger, commit, answer: in this order a crash at any point
        leaves a gesture that counts, or none that anybody was told of.

        Args:
            command: what is done.
            actor: who does it.
            grant_id: the offline grant he does it under.
            op_id: key of the operation, drawn where it is not given.

        Raises:
            Denied, Refused, InputError: it cannot be done, and is not recorded. Never for a fact.
            EnvironmentFault: it could not be recorded (disk full): it does not count.
        """
        gesture = self._gesture(command, actor, grant_id, op_id or new_id())
        with self.local.turn:
            done = self._do(command, actor, gesture)
        self.recorded()
        return done

    def _do(self, command: Command, actor: Actor, gesture: Gesture) -> Done:
        key, ledger = UUID(gesture.op_id), self.local.ledger
        kept: list[Entry] = []
        try:
            with self.local.cache.attempt(command, actor, key, gesture.wall) as running:
                kept = _recorded(ledger, gesture)
                running.commit()
                return Done(key, running.result)
        except _NotRecorded as fault:
            raise fault.reason from fault
        except RadhaError as doubt:
            if not kept and command.policy is not Policy.FACT:
                raise
            if not kept:
                ledger.record_many([gesture])
            return Done(key, {}, doubt)

    def status(self) -> Status:
        """How it stands."""
        if self.engine is not None:
            return self.engine.status()
        counts = self.local.ledger.counts()
        return Status(
            pending=counts.pending,
            oldest_age_s=counts.oldest_age_s(self.clock.now()),
            last_confirmed=counts.last_confirmed,
            link=Link.UNKNOWN,
            refused=counts.refused,
            quarantined=counts.quarantined,
            next_try_s=0.0,
            stuck=False,
            seq=0,
        )

    def inbox(self) -> list[Notice]:
        """What the server refused or keeps for a person, oldest first."""
        ledger = self.local.ledger
        found = [*ledger.entries(State.REFUSED), *ledger.entries(State.QUARANTINED)]
        return [notice_of(entry) for entry in sorted(found, key=lambda entry: entry.pos)]

    def close(self) -> None:
        """Let the files go; whoever drives the engine has stopped."""
        if self.engine is not None:
            self.engine.close()
        self.local.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _gesture(
        self, command: Command, actor: Actor, grant_id: str | None, op_id: UUID
    ) -> Gesture:
        skew = None if self.engine is None else self.engine.skew_ms
        return Gesture(
            op_id=str(op_id),
            kind=command.kind,
            v=command.version,
            args=command.model_dump(mode="json"),
            user_id=str(actor.id),
            grant_id=grant_id,
            wall=self.clock.now(),
            mono_ms=round(self.clock.monotonic() * 1000),
            boot_id=self.clock.boot,
            skew_ms=skew,
        )


class _NotRecorded(Exception):
    """The ledger could not keep it; nothing else may take this for a refusal."""

    def __init__(self, reason: RadhaError) -> None:
        super().__init__(reason)
        self.reason = reason


def _recorded(ledger: Ledger, gesture: Gesture) -> list[Entry]:
    try:
        return ledger.record_many([gesture])
    except RadhaError as error:
        raise _NotRecorded(error) from error


def notice_of(entry: Entry) -> Notice:
    """What a person is told of an operation that the server did not carry out."""
    told = entry.result or {}
    values = told.get("values")
    plain = {
        name: value
        for name, value in (values.items() if isinstance(values, dict) else ())
        if value is None or isinstance(value, str | int | float | bool)
    }
    return Notice(
        op_id=UUID(entry.op_id),
        kind=entry.kind,
        args=dict(entry.args),
        user_id=UUID(entry.user_id),
        state=entry.state,
        why=str(told.get("why") or "estacao.sem_motivo"),
        values=plain,
        wall=entry.wall,
    )
