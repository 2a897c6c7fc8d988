"""Stages: the five of the start, new ones, their order and what they ask for."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, StringConstraints
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.ids import derive_id
from core.producao.models.apontamento import Etapa
from core.producao.rules.etapas import ETAPAS_PADRAO, FormEtapa

_ROOT = UUID("01900000-0000-7000-8000-000000000000")
"""Parent of the first stages' keys: every station and the server derive the same."""


def _plain(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


CodigoEtapa = Annotated[
    str, BeforeValidator(_plain), StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")
]


def garantir_etapas(ctx: Context) -> None:
    """Make the first stages where there has never been one."""
    if ctx.session.scalars(select(Etapa.id).limit(1)).first() is not None:
        return
    ctx.number("etapa.padrao")  # whoever else is here waits for this row
    if ctx.session.scalars(select(Etapa.id).limit(1)).first() is not None:
        return
    for usual in ETAPAS_PADRAO:
        ctx.session.add(
            Etapa(
                id=derive_id(_ROOT, usual.codigo),
                codigo=usual.codigo,
                nome=usual.nome,
                ordem=usual.ordem,
                exige_id=derive_id(_ROOT, usual.exige) if usual.exige else None,
                embala=usual.embala,
            )
        )
        ctx.session.flush()


def etapa_de_codigo(ctx: Context, codigo: str) -> Etapa | None:
    """The living stage with this code."""
    garantir_etapas(ctx)
    statement = select(Etapa).where(Etapa.codigo == codigo.strip().lower(), living(Etapa))
    return ctx.session.scalars(statement).one_or_none()


def etapa_que_embala(ctx: Context) -> Etapa | None:
    """The living stage whose pieces go into volumes."""
    garantir_etapas(ctx)
    return ctx.session.scalars(select(Etapa).where(Etapa.embala, living(Etapa))).one_or_none()


class IniciarEtapas(
    Command, kind="etapa.iniciar", permission="producao/maquinas", policy=Policy.SERVER_ONLY
):
    """Make the five usual stages in a new installation; changes nothing in another."""

    def run(self, ctx: Context) -> Result:
        """Make them where there is no stage."""
        garantir_etapas(ctx)
        return {}


class CriarEtapa(Command, kind="etapa.criar", permission="producao/maquinas", policy=Policy.RECORD):
    """Add a stage."""

    id: UUID | None = None
    codigo: CodigoEtapa
    dados: FormEtapa
    exige_id: UUID | None = None

    def run(self, ctx: Context) -> Result:
        """Add it.

        Raises:
            Refused: another stage has the code.
            NotFound: the stage it asks for is not there.
        """
        if etapa_de_codigo(ctx, self.codigo) is not None:
            raise Refused("etapa.repetida", codigo=self.codigo)
        if self.exige_id is not None:
            ctx.get(Etapa, self.exige_id)
        etapa = Etapa(
            id=self.id or ctx.new_id(),
            codigo=self.codigo,
            exige_id=self.exige_id,
            embala=False,
            **self.dados.model_dump(),
        )
        ctx.session.add(etapa)
        ctx.session.flush()
        return {"id": str(etapa.id)}


class DefinirExigencia(
    Command, kind="etapa.exigir", permission="producao/maquinas", policy=Policy.RECORD
):
    """Say which stage should have been passed before this one, or that none need be."""

    id: UUID
    exige_id: UUID | None

    def run(self, ctx: Context) -> Result:
        """Set it.

        Raises:
            Refused: the stages would ask for each other in a circle.
            NotFound: one of the two is not there.
        """
        etapa = ctx.locked(Etapa, self.id)
        before = None if self.exige_id is None else ctx.get(Etapa, self.exige_id)
        while before is not None:
            if before.id == etapa.id:
                raise Refused("etapa.circulo", codigo=etapa.codigo)
            before = ctx.session.get(Etapa, before.exige_id) if before.exige_id else None
        etapa.exige_id = self.exige_id
        return {}


class DefinirEmbalagem(
    Command, kind="etapa.embalar", permission="producao/maquinas", policy=Policy.RECORD
):
    """Say at which stage pieces go into volumes; there is one at most."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Move the mark to this stage."""
        etapa = ctx.locked(Etapa, self.id)
        present = etapa_que_embala(ctx)
        if present is not None and present.id != etapa.id:
            present.embala = False
            ctx.session.flush()
        etapa.embala = True
        return {}


class ArquivarEtapa(
    Command,
    kind="etapa.arquivar",
    permission="producao/maquinas",
    policy=Policy.RECORD,
    audited=True,
):
    """Put a stage away; what was read at it stays."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Put it away; stages that asked for it ask for none.

        Raises:
            Refused: pieces are packed at it.
        """
        etapa = ctx.locked(Etapa, self.id, archived=True)
        if etapa.archived_at is not None:
            return {}
        if etapa.embala:
            raise Refused("etapa.embala", codigo=etapa.codigo)
        for asking in ctx.session.scalars(select(Etapa).where(Etapa.exige_id == etapa.id)):
            asking.exige_id = None
        etapa.archived_at = ctx.now
        return {}


class RestaurarEtapa(
    Command,
    kind="etapa.restaurar",
    permission="producao/maquinas",
    policy=Policy.RECORD,
    audited=True,
):
    """Take a stage out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take it out.

        Raises:
            Refused: another stage has its code by now.
        """
        etapa = ctx.locked(Etapa, self.id, archived=True)
        if etapa.archived_at is None:
            return {}
        if etapa_de_codigo(ctx, etapa.codigo) is not None:
            raise Refused("etapa.repetida", codigo=etapa.codigo)
        etapa.archived_at = None
        return {}
