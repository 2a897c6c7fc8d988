"""Every route of the old system is here, in the OpenAPI and in docs/api.md with its state."""

import re
from pathlib import Path

import pytest

from scripts.authorisation import documented

DOC = Path(__file__).parents[2] / "docs" / "api.md"

GATEWAY = """
GET /
POST /auth/login
GET /auth/validate
POST /empresa
GET /empresa
GET /empresa/{}
PUT /empresa/{}
DELETE /empresa/{}
GET /usuarios
POST /usuarios
PUT /usuarios/{}
DELETE /usuarios/{}
POST /clientes
GET /clientes
GET /clientes/{}
PUT /clientes/{}
DELETE /clientes/{}
POST /fornecedores
GET /fornecedores
GET /fornecedores/{}
PUT /fornecedores/{}
DELETE /fornecedores/{}
GET /lotes-ocorrencias
POST /lotes-ocorrencias
GET /lotes-ocorrencias/{}
PUT /lotes-ocorrencias/{}
DELETE /lotes-ocorrencias/{}
"""
"""What the old gateway answered itself."""

PRODUCTION = """
POST /importar-xml
POST /gerar-lote-final
GET /carregar-lote-final
POST /executar-nesting
POST /nesting-preview
POST /executar-nesting-final
POST /coletar-layers
POST /coletar-chapas
POST /seccionadora-preview
POST /executar-seccionadora
GET /listar-lotes
GET /nestings
GET /download-lote/{}
GET /download-nesting/{}
GET /carregar-nesting-preview
POST /remover-nesting
POST /excluir-lote
POST /limpar-nesting-preview
GET /config-maquina
POST /config-maquina
GET /config-ferramentas
POST /config-ferramentas
GET /config-cortes
POST /config-cortes
GET /config-layers
POST /config-layers
GET /chapas-estoque-mov
GET /chapas
POST /chapas
DELETE /chapas/{}
GET /chapas-estoque
POST /chapas-estoque-batch
POST /chapas-estoque
DELETE /chapas-estoque/{}
GET /lotes-ocorrencias
POST /lotes-ocorrencias
DELETE /lotes-ocorrencias/{}
GET /download-lote-ocorrencia/{}
GET /apontamentos
POST /apontamentos
GET /motivos-ocorrencias
POST /motivos-ocorrencias
DELETE /motivos-ocorrencias/{}
GET /relatorio-ocorrencias
POST /lotes-producao
GET /lotes-producao
GET /lotes-producao/{}
DELETE /lotes-producao/{}
"""
"""The production backend's 48, under the prefix by which the gateway passed them on."""

OLD = [
    *GATEWAY.split("\n"),
    *(line.replace(" /", " /producao/") for line in PRODUCTION.split("\n")),
]
ROUTES = [line for line in OLD if line]


def described() -> set[str]:
    paths = documented().openapi()["paths"]
    return {
        f"{method.upper()} {re.sub(r'{[^}]*}', '{}', path)}"
        for path, methods in paths.items()
        for method in methods
    }


@pytest.fixture(scope="module")
def ours() -> set[str]:
    return described()


@pytest.mark.parametrize("route", ROUTES)
def test_the_openapi_has_it(ours: set[str], route: str) -> None:
    assert route in ours


def test_the_page_tells_the_state_of_each() -> None:
    rows = re.findall(
        r"^\| (GET|POST|PUT|DELETE) \| `([^`]+)` \|", DOC.read_text("utf-8"), re.MULTILINE
    )
    told = {f"{method} {re.sub(r'{[^}]*}', '{}', path)}" for method, path in rows}

    assert told == set(ROUTES)
