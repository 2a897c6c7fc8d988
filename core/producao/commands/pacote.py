"""Writes of the packages of a batch and of the hardware in them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy import func, select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.producao.commands.chegada import add_hardware
from core.producao.commands.lote import PERMISSION
from core.producao.commands.peca import refuse_done
from core.producao.models.lote import Ferragem, Lote, Pacote
from core.producao.models.peca import Peca
from core.producao.rules.lote import clean_text

Curto = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(clean_text)
]
Nome = Annotated[
    str,
    StringConstraints(min_length=1, max_length=300, strip_whitespace=True),
    AfterValidator(clean_text),
]
Quantidade = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]


def open_batch(ctx: Context, lote_id: UUID) -> Lote:
    """The batch, held, if things in it may still change.

    Raises:
        Refused: it is done.
    """
    lote = ctx.locked(Lote, lote_id)
    refuse_done(lote)
    return lote


def new_package(ctx: Context, lote: Lote, cliente: str, ambiente: str, nome: str = "") -> Pacote:
    """A package at the batch's end, in the session.

    Raises:
        Refused: the batch has a living package of this name.
    """
    shown = nome or (f"{cliente} - {ambiente}" if ambiente else cliente)
    _refuse_twin(ctx, lote.id, shown)
    last = ctx.session.scalars(
        select(func.max(Pacote.ordem)).where(Pacote.lote_id == lote.id)
    ).one()
    pacote = Pacote(
        id=ctx.new_id(f"pacote/{shown}"),
        lote_id=lote.id,
        nome_pacote=shown,
        cliente=cliente,
        ambiente=ambiente,
        ordem=0 if last is None else last + 1,
    )
    ctx.session.add(pacote)
    ctx.session.flush()
    return pacote


class CriarPacote(Command, kind="pacote.criar", permission=PERMISSION, policy=Policy.RECORD):
    """Make an empty package for a client and a room.

    Attributes:
        nome_pacote: what it is called; client and room where it is empty.
    """

    lote_id: UUID
    cliente: Annotated[Curto, StringConstraints(min_length=1)]
    ambiente: Curto = ""
    nome_pacote: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] = ""

    def run(self, ctx: Context) -> Result:
        """Add it at the batch's end.

        Raises:
            Refused: the batch is done, or has a package of this name.
        """
        lote = open_batch(ctx, self.lote_id)
        pacote = new_package(ctx, lote, self.cliente, self.ambiente, clean_text(self.nome_pacote))
        return {"id": str(pacote.id), "number": pacote.number}


class AlterarPacote(Command, kind="pacote.alterar", permission=PERMISSION, policy=Policy.RECORD):
    """Change a package's name, client or room; None leaves a field as it is."""

    id: UUID
    nome_pacote: Nome | None = None
    cliente: Annotated[Curto, StringConstraints(min_length=1)] | None = None
    ambiente: Curto | None = None

    def run(self, ctx: Context) -> Result:
        """Write what differs; labels name client and room, so it counts as a change.

        Raises:
            Refused: the batch is done, or has another package of this name.
        """
        pacote = ctx.get(Pacote, self.id)
        lote = open_batch(ctx, pacote.lote_id)
        wanted = {
            name: value
            for name in ("nome_pacote", "cliente", "ambiente")
            if (value := getattr(self, name)) is not None and value != getattr(pacote, name)
        }
        if "nome_pacote" in wanted:
            _refuse_twin(ctx, lote.id, wanted["nome_pacote"], own=pacote.id)
        for name, value in wanted.items():
            setattr(pacote, name, value)
        if wanted:
            lote.revisao += 1
        return {"id": str(pacote.id), "mudou": [*wanted]}


class ArquivarPacote(
    Command, kind="pacote.arquivar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Put an empty package away; its parts and hardware go first."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Mark it.

        Raises:
            Refused: the batch is done, or something is left in the package.
        """
        pacote = ctx.get(Pacote, self.id, archived=True)
        open_batch(ctx, pacote.lote_id)
        left = sum(
            ctx.session.scalars(
                select(func.count())
                .select_from(model)
                .where(model.pacote_id == pacote.id, living(model))
            ).one()
            for model in (Peca, Ferragem)
        )
        if left:
            raise Refused("pacote.com_pecas", count=left)
        pacote.archived_at = pacote.archived_at or ctx.now
        return {"id": str(pacote.id)}


class RestaurarPacote(
    Command, kind="pacote.restaurar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Take a package out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the mark off.

        Raises:
            Refused: the batch is done, or has another package of this name by now.
        """
        pacote = ctx.get(Pacote, self.id, archived=True)
        open_batch(ctx, pacote.lote_id)
        _refuse_twin(ctx, pacote.lote_id, pacote.nome_pacote, own=pacote.id)
        pacote.archived_at = None
        return {"id": str(pacote.id)}


class AdicionarFerragem(
    Command, kind="ferragem.adicionar", permission=PERMISSION, policy=Policy.RECORD
):
    """Put a hardware item into a package."""

    pacote_id: UUID
    nome: Nome
    quantidade: Quantidade
    codigo_ferragem: Curto = ""

    def run(self, ctx: Context) -> Result:
        """Add it at the package's end.

        Raises:
            Refused: the batch is done.
        """
        pacote = ctx.get(Pacote, self.pacote_id)
        lote = open_batch(ctx, pacote.lote_id)
        last = ctx.session.scalars(
            select(func.max(Ferragem.ordem)).where(Ferragem.pacote_id == pacote.id)
        ).one()
        row = Ferragem(
            id=ctx.new_id("ferragem"),
            lote_id=lote.id,
            pacote_id=pacote.id,
            nome=self.nome,
            codigo_ferragem=self.codigo_ferragem,
            quantidade=self.quantidade,
            ordem=0 if last is None else last + 1,
        )
        add_hardware(ctx, [row])
        lote.revisao += 1
        ctx.session.flush()
        return {"id": str(row.id), "number": row.number}


class AlterarFerragem(
    Command, kind="ferragem.alterar", permission=PERMISSION, policy=Policy.RECORD
):
    """Change a hardware item; None leaves a field as it is."""

    id: UUID
    nome: Nome | None = None
    codigo_ferragem: Curto | None = None
    quantidade: Quantidade | None = None

    def run(self, ctx: Context) -> Result:
        """Write what differs.

        Raises:
            Refused: the batch is done.
        """
        row = ctx.get(Ferragem, self.id)
        lote = open_batch(ctx, row.lote_id)
        wanted = {
            name: value
            for name in ("nome", "codigo_ferragem", "quantidade")
            if (value := getattr(self, name)) is not None and value != getattr(row, name)
        }
        for name, value in wanted.items():
            setattr(row, name, value)
        if wanted:
            lote.revisao += 1
        return {"id": str(row.id), "mudou": [*wanted]}


class RemoverFerragem(
    Command, kind="ferragem.remover", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Put a hardware item away."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Mark it; to do it again changes nothing.

        Raises:
            Refused: the batch is done.
        """
        row = ctx.get(Ferragem, self.id, archived=True)
        lote = open_batch(ctx, row.lote_id)
        if row.archived_at is None:
            row.archived_at = ctx.now
            lote.revisao += 1
        return {"id": str(row.id)}


class RestaurarFerragem(
    Command, kind="ferragem.restaurar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Take a hardware item out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the mark off.

        Raises:
            Refused: the batch is done.
            NotFound: its package is put away.
        """
        row = ctx.get(Ferragem, self.id, archived=True)
        lote = open_batch(ctx, row.lote_id)
        ctx.get(Pacote, row.pacote_id)
        if row.archived_at is not None:
            row.archived_at = None
            lote.revisao += 1
        return {"id": str(row.id)}


def _refuse_twin(ctx: Context, lote_id: UUID, nome: str, *, own: UUID | None = None) -> None:
    same = select(Pacote.id).where(
        Pacote.lote_id == lote_id, Pacote.nome_pacote == nome, living(Pacote), Pacote.id != own
    )
    if ctx.session.scalars(same.limit(1)).first() is not None:
        raise Refused("pacote.nome_repetido", nome=nome[:200])
