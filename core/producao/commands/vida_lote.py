"""The life of a batch, step by step."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.producao.commands.lote import PERMISSION, Motivo
from core.producao.models.lote import EstadoLote, Lote
from core.producao.models.peca import Peca
from core.producao.rules.lote import Passo, next_state, state_before


def advance(lote: Lote, passo: Passo) -> bool:
    """Take a step with a batch that is locked; False where it is there already or further.

    Raises:
        Refused: the batch is held up, or an earlier step is missing.
    """
    target = next_state(lote.estado, passo, suspenso=lote.suspenso)
    if target is None:
        return False
    lote.estado = target
    return True


class _Avanco(Command):
    passo: ClassVar[Passo]

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the step; a batch that is there already or further stays where it is.

        Raises:
            Refused: the batch is held up, an earlier step is missing, or it is not ready.
        """
        lote = ctx.locked(Lote, self.id)
        moved = advance(lote, self.passo)
        if moved:
            self.check(ctx, lote)
        return {"id": str(lote.id), "estado": lote.estado.value, "mudou": moved}

    def check(self, ctx: Context, lote: Lote) -> None:
        """What else the step asks for."""


class ConferirLote(_Avanco, kind="lote.conferir", permission=PERMISSION, policy=Policy.TRANSITION):
    """Say that a person looked the batch through."""

    passo = Passo.CONFERIR

    def check(self, ctx: Context, lote: Lote) -> None:
        """There must be something to look at."""
        _refuse_empty(ctx, lote)


class PlanejarLote(_Avanco, kind="lote.planejar", permission=PERMISSION, policy=Policy.TRANSITION):
    """Say that it is known how the batch will be cut."""

    passo = Passo.PLANEJAR

    def check(self, ctx: Context, lote: Lote) -> None:
        """There must be something to cut."""
        _refuse_empty(ctx, lote)


class LiberarLote(
    _Avanco, kind="lote.liberar", permission=PERMISSION, policy=Policy.TRANSITION, audited=True
):
    """Let the floor begin."""

    passo = Passo.LIBERAR

    def check(self, ctx: Context, lote: Lote) -> None:
        """No part may be without a drawing that can be machined, or open for changes."""
        _refuse_empty(ctx, lote)
        blocked = _count(ctx, lote, Peca.bloqueio.is_not(None))
        if blocked:
            raise Refused("lote.pecas_bloqueadas", count=blocked)
        _refuse_open_revision(ctx, lote)


class IniciarProducao(
    _Avanco, kind="lote.iniciar", permission=PERMISSION, policy=Policy.TRANSITION
):
    """The first piece is being made."""

    passo = Passo.INICIAR


class ConcluirLote(
    _Avanco, kind="lote.concluir", permission=PERMISSION, policy=Policy.TRANSITION, audited=True
):
    """Everything is made, as somebody says; the readings are not asked.

    Not every piece passes every stage, and a bench without a reader tells nothing, so that the
    progress (`queries.apontamento`) informs the person who concludes and does not bind him.
    """

    passo = Passo.CONCLUIR

    def check(self, ctx: Context, lote: Lote) -> None:
        """No part may be open for changes."""
        _refuse_open_revision(ctx, lote)


class VoltarLote(
    Command, kind="lote.voltar", permission=PERMISSION, policy=Policy.TRANSITION, audited=True
):
    """Take a step back from the state in which a person saw the batch.

    Attributes:
        de: that state; a batch that moved on meanwhile is left alone.
    """

    id: UUID
    de: EstadoLote

    def run(self, ctx: Context) -> Result:
        """Change the state.

        Raises:
            Refused: the batch is in another state, held up, or there is no way back.
        """
        lote = ctx.locked(Lote, self.id)
        if lote.suspenso:
            raise Refused("lote.suspenso", passo="voltar")
        lote.estado = state_before(lote.estado, self.de)
        return {"id": str(lote.id), "estado": lote.estado.value}


class SuspenderLote(
    Command, kind="lote.suspender", permission=PERMISSION, policy=Policy.TRANSITION, audited=True
):
    """Hold a batch up, wherever it stands."""

    id: UUID
    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Mark it; one that is held up already keeps its reason.

        Raises:
            Refused: it is done.
        """
        lote = ctx.locked(Lote, self.id)
        if lote.estado is EstadoLote.CONCLUIDO:
            raise Refused("lote.nao_suspende")
        if not lote.suspenso:
            lote.suspenso, lote.motivo_suspensao = True, self.motivo
        return {"id": str(lote.id), "estado": lote.estado.value}


class RetomarLote(
    Command, kind="lote.retomar", permission=PERMISSION, policy=Policy.TRANSITION, audited=True
):
    """Let a batch go on where it stood."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the mark off; without one nothing changes."""
        lote = ctx.locked(Lote, self.id)
        lote.suspenso, lote.motivo_suspensao = False, ""
        return {"id": str(lote.id), "estado": lote.estado.value}


def _count(ctx: Context, lote: Lote, condition: object) -> int:
    statement = select(func.count()).select_from(Peca).where(Peca.lote_id == lote.id, living(Peca))
    return int(ctx.session.scalars(statement.where(condition)).one())  # type: ignore[arg-type]  # any column condition


def _refuse_empty(ctx: Context, lote: Lote) -> None:
    if not _count(ctx, lote, Peca.quantidade > 0):
        raise Refused("lote.sem_pecas")


def _refuse_open_revision(ctx: Context, lote: Lote) -> None:
    opened = _count(ctx, lote, Peca.em_revisao)
    if opened:
        raise Refused("lote.revisao_aberta", count=opened)
