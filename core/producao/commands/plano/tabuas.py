"""Which boards of the stock the sheets of a plan are cut from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from core.command import Context
from core.producao.commands.estoque import Pedido, reservar_varios, travar
from core.producao.models.estoque import ItemEstoque
from core.producao.models.plano import ChapaPlano, Plano
from core.producao.rules.estados_estoque import EstadoItem, TipoItem
from core.producao.rules.estoque import disponivel
from core.producao.rules.material import mesmo_tamanho

MESMA_ESPESSURA = 0.6
"""A board may differ this much from the sheet's nominal thickness, mm (machining.md)."""


def reservar_chapas(ctx: Context, plano: Plano, chapas: Sequence[ChapaPlano]) -> list[ChapaPlano]:
    """Promise a board to each of these sheets; the sheets that none is left for come back.

    A sheet of an offcut takes that very item; any other takes a whole board of its material and
    size. Every row that may be taken is held before one is chosen.

    Raises:
        NotFound: a chosen offcut does not exist.
        Refused: a chosen offcut was taken by somebody else.
    """
    named = {chapa.item_id for chapa in chapas if chapa.item_id is not None}
    items = travar(ctx, named | set(_candidatos(ctx, chapas)))
    livres = {key: disponivel(item.quantidade, item.reservada) for key, item in items.items()}
    pedidos: list[Pedido] = []
    servidas: list[ChapaPlano] = []
    for chapa in chapas:
        item_id = chapa.item_id or _escolhida(chapa, items.values(), livres, named)
        if item_id is not None:
            livres[item_id] -= 1
            pedidos.append(_pedido(plano, chapa, item_id))
            servidas.append(chapa)
    reservas = reservar_varios(ctx, pedidos)
    ctx.session.flush()
    for chapa, reserva in zip(servidas, reservas, strict=True):
        chapa.item_id, chapa.reserva_id = reserva.item_id, reserva.id
    return [chapa for chapa in chapas if chapa.item_id is None]


def _candidatos(ctx: Context, chapas: Iterable[ChapaPlano]) -> list[UUID]:
    keys = {chapa.material_chave for chapa in chapas if chapa.item_id is None}
    statement = select(ItemEstoque.id).where(
        ItemEstoque.tipo == TipoItem.CHAPA,
        ItemEstoque.estado == EstadoItem.DISPONIVEL,
        ItemEstoque.material_chave.in_(keys),
        ItemEstoque.quantidade > ItemEstoque.reservada,
    )
    return list(ctx.session.scalars(statement)) if keys else []


def _escolhida(
    chapa: ChapaPlano,
    items: Iterable[ItemEstoque],
    livres: dict[UUID, int],
    named: Collection[UUID | None],
) -> UUID | None:
    """The oldest whole board that serves; one that another sheet names is left to that one."""
    fitting = (item.id for item in items if item.id not in named and serve(item, chapa))
    return next((key for key in sorted(fitting) if livres[key] > 0), None)


def serve(item: ItemEstoque, chapa: ChapaPlano) -> bool:
    """Whether the sheet's program can be cut from this item as it is."""
    sizes = (item.comprimento, item.largura), (chapa.comprimento, chapa.largura)
    thick = item.espessura is None or abs(item.espessura - chapa.espessura) <= MESMA_ESPESSURA
    return item.material_chave == chapa.material_chave and thick and mesmo_tamanho(*sizes)


def _pedido(plano: Plano, chapa: ChapaPlano, item_id: UUID) -> Pedido:
    return Pedido(
        item_id,
        1,
        chave=f"{chapa.codigo}/{item_id}",
        plano_id=plano.id,
        chapa_plano_id=chapa.id,
        lote_id=plano.lote_id,
    )
