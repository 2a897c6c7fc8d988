"""Offcuts: expected when a plan is confirmed, in stock when its sheet is cut."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from core.command import Context
from core.errors import Refused
from core.producao.commands.estoque.itens import Entrada, dar_entrada
from core.producao.commands.estoque.politica import politica_de
from core.producao.commands.estoque.saldo import movimentar, travar
from core.producao.models.estoque import (
    DirecaoVeio,
    EstadoItem,
    ItemEstoque,
    TipoItem,
    TipoMovimento,
)
from core.producao.models.material import Chapa
from core.producao.rules.material import chave_material, descricao_de_sobra


def registrar_sobra(
    ctx: Context,
    *,
    chave: str,
    material: str,
    comprimento: float,
    largura: float,
    chapa_id: UUID | None = None,
    espessura: float | None = None,
    veio: DirecaoVeio = DirecaoVeio.SEM,
    codigo: str | None = None,
    origem: str = "",
    local_id: UUID | None = None,
    lote_cor: str = "",
    plano_id: UUID | None = None,
    chapa_plano_id: UUID | None = None,
    lote_id: UUID | None = None,
    prevista: bool = False,
) -> ItemEstoque | None:
    """One offcut; None where it is smaller than what the factory keeps.

    `chave` names it within its operation, which must not use it twice; `prevista` says that its
    sheet is still to be cut.

    Raises:
        NotFound: material or place do not exist.
        Refused: another item bears this code.
    """
    nome = material if chapa_id is None else ctx.get(Chapa, chapa_id).propriedade
    if not politica_de(ctx.session, chave_material(nome)).limite.aceita(comprimento, largura):
        return None
    return dar_entrada(
        ctx,
        Entrada(
            chave=chave,
            chapa_id=chapa_id,
            descricao=descricao_de_sobra(nome, comprimento, largura),
            comprimento=comprimento,
            largura=largura,
            espessura=espessura,
            tipo=TipoItem.SOBRA,
            codigo=codigo,
            origem=origem,
            local_id=local_id,
            prevista=prevista,
            plano_id=plano_id,
            chapa_plano_id=chapa_plano_id,
            lote_id=lote_id,
            extras={"veio": veio, "lote_cor": lote_cor},
        ),
    )


def receber(ctx: Context, item: ItemEstoque, quantidade: int | None = None) -> ItemEstoque:
    """Expected boards of a locked item have come; all of them without a quantity.

    Raises:
        Refused: fewer are expected.
    """
    boards = item.prevista if quantidade is None else quantidade
    if not 0 < boards <= item.prevista:
        raise Refused(
            "item_estoque.nao_previsto", descricao=item.descricao, previstas=item.prevista
        )
    item.prevista -= boards
    movimentar(
        ctx,
        item,
        TipoMovimento.ENTRADA,
        boards,
        chave=f"entrada/{item.id}",
        plano_id=item.plano_id,
    )
    return item


def receber_sobras(ctx: Context, chapa_plano_id: UUID) -> list[ItemEstoque]:
    """The sheet was cut: its expected offcuts are in stock."""
    return [receber(ctx, item) for item in _da_chapa(ctx, chapa_plano_id) if item.prevista]


def recolher_sobras(ctx: Context, chapa_plano_id: UUID, *, motivo: str = "") -> list[ItemEstoque]:
    """The sheet was not cut after all: its offcuts are only expected again.

    Raises:
        Refused: one of them is promised or gone.
    """
    items = [item for item in _da_chapa(ctx, chapa_plano_id) if not item.prevista]
    for item in items:
        boards = item.quantidade
        if boards == 0 and item.estado is not EstadoItem.CANCELADO:
            raise Refused("item_estoque.sobra_usada", descricao=item.descricao)
        if boards:
            item.prevista = boards
            movimentar(
                ctx,
                item,
                TipoMovimento.AJUSTE,
                -boards,
                chave=f"ajuste/{item.id}",
                motivo=motivo,
                plano_id=item.plano_id,
            )
    return items


def cancelar_prevista(item: ItemEstoque) -> ItemEstoque:
    """What a locked item expected will not come.

    Raises:
        Refused: nothing is expected.
    """
    if item.prevista == 0:
        raise Refused("item_estoque.nao_previsto", descricao=item.descricao, previstas=0)
    item.prevista = 0
    if item.quantidade == 0:
        item.estado = EstadoItem.CANCELADO
    return item


def cancelar_sobras(
    ctx: Context, *, plano_id: UUID | None = None, chapa_plano_id: UUID | None = None
) -> list[ItemEstoque]:
    """The plan, or one sheet of it, will not be cut: what it was to leave is expected no more."""
    column, key = (
        (ItemEstoque.plano_id, plano_id)
        if chapa_plano_id is None
        else (ItemEstoque.chapa_plano_id, chapa_plano_id)
    )
    ids = ctx.session.scalars(select(ItemEstoque.id).where(column == key, ItemEstoque.prevista > 0))
    items = travar(ctx, ids).values()
    return [cancelar_prevista(item) for item in items if item.prevista]


def _da_chapa(ctx: Context, chapa_plano_id: UUID) -> Sequence[ItemEstoque]:
    ids = ctx.session.scalars(
        select(ItemEstoque.id).where(ItemEstoque.chapa_plano_id == chapa_plano_id)
    )
    return list(travar(ctx, ids).values())
