"""What the commands of plans share: who may, and how the rows are held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from core.command import Command, Context
from core.producao.models.plano import ChapaPlano, Plano
from core.producao.rules.plano import TipoPlano

PERMISSOES: Final[Mapping[TipoPlano, str]] = {
    TipoPlano.NESTING: "planos-producao/nesting",
    TipoPlano.SECCIONADORA: "planos-producao/seccionadora",
}


class DoPlano(Command):
    """A command about one plan; the machine that cuts it decides who may."""

    id: UUID

    def needs(self, ctx: Context) -> str:
        """The permission of the plan's kind."""
        plano = ctx.session.get(Plano, self.id)
        return PERMISSOES[plano.tipo if plano else TipoPlano.NESTING]


CORTE: Final = "producao/corte"
"""Permission of the people at the machine."""


class DaChapa(Command):
    """A command about one sheet; what its machine's planner may, and not the operator."""

    id: UUID

    def needs(self, ctx: Context) -> str:
        """The permission of the plan's kind."""
        chapa = ctx.session.get(ChapaPlano, self.id)
        plano = ctx.session.get(Plano, chapa.plano_id) if chapa else None
        return PERMISSOES[plano.tipo if plano else TipoPlano.NESTING]


def chapa_travada(ctx: Context, key: UUID) -> tuple[Plano, ChapaPlano]:
    """A sheet and its plan as they are now; the plan is held first, as by every command of it.

    Raises:
        NotFound: there is no such sheet, or its plan is archived.
    """
    plano = ctx.locked(Plano, ctx.get(ChapaPlano, key).plano_id)
    return plano, ctx.locked(ChapaPlano, key)


def chapas_travadas(ctx: Context, plano: Plano) -> Sequence[ChapaPlano]:
    """All sheets of a plan that is held, in their order."""
    statement = (
        select(ChapaPlano)
        .where(ChapaPlano.plano_id == plano.id)
        .order_by(ChapaPlano.codigo)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return ctx.session.scalars(statement).all()
