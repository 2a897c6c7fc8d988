"""Rows of stock as the public JSON shows them."""

from __future__ import annotations

from core.producao.models.estoque import (
    ItemEstoque,
    LocalEstoque,
    MovimentoEstoque,
    ReservaEstoque,
)
from core.producao.queries.estoque import custo_m2, custo_total, veio
from core.producao.queries.totais import Compra, Total
from core.producao.rules.estoque import area_m2, disponivel, em_reais
from server.api.producao.estoque_saidas import (
    CompraSaida,
    ItemSaida,
    LocalSaida,
    MovimentoSaida,
    ReservaSaida,
    TotalSaida,
)


def mostrar_item(item: ItemEstoque) -> ItemSaida:
    """An item that was loaded with its material and place."""
    return ItemSaida(
        id=item.number,
        chapa_id=item.chapa.number if item.chapa else None,
        descricao=item.descricao,
        comprimento=item.comprimento,
        largura=item.largura,
        m2=area_m2(item.comprimento, item.largura, item.quantidade),
        custo_m2=em_reais(custo_m2(item)),
        custo_total=em_reais(custo_total(item)),
        origem=item.origem,
        reservada=item.reservada,
        quantidade=item.quantidade,
        disponivel=disponivel(item.quantidade, item.reservada),
        prevista=item.prevista,
        codigo=item.codigo,
        tipo=item.tipo,
        estado=item.estado,
        espessura=item.espessura,
        local_id=item.local.number if item.local else None,
        local=item.local.codigo if item.local else None,
        foto=item.foto,
        lote_cor=item.lote_cor,
        condicao=item.condicao,
        veio=veio(item),
        defeitos=item.defeitos,
        observacao=item.observacao,
        criado_em=item.created_at,
        uuid=item.id,
    )


def mostrar_movimento(movement: MovimentoEstoque) -> MovimentoSaida:
    """A movement that was loaded with what it names."""
    return MovimentoSaida(
        id=movement.number,
        chapa_id=movement.chapa.number if movement.chapa else None,
        descricao=movement.descricao,
        comprimento=movement.comprimento,
        largura=movement.largura,
        m2=movement.m2,
        custo_m2=em_reais(movement.custo_m2),
        custo_total=em_reais(movement.custo_total),
        origem=movement.origem,
        destino=movement.destino,
        criado_em=movement.created_at,
        tipo=movement.tipo,
        quantidade=movement.quantidade,
        variacao=movement.variacao,
        saldo=movement.saldo,
        motivo=movement.motivo,
        item_id=movement.item.number,
        item_codigo=movement.item.codigo,
        lote_id=movement.lote.number if movement.lote else None,
        lote=movement.lote.nome if movement.lote else None,
        plano_id=movement.plano.number if movement.plano else None,
        usuario=movement.autor.username if movement.autor else None,
    )


def mostrar_reserva(reserva: ReservaEstoque) -> ReservaSaida:
    """A reservation that was loaded with what it names."""
    return ReservaSaida(
        id=reserva.number,
        item_id=reserva.item.number,
        item_codigo=reserva.item.codigo,
        descricao=reserva.item.descricao,
        quantidade=reserva.quantidade,
        estado=reserva.estado,
        lote_id=reserva.lote.number if reserva.lote else None,
        lote=reserva.lote.nome if reserva.lote else None,
        plano_id=reserva.plano.number if reserva.plano else None,
        motivo=reserva.motivo,
        usuario=reserva.autor.username if reserva.autor else None,
        criado_em=reserva.created_at,
        expira_em=reserva.expira_em,
        encerrada_em=reserva.encerrada_em,
        uuid=reserva.id,
    )


def mostrar_total(total: Total) -> TotalSaida:
    """Sums of one material."""
    return TotalSaida(
        chapa_id=total.chapa.number if total.chapa else None,
        material=total.chapa.propriedade if total.chapa else total.chave,
        quantidade=total.quantidade,
        disponivel=total.disponivel,
        reservada=total.reservada,
        prevista=total.prevista,
        chapas=total.chapas,
        sobras=total.sobras,
        minimo=total.minimo,
        abaixo=total.abaixo,
        m2=total.m2,
        custo_total=em_reais(total.custo),
    )


def mostrar_compra(line: Compra) -> CompraSaida:
    """A line of the shopping list."""
    return CompraSaida(
        chapa_id=line.chapa.number,
        propriedade=line.chapa.propriedade,
        espessura=line.chapa.espessura,
        comprimento=line.chapa.comprimento,
        largura=line.chapa.largura,
        minimo=line.chapa.estoque_minimo,
        disponivel=line.livres,
        prevista=line.previstas,
        comprar=line.comprar,
        custo_total=em_reais(line.custo),
    )


def mostrar_local(place: LocalEstoque) -> LocalSaida:
    """A place."""
    return LocalSaida(
        id=place.number, codigo=place.codigo, descricao=place.descricao, uuid=place.id
    )
