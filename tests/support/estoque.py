"""Materials and stock for tests, made by the commands that make them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.command import Actor, Context
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from core.producao.commands.estoque import CriarLocal, RegistrarEntrada
from core.producao.commands.material import CriarChapa
from core.producao.models.estoque import ItemEstoque, MovimentoEstoque
from tests.support.databases import run, someone

CHEFE = someone(
    "producao/chapas",
    "producao/chapas/estoque",
    "producao/chapas/baixar",
    username="chefe",
)


def chapa(database: Database, propriedade: str = "MDF Branco 18mm", **more: Any) -> UUID:
    """A material of 2750 x 1850 x 18 at R$ 62,50 a m²."""
    values: dict[str, Any] = {
        "espessura": 18,
        "comprimento": 2750,
        "largura": 1850,
        "custo_m2": 6250,
    }
    command = CriarChapa(propriedade=propriedade, **(values | more))
    return UUID(str(run(database, command, CHEFE)["id"]))


def item(database: Database, actor: Actor = CHEFE, **values: Any) -> UUID:
    """An item of stock."""
    return UUID(str(run(database, RegistrarEntrada(**values), actor)["id"]))


def local(database: Database, codigo: str = "B2") -> UUID:
    """A place."""
    return UUID(str(run(database, CriarLocal(codigo=codigo), CHEFE)["id"]))


def ver(database: Database, key: UUID) -> ItemEstoque:
    """The item as it stands."""
    with Unit(database, writes=False) as unit:
        found = unit.session.get_one(ItemEstoque, key)
        unit.session.expunge(found)
    return found


def movimentos(database: Database, key: UUID) -> list[MovimentoEstoque]:
    """The item's movements, oldest first."""
    with Unit(database, writes=False) as unit:
        rows = (
            unit.session.query(MovimentoEstoque)
            .filter_by(item_id=key)
            .order_by(MovimentoEstoque.number)
            .all()
        )
        unit.session.expunge_all()
    return rows


@contextmanager
def acting(database: Database) -> Iterator[Context]:
    """What a command of another area has while it runs; committed if nothing is raised."""
    with Unit(database) as unit:
        yield Context(unit.session, CHEFE, new_id(), datetime.now(UTC), unit.authority)
        unit.commit()
