"""Readings at the benches and their undoing: facts, taken whatever they say."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, StringConstraints
from sqlalchemy import func, select

from core.command import Command, Context, Policy, Result
from core.producao.commands.etapa import etapa_de_codigo
from core.producao.models.apontamento import Apontamento, Etapa, Volume, VolumeItem
from core.producao.models.lote import EstadoLote, Ferragem, Lote
from core.producao.models.peca import Peca
from core.producao.queries.leitura import Achado, achar, feitos, vale
from core.producao.rules.apontamento import (
    CONTAM,
    Feito,
    Resposta,
    TipoApontamento,
    responder,
)
from core.producao.rules.livre import Lido, Rotulo
from core.producao.rules.volume import EstadoVolume

Estacao = Annotated[Rotulo, StringConstraints(max_length=64)]
Operador = Annotated[Rotulo, StringConstraints(max_length=120)]


class RegistrarApontamento(
    Command,
    kind="apontamento.registrar",
    permission="producao/apontamento",
    policy=Policy.FACT,
):
    """A reader read a code.

    Attributes:
        codigo: as the reader gave it.
        etapa: code of the stage.
        estacao: name of the bench.
        lido_em: when it was read, by the bench's clock.
        lote_id: the batch the bench works on; None where it takes any.
        volume_id: the open volume the piece goes into.
        operador: who was at the bench; the caller where it is empty.
    """

    id: UUID | None = None
    codigo: Lido
    etapa: Annotated[Rotulo, StringConstraints(max_length=32)]
    estacao: Estacao
    lido_em: AwareDatetime
    lote_id: UUID | None = None
    volume_id: UUID | None = None
    operador: Operador = ""

    def run(self, ctx: Context) -> Result:
        """Keep the fact and answer the bench; nothing that it says refuses it.

        The first reading that counts puts a released batch into production.
        """
        key = self.id or ctx.new_id()
        known = ctx.session.get(Apontamento, key)
        if known is not None:
            return {"id": str(key), "resposta": known.resposta.value}
        etapa = etapa_de_codigo(ctx, self.etapa)
        achado = achar(ctx.session, self.codigo, self.lote_id)
        lote = None if achado is None else _hold(ctx, achado)
        done = _feitos(ctx, achado, etapa)
        resposta = self._answer(achado, etapa, done)
        first = _first_reading(ctx, achado, etapa) if resposta is Resposta.JA_LIDA else {}
        fato = self._fact(ctx, key, etapa, achado, resposta)
        ctx.session.add(fato)
        if lote is not None and fato.conta:
            lote.estado = EstadoLote.EM_PRODUCAO
        ctx.session.flush()
        packed = self._pack(ctx, fato, etapa, resposta)
        return {
            "id": str(key),
            "resposta": resposta.value,
            **_told(achado, None if etapa is None else done.get(etapa.id), fato),
            **first,
            **packed,
        }

    def _answer(
        self, achado: Achado | None, etapa: Etapa | None, done: dict[UUID, Feito]
    ) -> Resposta:
        if etapa is None:
            return Resposta.NAO_ENCONTRADA
        return responder(
            None if achado is None else achado.alvo(),
            lote_id=self.lote_id,
            aqui=done.get(etapa.id, Feito()),
            antes=None if etapa.exige_id is None else done.get(etapa.exige_id, Feito()),
        )

    def _fact(
        self,
        ctx: Context,
        key: UUID,
        etapa: Etapa | None,
        achado: Achado | None,
        resposta: Resposta,
    ) -> Apontamento:
        found = achado or Achado()
        return Apontamento(
            id=key,
            tipo=TipoApontamento.LEITURA,
            codigo=self.codigo,
            etapa_codigo=self.etapa.lower(),
            etapa_id=None if etapa is None else etapa.id,
            estacao=self.estacao,
            operador=self.operador or ctx.actor.username,
            lido_em=self.lido_em,
            lote_lido=self.lote_id,
            lote_id=None if achado is None else achado.item.lote_id,
            peca_id=found.peca.id if found.peca else None,
            copia_id=found.copia.id if found.copia else None,
            ferragem_id=found.ferragem.id if found.ferragem else None,
            resposta=resposta,
            conta=resposta in CONTAM,
            desfaz_id=None,
        )

    def _pack(
        self, ctx: Context, fato: Apontamento, etapa: Etapa | None, resposta: Resposta
    ) -> Result:
        if self.volume_id is None or etapa is None or not etapa.embala or not fato.conta:
            return {}
        if resposta is Resposta.JA_LIDA and (fato.copia_id is None or _is_packed(ctx, fato)):
            return {}
        volume = ctx.session.scalars(
            select(Volume).where(Volume.id == self.volume_id).with_for_update(),
            execution_options={"populate_existing": True},
        ).one_or_none()
        if volume is None or volume.archived_at or volume.estado is EstadoVolume.FECHADO:
            return {"aviso": "volume_fechado"}
        if fato.copia_id is not None and _is_packed(ctx, fato):
            return {"aviso": "em_outro_volume"}
        por_no_volume(ctx, volume, fato)
        return {"volume_id": str(volume.id)}


def por_no_volume(ctx: Context, volume: Volume, fato: Apontamento) -> VolumeItem:
    """Put what was read into a volume that this transaction holds."""
    last = select(func.max(VolumeItem.ordem)).where(VolumeItem.volume_id == volume.id)
    item = VolumeItem(
        id=ctx.new_id(f"item/{fato.id}"),
        volume_id=volume.id,
        ordem=(ctx.session.scalar(last) or 0) + 1,
        codigo=fato.codigo,
        peca_id=fato.peca_id,
        copia_id=fato.copia_id,
        ferragem_id=fato.ferragem_id,
        apontamento_id=fato.id,
        dados=None,
    )
    ctx.session.add(item)
    ctx.session.flush()
    return item


def _hold(ctx: Context, achado: Achado) -> Lote | None:
    """Readings of one part wait for each other, so that one of two is told that it was first.

    Returns:
        The batch, held, where this may be the first thing that happens to it.
    """
    lote = ctx.session.get(Lote, achado.item.lote_id)
    first = None
    if lote is not None and lote.estado is EstadoLote.LIBERADO and not lote.suspenso:
        # the batch before its parts, as everybody takes them
        lote = ctx.locked(Lote, lote.id, archived=True)
        first = lote if lote.estado is EstadoLote.LIBERADO else None
    if achado.peca is not None:
        ctx.locked(Peca, achado.peca.id, archived=True)
    elif achado.ferragem is not None:
        ctx.locked(Ferragem, achado.ferragem.id, archived=True)
    return first


def _feitos(ctx: Context, achado: Achado | None, etapa: Etapa | None) -> dict[UUID, Feito]:
    if achado is None or etapa is None:
        return {}
    wanted = [etapa.id] if etapa.exige_id is None else [etapa.id, etapa.exige_id]
    return feitos(ctx.session, achado, wanted)


def _is_packed(ctx: Context, fato: Apontamento) -> bool:
    inside = select(VolumeItem.id).where(
        VolumeItem.copia_id == fato.copia_id, VolumeItem.removido_em.is_(None)
    )
    return ctx.session.scalars(inside.limit(1)).first() is not None


def _first_reading(ctx: Context, achado: Achado | None, etapa: Etapa | None) -> Result:
    """Who read it before, and when: `10:42, Ana`."""
    if achado is None or etapa is None:
        return {}
    item = Apontamento.peca_id if achado.peca is not None else Apontamento.ferragem_id
    statement = select(Apontamento.lido_em, Apontamento.operador).where(
        item == achado.item.id, Apontamento.etapa_id == etapa.id, vale()
    )
    if achado.copia is not None:
        # the copy's own reading before one that named no copy
        statement = statement.order_by(
            (Apontamento.copia_id == achado.copia.id).desc().nulls_last()
        )
    row = ctx.session.execute(statement.order_by(Apontamento.lido_em).limit(1)).first()
    return {} if row is None else {"lida_em": row[0].isoformat(), "lida_por": row[1]}


def _told(achado: Achado | None, feito: Feito | None, fato: Apontamento) -> Result:
    if achado is None:
        return {"nome": None, "feitas": 0, "total": 0}
    alvo = achado.alvo()
    before = feito or Feito()
    named = {fato.copia_id} if fato.copia_id is not None else set()
    after = Feito(before.copias | named, before.anonimas + (not named)) if fato.conta else before
    return {
        "nome": achado.item.nome,
        "lote_id": str(alvo.lote_id),
        "peca_id": None if achado.peca is None else str(achado.peca.id),
        "copia_id": None if achado.copia is None else str(achado.copia.id),
        "ferragem_id": None if achado.ferragem is None else str(achado.ferragem.id),
        "feitas": after.total(alvo.quantidade),
        "total": alvo.quantidade,
    }
