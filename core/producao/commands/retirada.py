"""Parts put away and taken out again, with their copies."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import InputError
from core.producao.commands.copias import active_copies, cancel_copies
from core.producao.commands.lote import PERMISSION
from core.producao.commands.peca import held, refuse_closed, refuse_done
from core.producao.models.lote import Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia


class RemoverPeca(
    Command, kind="peca.remover", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Put a part away; its pieces are not wanted any more."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Mark it and cancel its copies.

        Raises:
            Refused: released and not in revision, the batch is done, or a piece of it was cut or
                lies in a confirmed plan.
        """
        lote, peca = held(ctx, self.id)
        refuse_closed(lote, peca)
        put_away(ctx, [peca], active_copies(ctx, peca.id))
        lote.revisao += 1
        return {"id": str(peca.id)}


class RestaurarPeca(
    Command, kind="peca.restaurar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Take a part out again, with its copies and their codes."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the mark off.

        Raises:
            Refused: the batch is done, its package is put away, or its place is taken.
        """
        peca = ctx.get(Peca, self.id, archived=True)
        lote = ctx.locked(Lote, peca.lote_id)
        peca = ctx.locked(Peca, self.id, archived=True)
        refuse_done(lote)
        ctx.get(Pacote, peca.pacote_id)
        if peca.archived_at is not None:
            _refuse_twin_key(ctx, peca)
            peca.archived_at = None
            self._revive(ctx, peca)
            lote.revisao += 1
        return {"id": str(peca.id)}

    def _revive(self, ctx: Context, peca: Peca) -> None:
        """The lowest numbers were active last: higher ones were cancelled by a smaller quantity."""
        statement = (
            select(PecaCopia)
            .where(PecaCopia.peca_id == peca.id, PecaCopia.situacao == SituacaoCopia.CANCELADA)
            .order_by(PecaCopia.copia, PecaCopia.id.desc())
        )
        revived: dict[int, PecaCopia] = {}
        for copy in ctx.session.scalars(statement):
            revived.setdefault(copy.copia, copy)
        for copy in list(revived.values())[: peca.quantidade]:
            copy.situacao = SituacaoCopia.ATIVA


def put_away(ctx: Context, pecas: Iterable[Peca], copies: Iterable[PecaCopia]) -> None:
    """Archive parts that are held, and cancel their active copies; the quantities stay.

    Raises:
        Refused: one of the copies was cut, or a confirmed plan is going to cut it.
    """
    cancel_copies(ctx, copies)
    for peca in pecas:
        peca.archived_at = ctx.now
        peca.em_revisao = False


def _refuse_twin_key(ctx: Context, peca: Peca) -> None:
    twin = select(Peca.id).where(
        Peca.lote_id == peca.lote_id, Peca.chave == peca.chave, living(Peca)
    )
    if ctx.session.scalars(twin.limit(1)).first() is not None:
        raise InputError("peca.lugar_ocupado", peca=peca.nome)
