"""Writes of sheet materials."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.producao.commands.estoque.saldo import feito, travar
from core.producao.models.estoque import ItemEstoque
from core.producao.models.material import Chapa
from core.producao.rules.material import chave_material
from core.producao.rules.medidas import Centavos, Contagem, Medida, Nome

CHAPAS = "producao/chapas"


class CriarChapa(Command, kind="chapa.criar", permission=CHAPAS, policy=Policy.RECORD):
    """A new material in one size; lengths in mm, `custo_m2` in cents a m²."""

    propriedade: Nome
    possui_veio: bool = False
    espessura: Medida
    comprimento: Medida
    largura: Medida
    custo_m2: Centavos = 0
    estoque_minimo: Contagem = 0

    def run(self, ctx: Context) -> Result:
        """Make it.

        Raises:
            Refused: a living material has this name and size.
        """
        chave = chave_material(self.propriedade)
        _exigir_unica(ctx, self.propriedade, chave, (self.comprimento, self.largura))
        chapa = Chapa(id=ctx.new_id(), chave=chave, **self.model_dump())
        ctx.session.add(chapa)
        return feito(ctx, chapa)


class AlterarChapa(Command, kind="chapa.alterar", permission=CHAPAS, policy=Policy.RECORD):
    """Correct a material; only what is given changes."""

    id: UUID
    propriedade: Nome | None = None
    possui_veio: bool | None = None
    espessura: Medida | None = None
    comprimento: Medida | None = None
    largura: Medida | None = None
    custo_m2: Centavos | None = None
    estoque_minimo: Contagem | None = None

    def run(self, ctx: Context) -> Result:
        """Write it; a new name reaches the stock that is made of it.

        Raises:
            Refused: another living material has this name and size.
        """
        chapa = ctx.locked(Chapa, self.id)
        before = (chapa.chave, chapa.comprimento, chapa.largura)
        given = self.model_dump(exclude={"id"}, exclude_none=True)
        nome = str(given.get("propriedade", chapa.propriedade))
        after = (
            chave_material(nome),
            given.get("comprimento", chapa.comprimento),
            given.get("largura", chapa.largura),
        )
        if after != before:
            _exigir_unica(ctx, nome, after[0], after[1:])
        items = _estoque_de(ctx, chapa) if after[0] != before[0] else []
        chapa.chave = after[0]
        for name, value in given.items():
            setattr(chapa, name, value)
        for item in items:
            item.material_chave = chapa.chave
        return feito(ctx, chapa)


class ArquivarChapa(
    Command, kind="chapa.arquivar", permission=CHAPAS, policy=Policy.TRANSITION, audited=True
):
    """Put a material away: it is offered no more; what is in stock of it stays."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Archive it."""
        chapa = ctx.locked(Chapa, self.id, archived=True)
        chapa.archived_at = chapa.archived_at or ctx.now
        return feito(ctx, chapa)


class RestaurarChapa(
    Command, kind="chapa.restaurar", permission=CHAPAS, policy=Policy.TRANSITION, audited=True
):
    """Take a material up again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Bring it back.

        Raises:
            NotFound: there is none.
            Refused: another living material has its name and size by now.
        """
        chapa = ctx.locked(Chapa, self.id, archived=True)
        if chapa.archived_at is not None:
            size = (chapa.comprimento, chapa.largura)
            _exigir_unica(ctx, chapa.propriedade, chapa.chave, size)
            chapa.archived_at = None
        return feito(ctx, chapa)


def _exigir_unica(ctx: Context, nome: str, chave: str, tamanho: tuple[float, float]) -> None:
    statement = select(Chapa.id).where(
        Chapa.chave == chave,
        Chapa.comprimento == tamanho[0],
        Chapa.largura == tamanho[1],
        living(Chapa),
    )
    if ctx.session.scalar(statement) is not None:
        raise Refused(
            "chapa.repetida", propriedade=nome, comprimento=tamanho[0], largura=tamanho[1]
        )


def _estoque_de(ctx: Context, chapa: Chapa) -> list[ItemEstoque]:
    ids = ctx.session.scalars(select(ItemEstoque.id).where(ItemEstoque.chapa_id == chapa.id))
    return list(travar(ctx, ids).values())
