"""Promise boards to a batch or a plan, use them, give them up, take them back.

`reservar`, `consumir`, `liberar` and `devolver` are for other commands, which have their own
permission; a command that needs several boards uses the forms for many, which lock them all first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core.command import Context
from core.errors import NotFound, Refused
from core.producao.commands.estoque.saldo import (
    exigir_consumidas,
    exigir_livres,
    movimentar,
    travar,
)
from core.producao.models.estoque import (
    EstadoReserva,
    ItemEstoque,
    ReservaEstoque,
    TipoMovimento,
)


@dataclass(frozen=True)
class Pedido:
    """Boards of one item that somebody wants.

    Args:
        chave: names the reservation within its operation, which must not use it twice.
        plano_id: the nesting or saw plan; `chapa_plano_id` the sheet of it.
    """

    item_id: UUID
    quantidade: int
    chave: str
    plano_id: UUID | None = None
    chapa_plano_id: UUID | None = None
    lote_id: UUID | None = None
    motivo: str = ""
    expira_em: datetime | None = None


def reservar(
    ctx: Context,
    item_id: UUID,
    quantidade: int = 1,
    *,
    plano_id: UUID | None = None,
    chapa_plano_id: UUID | None = None,
    lote_id: UUID | None = None,
    motivo: str = "",
    expira_em: datetime | None = None,
    chave: str | None = None,
) -> ReservaEstoque:
    """Promise boards of one item.

    Raises:
        NotFound: there is no such item.
        Refused: fewer boards are free.
    """
    pedido = Pedido(
        item_id,
        quantidade,
        chave or f"{item_id}/{chapa_plano_id or plano_id or lote_id or ''}",
        plano_id,
        chapa_plano_id,
        lote_id,
        motivo,
        expira_em,
    )
    return reservar_varios(ctx, [pedido])[0]


def reservar_varios(ctx: Context, pedidos: Sequence[Pedido]) -> list[ReservaEstoque]:
    """Promise boards of several items, all or none; the reservations in the order of the requests.

    Raises:
        NotFound: one of the items does not exist.
        Refused: fewer boards of an item are free.
    """
    items = travar(ctx, (pedido.item_id for pedido in pedidos))
    return [_reservar(ctx, items[pedido.item_id], pedido) for pedido in pedidos]


def consumir(
    ctx: Context, reserva: ReservaEstoque, *, destino: str = "", motivo: str = ""
) -> ReservaEstoque:
    """Take the promised boards out of stock: they were cut.

    Raises:
        Refused: the reservation is not open any more.
    """
    item, reserva = _travada(ctx, reserva.id)
    _fechar(ctx, item, reserva, EstadoReserva.CONSUMIDA)
    movimentar(
        ctx,
        item,
        TipoMovimento.CONSUMO,
        -reserva.quantidade,
        chave=f"consumo/{reserva.id}",
        destino=destino,
        motivo=motivo,
        reserva_id=reserva.id,
        plano_id=reserva.plano_id,
        lote_id=reserva.lote_id,
    )
    return reserva


def liberar(ctx: Context, reserva: ReservaEstoque, *, motivo: str = "") -> ReservaEstoque:
    """Give up the promised boards: they are free again.

    Raises:
        Refused: the reservation is not open any more.
    """
    return liberar_varias(ctx, [reserva], motivo=motivo)[0]


def liberar_varias(
    ctx: Context, reservas: Iterable[ReservaEstoque], *, motivo: str = ""
) -> list[ReservaEstoque]:
    """Give up several reservations, all or none.

    Raises:
        Refused: one of them is not open any more.
    """
    locked = _travadas(ctx, [reserva.id for reserva in reservas])
    for item, reserva in locked:
        _fechar(ctx, item, reserva, EstadoReserva.LIBERADA)
        reserva.motivo = motivo or reserva.motivo
    return [reserva for _, reserva in locked]


def devolver(ctx: Context, reserva: ReservaEstoque, *, motivo: str = "") -> ReservaEstoque:
    """Put consumed boards back: they were not cut after all. They are free, not promised.

    Raises:
        Refused: the reservation was not consumed, or its boards came back already.
    """
    item, reserva = _travada(ctx, reserva.id)
    _exigir(reserva, EstadoReserva.CONSUMIDA)
    exigir_consumidas(ctx, item, reserva.quantidade)
    reserva.estado = EstadoReserva.DEVOLVIDA
    movimentar(
        ctx,
        item,
        TipoMovimento.RETORNO,
        reserva.quantidade,
        chave=f"retorno/{reserva.id}",
        motivo=motivo,
        reserva_id=reserva.id,
        plano_id=reserva.plano_id,
        lote_id=reserva.lote_id,
    )
    return reserva


def reservas_do_plano(ctx: Context, plano_id: UUID) -> list[ReservaEstoque]:
    """The open reservations of a plan."""
    statement = select(ReservaEstoque).where(
        ReservaEstoque.plano_id == plano_id, ReservaEstoque.estado == EstadoReserva.ATIVA
    )
    return list(ctx.session.scalars(statement.order_by(ReservaEstoque.id)))


def _reservar(ctx: Context, item: ItemEstoque, pedido: Pedido) -> ReservaEstoque:
    exigir_livres(item, pedido.quantidade)
    item.reservada += pedido.quantidade
    reserva = ReservaEstoque(
        id=ctx.new_id(f"reserva/{pedido.chave}"),
        item_id=item.id,
        quantidade=pedido.quantidade,
        estado=EstadoReserva.ATIVA,
        plano_id=pedido.plano_id,
        chapa_plano_id=pedido.chapa_plano_id,
        lote_id=pedido.lote_id,
        motivo=pedido.motivo,
        expira_em=pedido.expira_em,
        encerrada_em=None,
    )
    ctx.session.add(reserva)
    return reserva


def _fechar(
    ctx: Context, item: ItemEstoque, reserva: ReservaEstoque, estado: EstadoReserva
) -> None:
    _exigir(reserva, EstadoReserva.ATIVA)
    item.reservada -= reserva.quantidade
    reserva.estado = estado
    reserva.encerrada_em = ctx.now


def _exigir(reserva: ReservaEstoque, estado: EstadoReserva) -> None:
    if reserva.estado is not estado:
        raise Refused("reserva_estoque.estado", estado=reserva.estado.value, esperado=estado.value)


def _travada(ctx: Context, key: UUID) -> tuple[ItemEstoque, ReservaEstoque]:
    return _travadas(ctx, [key])[0]


def _travadas(ctx: Context, ids: Sequence[UUID]) -> list[tuple[ItemEstoque, ReservaEstoque]]:
    """Items first: a reservation only ever changes while its item is held."""
    of = select(ReservaEstoque.id, ReservaEstoque.item_id).where(ReservaEstoque.id.in_(ids))
    item_of = {row.id: row.item_id for row in ctx.session.execute(of)}
    for key in ids:
        if key not in item_of:
            raise NotFound("registro.ausente", tipo=ReservaEstoque.__tablename__, id=str(key))
    items = travar(ctx, item_of.values())
    now = (
        select(ReservaEstoque)
        .where(ReservaEstoque.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    found = {reserva.id: reserva for reserva in ctx.session.scalars(now)}
    return [(items[item_of[key]], found[key]) for key in ids]
