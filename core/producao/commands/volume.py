"""Volumes: opened, closed with a number, opened again, printed, unpacked."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, StringConstraints
from sqlalchemy import func, select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.producao.commands.apontamento import Estacao, Operador
from core.producao.commands.desfazer import desfazer
from core.producao.models.apontamento import Apontamento, Volume, VolumeItem
from core.producao.models.lote import Lote, Pacote
from core.producao.queries.volume import achar_pacote, nomeado
from core.producao.rules.livre import Rotulo
from core.producao.rules.volume import (
    EstadoVolume,
    codigo_de_barras,
    conferir_fechamento,
    conferir_mudanca,
    conferir_reabertura,
)
from core.producao.rules.volumes_antigos import Codigo

NomeLote = Annotated[Rotulo, StringConstraints(max_length=200)]
NomePacote = Annotated[Rotulo, StringConstraints(max_length=300)]

_PACK = "producao/apontamento"
_PRINT = "producao/apontamento-volume"


class _DeVolume(Command):
    """What packers may do, and those who only print labels."""

    def needs(self, ctx: Context) -> str:
        """Either of the two permissions."""
        return _PACK if ctx.actor.may(_PACK) else _PRINT


class AbrirVolume(Command, kind="volume.abrir", permission=_PACK, policy=Policy.RECORD):
    """Start a box.

    Attributes:
        pacote_id: the package; without it `lote` and `pacote` name it.
        barcode: what its label will say; the station's own, made of the key where none is given.
    """

    id: UUID | None = None
    pacote_id: UUID | None = None
    lote: NomeLote = ""
    pacote: NomePacote = ""
    barcode: Codigo | None = None
    estacao: Estacao = ""
    aberto_em: AwareDatetime

    def run(self, ctx: Context) -> Result:
        """Add it, without a number yet.

        Raises:
            NotFound: the package is not there.
            Refused: another volume has the code.
        """
        key = self.id or ctx.new_id()
        barcode = self.barcode or codigo_de_barras(key)
        conferir_codigo(ctx, barcode)
        volume = Volume(
            id=key,
            barcode=barcode,
            estado=EstadoVolume.ABERTO,
            estacao=self.estacao,
            aberto_em=self.aberto_em,
            **self._package(ctx),
        )
        ctx.session.add(volume)
        ctx.session.flush()
        return {"id": str(volume.id), "barcode": barcode, "number": volume.number}

    def _package(self, ctx: Context) -> dict[str, Any]:
        if self.pacote_id is None:
            return achar_pacote(ctx.session, self.lote, self.pacote)
        pacote = ctx.get(Pacote, self.pacote_id)
        lote = ctx.get(Lote, pacote.lote_id)
        return nomeado(lote.nome, pacote.nome_pacote, lote, pacote)


def conferir_codigo(ctx: Context, barcode: str) -> None:
    """Raise if a living volume has this code.

    Raises:
        Refused: one has.
    """
    taken = select(Volume.id).where(Volume.barcode == barcode, living(Volume))
    if ctx.session.scalars(taken).first() is not None:
        raise Refused("volume.codigo_repetido", barcode=barcode)


class FecharVolume(Command, kind="volume.fechar", permission=_PACK, policy=Policy.TRANSITION):
    """Close a box (`999999` at the bench): from now on its label tells what is inside."""

    id: UUID
    fechado_em: AwareDatetime
    operador: Operador = ""

    def run(self, ctx: Context) -> Result:
        """Close it; the first time it gets its number in the package.

        Raises:
            Refused: it is closed, or empty.
            NotFound: it is not there.
        """
        volume = ctx.locked(Volume, self.id)
        inside = select(func.count()).where(
            VolumeItem.volume_id == volume.id, VolumeItem.removido_em.is_(None)
        )
        conferir_fechamento(volume.estado, ctx.session.scalar(inside) or 0)
        if volume.numero is None:
            volume.numero = proximo_numero(ctx, volume.chave)
        volume.estado = EstadoVolume.FECHADO
        volume.fechado_em = self.fechado_em
        volume.fechado_por = self.operador or ctx.actor.username
        ctx.session.flush()
        return {"id": str(volume.id), "numero": volume.numero, "barcode": volume.barcode}


def proximo_numero(ctx: Context, chave: str) -> int | None:
    """The number after the last one ever given in a package; None where the server must say."""
    # the counter's row is the lock; the number is counted, since the old interface brings its own
    if ctx.number(f"volume/{chave}") is None:
        return None
    last = ctx.session.scalar(select(func.max(Volume.numero)).where(Volume.chave == chave))
    return (last or 0) + 1


class ReabrirVolume(Command, kind="volume.reabrir", permission=_PACK, policy=Policy.TRANSITION):
    """Open a closed box again; it keeps its number and its code."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Open it.

        Raises:
            Refused: it is not closed.
            NotFound: it is not there.
        """
        volume = ctx.locked(Volume, self.id)
        conferir_reabertura(volume.estado)
        volume.estado = EstadoVolume.REABERTO
        return {"id": str(volume.id)}


class RemoverDoVolume(
    Command, kind="volume.remover_item", permission=_PACK, policy=Policy.TRANSITION
):
    """Take one thing out of an open box; its reading is undone, so that it can be read again."""

    id: UUID
    item_id: UUID
    removido_em: AwareDatetime
    estacao: Estacao = ""
    operador: Operador = ""

    def run(self, ctx: Context) -> Result:
        """Take it out; one that is out already stays out.

        Raises:
            Refused: the box is closed, or the thing was never in it.
            NotFound: the box is not there.
        """
        volume = ctx.locked(Volume, self.id)
        conferir_mudanca(volume.estado)
        item = ctx.get(VolumeItem, self.item_id)
        if item.volume_id != volume.id:
            raise Refused("volume.item_de_outro")
        if item.removido_em is None:
            operador = self.operador or ctx.actor.username
            tirar(ctx, item, self.removido_em, self.estacao, operador)
        return {"id": str(volume.id)}


def tirar(
    ctx: Context, item: VolumeItem, momento: AwareDatetime, estacao: str, operador: str
) -> None:
    """Take an item out and undo the reading that brought it in."""
    item.removido_em = momento
    ctx.session.flush()
    if item.apontamento_id is None:
        return
    desfazer(
        ctx,
        ctx.new_id(f"desfazer/{item.id}"),
        item.apontamento_id,
        ctx.session.get(Apontamento, item.apontamento_id),
        estacao=estacao,
        operador=operador,
        momento=momento,
    )


class ImprimirVolume(_DeVolume, kind="volume.imprimir", permission=_PRINT, policy=Policy.RECORD):
    """The label of a box was printed, once more or for the first time."""

    id: UUID
    impresso_em: AwareDatetime

    def run(self, ctx: Context) -> Result:
        """Count it.

        Raises:
            NotFound: the box is not there.
        """
        volume = ctx.locked(Volume, self.id, archived=True)
        volume.impressoes += 1
        volume.impresso_em = max(volume.impresso_em or self.impresso_em, self.impresso_em)
        return {"id": str(volume.id), "impressoes": volume.impressoes}


class ArquivarVolume(
    Command, kind="volume.arquivar", permission=_PACK, policy=Policy.RECORD, audited=True
):
    """Unpack a box whole and put it away."""

    id: UUID
    arquivado_em: AwareDatetime
    estacao: Estacao = ""
    operador: Operador = ""

    def run(self, ctx: Context) -> Result:
        """Take everything out, undo its readings, put the box away.

        Raises:
            NotFound: it never was.
        """
        volume = ctx.locked(Volume, self.id, archived=True)
        if volume.archived_at is None:
            operador = self.operador or ctx.actor.username
            esvaziar(ctx, volume, self.arquivado_em, self.estacao, operador)
        return {"id": str(volume.id)}


def esvaziar(
    ctx: Context, volume: Volume, momento: AwareDatetime, estacao: str, operador: str
) -> None:
    """Take everything out of a volume that this transaction holds, and put it away."""
    volume.archived_at = ctx.now
    inside = select(VolumeItem).where(
        VolumeItem.volume_id == volume.id, VolumeItem.removido_em.is_(None)
    )
    for item in ctx.session.scalars(inside.order_by(VolumeItem.ordem)).all():
        tirar(ctx, item, momento, estacao, operador)
