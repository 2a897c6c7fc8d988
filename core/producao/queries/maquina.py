"""Machines, their tables in the old shapes, and their profiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.base import living
from core.db.paging import EVERYTHING, Slice, Window, windowed
from core.errors import InputError, NotFound, Value
from core.machine.profile import MachineProfile
from core.producao.models.maquina import Corte, Ferramenta, LayoutEtiqueta, Maquina, RegraCamada
from core.producao.rules.ajustes import (
    Dados,
    DadosCamada,
    DadosCorte,
    DadosFerramenta,
    linha_antiga,
)
from core.producao.rules.maquina import PerfilAntigo, com_layout, ler_perfil, perfil_antigo

type Linha = Ferramenta | Corte | RegraCamada

FORMAS: dict[type[Linha], type[Dados]] = {
    Ferramenta: DadosFerramenta,
    Corte: DadosCorte,
    RegraCamada: DadosCamada,
}


def maquinas(session: Session, window: Window = EVERYTHING) -> Slice[Maquina]:
    """The living machines, in the order of their numbers."""
    statement = select(Maquina).where(living(Maquina))
    return windowed(session, statement, Maquina.number, window, descending=False)


def padrao(session: Session) -> Maquina | None:
    """The living default machine."""
    return session.scalars(select(Maquina).where(Maquina.padrao, living(Maquina))).one_or_none()


def linhas[Row: Linha](session: Session, tabela: type[Row], maquina_id: UUID) -> Sequence[Row]:
    """The living rows of one of a machine's tables, in their order."""
    statement = select(tabela).where(tabela.maquina_id == maquina_id, living(tabela))
    return session.scalars(statement.order_by(tabela.ordem, tabela.id)).all()


def dados_de(linha: Linha) -> Dados:
    """The typed values of a row."""
    forma = FORMAS[type(linha)]
    return forma.model_validate({name: getattr(linha, name) for name in forma.model_fields})


def forma_antiga(linha: Linha) -> dict[str, Any]:
    """The row for the old interface, every key that it sent."""
    return dict(linha_antiga(dados_de(linha), linha.extra))


def tabela_antiga(session: Session, tabela: type[Linha]) -> list[dict[str, Any]]:
    """The default machine's table for the old interface; empty where there is no machine."""
    maquina = padrao(session)
    if maquina is None:
        return []
    return [forma_antiga(linha) for linha in linhas(session, tabela, maquina.id)]


def layout_padrao(session: Session, maquina_id: UUID) -> LayoutEtiqueta | None:
    """The label layout that a machine uses."""
    statement = select(LayoutEtiqueta).where(
        LayoutEtiqueta.maquina_id == maquina_id, LayoutEtiqueta.padrao, living(LayoutEtiqueta)
    )
    return session.scalars(statement).one_or_none()


def layouts(session: Session, maquina_id: UUID) -> Sequence[LayoutEtiqueta]:
    """The living label layouts of a machine."""
    statement = select(LayoutEtiqueta).where(
        LayoutEtiqueta.maquina_id == maquina_id, living(LayoutEtiqueta)
    )
    return session.scalars(statement.order_by(LayoutEtiqueta.number)).all()


def config_antiga(session: Session, maquina: Maquina) -> dict[str, Any]:
    """The old system's object of a machine, with the label layout that it uses now."""
    layout = layout_padrao(session, maquina.id)
    if layout is None:
        return dict(maquina.config)
    return com_layout(maquina.config, layout.campos, (layout.comprimento, layout.largura))


def perfil_de_tabelas(session: Session, maquina: Maquina) -> PerfilAntigo:
    """The profile that a machine's tables make."""
    tools, cuts, layers = (
        [forma_antiga(linha) for linha in linhas(session, tabela, maquina.id)]
        for tabela in (Ferramenta, Corte, RegraCamada)
    )
    return perfil_antigo(config_antiga(session, maquina), tools, cuts, layers)


def perfil(session: Session, maquina_id: UUID | None = None) -> MachineProfile:
    """The profile that nesting and programs use.

    Args:
        session: where.
        maquina_id: the machine; None for the default one.

    Raises:
        NotFound: there is no such living machine.
        InputError: its settings contradict each other, so that there is no profile.
    """
    maquina = padrao(session) if maquina_id is None else session.get(Maquina, maquina_id)
    if maquina is None or maquina.archived_at is not None:
        raise NotFound("registro.ausente", tipo="maquina", id=str(maquina_id or ""))
    if maquina.perfil is None:
        reason: dict[str, Value] = dict(next(iter(maquina.avisos), {}))
        raise InputError(str(reason.pop("codigo", "maquina.sem_perfil")), **reason)
    return ler_perfil(maquina.perfil)
