"""The offcuts of a plan in the stock: expected from the confirmation on."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from core.command import Context
from core.producao.commands.estoque.sobras import registrar_sobra
from core.producao.models.lote import Lote
from core.producao.models.plano import ChapaPlano, Plano, SobraPlano
from core.producao.rules.estados_estoque import DirecaoVeio


def prever_sobras(ctx: Context, plano: Plano, lote: Lote, chapas: Sequence[ChapaPlano]) -> None:
    """Enter every offcut that these sheets will leave as expected.

    What is smaller than the factory keeps stays in the plan only. The grain runs along the
    sheet's length, and so along `comprimento`.
    """
    by_id = {chapa.id: chapa for chapa in chapas}
    entered = []
    for sobra in sorted(sobras_de(ctx, by_id), key=lambda one: one.nome):
        chapa = by_id[sobra.chapa_plano_id]
        item = registrar_sobra(
            ctx,
            chave=f"{chapa.codigo}/{sobra.nome}",
            material=chapa.material,
            comprimento=sobra.comprimento,
            largura=sobra.largura,
            chapa_id=chapa.chapa_id,
            espessura=chapa.espessura,
            veio=DirecaoVeio.COMPRIMENTO if chapa.tem_veio else DirecaoVeio.SEM,
            origem=f"Lote_{lote.nome}",
            plano_id=plano.id,
            chapa_plano_id=chapa.id,
            lote_id=lote.id,
            prevista=True,
        )
        if item is not None:
            entered.append((sobra, item))
    ctx.session.flush()
    for sobra, item in entered:
        sobra.item_id = item.id


def sobras_de(ctx: Context, chapas: Sequence[UUID] | dict[UUID, ChapaPlano]) -> list[SobraPlano]:
    """The offcuts of these sheets, in a fixed order."""
    statement = select(SobraPlano).where(SobraPlano.chapa_plano_id.in_(list(chapas)))
    return list(ctx.session.scalars(statement.order_by(SobraPlano.id)))
