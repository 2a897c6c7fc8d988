"""Tables of the registers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.cadastros.rules import DadosCliente, DadosEmpresa, DadosFornecedor
from core.command import Editable
from core.db.base import Archivable, Merge, Numbered, editable, unique_among
from core.db.types import Sha256


def _short(length: int = 200) -> Mapped[str | None]:
    return mapped_column(String(length), info=editable())


class Empresa(Editable, Numbered, Archivable):
    """The company whose documents these are; documents, postal codes and telephones unmasked."""

    __tablename__ = "empresa"
    __scope__ = "cadastros"
    __edit_permission__ = "cadastros/dados-empresa"
    __form__ = DadosEmpresa

    codigo: Mapped[str | None] = _short()
    razao_social: Mapped[str] = mapped_column(String(200), info=editable())
    nome_fantasia: Mapped[str | None] = _short()
    cnpj: Mapped[str | None] = _short(14)
    inscricao_estadual: Mapped[str | None] = _short()
    cep: Mapped[str | None] = _short(8)
    rua: Mapped[str | None] = _short()
    numero: Mapped[str | None] = _short()
    complemento: Mapped[str | None] = _short()
    bairro: Mapped[str | None] = _short()
    cidade: Mapped[str | None] = _short()
    estado: Mapped[str | None] = _short(2)
    telefone1: Mapped[str | None] = _short(20)
    telefone2: Mapped[str | None] = _short(20)
    slogan: Mapped[str | None] = _short()
    logo: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)


class Cliente(Editable, Numbered, Archivable):
    """A customer; `codigo` is given by the server and awaited until then."""

    __tablename__ = "cliente"
    __scope__ = "cadastros"
    __edit_permission__ = "cadastros/clientes"
    __form__ = DadosCliente
    __table_args__ = (
        unique_among("uq_cliente_documento", "documento"),
        Index("ix_cliente_email", "email"),
    )

    codigo: Mapped[str | None] = mapped_column(String(32), unique=True)
    nome: Mapped[str] = mapped_column(String(200), index=True, info=editable())
    documento: Mapped[str | None] = mapped_column(String(14), info=editable(Merge.ASK))
    rg_ie: Mapped[str | None] = _short()
    sexo: Mapped[str | None] = _short()
    data_nascimento: Mapped[date | None] = mapped_column(info=editable())
    telefone1: Mapped[str | None] = _short(20)
    telefone2: Mapped[str | None] = _short(20)
    pais: Mapped[str | None] = _short()
    profissao: Mapped[str | None] = _short()
    cep: Mapped[str | None] = _short(8)
    cidade: Mapped[str | None] = _short()
    estado: Mapped[str | None] = _short(2)
    endereco: Mapped[str | None] = _short()
    numero: Mapped[str | None] = _short()
    complemento: Mapped[str | None] = _short()
    bairro: Mapped[str | None] = _short()
    email: Mapped[str | None] = _short()
    procedencia: Mapped[str | None] = _short()
    estado_imovel: Mapped[str | None] = _short()
    previsao_fechamento: Mapped[date | None] = mapped_column(info=editable())


class Fornecedor(Editable, Numbered, Archivable):
    """A supplier."""

    __tablename__ = "fornecedor"
    __scope__ = "cadastros"
    __edit_permission__ = "cadastros/fornecedores"
    __form__ = DadosFornecedor

    nome: Mapped[str] = mapped_column(String(200), info=editable())
    contato: Mapped[str | None] = _short()
    cnpj: Mapped[str | None] = _short(14)
    telefone: Mapped[str | None] = _short(20)
    email: Mapped[str | None] = _short()
