"""Quantities of stock: who holds a row, and the only way one changes.

A row is locked before it is judged, and all rows of a command are locked at once, in the order of
their keys and before anything is written: so two callers never wait for each other, and the second
one judges what the first has left.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from core.command import Context, Result
from core.db.base import Numbered, Tracked
from core.errors import NotFound, Refused
from core.producao.models.estoque import (
    EstadoItem,
    ItemEstoque,
    MovimentoEstoque,
    TipoMovimento,
)
from core.producao.rules.estoque import area_m2, custo_em_centavos, disponivel, estado_com_saldo


def travar(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, ItemEstoque]:
    """The items as they are now, held until the transaction ends.

    Raises:
        NotFound: one of them does not exist.
    """
    wanted = sorted(set(ids))
    statement = (
        select(ItemEstoque)
        .where(ItemEstoque.id.in_(wanted))
        .order_by(ItemEstoque.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {item.id: item for item in ctx.session.scalars(statement)}
    for key in wanted:
        if key not in found:
            raise NotFound("registro.ausente", tipo=ItemEstoque.__tablename__, id=str(key))
    return found


def exigir_livres(item: ItemEstoque, quantidade: int) -> None:
    """Make sure that so many boards of a locked item are free.

    Raises:
        Refused: fewer are; names how many are missing.
    """
    livres = disponivel(item.quantidade, item.reservada)
    if quantidade > livres:
        raise Refused(
            "item_estoque.faltam",
            descricao=item.descricao,
            faltam=quantidade - livres,
            livres=livres,
        )


def movimentar(
    ctx: Context,
    item: ItemEstoque,
    tipo: TipoMovimento,
    variacao: int,
    *,
    chave: str,
    quantidade: int | None = None,
    origem: str | None = None,
    destino: str = "",
    motivo: str = "",
    reserva_id: UUID | None = None,
    plano_id: UUID | None = None,
    lote_id: UUID | None = None,
) -> MovimentoEstoque:
    """Change the quantity of a locked item and write the movement.

    `chave` names the movement within its operation, which must not use it twice; `quantidade` is
    how many boards it concerns, where that is not what changed; without `origem` the item's own
    stands.

    Raises:
        Refused: fewer boards are free than go out.
    """
    if variacao < 0:
        exigir_livres(item, -variacao)
    item.quantidade += variacao
    gone = EstadoItem.CONSUMIDO if tipo is TipoMovimento.CONSUMO else EstadoItem.BAIXADO
    item.estado = estado_com_saldo(item.quantidade, item.prevista, gone)
    boards = abs(variacao) if quantidade is None else quantidade
    movement = MovimentoEstoque(
        id=ctx.new_id(f"movimento/{chave}"),
        tipo=tipo,
        item_id=item.id,
        chapa_id=item.chapa_id,
        reserva_id=reserva_id,
        plano_id=plano_id,
        lote_id=lote_id,
        quantidade=boards,
        variacao=variacao,
        saldo=item.quantidade,
        descricao=item.descricao,
        comprimento=item.comprimento,
        largura=item.largura,
        m2=area_m2(item.comprimento, item.largura, boards),
        custo_m2=item.custo_m2,
        custo_total=custo_em_centavos(item.comprimento, item.largura, item.custo_m2, boards),
        origem=item.origem if origem is None else origem,
        destino=destino,
        motivo=motivo,
    )
    ctx.session.add(movement)
    return movement


def exigir_consumidas(ctx: Context, item: ItemEstoque, quantidade: int) -> None:
    """Make sure that no more boards of a locked item come back than were consumed.

    Raises:
        Refused: fewer were, or they came back already.
    """
    kinds = (TipoMovimento.CONSUMO, TipoMovimento.RETORNO)
    statement = select(func.coalesce(func.sum(MovimentoEstoque.variacao), 0)).where(
        MovimentoEstoque.item_id == item.id, MovimentoEstoque.tipo.in_(kinds)
    )
    consumed = -int(ctx.session.scalar(statement) or 0)
    if quantidade > consumed:
        raise Refused(
            "item_estoque.nao_consumido", descricao=item.descricao, consumidas=max(consumed, 0)
        )


def feito(ctx: Context, record: Tracked) -> Result:
    """The result of a command about one record: its key, and its number where it has one."""
    ctx.session.flush()
    number = record.number if isinstance(record, Numbered) else None
    return {"id": str(record.id), "number": number}
