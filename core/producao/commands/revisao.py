"""Released parts opened for changes, pieces made again, and parts without a drawing."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.errors import NotFound, Refused
from core.producao.commands.copias import Codigos, active_copies, remake
from core.producao.commands.lote import PERMISSION, Motivo
from core.producao.commands.peca import held, refuse_closed, refuse_done, touched
from core.producao.models.peca import Peca, PecaRevisao
from core.producao.rules.lote import released

NO_DRAWING = "importacao.sem_desenho"

KEPT = (
    *("pacote_id", "nome", "programa", "codigo_peca", "comprimento", "largura", "espessura"),
    *("material", "veio", "fitas", "observacoes", "desenho", "desenhada", "bloqueio"),
    *("contorno", "operacoes", "quantidade"),
)
"""What a revision remembers of the part before."""


def open_revision(ctx: Context, peca: Peca, motivo: str) -> PecaRevisao:
    """Remember a released part as it is, before it changes."""
    before = {name: getattr(peca, name) for name in KEPT}
    before |= {"pacote_id": str(peca.pacote_id), "veio": peca.veio.value}
    revision = PecaRevisao(
        id=ctx.new_id(f"revisao/{peca.id}"),
        peca_id=peca.id,
        revisao=peca.revisao,
        motivo=motivo,
        antes=before,
    )
    ctx.session.add(revision)
    return revision


class RefazerPeca(Command, kind="peca.refazer", permission=PERMISSION, policy=Policy.RECORD):
    """Have copies of a part made again; the old codes answer as replaced.

    Attributes:
        copias: numbers of the copies.
        codigos: one for each of them, in their order; None where the server is to give them.
    """

    id: UUID
    copias: tuple[int, ...]
    codigos: Codigos | None = None

    def run(self, ctx: Context) -> Result:
        """Replace them.

        Raises:
            NotFound: the part has no such active copy.
            Refused: the batch is done, or a code is taken.
        """
        lote, peca = held(ctx, self.id)
        refuse_done(lote)
        active = {copy.copia: copy for copy in active_copies(ctx, peca.id)}
        wanted = sorted(set(self.copias))
        missing = [number for number in wanted if number not in active]
        if missing or not wanted:
            raise NotFound("peca.copia_ausente", peca=peca.nome, copia=missing[0] if missing else 0)
        codes = remake(ctx, peca, [active[number] for number in wanted], self.codigos)
        lote.revisao += 1
        return {"id": str(peca.id), "codigos": [*codes]}


class ConfirmarRetangulo(
    Command,
    kind="peca.confirmar_retangulo",
    permission=PERMISSION,
    policy=Policy.RECORD,
    audited=True,
):
    """Say that a part without a drawing is the plain rectangle of its size."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the bar off.

        Raises:
            Refused: nothing bars it, or something else than a missing drawing.
        """
        lote, peca = held(ctx, self.id)
        refuse_closed(lote, peca)
        if peca.bloqueio is None:
            raise Refused("peca.sem_bloqueio", peca=peca.nome)
        if peca.bloqueio != NO_DRAWING:
            raise Refused("peca.bloqueio_do_desenho", peca=peca.nome)
        peca.bloqueio, peca.desenhada = None, True
        touched(lote, peca)
        return {"id": str(peca.id), "revisao": peca.revisao}


class CriarRevisao(
    Command,
    kind="peca.criar_revisao",
    permission=PERMISSION,
    policy=Policy.TRANSITION,
    audited=True,
):
    """Open a released part for changes; the programs made of it may not run any more."""

    id: UUID
    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Remember it as it is, and count its revision.

        Raises:
            Refused: the batch is not released yet or done, or a revision is open.
        """
        lote, peca = held(ctx, self.id)
        refuse_done(lote)
        if not released(lote.estado):
            raise Refused("peca.revisao_cedo")
        if peca.em_revisao:
            raise Refused("peca.em_revisao", peca=peca.nome)
        open_revision(ctx, peca, self.motivo)
        peca.em_revisao = True
        touched(lote, peca)
        return {"id": str(peca.id), "revisao": peca.revisao}


class EncerrarRevisao(
    Command,
    kind="peca.encerrar_revisao",
    permission=PERMISSION,
    policy=Policy.TRANSITION,
    audited=True,
):
    """Release the part as it is now; new programs are made of it."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Close its revision.

        Raises:
            Refused: none is open, or the part cannot be machined.
        """
        _lote, peca = held(ctx, self.id)
        if not peca.em_revisao:
            raise Refused("peca.sem_revisao", peca=peca.nome)
        if peca.bloqueio is not None:
            raise Refused("lote.pecas_bloqueadas", count=1)
        statement = select(PecaRevisao).where(
            PecaRevisao.peca_id == peca.id, PecaRevisao.encerrada_em.is_(None)
        )
        for revision in ctx.session.scalars(statement):
            revision.encerrada_em = ctx.now
        peca.em_revisao = False
        return {"id": str(peca.id), "revisao": peca.revisao}
