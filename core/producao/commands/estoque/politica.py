"""What the factory keeps of a board and what it takes first, for all materials or for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.command import Command, Context, Policy, Result
from core.producao.models.estoque import Politica, PoliticaEstoque
from core.producao.rules.estoque import LimiteSobra
from core.producao.rules.material import chave_material
from core.producao.rules.medidas import Posicao, Texto


@dataclass(frozen=True)
class Vigente:
    """The policy that holds for one material."""

    limite: LimiteSobra = field(default_factory=LimiteSobra)
    ordem: Politica = Politica.SOBRAS_PRIMEIRO


def politica_de(session: Session, chave: str) -> Vigente:
    """The policy for the material with this key: its own, the general one, or the default."""
    statement = select(PoliticaEstoque).where(PoliticaEstoque.chave.in_((chave, "")))
    # the empty key, which is the general policy, sorts last
    found = session.scalars(statement.order_by(PoliticaEstoque.chave.desc()).limit(1)).one_or_none()
    if found is None:
        return Vigente()
    return Vigente(LimiteSobra(found.lado_minimo, found.area_minima), found.ordem)


class DefinirPolitica(
    Command,
    kind="estoque.definir_politica",
    permission="producao/chapas",
    policy=Policy.RECORD,
    audited=True,
):
    """Say what is kept and taken first; of one material, or of all without one.

    Attributes:
        lado_minimo: shorter side of an offcut that is kept, mm.
        area_minima: its area, m².
    """

    material: Texto = ""
    lado_minimo: Posicao = 100.0
    area_minima: Annotated[float, Field(ge=0, le=400, allow_inf_nan=False)] = 0.1
    ordem: Politica = Politica.SOBRAS_PRIMEIRO

    def run(self, ctx: Context) -> Result:
        """Write the policy, a new one or over the old one."""
        chave = chave_material(self.material) if self.material else ""
        statement = select(PoliticaEstoque).where(PoliticaEstoque.chave == chave)
        found = ctx.session.scalars(statement.with_for_update()).one_or_none()
        if found is None:
            found = PoliticaEstoque(id=_key(ctx), chave=chave)
            ctx.session.add(found)
        found.lado_minimo, found.area_minima = self.lado_minimo, self.area_minima
        found.ordem = self.ordem
        return {"id": str(found.id)}


def _key(ctx: Context) -> UUID:
    return ctx.new_id("politica")
