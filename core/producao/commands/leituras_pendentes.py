"""Readings whose code nobody knew when they came, once their batch is here."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.producao.models.apontamento import Apontamento, Etapa
from core.producao.models.peca import PecaCopia, SituacaoCopia
from core.producao.rules.apontamento import TipoApontamento


class ResolverLeituras(
    Command,
    kind="apontamento.resolver",
    permission="producao/apontamento",
    policy=Policy.SERVER_ONLY,
):
    """Find the pieces of a batch that were read before the batch, or their stage, was known.

    What the bench was told stays as it was; from now on the readings count.
    """

    lote_id: UUID

    def run(self, ctx: Context) -> Result:
        """Give each such reading the piece whose code it has."""
        rows = ctx.session.execute(select(Etapa.codigo, Etapa.id).where(living(Etapa)))
        stages = dict(rows.all())
        found = 0
        for fato, copia in ctx.session.execute(self._awaiting()).all():
            etapa = fato.etapa_id or stages.get(fato.etapa_codigo)
            if etapa is None:
                continue
            fato.etapa_id = etapa
            fato.lote_id, fato.peca_id, fato.copia_id = copia.lote_id, copia.peca_id, copia.id
            wanted = copia.situacao is SituacaoCopia.ATIVA
            fato.conta = wanted and fato.lote_lido in (None, copia.lote_id)
            found += 1
        ctx.session.flush()
        return {"resolvidas": found}

    def _awaiting(self) -> Select[Apontamento, PecaCopia]:
        return (
            select(Apontamento, PecaCopia)
            .join(PecaCopia, PecaCopia.codigo == func.upper(Apontamento.codigo))
            .where(
                PecaCopia.lote_id == self.lote_id,
                Apontamento.tipo == TipoApontamento.LEITURA,
                # a stage that nobody knew leaves a reading as open as a code that nobody knew
                Apontamento.peca_id.is_(None) | Apontamento.etapa_id.is_(None),
            )
        )
