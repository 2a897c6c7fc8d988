"""Reads of the registers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.cadastros.models import Cliente, Empresa, Fornecedor
from core.db.base import living
from core.db.paging import EVERYTHING, Slice, Window, windowed


def empresas(session: Session, window: Window = EVERYTHING) -> Slice[Empresa]:
    """The companies, in the order of their numbers."""
    statement = select(Empresa).where(living(Empresa))
    return windowed(session, statement, Empresa.number, window, descending=False)


def clientes(
    session: Session, window: Window = EVERYTHING, *, nome: str | None = None
) -> Slice[Cliente]:
    """The customers, in the order of their numbers; `nome` is how the name begins."""
    statement = select(Cliente).where(living(Cliente))
    if nome:
        statement = statement.where(Cliente.nome.istartswith(nome, autoescape=True))
    return windowed(session, statement, Cliente.number, window, descending=False)


def fornecedores(session: Session, window: Window = EVERYTHING) -> Slice[Fornecedor]:
    """The suppliers, in the order of their numbers."""
    statement = select(Fornecedor).where(living(Fornecedor))
    return windowed(session, statement, Fornecedor.number, window, descending=False)
