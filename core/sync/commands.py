"""What a person decides about values that lost and operations that were not done."""

from __future__ import annotations

from uuid import UUID

from core.command.command import Command, Policy, Result
from core.command.context import Context
from core.command.fields import AlterarCampos, Change, editable_model
from core.command.log import Conflict
from core.errors import NotFound, Refused
from core.sync.models import Receipt


class ResolverConflito(
    Command, kind="conflito.resolver", permission="", policy=Policy.SERVER_ONLY, audited=True
):
    """Settle one value that lost: leave it, or put it in the place of the one that stood.

    Attributes:
        trazer: whether the lost value comes back.
    """

    id: UUID
    trazer: bool

    def needs(self, ctx: Context) -> str:
        """The permission to edit such a record."""
        return editable_model(_conflict(ctx, self.id).collection).__edit_permission__

    def run(self, ctx: Context) -> Result:
        """Mark it as settled; what comes back is judged as any edit is."""
        found = _conflict(ctx, self.id)
        if found.resolved_at is not None:
            raise Refused("sync.ja_resolvido")
        if self.trazer:
            record = ctx.get(editable_model(found.collection), found.row_id)
            change = Change(was=getattr(record, found.field), to=found.lost)
            AlterarCampos(
                collection=found.collection,
                id=found.row_id,
                base=record.ver,
                set={found.field: change},
            ).run(ctx)
        found.resolved_at, found.resolved_by = ctx.now, ctx.actor.id
        return {"id": str(self.id)}


class EncerrarRecusado(
    Command,
    kind="recusado.encerrar",
    permission="acesso/dispositivos",
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Say that somebody has dealt with an operation that was refused or kept apart."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take it from the list; it stays on record."""
        receipt = ctx.locked(Receipt, self.id)
        if receipt.resolved_at is not None:
            raise Refused("sync.ja_resolvido")
        receipt.resolved_at = ctx.now
        return {"id": str(self.id)}


def _conflict(ctx: Context, key: UUID) -> Conflict:
    found = ctx.session.get(Conflict, key)
    if found is None:
        raise NotFound("registro.ausente", tipo="conflict", id=str(key))
    return found
