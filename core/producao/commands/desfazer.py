"""The undoing of readings: a fact of its own, which takes a piece out of its volume, too."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.producao.commands.apontamento import Estacao, Operador
from core.producao.models.apontamento import Apontamento, Volume, VolumeItem
from core.producao.rules.apontamento import Resposta, TipoApontamento
from core.producao.rules.volume import EstadoVolume


class DesfazerApontamento(
    Command,
    kind="apontamento.desfazer",
    permission="producao/apontamento",
    policy=Policy.FACT,
):
    """A reading was a mistake: a fact of its own, which may arrive before the reading.

    Attributes:
        apontamento_id: the reading. Another reading of the same piece still counts.
    """

    id: UUID | None = None
    apontamento_id: UUID
    estacao: Estacao
    desfeito_em: AwareDatetime
    operador: Operador = ""

    def run(self, ctx: Context) -> Result:
        """Keep the fact; the piece leaves its volume, which is open again if it was closed."""
        key = self.id or ctx.new_id()
        if ctx.session.get(Apontamento, key) is not None:
            return {"id": str(key), "resposta": Resposta.JA_LIDA.value}
        before = select(Apontamento.id).where(Apontamento.desfaz_id == self.apontamento_id)
        again = ctx.session.scalars(before.limit(1)).first() is not None
        lida = ctx.session.get(Apontamento, self.apontamento_id)
        desfazer(
            ctx,
            key,
            self.apontamento_id,
            lida,
            estacao=self.estacao,
            operador=self.operador or ctx.actor.username,
            momento=self.desfeito_em,
        )
        return {"id": str(key), "resposta": _undone(lida, again=again).value}


def _undone(lida: Apontamento | None, *, again: bool) -> Resposta:
    if lida is None or lida.tipo is not TipoApontamento.LEITURA:
        return Resposta.NAO_ENCONTRADA
    return Resposta.JA_LIDA if again else Resposta.OK


def desfazer(
    ctx: Context,
    key: UUID,
    alvo: UUID,
    lida: Apontamento | None,
    *,
    estacao: str,
    operador: str,
    momento: AwareDatetime,
) -> Apontamento:
    """Add the fact that takes a reading back, and take its piece out of its volume."""
    fato = Apontamento(
        id=key,
        tipo=TipoApontamento.DESFAZER,
        codigo=lida.codigo if lida else "",
        etapa_codigo=lida.etapa_codigo if lida else "",
        etapa_id=lida.etapa_id if lida else None,
        estacao=estacao,
        operador=operador,
        lido_em=momento,
        lote_lido=None,
        lote_id=lida.lote_id if lida else None,
        peca_id=lida.peca_id if lida else None,
        copia_id=lida.copia_id if lida else None,
        ferragem_id=lida.ferragem_id if lida else None,
        resposta=_undone(lida, again=False),
        conta=False,
        desfaz_id=alvo,
    )
    ctx.session.add(fato)
    inside = select(VolumeItem).where(
        VolumeItem.apontamento_id == alvo, VolumeItem.removido_em.is_(None)
    )
    for item in ctx.session.scalars(inside).all():
        item.removido_em = momento
        volume = ctx.locked(Volume, item.volume_id, archived=True)
        if volume.estado is EstadoVolume.FECHADO:
            volume.estado = EstadoVolume.REABERTO
    ctx.session.flush()
    return fato
