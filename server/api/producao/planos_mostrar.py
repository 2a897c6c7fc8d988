"""Rows of cutting plans as the public JSON."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from core.producao.models.plano import ChapaPlano, Plano, SobraPlano
from core.producao.queries.plano import Detalhe, Lugar, NaFila, NaLista
from core.producao.rules.plano import TipoPlano
from server.api.producao.planos_formas import (
    ArquivoSaida,
    ChapaSaida,
    LugarSaida,
    NaFilaSaida,
    NestingNaLista,
    PlanoSaida,
    SobraSaida,
)

_DOWNLOAD = {
    TipoPlano.NESTING: "/download-nesting/{}",
    TipoPlano.SECCIONADORA: "/seccionadoras/{}/arquivo",
}
_SAME = ("versao", "estado", "prova", "chapas", "pecas", "nao_colocadas", "aproveitamento")


def na_lista(one: NaLista, porta: str) -> NestingNaLista:
    """A plan in a list; its address has the list's prefix and asks for the same permission."""
    return NestingNaLista(**_comum(one.plano, one.lote, porta))


def mostrar(found: Detalhe, porta: str) -> PlanoSaida:
    """A plan with all that belongs to it; `porta` is the prefix of its address."""
    plano = found.plano
    offcuts: dict[UUID, list[SobraPlano]] = defaultdict(list)
    for sobra in found.sobras:
        offcuts[sobra.chapa_plano_id].append(sobra)
    return PlanoSaida(
        **_comum(plano, found.lote, porta),
        tipo=plano.tipo,
        lote_revisao=plano.lote_revisao,
        desatualizado=found.revisao != plano.lote_revisao,
        maquina=plano.maquina,
        ajustes=plano.ajustes,
        minimo_chapas=plano.minimo_chapas,
        maior_sobra=plano.maior_sobra,
        layout_versao=plano.layout_versao,
        achados=plano.achados_lista,
        confirmado_em=plano.confirmado_em,
        exportado_em=plano.exportado_em,
        cancelado_em=plano.cancelado_em,
        motivo=plano.motivo,
        folhas=[mostrar_chapa(chapa, offcuts[chapa.id]) for chapa in found.chapas],
        arquivos=[
            ArquivoSaida(nome=one.nome, tipo=one.tipo, tamanho=one.tamanho, sha256=one.sha256)
            for one in found.arquivos
        ],
    )


def mostrar_chapa(chapa: ChapaPlano, sobras: list[SobraPlano]) -> ChapaSaida:
    """A sheet with the offcuts that it leaves."""
    return ChapaSaida(
        id=chapa.number,
        uuid=chapa.id,
        codigo=chapa.codigo,
        estado=chapa.estado,
        material=chapa.material,
        espessura=chapa.espessura,
        comprimento=chapa.comprimento,
        largura=chapa.largura,
        tem_veio=chapa.tem_veio,
        de_sobra=chapa.de_sobra,
        item_id=chapa.item_id,
        reservada=chapa.reserva_id is not None,
        pecas=chapa.pecas,
        aproveitamento=chapa.aproveitamento,
        programa=chapa.programa,
        iniciada_em=chapa.iniciada_em,
        cortada_em=chapa.cortada_em,
        motivo=chapa.motivo,
        sobras=[
            SobraSaida(
                nome=sobra.nome,
                x=sobra.x,
                y=sobra.y,
                comprimento=sobra.comprimento,
                largura=sobra.largura,
                item_id=sobra.item_id,
            )
            for sobra in sobras
        ],
        cortes=chapa.cortes,
    )


def mostrar_lugar(one: Lugar) -> LugarSaida:
    """Where a piece lies."""
    lies = one.colocacao
    return LugarSaida(
        peca=one.nome,
        codigo=one.codigo,
        copia=lies.copia,
        x=lies.x,
        y=lies.y,
        rotacao=lies.rotacao,
        virada=lies.virada,
    )


def mostrar_na_fila(one: NaFila) -> NaFilaSaida:
    """A sheet that waits at its machine."""
    chapa = one.chapa
    return NaFilaSaida(
        plano=one.plano,
        lote=one.lote,
        prazo=one.prazo,
        liberada=one.liberada,
        codigo=chapa.codigo,
        estado=chapa.estado,
        material=chapa.material,
        espessura=chapa.espessura,
        comprimento=chapa.comprimento,
        largura=chapa.largura,
        de_sobra=chapa.de_sobra,
        item_id=chapa.item_id,
        programa=chapa.programa,
    )


def _comum(plano: Plano, lote: str, porta: str) -> dict[str, Any]:
    address = porta + _DOWNLOAD[plano.tipo].format(plano.number) if plano.arquivo_sha256 else None
    return {
        "id": plano.number,
        "lote": lote,
        "obj_key": plano.arquivo_nome,
        "criado_em": plano.created_at,
        "arquivo_url": address,
        "uuid": plano.id,
        **{name: getattr(plano, name) for name in _SAME},
    }
