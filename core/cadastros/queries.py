"""Reads of the registers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.cadastros.models import Cliente, Empresa, Fornecedor
from core.db.base import Archivable, living
from core.db.paging import EVERYTHING, Slice, Window, windowed


def empresas(
    session: Session, window: Window = EVERYTHING, *, arquivados: bool = False
) -> Slice[Empresa]:
    """The companies, in the order of their numbers; the archived ones instead, if asked for."""
    statement = select(Empresa).where(_wanted(Empresa, arquivados))
    return windowed(session, statement, Empresa.number, window, descending=False)


def clientes(
    session: Session,
    window: Window = EVERYTHING,
    *,
    nome: str | None = None,
    arquivados: bool = False,
) -> Slice[Cliente]:
    """The customers, in the order of their numbers; the archived ones instead, if asked for.

    Args:
        session: where.
        window: the part of the list.
        nome: how the name begins.
        arquivados: whether the archived ones are meant.
    """
    statement = select(Cliente).where(_wanted(Cliente, arquivados))
    if nome:
        statement = statement.where(Cliente.nome.istartswith(nome, autoescape=True))
    return windowed(session, statement, Cliente.number, window, descending=False)


def fornecedores(
    session: Session, window: Window = EVERYTHING, *, arquivados: bool = False
) -> Slice[Fornecedor]:
    """The suppliers, in the order of their numbers; the archived ones instead, if asked for."""
    statement = select(Fornecedor).where(_wanted(Fornecedor, arquivados))
    return windowed(session, statement, Fornecedor.number, window, descending=False)


def _wanted(model: type[Archivable], arquivados: bool) -> ColumnElement[bool]:  # noqa: FBT001 - handed on
    return model.archived_at.is_not(None) if arquivados else living(model)
