"""Machines: the old settings of the one machine, and every machine with its tables beside them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from core.command import Command
from core.db.find import by_number
from core.producao.commands import ajustes, maquina
from core.producao.models.maquina import Corte, Ferramenta, Maquina, RegraCamada
from core.producao.queries import maquina as queries
from core.producao.queries.estoque import chaves
from core.producao.rules.ajustes import LARGEST_LIST
from core.producao.rules.livre import Livre
from core.producao.rules.maquina import TipoMaquina
from server.api.answers import Estado
from server.api.deps import Caller, Page, needs
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.portas import Either
from server.api.routing import new_router

router = new_router(tags=["máquinas"])

Reading = Annotated[
    Caller,
    Depends(Either("planos-producao/nesting", "planos-producao/seccionadora", "producao/maquinas")),
]
SETUP = Depends(needs(maquina.PERMISSION))
LAYERS = Depends(Either("planos-producao/nesting", maquina.PERMISSION))
Setup = Annotated[Caller, SETUP]

Lista = Annotated[list[Livre], Field(max_length=LARGEST_LIST)]


class Tabela(StrEnum):
    """The tables of a machine."""

    FERRAMENTAS = "ferramentas"
    CORTES = "cortes"
    CAMADAS = "camadas"


_MODELS: dict[Tabela, type[queries.Linha]] = {
    Tabela.FERRAMENTAS: Ferramenta,
    Tabela.CORTES: Corte,
    Tabela.CAMADAS: RegraCamada,
}
_REPLACE: dict[Tabela, type[Command]] = {
    Tabela.FERRAMENTAS: ajustes.SubstituirFerramentas,
    Tabela.CORTES: ajustes.SubstituirCortes,
    Tabela.CAMADAS: ajustes.SubstituirRegrasCamada,
}


class MaquinaSaida(BaseModel):
    """A machine; `avisos` is what of the old settings is not in its profile."""

    id: int | None
    uuid: UUID
    nome: str
    tipo: TipoMaquina
    padrao: bool
    perfil_proprio: bool
    perfil: dict[str, Any] | None
    avisos: list[dict[str, Any]]


class MaquinaEntrada(BaseModel):
    """A new machine; without `perfil` it is made of the machine's tables."""

    model_config = ConfigDict(extra="ignore")

    nome: maquina.NomeMaquina
    tipo: TipoMaquina = TipoMaquina.ROTEADOR
    perfil: Livre | None = None


class MaquinaMudanca(BaseModel):
    """What is to change of a machine; what is not sent stays."""

    model_config = ConfigDict(extra="ignore")

    nome: maquina.NomeMaquina | None = None
    tipo: TipoMaquina | None = None


class PerfilEntrada(BaseModel):
    """A profile as a whole, or none, so that it is made of the machine's tables."""

    perfil: Livre | None


@router.get("/config-maquina")
def ver_config(call: Reading) -> dict[str, Any]:
    """The old settings of the default machine, every key as it was sent."""
    found = queries.padrao(call.session)
    return {} if found is None else queries.config_antiga(call.session, found)


@router.post("/config-maquina")
def gravar_config(call: Setup, config: Livre) -> Estado:
    """Keep the old settings of the default machine."""
    return _done(call, maquina.SalvarConfig(config=config))


def _antiga(path: str, tabela: Tabela, writer: Any) -> None:
    """The two routes by which old clients know one table of the default machine."""

    @router.get(path)
    def ver(call: Reading) -> list[dict[str, Any]]:
        """The rows of the default machine's table."""
        return queries.tabela_antiga(call.session, _MODELS[tabela])

    @router.post(path)
    def gravar(linhas: Lista, call: Caller = writer) -> Estado:
        """Make the rows of the default machine's table those of this list."""
        return _done(call, _REPLACE[tabela].model_validate({"linhas": linhas}))


_antiga("/config-ferramentas", Tabela.FERRAMENTAS, SETUP)
_antiga("/config-cortes", Tabela.CORTES, SETUP)
_antiga("/config-layers", Tabela.CAMADAS, LAYERS)


@router.get("/maquinas")
def listar_maquinas(call: Reading, page: Page) -> list[MaquinaSaida]:
    """The machines."""
    return [_shown(row) for row in page.rows(queries.maquinas(call.session, page.window))]


@router.post("/maquinas")
def criar_maquina(call: Setup, dados: MaquinaEntrada) -> MaquinaSaida:
    """Register a machine; the first one is the default."""
    made = call.do(maquina.CriarMaquina(nome=dados.nome, tipo=dados.tipo, perfil=dados.perfil))
    return _shown(by_number(call.session, Maquina, int(str(made["number"]))))


@router.get("/maquinas/{numero}")
def ver_maquina(call: Reading, numero: NumeroNoCaminho) -> MaquinaSaida:
    """One machine."""
    return _shown(by_number(call.session, Maquina, numero))


@router.put("/maquinas/{numero}")
def alterar_maquina(call: Setup, numero: NumeroNoCaminho, dados: MaquinaMudanca) -> Estado:
    """Change name or kind of a machine."""
    key = _key(call, numero)
    return _done(call, maquina.AlterarMaquina(id=key, nome=dados.nome, tipo=dados.tipo))


@router.delete("/maquinas/{numero}")
def arquivar_maquina(call: Setup, numero: NumeroNoCaminho) -> Estado:
    """Put a machine away."""
    return _done(call, maquina.ArquivarMaquina(id=_key(call, numero)))


@router.post("/maquinas/{numero}/restaurar")
def restaurar_maquina(call: Setup, numero: NumeroNoCaminho) -> Estado:
    """Take a machine out again."""
    key = chaves(call.session, Maquina, [numero])[numero]
    return _done(call, maquina.RestaurarMaquina(id=key))


@router.post("/maquinas/{numero}/padrao")
def definir_padrao(call: Setup, numero: NumeroNoCaminho) -> Estado:
    """Make a machine the default one."""
    return _done(call, maquina.DefinirMaquinaPadrao(id=_key(call, numero)))


@router.put("/maquinas/{numero}/perfil")
def definir_perfil(call: Setup, numero: NumeroNoCaminho, dados: PerfilEntrada) -> Estado:
    """Give a machine a profile of its own, or none."""
    return _done(call, maquina.DefinirPerfil(id=_key(call, numero), perfil=dados.perfil))


@router.get("/maquinas/{numero}/config")
def ver_config_de(call: Reading, numero: NumeroNoCaminho) -> dict[str, Any]:
    """The old settings of a machine."""
    return queries.config_antiga(call.session, by_number(call.session, Maquina, numero))


@router.put("/maquinas/{numero}/config")
def gravar_config_de(call: Setup, numero: NumeroNoCaminho, config: Livre) -> Estado:
    """Keep the old settings of a machine."""
    return _done(call, maquina.SalvarConfig(maquina_id=_key(call, numero), config=config))


@router.get("/maquinas/{numero}/tabelas/{tabela}")
def ver_tabela(call: Reading, numero: NumeroNoCaminho, tabela: Tabela) -> list[dict[str, Any]]:
    """A table of a machine, every row as it was sent."""
    key = _key(call, numero)
    rows = queries.linhas(call.session, _MODELS[tabela], key)
    return [queries.forma_antiga(row) for row in rows]


@router.put("/maquinas/{numero}/tabelas/{tabela}")
def gravar_tabela(call: Setup, numero: NumeroNoCaminho, tabela: Tabela, linhas: Lista) -> Estado:
    """Make a table of a machine this list; rows that stay keep their keys."""
    values = {"maquina_id": _key(call, numero), "linhas": linhas}
    return _done(call, _REPLACE[tabela].model_validate(values))


def _shown(row: Maquina) -> MaquinaSaida:
    return MaquinaSaida(
        id=row.number,
        uuid=row.id,
        nome=row.nome,
        tipo=row.tipo,
        padrao=row.padrao,
        perfil_proprio=row.perfil_proprio,
        perfil=row.perfil,
        avisos=row.avisos,
    )


def _key(call: Caller, number: int) -> UUID:
    return by_number(call.session, Maquina, number).id


def _done(call: Caller, command: Command) -> Estado:
    call.do(command)
    return Estado()
