"""Writes of a batch as a whole: its name, its dates, and whether it is put away."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy import select

from core.acesso.models import Usuario
from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import NotFound, Refused
from core.producao.models.estoque import EstadoReserva, ReservaEstoque
from core.producao.models.lote import EstadoLote, Lote
from core.producao.rules.lote import (
    Texto,
    checked_name,
    clean_text,
    name_key,
    released,
)

PERMISSION = "producao/lote"
MOST_AT_ONCE = 500

Nome = Annotated[str, AfterValidator(checked_name)]
Motivo = Annotated[
    str,
    StringConstraints(min_length=1, max_length=300, strip_whitespace=True),
    AfterValidator(clean_text),
]
Ids = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


def refuse_twin(ctx: Context, nome: str, *, own: UUID | None = None) -> None:
    """Refuse a name that another living batch has.

    Raises:
        Refused: there is one.
    """
    same = select(Lote.id).where(Lote.chave == name_key(nome), living(Lote), Lote.id != own)
    if ctx.session.scalars(same.limit(1)).first() is not None:
        raise Refused("lote.nome_repetido", nome=nome)


class CriarLote(Command, kind="lote.criar", permission=PERMISSION, policy=Policy.RECORD):
    """Make an empty batch."""

    nome: Nome
    prazo: date | None = None
    responsavel_id: UUID | None = None
    observacoes: Texto = ""

    def run(self, ctx: Context) -> Result:
        """Add it.

        Raises:
            Refused: the name is taken.
            NotFound: there is no such person.
        """
        refuse_twin(ctx, self.nome)
        if self.responsavel_id is not None:
            ctx.get(Usuario, self.responsavel_id)
        lote = new_lote(ctx, self.nome)
        lote.prazo, lote.responsavel_id = self.prazo, self.responsavel_id
        lote.observacoes = self.observacoes
        ctx.session.flush()
        return {"id": str(lote.id), "number": lote.number}


def new_lote(ctx: Context, nome: str) -> Lote:
    """A batch of this name in the session, in its first state and revision."""
    lote = Lote(
        id=ctx.new_id("lote"),
        nome=nome,
        chave=name_key(nome),
        estado=EstadoLote.IMPORTADO,
        suspenso=False,
        motivo_suspensao="",
        observacoes="",
        revisao=1,
    )
    ctx.session.add(lote)
    return lote


class RenomearLote(Command, kind="lote.renomear", permission=PERMISSION, policy=Policy.RECORD):
    """Give a batch another name."""

    id: UUID
    nome: Nome

    def run(self, ctx: Context) -> Result:
        """Change it.

        Raises:
            Refused: the name is taken.
        """
        lote = ctx.locked(Lote, self.id)
        refuse_twin(ctx, self.nome, own=lote.id)
        lote.nome, lote.chave = self.nome, name_key(self.nome)
        return {"id": str(lote.id)}


class AlterarPrazo(Command, kind="lote.prazo", permission=PERMISSION, policy=Policy.RECORD):
    """Set or clear the day by which these batches must be done."""

    ids: Ids
    prazo: date | None

    def run(self, ctx: Context) -> Result:
        """Change them all or none.

        Raises:
            Refused: one of them is done.
        """
        for lote in _locked_all(ctx, self.ids):
            if lote.estado is EstadoLote.CONCLUIDO:
                raise Refused("lote.concluido")
            lote.prazo = self.prazo
        return {"alterados": len(set(self.ids))}


class AlterarResponsavel(
    Command, kind="lote.responsavel", permission=PERMISSION, policy=Policy.RECORD
):
    """Say who looks after these batches, or nobody."""

    ids: Ids
    responsavel_id: UUID | None

    def run(self, ctx: Context) -> Result:
        """Change them all or none.

        Raises:
            NotFound: there is no such person.
        """
        if self.responsavel_id is not None:
            ctx.get(Usuario, self.responsavel_id)
        for lote in _locked_all(ctx, self.ids):
            lote.responsavel_id = self.responsavel_id
        return {"alterados": len(set(self.ids))}


def _locked_all(ctx: Context, ids: tuple[UUID, ...]) -> list[Lote]:
    """The batches, held; in one order, so that two of these cannot wait for each other."""
    statement = select(Lote).where(Lote.id.in_(ids), living(Lote)).order_by(Lote.id)
    found = ctx.session.scalars(
        statement.with_for_update(), execution_options={"populate_existing": True}
    ).all()
    missing = set(ids) - {lote.id for lote in found}
    if missing:
        raise NotFound("registro.ausente", tipo="lote", id=str(min(missing)))
    return list(found)


class ArquivarLote(
    Command, kind="lote.arquivar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Put a batch away with all that is in it; it can be taken out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Mark it; to do it again changes nothing.

        Raises:
            Refused: the floor works on it, or boards are reserved for it.
        """
        lote = ctx.locked(Lote, self.id, archived=True)
        if lote.archived_at is None:
            self._refuse_used(ctx, lote)
            lote.archived_at = ctx.now
        return {"id": str(lote.id)}

    def _refuse_used(self, ctx: Context, lote: Lote) -> None:
        if released(lote.estado) and lote.estado is not EstadoLote.CONCLUIDO:
            raise Refused("lote.em_uso", estado=lote.estado.value)
        held = select(ReservaEstoque.id).where(
            ReservaEstoque.lote_id == lote.id, ReservaEstoque.estado == EstadoReserva.ATIVA
        )
        if ctx.session.scalars(held.limit(1)).first() is not None:
            raise Refused("lote.com_reserva")


class RestaurarLote(
    Command, kind="lote.restaurar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Take a batch out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the mark off.

        Raises:
            Refused: another batch has its name by now.
        """
        lote = ctx.locked(Lote, self.id, archived=True)
        refuse_twin(ctx, lote.nome, own=lote.id)
        lote.archived_at = None
        return {"id": str(lote.id)}


class RegistrarArquivoFinal(
    Command, kind="lote.arquivo_final", permission=PERMISSION, policy=Policy.RECORD
):
    """Keep the archive of list and drawings that was made of a batch.

    Attributes:
        arquivo: hash of the archive.
        revisao: the batch's revision that it shows.
    """

    id: UUID
    arquivo: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    revisao: int = Field(ge=1)

    def run(self, ctx: Context) -> Result:
        """Refer to it; one of an earlier revision than the kept one is left out."""
        lote = ctx.locked(Lote, self.id)
        newer = self.revisao >= (lote.arquivo_final_revisao or 0)
        if newer:
            lote.arquivo_final, lote.arquivo_final_revisao = self.arquivo, self.revisao
        return {"id": str(lote.id), "atual": newer and lote.revisao == self.revisao}
