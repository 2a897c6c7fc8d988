"""Runs a command: permission, repetition, effect, record of it, all in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from pydantic_core import to_jsonable_python

from core.command.command import OWN, Command, Policy, Result
from core.command.context import Actor, Context
from core.command.log import Auditoria, Op
from core.db.unit import Unit
from core.errors import Denied, Refused
from core.ids import derive_id, new_id


def execute(
    unit: Unit,
    command: Command,
    actor: Actor,
    *,
    op_id: UUID | None = None,
    now: datetime | None = None,
    request: str | None = None,
) -> Result:
    """Run a command in this unit; the caller commits.

    Args:
        unit: the transaction.
        command: what is to be done.
        actor: who does it.
        op_id: the operation's key. A key that ran before is answered with its result, and
            nothing happens again.
        now: the moment of this run, aware; the clock's where it is not given.
        request: fingerprint of the request that brought it; a repetition must say the same.

    Raises:
        Denied: the person lacks the permission.
        Refused: a rule or the present state says no, or the key belongs to another operation.
    """
    key = op_id or new_id()
    moment = now or datetime.now(UTC)
    ctx = Context(unit.session, actor, key, moment, unit.authority)
    _allow(command, ctx)
    if op_id is not None and (done := unit.session.get(Op, op_id)) is not None:
        return _repeated(done, command, actor, request)
    if command.policy is Policy.SERVER_ONLY and not unit.authority:
        raise Refused("comando.so_servidor", kind=command.kind)
    unit.actor_id, unit.device_id, unit.op_id, unit.now = actor.id, actor.device_id, key, moment
    op = Op(
        id=key,
        kind=command.kind,
        version=command.version,
        arguments=command.model_dump(mode="json"),
        user_id=actor.id,
        device_id=actor.device_id,
        result={},
        received_at=moment,
        request=request,
    )
    # first, so that a second caller with the same key waits here and not after the effect
    unit.session.add(op)
    unit.session.flush()
    result = to_jsonable_python(command.run(ctx))
    op.result = result
    if command.audited and command.privileged(ctx):
        unit.session.add(_audit(command, ctx))
    unit.session.flush()
    return dict(result)


def _allow(command: Command, ctx: Context) -> None:
    needed = command.needs(ctx)
    if needed != OWN and not ctx.actor.may(needed):
        raise Denied("acesso.sem_permissao", permissao=needed)


def _repeated(done: Op, command: Command, actor: Actor, request: str | None) -> Result:
    if (done.kind, done.user_id) != (command.kind, actor.id):
        raise Refused("comando.chave_de_outro", op_id=str(done.id))
    if request and done.request and request != done.request:
        raise Refused("comando.chave_com_outros_dados", op_id=str(done.id))
    return dict(done.result)


def _audit(command: Command, ctx: Context) -> Auditoria:
    return Auditoria(
        id=derive_id(ctx.op_id, "auditoria"),
        momento=ctx.now,
        usuario_id=ctx.actor.id,
        username=ctx.actor.username,
        dispositivo_id=ctx.actor.device_id,
        ato=command.kind,
        assunto=command.subject() or "",
        detalhe=command.model_dump(mode="json"),
        endereco=ctx.actor.address or "",
        op_id=ctx.op_id,
    )
