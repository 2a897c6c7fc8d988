"""Reasons of occurrences; their plain fields are changed by `core.command.AlterarCampos`."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import NotFound, Refused
from core.producao.models.ocorrencia import Motivo
from core.producao.rules.ocorrencia import CodigoMotivo, FormMotivo

_PERMISSION = "producao/motivos"


def motivo_de_codigo(ctx: Context, codigo: str) -> Motivo | None:
    """The living reason with this code, held."""
    statement = select(Motivo).where(Motivo.codigo == codigo, living(Motivo)).with_for_update()
    return ctx.session.scalars(statement).one_or_none()


class CriarMotivo(Command, kind="motivo.criar", permission=_PERMISSION, policy=Policy.RECORD):
    """Register a reason."""

    id: UUID | None = None
    codigo: CodigoMotivo
    dados: FormMotivo = FormMotivo()

    def run(self, ctx: Context) -> Result:
        """Add it.

        Raises:
            Refused: another reason has the code.
        """
        if motivo_de_codigo(ctx, self.codigo) is not None:
            raise Refused("motivo.repetido", codigo=self.codigo)
        motivo = Motivo(id=self.id or ctx.new_id(), codigo=self.codigo, **self.dados.model_dump())
        ctx.session.add(motivo)
        ctx.session.flush()
        return {"id": str(motivo.id), "number": motivo.number, "codigo": motivo.codigo}


class SalvarMotivo(
    Command, kind="motivo.salvar", permission=_PERMISSION, policy=Policy.SERVER_ONLY
):
    """The old interface's way: make the reason with this code be so, whether it is there or not."""

    codigo: CodigoMotivo
    dados: FormMotivo

    def run(self, ctx: Context) -> Result:
        """Add it or change what differs."""
        motivo = motivo_de_codigo(ctx, self.codigo)
        if motivo is None:
            return CriarMotivo(codigo=self.codigo, dados=self.dados).run(ctx)
        for field, value in self.dados.model_dump().items():
            if getattr(motivo, field) != value:
                setattr(motivo, field, value)
        return {"id": str(motivo.id), "number": motivo.number, "codigo": motivo.codigo}


class ArquivarMotivo(
    Command, kind="motivo.arquivar", permission=_PERMISSION, policy=Policy.RECORD, audited=True
):
    """Put a reason away; occurrences keep it."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Put it away; to do it again changes nothing.

        Raises:
            NotFound: it never was.
        """
        motivo = ctx.locked(Motivo, self.id, archived=True)
        motivo.archived_at = motivo.archived_at or ctx.now
        return {}


class ArquivarMotivoPorCodigo(
    Command,
    kind="motivo.arquivar_codigo",
    permission=_PERMISSION,
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Put away the reason that people know by this code."""

    codigo: CodigoMotivo

    def subject(self) -> str | None:
        """The code."""
        return self.codigo

    def run(self, ctx: Context) -> Result:
        """Put it away.

        Raises:
            NotFound: no living reason has the code.
        """
        motivo = motivo_de_codigo(ctx, self.codigo)
        if motivo is None:
            raise NotFound("motivo.ausente", codigo=self.codigo)
        motivo.archived_at = ctx.now
        return {"id": str(motivo.id)}


class RestaurarMotivo(
    Command, kind="motivo.restaurar", permission=_PERMISSION, policy=Policy.RECORD, audited=True
):
    """Take a reason out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take it out.

        Raises:
            Refused: another reason has its code by now.
        """
        motivo = ctx.locked(Motivo, self.id, archived=True)
        if motivo.archived_at is not None:
            if motivo_de_codigo(ctx, motivo.codigo) is not None:
                raise Refused("motivo.repetido", codigo=motivo.codigo)
            motivo.archived_at = None
        return {}
