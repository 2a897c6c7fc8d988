"""The old interface's "replace the list of volumes", done as what changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AwareDatetime, Field
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.producao.commands.apontamento import Operador
from core.producao.commands.etapa import etapa_que_embala
from core.producao.commands.volume import (
    NomeLote,
    NomePacote,
    conferir_codigo,
    esvaziar,
    tirar,
)
from core.producao.models.apontamento import Apontamento, Etapa, Volume, VolumeItem
from core.producao.models.lote import Ferragem
from core.producao.models.peca import Peca
from core.producao.queries.volume import achar_pacote, no_volume, volumes_do_pacote
from core.producao.rules.ajustes import comparar
from core.producao.rules.apontamento import Resposta, TipoApontamento
from core.producao.rules.volume import EstadoVolume
from core.producao.rules.volumes_antigos import (
    MOST_VOLUMES,
    VolumeAntigo,
    chave_do_item,
    codigo_do_item,
    conferir_lista,
    numero_do_item,
)

ESTACAO = "interface antiga"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the list belongs, when and by whom it was sent."""

    campos: dict[str, Any]
    etapa: Etapa | None
    momento: AwareDatetime
    operador: str
    itens: dict[int, Peca | Ferragem]

    def item(self, dados: dict[str, object]) -> Peca | Ferragem | None:
        """The record that an item of the list is, where it is one of this batch."""
        number = numero_do_item(dados)
        found = None if number is None else self.itens.get(number)
        return found if found is not None and found.lote_id == self.campos["lote_id"] else None


class SubstituirVolumes(
    Command,
    kind="volume.substituir_lista",
    permission="producao/apontamento",
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Make the closed volumes of a package those of this list.

    What is in both stays with its key and its readings; what is new is packed and counts as read;
    what is missing is unpacked and its readings are undone. Open boxes are not in such lists and
    stay as they are.
    """

    lote: Annotated[NomeLote, Field(min_length=1)]
    pacote: NomePacote
    volumes: Annotated[list[VolumeAntigo], Field(max_length=MOST_VOLUMES)]
    registrado_em: AwareDatetime
    operador: Operador = ""

    def subject(self) -> str:
        """The package, by batch and name."""
        return f"{self.lote}/{self.pacote}"[:200]

    def run(self, ctx: Context) -> Result:
        """Apply what changed.

        Raises:
            InputError: two volumes of the list have one number or one code.
            Refused: a volume of another package has one of the codes.
        """
        conferir_lista(self.volumes)
        place = self._place(ctx)
        ctx.number(f"volume/{place.campos['chave']}")  # one list of a package at a time
        present = volumes_do_pacote(ctx.session, str(place.campos["chave"]))
        change = comparar(present, self.volumes, lambda v: v.barcode, lambda v: v.barcode)
        for volume in change.sumidos:
            esvaziar(ctx, volume, place.momento, ESTACAO, place.operador)
        _renumber(ctx, [(volume, wanted) for volume, wanted, _ in change.iguais])
        inside = no_volume(ctx.session, [volume.id for volume, _, _ in change.iguais])
        for volume, wanted, _ in change.iguais:
            _repack(ctx, place, volume, inside.get(volume.id, []), wanted)
        for wanted, _ in change.novos:
            _pack(ctx, place, _new(ctx, place, wanted), wanted.pecas, 0)
        return {"novos": len(change.novos), "removidos": len(change.sumidos)}

    def _place(self, ctx: Context) -> _Place:
        numbers = {
            number
            for volume in self.volumes
            for dados in volume.pecas
            if (number := numero_do_item(dados)) is not None
        }
        return _Place(
            campos=achar_pacote(ctx.session, self.lote, self.pacote),
            etapa=etapa_que_embala(ctx),
            momento=self.registrado_em,
            operador=self.operador or ctx.actor.username,
            itens=_by_number(ctx, numbers),
        )


def _by_number(ctx: Context, numbers: set[int]) -> dict[int, Peca | Ferragem]:
    if not numbers:
        return {}
    found: dict[int, Peca | Ferragem] = {}
    for ferragem in ctx.session.scalars(select(Ferragem).where(Ferragem.number.in_(numbers))):
        found[ferragem.number or 0] = ferragem
    for peca in ctx.session.scalars(select(Peca).where(Peca.number.in_(numbers), living(Peca))):
        found[peca.number or 0] = peca
    return found


def _new(ctx: Context, place: _Place, wanted: VolumeAntigo) -> Volume:
    conferir_codigo(ctx, wanted.barcode)
    volume = Volume(
        id=ctx.new_id(f"volume/{wanted.barcode}"),
        numero=wanted.numero,
        barcode=wanted.barcode,
        estado=EstadoVolume.FECHADO,
        estacao=ESTACAO,
        aberto_em=place.momento,
        fechado_em=place.momento,
        fechado_por=place.operador,
        **place.campos,
    )
    ctx.session.add(volume)
    ctx.session.flush()
    return volume


def _renumber(ctx: Context, pairs: Sequence[tuple[Volume, VolumeAntigo]]) -> None:
    moved = [(volume, wanted) for volume, wanted in pairs if volume.numero != wanted.numero]
    for volume, _ in moved:  # out of each other's way first: a number is there once
        volume.numero = None
    ctx.session.flush()
    for volume, wanted in moved:
        volume.numero = wanted.numero
    ctx.session.flush()


def _repack(
    ctx: Context,
    place: _Place,
    volume: Volume,
    present: Sequence[VolumeItem],
    wanted: VolumeAntigo,
) -> None:
    change = comparar(present, wanted.pecas, _key, chave_do_item)
    for item in change.sumidos:
        tirar(ctx, item, place.momento, ESTACAO, place.operador)
    for item, dados, _ in change.iguais:
        if item.dados is not None and item.dados != dados:
            item.dados = dados
    last = max((item.ordem for item in present), default=0)
    _pack(ctx, place, volume, [dados for dados, _ in change.novos], last)


def _key(item: VolumeItem) -> str:
    if item.dados is not None:
        return chave_do_item(item.dados)
    return str(int(item.codigo)) if item.codigo.isdigit() else item.codigo


def _pack(
    ctx: Context,
    place: _Place,
    volume: Volume,
    itens: Sequence[dict[str, object]],
    last: int,
) -> None:
    facts = [
        _fact(ctx, place, dados, f"{volume.id}/{last + step}")
        for step, dados in enumerate(itens, start=1)
    ]
    ctx.session.add_all(facts)
    ctx.session.flush()
    for step, (fact, dados) in enumerate(zip(facts, itens, strict=True), start=1):
        ctx.session.add(_item(ctx, volume, fact, dados, last + step))
    ctx.session.flush()


def _fact(ctx: Context, place: _Place, dados: dict[str, object], key: str) -> Apontamento:
    item = place.item(dados)
    known = item is not None and place.etapa is not None
    return Apontamento(
        id=ctx.new_id(f"leitura/{key}"),
        tipo=TipoApontamento.LEITURA,
        codigo=codigo_do_item(dados),
        etapa_codigo="" if place.etapa is None else place.etapa.codigo,
        etapa_id=None if place.etapa is None else place.etapa.id,
        estacao=ESTACAO,
        operador=place.operador,
        lido_em=place.momento,
        lote_lido=place.campos["lote_id"],
        lote_id=None if item is None else item.lote_id,
        peca_id=item.id if isinstance(item, Peca) else None,
        copia_id=None,
        ferragem_id=item.id if isinstance(item, Ferragem) else None,
        resposta=Resposta.OK if known else Resposta.NAO_ENCONTRADA,
        conta=known,
        desfaz_id=None,
    )


def _item(
    ctx: Context, volume: Volume, fact: Apontamento, dados: dict[str, object], ordem: int
) -> VolumeItem:
    return VolumeItem(
        id=ctx.new_id(f"item/{volume.id}/{ordem}"),
        volume_id=volume.id,
        ordem=ordem,
        codigo=fact.codigo,
        peca_id=fact.peca_id,
        copia_id=None,
        ferragem_id=fact.ferragem_id,
        apontamento_id=fact.id,
        dados=dados,
    )
