"""Label layouts of machines."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, ConfigDict

from core.command import Command
from core.db.find import by_number
from core.producao.commands.etiqueta import (
    AlterarLayoutEtiqueta,
    ArquivarLayoutEtiqueta,
    Campos,
    CriarLayoutEtiqueta,
    DefinirLayoutPadrao,
    NomeEtiqueta,
    RestaurarLayoutEtiqueta,
)
from core.producao.commands.maquina import PERMISSION
from core.producao.models.maquina import LayoutEtiqueta, Maquina
from core.producao.queries.estoque import chaves
from core.producao.queries.maquina import layouts
from core.producao.rules.medidas import Medida
from server.api.answers import Criado, Estado
from server.api.deps import Caller, needs
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.portas import Either
from server.api.routing import new_router

router = new_router(tags=["máquinas"])

Reading = Annotated[
    Caller,
    Depends(Either("planos-producao/nesting", "planos-producao/seccionadora", "producao/maquinas")),
]
Setup = Annotated[Caller, Depends(needs(PERMISSION))]


class EtiquetaSaida(BaseModel):
    """A label layout; sizes in mm."""

    id: int | None
    uuid: UUID
    nome: str
    comprimento: float
    largura: float
    campos: list[dict[str, Any]]
    padrao: bool


class EtiquetaEntrada(BaseModel):
    """A new label layout; (x, y) of its fields from the top left corner, mm."""

    model_config = ConfigDict(extra="ignore")

    nome: NomeEtiqueta
    comprimento: Medida
    largura: Medida
    campos: Campos = ()


class EtiquetaMudanca(BaseModel):
    """What is to change of a label layout; what is not sent stays."""

    model_config = ConfigDict(extra="ignore")

    nome: NomeEtiqueta | None = None
    comprimento: Medida | None = None
    largura: Medida | None = None
    campos: Campos | None = None


@router.get("/maquinas/{numero}/etiquetas")
def listar_etiquetas(call: Reading, numero: NumeroNoCaminho) -> list[EtiquetaSaida]:
    """The label layouts of a machine."""
    key = by_number(call.session, Maquina, numero).id
    return [_shown(row) for row in layouts(call.session, key)]


@router.post("/maquinas/{numero}/etiquetas")
def criar_etiqueta(call: Setup, numero: NumeroNoCaminho, dados: EtiquetaEntrada) -> Criado:
    """Add a label layout to a machine."""
    key = by_number(call.session, Maquina, numero).id
    made = call.do(CriarLayoutEtiqueta(maquina_id=key, **dict(dados)))
    return Criado(id=int(str(made["number"])))


@router.put("/etiquetas/{numero}")
def alterar_etiqueta(call: Setup, numero: NumeroNoCaminho, dados: EtiquetaMudanca) -> Estado:
    """Change a label layout."""
    return _done(call, AlterarLayoutEtiqueta(id=_key(call, numero), **dict(dados)))


@router.post("/etiquetas/{numero}/padrao")
def definir_etiqueta(call: Setup, numero: NumeroNoCaminho) -> Estado:
    """Make a label layout the one that its machine uses."""
    return _done(call, DefinirLayoutPadrao(id=_key(call, numero)))


@router.delete("/etiquetas/{numero}")
def arquivar_etiqueta(call: Setup, numero: NumeroNoCaminho) -> Estado:
    """Put a label layout away."""
    return _done(call, ArquivarLayoutEtiqueta(id=_key(call, numero)))


@router.post("/etiquetas/{numero}/restaurar")
def restaurar_etiqueta(call: Setup, numero: NumeroNoCaminho) -> Estado:
    """Take a label layout out again."""
    key = chaves(call.session, LayoutEtiqueta, [numero])[numero]
    return _done(call, RestaurarLayoutEtiqueta(id=key))


def _shown(row: LayoutEtiqueta) -> EtiquetaSaida:
    return EtiquetaSaida(
        id=row.number,
        uuid=row.id,
        nome=row.nome,
        comprimento=row.comprimento,
        largura=row.largura,
        campos=row.campos,
        padrao=row.padrao,
    )


def _key(call: Caller, number: int) -> UUID:
    return by_number(call.session, LayoutEtiqueta, number).id


def _done(call: Caller, command: Command) -> Estado:
    call.do(command)
    return Estado()
