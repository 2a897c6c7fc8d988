"""Places where boards stand."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import exists, select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.producao.commands.estoque.entradas import ESTOQUE
from core.producao.commands.estoque.saldo import feito
from core.producao.models.estoque import EstadoItem, ItemEstoque, LocalEstoque
from core.producao.rules.medidas import Texto

type CodigoLocal = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[^\x00-\x1f\x7f]{1,40}$"),
]


class CriarLocal(Command, kind="local_estoque.criar", permission=ESTOQUE, policy=Policy.RECORD):
    """A new place."""

    codigo: CodigoLocal
    descricao: Texto = ""

    def run(self, ctx: Context) -> Result:
        """Make it.

        Raises:
            Refused: a living place bears this code.
        """
        _exigir_livre(ctx, self.codigo)
        place = LocalEstoque(id=ctx.new_id(), codigo=self.codigo, descricao=self.descricao)
        ctx.session.add(place)
        return feito(ctx, place)


class AlterarLocal(Command, kind="local_estoque.alterar", permission=ESTOQUE, policy=Policy.RECORD):
    """Correct a place; only what is given changes."""

    id: UUID
    codigo: CodigoLocal | None = None
    descricao: Texto | None = None

    def run(self, ctx: Context) -> Result:
        """Write it.

        Raises:
            Refused: a living place bears this code.
        """
        place = ctx.locked(LocalEstoque, self.id)
        if self.codigo is not None and self.codigo != place.codigo:
            _exigir_livre(ctx, self.codigo)
            place.codigo = self.codigo
        if self.descricao is not None:
            place.descricao = self.descricao
        return feito(ctx, place)


class ArquivarLocal(
    Command,
    kind="local_estoque.arquivar",
    permission=ESTOQUE,
    policy=Policy.TRANSITION,
    audited=True,
):
    """Put an empty place away."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Archive it.

        Raises:
            Refused: boards stand there.
        """
        place = ctx.locked(LocalEstoque, self.id, archived=True)
        standing = exists().where(
            ItemEstoque.local_id == place.id, ItemEstoque.estado == EstadoItem.DISPONIVEL
        )
        if ctx.session.scalar(select(standing)):
            raise Refused("local_estoque.ocupado", codigo=place.codigo)
        place.archived_at = place.archived_at or ctx.now
        return feito(ctx, place)


class RestaurarLocal(
    Command,
    kind="local_estoque.restaurar",
    permission=ESTOQUE,
    policy=Policy.TRANSITION,
    audited=True,
):
    """Take a place up again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Bring it back.

        Raises:
            NotFound: there is none.
            Refused: a living place bears its code by now.
        """
        place = ctx.locked(LocalEstoque, self.id, archived=True)
        if place.archived_at is not None:
            _exigir_livre(ctx, place.codigo)
            place.archived_at = None
        return feito(ctx, place)


def _exigir_livre(ctx: Context, codigo: str) -> None:
    statement = select(LocalEstoque.id).where(LocalEstoque.codigo == codigo, living(LocalEstoque))
    if ctx.session.scalar(statement) is not None:
        raise Refused("local_estoque.repetido", codigo=codigo)
