"""Life of an occurrence: made again, concluded, cancelled, put away."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.producao.commands.copias import Codigos, active_copies, remake
from core.producao.commands.ocorrencia import PERMISSION
from core.producao.models.lote import Lote
from core.producao.models.ocorrencia import Ocorrencia, OcorrenciaPeca
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.rules.ocorrencia import EstadoOcorrencia, avanca


class _Passo(Command):
    """A step of an occurrence's life; a late lower state changes nothing."""

    para: ClassVar[EstadoOcorrencia]

    id: UUID
    em: AwareDatetime

    def run(self, ctx: Context) -> Result:
        """Take the step.

        Raises:
            Refused: its present state does not allow it.
            NotFound: it is not there.
        """
        ocorrencia = ctx.locked(Ocorrencia, self.id)
        if avanca(ocorrencia.estado, self.para):
            self.effect(ctx, ocorrencia)
            ocorrencia.estado = self.para
        return {"id": str(ocorrencia.id), "estado": ocorrencia.estado.value}

    def effect(self, ctx: Context, ocorrencia: Ocorrencia) -> None:
        """What the step does beside the state."""


class IniciarReposicao(
    _Passo, kind="ocorrencia.repor", permission=PERMISSION, policy=Policy.TRANSITION
):
    """The pieces are being made again: failed copies get new ones, their codes say so.

    Attributes:
        codigos: codes of the new pieces in the order of the list; None for the server's.
    """

    para: ClassVar[EstadoOcorrencia] = EstadoOcorrencia.EM_REPOSICAO
    codigos: Codigos | None = None

    def effect(self, ctx: Context, ocorrencia: Ocorrencia) -> None:
        """Replace the failed copies that are still wanted."""
        failed = select(PecaCopia).join(OcorrenciaPeca, OcorrenciaPeca.copia_id == PecaCopia.id)
        failed = failed.where(OcorrenciaPeca.ocorrencia_id == ocorrencia.id)
        copies = ctx.session.scalars(failed.order_by(OcorrenciaPeca.ordem)).unique().all()
        given = list(self.codigos) if self.codigos is not None else None
        for peca_id in dict.fromkeys(copy.peca_id for copy in copies):
            wanted = {copy.id for copy in copies if copy.peca_id == peca_id}
            given = _make_again(ctx, peca_id, wanted, given)


def _make_again(
    ctx: Context, peca_id: UUID, wanted: set[UUID], given: list[str] | None
) -> list[str] | None:
    """Replace copies of one part; the codes that are left over."""
    peca = ctx.get(Peca, peca_id, archived=True)
    ctx.locked(Lote, peca.lote_id, archived=True)
    peca = ctx.locked(Peca, peca_id, archived=True)
    active = [copy for copy in active_copies(ctx, peca.id) if copy.id in wanted]
    active = [copy for copy in active if copy.situacao is SituacaoCopia.ATIVA]
    mine = None if given is None else given[: len(active)]
    if active:
        remake(ctx, peca, active, mine)
    return None if given is None else given[len(active) :]


class ConcluirOcorrencia(
    _Passo, kind="ocorrencia.concluir", permission=PERMISSION, policy=Policy.TRANSITION
):
    """The pieces are made."""

    para: ClassVar[EstadoOcorrencia] = EstadoOcorrencia.CONCLUIDA

    def effect(self, ctx: Context, ocorrencia: Ocorrencia) -> None:  # noqa: ARG002 - as the step's
        """Say when."""
        ocorrencia.concluida_em = self.em


class CancelarOcorrencia(
    _Passo,
    kind="ocorrencia.cancelar",
    permission=PERMISSION,
    policy=Policy.TRANSITION,
    audited=True,
):
    """The pieces need not be made again after all."""

    para: ClassVar[EstadoOcorrencia] = EstadoOcorrencia.CANCELADA

    def effect(self, ctx: Context, ocorrencia: Ocorrencia) -> None:  # noqa: ARG002 - as the step's
        """Say when."""
        ocorrencia.cancelada_em = self.em


class ArquivarOcorrencia(
    Command, kind="ocorrencia.arquivar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Put an occurrence away; its number is not given again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Put it away; to do it again changes nothing.

        Raises:
            NotFound: it never was.
        """
        ocorrencia = ctx.locked(Ocorrencia, self.id, archived=True)
        ocorrencia.archived_at = ocorrencia.archived_at or ctx.now
        return {}


class RestaurarOcorrencia(
    Command, kind="ocorrencia.restaurar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Take an occurrence out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take it out.

        Raises:
            NotFound: it never was.
        """
        ctx.locked(Ocorrencia, self.id, archived=True).archived_at = None
        return {}
