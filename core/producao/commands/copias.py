"""Physical copies: their codes, more of them, fewer of them, and pieces made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlalchemy import func, select

from core.command import Context
from core.db.base import living
from core.db.counters import next_number
from core.errors import InputError, Refused
from core.formats.limits import ROW_QUANTITY
from core.parts.codes import SERVER_STATION, checked_code, piece_code
from core.producao.models.lote import Lote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.models.plano import ChapaPlano, ColocacaoPeca, Plano
from core.producao.queries.plano import ocupadas

SERIES = "codigo_peca"
_AT_ONCE = 500

Codigo = Annotated[str, AfterValidator(checked_code)]
Codigos = Annotated[tuple[Codigo, ...], Field(max_length=ROW_QUANTITY)]
"""Codes that the station gave; None where the server is to give them."""

Quantidade = Annotated[int, Field(ge=1, le=ROW_QUANTITY)]


def codes_for(ctx: Context, given: Sequence[str] | None, count: int) -> list[str]:
    """That many codes nobody has: the station's own, or the server's where none were given.

    Raises:
        InputError: another number of codes was given, or one of them twice.
        Refused: a code is taken, or none were given and the server is not here.
    """
    if given is None:
        return server_codes(ctx, count)
    if len(given) != count or len(set(given)) != count:
        raise InputError("peca.codigos_contados", precisa=count, veio=len(set(given)))
    refuse_taken(ctx, given)
    return list(given)


def server_codes(ctx: Context, count: int) -> list[str]:
    """The server's next codes.

    Raises:
        Refused: this is not the server.
    """
    if not ctx.authority:
        raise Refused("comando.so_servidor")
    if not count:
        return []
    first = next_number(ctx.session.connection(), SERIES, count)
    return [piece_code(SERVER_STATION, number) for number in range(first, first + count)]


def refuse_taken(ctx: Context, codes: Iterable[str]) -> None:
    """Refuse codes that a piece has already.

    Raises:
        Refused: one is taken; it names the batch.
    """
    for some in batched(codes, _AT_ONCE, strict=False):
        statement = (
            select(PecaCopia.codigo, Lote.nome)
            .join(Lote, Lote.id == PecaCopia.lote_id)
            .where(PecaCopia.codigo.in_(some))
            .limit(1)
        )
        taken = ctx.session.execute(statement).first()
        if taken is not None:
            raise Refused("lote.codigo_repetido", codigo=taken[0], lote=taken[1])


def add_copies(ctx: Context, peca: Peca, numbers: Iterable[int], codes: Sequence[str]) -> None:
    """Put copies with these numbers and codes into the session."""
    ctx.session.add_all(
        PecaCopia(
            id=ctx.new_id(f"copia/{code}"),
            lote_id=peca.lote_id,
            peca_id=peca.id,
            copia=number,
            codigo=code,
            situacao=SituacaoCopia.ATIVA,
        )
        for number, code in zip(numbers, codes, strict=True)
    )


def active_copies(ctx: Context, peca_id: UUID) -> Sequence[PecaCopia]:
    """The active copies of a part, held, in order."""
    statement = (
        select(PecaCopia)
        .where(PecaCopia.peca_id == peca_id, PecaCopia.situacao == SituacaoCopia.ATIVA)
        .order_by(PecaCopia.copia)
        .with_for_update()
    )
    return ctx.session.scalars(statement, execution_options={"populate_existing": True}).all()


def last_copy(ctx: Context, peca: Peca) -> int:
    """The highest copy number among the parts that share its program, 0 where there is none.

    Program and copy stand together on labels and in file names: both together are unique.
    """
    statement = (
        select(func.max(PecaCopia.copia))
        .join(Peca, Peca.id == PecaCopia.peca_id)
        .where(PecaCopia.situacao == SituacaoCopia.ATIVA, living(Peca))
    )
    if peca.programa:
        statement = statement.where(Peca.lote_id == peca.lote_id, Peca.programa == peca.programa)
    else:
        statement = statement.where(PecaCopia.peca_id == peca.id)
    return ctx.session.scalars(statement).one() or 0


def set_quantity(ctx: Context, peca: Peca, wanted: int, given: Sequence[str] | None) -> None:
    """More copies with new codes, or fewer: the last ones are cancelled.

    Raises:
        InputError: another number of codes was given.
        Refused: a code is taken, or a copy too many was cut or lies in a confirmed plan.
    """
    copies = active_copies(ctx, peca.id)
    more = max(0, wanted - len(copies))
    codes = codes_for(ctx, given, more)
    if more:
        first = last_copy(ctx, peca) + 1
        add_copies(ctx, peca, range(first, first + more), codes)
    cancel_copies(ctx, copies[wanted:])
    peca.quantidade = wanted


def cancel_copies(ctx: Context, copies: Iterable[PecaCopia]) -> None:
    """Have these copies not made any more; whoever takes leave of a piece does it here.

    Raises:
        Refused: one of them was cut, or a confirmed plan is going to cut it.
    """
    for some in batched(copies, _AT_ONCE, strict=False):
        _refuse_placed(ctx, [copy.id for copy in some])
        for copy in some:
            copy.situacao = SituacaoCopia.CANCELADA


def _refuse_placed(ctx: Context, copies: Sequence[UUID]) -> None:
    statement = (
        select(Peca.nome, Plano.number)
        .join(ColocacaoPeca, ColocacaoPeca.peca_id == Peca.id)
        .join(ChapaPlano, ChapaPlano.id == ColocacaoPeca.chapa_plano_id)
        .join(Plano, Plano.id == ColocacaoPeca.plano_id)
        .where(ColocacaoPeca.peca_copia_id.in_(copies), ocupadas())
        .limit(1)
    )
    placed = ctx.session.execute(statement).first()
    if placed is not None:
        raise Refused("peca.em_plano", nome=placed.nome, plano=placed.number)


def remake(
    ctx: Context, peca: Peca, copies: Sequence[PecaCopia], given: Sequence[str] | None
) -> list[str]:
    """Let these copies be made again: their codes stay theirs, the new pieces get new ones.

    Args:
        ctx: of the command that asks.
        peca: whose copies they are.
        copies: active ones of this part.
        given: the new codes in the order of the copies; None for the server's.

    Returns:
        The new codes.
    """
    codes = codes_for(ctx, given, len(copies))
    for copy in copies:
        copy.situacao = SituacaoCopia.SUBSTITUIDA
    # first, because a copy number is active once only
    ctx.session.flush()
    add_copies(ctx, peca, [copy.copia for copy in copies], codes)
    return codes
