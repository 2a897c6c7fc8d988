"""Takes a workstation's operations: each once, in the order of its gestures, none lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import to_jsonable_python
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from core.acesso import guard
from core.acesso.models import Papel, Usuario
from core.command import Actor, Policy, execute, kinds
from core.command.command import decode
from core.db.engine import Database
from core.db.retry import giving_way
from core.db.unit import Unit
from core.errors import Denied, RadhaError, Refused
from core.faults import first_fault
from core.sync.models import Incarnation, Receipt
from core.sync.scopes import of_device
from core.sync.wire import Answer, Operation, Outcome, Push, Pushed, Reset
from server.sync.place import Lost, check_place, epoch_of, head_of


@dataclass
class _Fate:
    outcome: Outcome
    why: str | None = None
    values: dict[str, object] = field(default_factory=dict)
    result: dict[str, object] = field(default_factory=dict)


def push(database: Database, actor: Actor, device: UUID, message: Push) -> Pushed:
    """Run what is new of these operations, in one transaction with a step for each.

    Args:
        database: where.
        actor: who is signed in; an operation may have another author.
        device: the workstation.
        message: the operations, all of one incarnation.

    Raises:
        Lost: nothing was done; the workstation has to find its place again.
    """
    epoch = epoch_of(database)
    return giving_way(lambda: _push(database, epoch, actor, device, message))


def _push(database: Database, epoch: UUID, actor: Actor, device: UUID, message: Push) -> Pushed:
    with Unit(database) as unit:
        check_place(unit.session, epoch, message.epoch, message.cursor)
        order = _Order(unit.session, message.inc, device)
        known = _known(unit.session, [op.op_id for op in message.ops])
        receipts, authors = [], _Authors(unit.session, device, actor.address)
        for op in message.ops:
            receipt = known.get(op.op_id)
            order.follow(op.n, known=receipt is not None)
            if receipt is None:
                receipt = _settle(unit, op, message.inc, device, authors)
            receipts.append(receipt)
        unit.commit()
        return Pushed(
            answers=[answer_of(receipt) for receipt in receipts], head=head_of(unit.session).seq
        )


def answer_of(receipt: Receipt) -> Answer:
    """What a workstation is told of its operation."""
    return Answer(
        op_id=receipt.id,
        outcome=receipt.outcome,
        seq=receipt.ver,
        why=receipt.why,
        values=receipt.values,
        result=receipt.result,
    )


class _Order:
    """The numbers of one incarnation, which come without holes."""

    def __init__(self, session: Session, inc: UUID, device: UUID) -> None:
        query = select(Incarnation).where(Incarnation.id == inc).with_for_update()
        found = session.scalars(query).one_or_none()
        if found is None:
            found = Incarnation(id=inc, device_id=device, last_n=0)
            session.add(found)
        if found.device_id != device:
            raise Lost(Reset.CLIENT_FORKED)
        self._head = found

    def follow(self, n: int, *, known: bool) -> None:
        """Accept the next number.

        Raises:
            Lost: another operation had this number, or one before it never came.
        """
        if n <= self._head.last_n and not known:
            raise Lost(Reset.CLIENT_FORKED)
        if n > self._head.last_n + 1:
            raise Lost(Reset.GAP)
        self._head.last_n = max(n, self._head.last_n)


class _Authors:
    """Who made the gestures, with what he may do now."""

    def __init__(self, session: Session, device: UUID, address: str | None) -> None:
        self._session, self._device, self._address = session, device, address
        self._found: dict[UUID, Actor] = {}

    def of(self, user_id: UUID) -> Actor:
        """The person.

        Raises:
            Denied: nobody, or somebody who was shut out.
        """
        if user_id not in self._found:
            people = select(Usuario, Papel).join(Papel, Usuario.papel_id == Papel.id)
            row = self._session.execute(people.where(Usuario.id == user_id)).one_or_none()
            if row is None or row.Usuario.archived_at is not None:
                raise Denied("sync.autor_sem_acesso")
            user, role = row
            held = guard.permissions_of(user, role)
            self._found[user_id] = Actor(user.id, user.username, held, self._device, self._address)
        return self._found[user_id]


def _known(session: Session, op_ids: list[UUID]) -> dict[UUID, Receipt]:
    found = session.scalars(select(Receipt).where(Receipt.id.in_(op_ids)))
    return {receipt.id: receipt for receipt in found}


def _settle(unit: Unit, op: Operation, inc: UUID, device: UUID, authors: _Authors) -> Receipt:
    fate = _run(unit, op, authors)
    unit.actor_id, unit.device_id, unit.op_id = op.user, device, op.op_id
    receipt = Receipt(
        id=op.op_id,
        device_id=device,
        inc=inc,
        n=op.n,
        kind=op.kind,
        version=op.v,
        arguments=op.args,
        user_id=op.user,
        wall=op.wall,
        outcome=fate.outcome,
        why=fate.why,
        values=to_jsonable_python(fate.values, fallback=str),
        result=fate.result,
        scope=of_device(device),
    )
    unit.session.add(receipt)
    # in the feed right behind its own effect
    unit.session.flush()
    return receipt


def _run(unit: Unit, op: Operation, authors: _Authors) -> _Fate:
    try:
        with unit.step():
            command = decode(op.kind, op.args)
            if command.policy is Policy.SERVER_ONLY:
                raise Refused("comando.so_servidor", kind=op.kind)
            result = execute(
                unit, command, authors.of(op.user), op_id=op.op_id, now=datetime.now(UTC)
            )
    except ValidationError as error:
        place, why = first_fault(error)
        return _Fate(Outcome.QUARANTINED, "sync.argumentos", {"campo": place, "motivo": why})
    except (DataError, IntegrityError, ProgrammingError):
        return _Fate(Outcome.QUARANTINED, "sync.nao_executavel")
    except RadhaError as error:
        return _Fate(_verdict(op), error.code, dict(error.values))
    merged = bool(result.get("conflitos"))
    return _Fate(Outcome.MERGED if merged else Outcome.OK, result=dict(result))


def _verdict(op: Operation) -> Outcome:
    known = kinds().get(op.kind)
    # what happened cannot be refused, only kept until somebody knows what to do with it
    if known is None or known.policy is Policy.FACT:
        return Outcome.QUARANTINED
    return Outcome.REFUSED
