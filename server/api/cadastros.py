"""Company, customers and suppliers: the routes of the old gateway."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from core.arquivos.kinds import JPEG, PNG, SVG
from core.arquivos.queries import stored
from core.cadastros import queries
from core.cadastros.commands import (
    ArquivarCliente,
    ArquivarEmpresa,
    ArquivarFornecedor,
    CriarCliente,
    CriarEmpresa,
    CriarFornecedor,
    RestaurarCliente,
    RestaurarEmpresa,
    RestaurarFornecedor,
    TrocarLogo,
)
from core.cadastros.models import Cliente, Empresa, Fornecedor
from core.cadastros.rules import (
    DadosCliente,
    DadosEmpresa,
    DadosFornecedor,
    show_cep,
    show_document,
    show_phone,
)
from core.command import Command, Editable, changes, judge
from core.command import Form as Fields
from core.db.find import by_number
from core.errors import NotFound
from server.api.answers import Certo, Criado
from server.api.deps import Caller, Page, needs
from server.api.routing import new_router
from server.storage.handing import hand_out

router = new_router(tags=["cadastros"])

_OLD = ConfigDict(
    alias_generator=to_camel, populate_by_name=True, extra="ignore", str_strip_whitespace=True
)

FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/*": {}}, "description": "A figura."},
    307: {"description": "O endereço da figura."},
}

PICTURES = (PNG, JPEG, SVG)
"""Kinds of picture that a logo may be."""

_MASKS = {
    "documento": show_document,
    "cnpj": show_document,
    "cep": show_cep,
    "telefone": show_phone,
    "telefone1": show_phone,
    "telefone2": show_phone,
}

Companies = Annotated[Caller, Depends(needs("cadastros/dados-empresa"))]
Customers = Annotated[Caller, Depends(needs("cadastros/clientes"))]
Suppliers = Annotated[Caller, Depends(needs("cadastros/fornecedores"))]


class EmpresaEntrada(DadosEmpresa):
    """The company as the old form sends it."""

    model_config = _OLD


class ClienteEntrada(DadosCliente):
    """A customer as the old form sends him."""

    model_config = _OLD


class FornecedorEntrada(DadosFornecedor):
    """A supplier as the old form sends him."""

    model_config = _OLD


class ClienteCriado(Criado):
    """The new customer's number and code."""

    codigo: str | None


class EmpresaNaLista(BaseModel):
    """The company as the old list shows it."""

    model_config = _OLD

    id: int | None
    codigo: str
    razao_social: str
    nome_fantasia: str
    cnpj: str
    slogan: str


@router.get("/empresa")
def listar_empresas(
    call: Companies, page: Page, *, arquivados: bool = False
) -> dict[str, list[EmpresaNaLista]]:
    """The companies; the archived ones instead, if asked for."""
    rows = page.rows(queries.empresas(call.session, page.window, arquivados=arquivados))
    return {"empresas": [EmpresaNaLista.model_validate(_shown(row)) for row in rows]}


@router.post("/empresa")
def criar_empresa(
    call: Companies, dados: Annotated[EmpresaEntrada, Form()], logo: UploadFile | None = None
) -> Criado:
    """Register the company."""
    kept = call.keep(logo, PICTURES) if logo is not None and logo.filename else None
    return Criado(id=_number(call.do(CriarEmpresa(dados=_fields(DadosEmpresa, dados), logo=kept))))


@router.get("/empresa/{numero}")
def ver_empresa(call: Companies, numero: int) -> dict[str, dict[str, Any]]:
    """All fields of the company; `logo` is the address of its picture."""
    empresa = by_number(call.session, Empresa, numero)
    logo = f"/empresa/{numero}/logo" if empresa.logo else None
    return {"empresa": _old_names(_shown(empresa)) | {"logo": logo}}


@router.get("/empresa/{numero}/logo", response_class=Response, responses=FILE)
def ver_logo(call: Companies, numero: int, request: Request) -> Response:
    """The company's picture."""
    empresa = by_number(call.session, Empresa, numero)
    if empresa.logo is None:
        raise NotFound("registro.ausente", tipo="logo", id=numero)
    return hand_out(call.state.files, stored(call.session, empresa.logo), "logo", request)


@router.put("/empresa/{numero}")
def alterar_empresa(
    call: Companies,
    numero: int,
    dados: Annotated[EmpresaEntrada, Form()],
    logo: UploadFile | None = None,
) -> Certo:
    """Change the company; without a picture the present one stays."""
    empresa = by_number(call.session, Empresa, numero)
    commands: list[Command] = [changes(empresa, _merged(empresa, dados))]
    if logo is not None and logo.filename:
        commands.append(TrocarLogo(id=empresa.id, logo=call.keep(logo, PICTURES)))
    call.do(*commands)
    return Certo()


@router.delete("/empresa/{numero}")
def arquivar_empresa(call: Companies, numero: int) -> Certo:
    """Put the company away."""
    call.do(ArquivarEmpresa(id=by_number(call.session, Empresa, numero).id))
    return Certo()


@router.post("/empresa/{numero}/restaurar")
def restaurar_empresa(call: Companies, numero: int) -> Certo:
    """Take the company out again, where no other is registered."""
    call.do(RestaurarEmpresa(id=by_number(call.session, Empresa, numero, archived=True).id))
    return Certo()


@router.get("/clientes")
def listar_clientes(
    call: Customers, page: Page, nome: str | None = None, *, arquivados: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """The customers, or the archived ones; `nome` is how the name begins."""
    found = queries.clientes(call.session, page.window, nome=nome, arquivados=arquivados)
    rows = page.rows(found)
    return {"clientes": [_old_names(_shown(row)) for row in rows]}


@router.post("/clientes")
def criar_cliente(call: Customers, dados: ClienteEntrada) -> ClienteCriado:
    """Register a customer."""
    made = call.do(CriarCliente(dados=_fields(DadosCliente, dados)))
    return ClienteCriado(id=_number(made), codigo=str(made["codigo"]))


@router.get("/clientes/{numero}")
def ver_cliente(call: Customers, numero: int) -> dict[str, dict[str, Any]]:
    """All fields of a customer."""
    return {"cliente": _old_names(_shown(by_number(call.session, Cliente, numero)))}


@router.put("/clientes/{numero}")
def alterar_cliente(call: Customers, numero: int, dados: ClienteEntrada) -> Certo:
    """Change a customer; fields that are not sent stay."""
    cliente = by_number(call.session, Cliente, numero)
    call.do(changes(cliente, _merged(cliente, dados)))
    return Certo()


@router.delete("/clientes/{numero}")
def arquivar_cliente(call: Customers, numero: int) -> Certo:
    """Put a customer away."""
    call.do(ArquivarCliente(id=by_number(call.session, Cliente, numero).id))
    return Certo()


@router.post("/clientes/{numero}/restaurar")
def restaurar_cliente(call: Customers, numero: int) -> Certo:
    """Take a customer out again."""
    call.do(RestaurarCliente(id=by_number(call.session, Cliente, numero, archived=True).id))
    return Certo()


@router.get("/fornecedores")
def listar_fornecedores(
    call: Suppliers, page: Page, *, arquivados: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """The suppliers; the archived ones instead, if asked for."""
    rows = page.rows(queries.fornecedores(call.session, page.window, arquivados=arquivados))
    return {"fornecedores": [_old_names(_shown(row)) for row in rows]}


@router.post("/fornecedores")
def criar_fornecedor(call: Suppliers, dados: FornecedorEntrada) -> Criado:
    """Register a supplier."""
    return Criado(id=_number(call.do(CriarFornecedor(dados=_fields(DadosFornecedor, dados)))))


@router.get("/fornecedores/{numero}")
def ver_fornecedor(call: Suppliers, numero: int) -> dict[str, dict[str, Any]]:
    """All fields of a supplier."""
    return {"fornecedor": _old_names(_shown(by_number(call.session, Fornecedor, numero)))}


@router.put("/fornecedores/{numero}")
def alterar_fornecedor(call: Suppliers, numero: int, dados: FornecedorEntrada) -> Certo:
    """Change a supplier; fields that are not sent stay."""
    fornecedor = by_number(call.session, Fornecedor, numero)
    call.do(changes(fornecedor, _merged(fornecedor, dados)))
    return Certo()


@router.delete("/fornecedores/{numero}")
def arquivar_fornecedor(call: Suppliers, numero: int) -> Certo:
    """Put a supplier away."""
    call.do(ArquivarFornecedor(id=by_number(call.session, Fornecedor, numero).id))
    return Certo()


@router.post("/fornecedores/{numero}/restaurar")
def restaurar_fornecedor(call: Suppliers, numero: int) -> Certo:
    """Take a supplier out again."""
    call.do(RestaurarFornecedor(id=by_number(call.session, Fornecedor, numero, archived=True).id))
    return Certo()


def _number(made: dict[str, Any]) -> int:
    return int(made["number"])


def _fields[F: Fields](form: type[F], given: Fields) -> F:
    return judge(form, given.model_dump())


def _merged(record: Editable, given: Fields) -> Fields:
    form = record.__form__
    present = {field: getattr(record, field) for field in form.model_fields}
    return judge(form, present | given.model_dump(exclude_unset=True))


def _shown(record: Empresa | Cliente | Fornecedor) -> dict[str, Any]:
    fields = {"id": record.number, "codigo": getattr(record, "codigo", None)}
    for field in record.__form__.model_fields:
        value = getattr(record, field)
        mask = _MASKS.get(field)
        fields[field] = mask(value) if mask else value
    return {name: "" if value is None and name != "id" else value for name, value in fields.items()}


def _old_names(fields: dict[str, Any]) -> dict[str, Any]:
    return {to_camel(name): value for name, value in fields.items()}
