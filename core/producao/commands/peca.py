"""Writes of the parts of a batch."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from core.command import Command, Context, Policy, Result
from core.errors import Refused
from core.producao.commands.copias import (
    Codigos,
    Quantidade,
    add_copies,
    codes_for,
    last_copy,
    set_quantity,
)
from core.producao.commands.lote import PERMISSION
from core.producao.models.lote import EstadoLote, Lote, Pacote
from core.producao.models.peca import Peca
from core.producao.rules.forma import part_values
from core.producao.rules.lote import released
from core.producao.rules.peca import Json, MudancaPeca, NovaPeca, Operacoes, apply_change, part_from

COPIED = (
    *("lote_id", "pacote_id", "nome", "programa", "codigo_peca", "comprimento", "largura"),
    *("espessura", "material", "material_chave", "veio", "fitas", "observacoes", "desenho"),
    *("desenhada", "bloqueio", "contorno", "operacoes", "anexos", "origem"),
)
"""What a duplicate has of its original."""


def held(ctx: Context, peca_id: UUID) -> tuple[Lote, Peca]:
    """The part with its batch, both held: the batch first, as everybody takes them.

    Raises:
        NotFound: there is none, or it is put away.
    """
    lote = ctx.locked(Lote, ctx.get(Peca, peca_id).lote_id)
    return lote, ctx.locked(Peca, peca_id)


def refuse_closed(lote: Lote, peca: Peca) -> None:
    """Refuse a change to a part that the floor may be making.

    Raises:
        Refused: the batch is done, or the part is released and no revision of it is open.
    """
    refuse_done(lote)
    if released(lote.estado) and not peca.em_revisao:
        raise Refused("peca.liberada", peca=peca.nome)


def touched(lote: Lote, peca: Peca) -> None:
    """Count a change of what is made: plans and programs of before are out of date."""
    peca.revisao += 1
    lote.revisao += 1


class AdicionarPeca(Command, kind="peca.adicionar", permission=PERMISSION, policy=Policy.RECORD):
    """Put a part of one's own into a package.

    Attributes:
        codigos: one for each copy, from the station; None where the server is to give them.
    """

    pacote_id: UUID
    peca: NovaPeca
    quantidade: Quantidade = 1
    codigos: Codigos | None = None

    def run(self, ctx: Context) -> Result:
        """Add it at the package's end.

        Raises:
            InputError: the part could not be made so.
            Refused: the batch is done, or a code is taken.
        """
        pacote = ctx.get(Pacote, self.pacote_id)
        lote = ctx.locked(Lote, pacote.lote_id)
        refuse_done(lote)
        codes = codes_for(ctx, self.codigos, self.quantidade)
        key = own_key(ctx)
        part = part_from(self.peca, key, pacote.cliente, pacote.ambiente)
        peca = Peca(
            id=ctx.new_id("peca"),
            lote_id=lote.id,
            pacote_id=pacote.id,
            ordem=next_place(ctx, pacote.id),
            chave=key,
            chave_origem="",
            revisao=1,
            em_revisao=False,
            **part_values(part) | {"quantidade": self.quantidade},
        )
        return _add(ctx, lote, peca, codes)


class DuplicarPeca(Command, kind="peca.duplicar", permission=PERMISSION, policy=Policy.RECORD):
    """Put a part like this one into the same package, with as many copies."""

    id: UUID
    codigos: Codigos | None = None

    def run(self, ctx: Context) -> Result:
        """Add it at the package's end.

        Raises:
            Refused: the batch is done, or a code is taken.
        """
        lote, original = held(ctx, self.id)
        refuse_done(lote)
        codes = codes_for(ctx, self.codigos, original.quantidade)
        peca = Peca(
            id=ctx.new_id("peca"),
            chave=own_key(ctx),
            chave_origem="",
            ordem=next_place(ctx, original.pacote_id),
            quantidade=original.quantidade,
            revisao=1,
            em_revisao=False,
            **{name: getattr(original, name) for name in COPIED},
        )
        return _add(ctx, lote, peca, codes)


class AlterarPeca(Command, kind="peca.alterar", permission=PERMISSION, policy=Policy.RECORD):
    """Change fields of a part.

    Attributes:
        vista: the part's `revisao` that the person saw; a change of a part that moved on
            meanwhile is refused. None to change it whatever it is.
        pacote_id: another package of the same batch.
    """

    id: UUID
    mudanca: MudancaPeca = MudancaPeca()
    pacote_id: UUID | None = None
    vista: int | None = None

    def run(self, ctx: Context) -> Result:
        """Write what differs; a change of what is made counts as a revision.

        Raises:
            InputError: the part could not be made so.
            Refused: released and not in revision, changed meanwhile, or the batch is done.
        """
        lote, peca = held(ctx, self.id)
        refuse_closed(lote, peca)
        if self.vista is not None and self.vista != peca.revisao:
            raise Refused("peca.mudou", peca=peca.nome)
        changed = [*apply_change(peca, self.mudanca), *self._moved(ctx, peca)]
        if changed:
            touched(lote, peca)
        return {"id": str(peca.id), "revisao": peca.revisao, "mudou": [*changed]}

    def _moved(self, ctx: Context, peca: Peca) -> list[str]:
        if self.pacote_id is None or self.pacote_id == peca.pacote_id:
            return []
        pacote = ctx.get(Pacote, self.pacote_id)
        if pacote.lote_id != peca.lote_id:
            raise Refused("pacote.outro_lote")
        peca.ordem = next_place(ctx, pacote.id)
        peca.pacote_id = pacote.id
        return ["pacote_id"]


class TrocarOperacoes(Command, kind="peca.operacoes", permission=PERMISSION, policy=Policy.RECORD):
    """Replace the machining of a part as a whole.

    Attributes:
        operacoes: values of `core.formats.batch_form`.
        contorno: the outline, where corners change with it.
        vista: as in `AlterarPeca`.
    """

    id: UUID
    operacoes: Operacoes
    contorno: Json | None = None
    vista: int | None = None

    def run(self, ctx: Context) -> Result:
        """Write them.

        Raises:
            InputError: an operation cannot be done to this part; it is named with its reason.
            Refused: released and not in revision, changed meanwhile, or the batch is done.
        """
        change = MudancaPeca(operacoes=self.operacoes, contorno=self.contorno)
        return AlterarPeca(id=self.id, mudanca=change, vista=self.vista).run(ctx)


class AlterarQuantidade(
    Command, kind="peca.quantidade", permission=PERMISSION, policy=Policy.RECORD
):
    """Have more or fewer copies of a part.

    Attributes:
        codigos: one for each further copy; None where the server is to give them.
    """

    id: UUID
    quantidade: Quantidade
    codigos: Codigos | None = None

    def run(self, ctx: Context) -> Result:
        """Add copies, or cancel the last ones.

        Raises:
            Refused: released and not in revision, the batch is done, a code is taken, or a copy
                too many was cut or lies in a confirmed plan.
            InputError: another number of codes was given.
        """
        lote, peca = held(ctx, self.id)
        refuse_closed(lote, peca)
        before = peca.quantidade
        codes = () if self.codigos is None and self.quantidade <= before else self.codigos
        set_quantity(ctx, peca, self.quantidade, codes)
        if peca.quantidade != before:
            touched(lote, peca)
        return {"id": str(peca.id), "quantidade": peca.quantidade, "revisao": peca.revisao}


def next_place(ctx: Context, pacote_id: UUID) -> int:
    """The place after a package's last part, from 0."""
    statement = select(func.max(Peca.ordem)).where(Peca.pacote_id == pacote_id)
    last = ctx.session.scalars(statement).one()
    return 0 if last is None else last + 1


def own_key(ctx: Context) -> str:
    """A part's id inside its batch where no source gave one; one for each operation."""
    return f"r-{ctx.new_id('chave').hex[-12:]}"


def _add(ctx: Context, lote: Lote, peca: Peca, codes: list[str]) -> Result:
    ctx.session.add(peca)
    ctx.session.flush()
    first = last_copy(ctx, peca) + 1
    add_copies(ctx, peca, range(first, first + len(codes)), codes)
    lote.revisao += 1
    return {"id": str(peca.id), "number": peca.number, "codigos": [*codes]}


def refuse_done(lote: Lote) -> None:
    """Refuse a change to a batch that is done.

    Raises:
        Refused: it is.
    """
    if lote.estado is EstadoLote.CONCLUIDO:
        raise Refused("lote.concluido")
