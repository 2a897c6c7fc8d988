"""Runs commands whose fate is not known yet over the server's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, StatementError

from core.command import Actor, Command, Result, decode, execute
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import RadhaError, Refused, Value
from core.sync.wire import Answer
from desktop.sync.cache.tables import add_to_overlay
from desktop.sync.ledger import Entry

type ActorOf = Callable[[UUID], Actor]
"""The person of a user's key, with what he may do as far as this workstation knows.

Raises nothing that is no `RadhaError`; one that it raises is told as the command's failure.
"""


@dataclass(frozen=True)
class Failed:
    """A command that has no effect here for the present; the server decides.

    Attributes:
        code: message code of what was in its way, with its `values`.
    """

    op_id: UUID
    code: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Applied:
    """What a round brought.

    Attributes:
        answers: of the server to operations of this workstation, by number.
        failed: unconfirmed commands without an effect, in the order of the gestures.
    """

    answers: list[Answer] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


class LocalUnit(Unit):
    """A transaction of a workstation: it gives no numbers, and its changes are no history."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, authority=False)

    def commit(self) -> None:
        """Make the changes durable as far as the cache is."""
        self.session.flush()
        self.session.commit()


class Attempt:
    """A command that ran in a transaction which is still open.

    Attributes:
        result: what the command gave back.
    """

    def __init__(self, unit: LocalUnit, result: Result) -> None:
        self.result = result
        self._unit = unit

    def commit(self) -> None:
        """Let everybody see the effect."""
        self._unit.commit()


def run(unit: Unit, command: Command, actor: Actor, op_id: UUID, now: datetime) -> Result:
    """Run a command; at a replay with the key and the moment of the gesture."""
    result = execute(unit, command, actor, op_id=op_id, now=now)
    add_to_overlay(unit.session.connection(), op_id)
    return result


def attempted(unit: Unit, command: Command, actor: Actor, op_id: UUID, now: datetime) -> Result:
    """Run a command for the first time.

    Raises:
        Refused: as the command says, or what it writes does not go with the rows that are here.
    """
    try:
        return run(unit, command, actor, op_id, now)
    except (IntegrityError, DataError) as error:
        raise Refused("cache.nao_executavel") from error


def replay(unit: Unit, pending: Sequence[Entry], actor_of: ActorOf) -> list[Failed]:
    """Run these commands in their order; there must be no overlay.

    One that fails leaves no effect.
    """
    failed = []
    for entry in pending:
        try:
            with unit.step():
                command = decode(entry.kind, entry.args)
                actor = actor_of(UUID(entry.user_id))
                run(unit, command, actor, UUID(entry.op_id), entry.wall)
        except RadhaError as error:
            failed.append(Failed(UUID(entry.op_id), error.code, dict(error.values)))
        except (ValidationError, IntegrityError, DataError, ProgrammingError):
            failed.append(Failed(UUID(entry.op_id), "cache.nao_executavel"))
        except StatementError as error:
            # a value that no column takes; what SQLite itself says of the file is not caught
            if error.orig is None or hasattr(error.orig, "sqlite_errorcode"):
                raise
            failed.append(Failed(UUID(entry.op_id), "cache.nao_executavel"))
        # each reads the tables anew, as at the gesture
        unit.session.expunge_all()
    return failed
