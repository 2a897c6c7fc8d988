"""Occurrences: opened with a reason for each piece, made again, concluded or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import and_, or_, select

from core.arquivos.rules import Address
from core.command import Command, Context, Policy, Result
from core.errors import NotFound
from core.producao.commands.apontamento import Operador
from core.producao.commands.volume import NomeLote, NomePacote
from core.producao.models.ocorrencia import Motivo, Ocorrencia, OcorrenciaPeca
from core.producao.models.peca import Peca, PecaCopia
from core.producao.queries.volume import achar_pacote
from core.producao.rules.ajustes import comparar
from core.producao.rules.livre import Guardado
from core.producao.rules.ocorrencia import (
    EstadoOcorrencia,
    PecaOcorrencia,
    chave_da_peca,
    conferir_edicao,
)

PERMISSION = "producao/ocorrencias"
SERIES = "ocorrencia.oc"
"""Counter of the number that people read."""

Pecas = Annotated[tuple[PecaOcorrencia, ...], Field(min_length=1, max_length=2000)]


class AbrirOcorrencia(Command, kind="ocorrencia.abrir", permission=PERMISSION, policy=Policy.FACT):
    """Pieces have to be made again.

    Attributes:
        lote: name of the batch as the person saw it, and so `pacote`.
        arquivo: content address of an archive sent with it.
    """

    id: UUID | None = None
    lote: Annotated[NomeLote, Field(min_length=1)]
    pacote: NomePacote = ""
    pecas: Pecas
    observacoes: Annotated[Guardado, StringConstraints(max_length=2000)] = ""
    aberta_em: AwareDatetime
    operador: Operador = ""
    arquivo: Address | None = None
    arquivo_nome: Annotated[Guardado, StringConstraints(max_length=200)] = ""

    def run(self, ctx: Context) -> Result:
        """Open it; the number is the server's and awaited until then.

        Raises:
            NotFound: nobody ever registered a reason with that code.
        """
        place = achar_pacote(ctx.session, self.lote, self.pacote)
        ocorrencia = Ocorrencia(
            id=self.id or ctx.new_id(),
            oc_numero=ctx.number(SERIES),
            lote=self.lote,
            pacote=self.pacote,
            lote_id=place["lote_id"],
            pacote_id=place["pacote_id"],
            estado=EstadoOcorrencia.ABERTA,
            observacoes=self.observacoes,
            aberta_em=self.aberta_em,
            aberta_por=self.operador or ctx.actor.username,
            arquivo_sha256=self.arquivo,
            arquivo_nome=self.arquivo_nome,
        )
        ctx.session.add(ocorrencia)
        ctx.session.flush()
        _add(ctx, ocorrencia, list(enumerate(self.pecas)))
        ctx.session.flush()
        return {
            "id": str(ocorrencia.id),
            "number": ocorrencia.number,
            "oc_numero": ocorrencia.oc_numero,
        }


class AlterarOcorrencia(
    Command, kind="ocorrencia.alterar", permission=PERMISSION, policy=Policy.TRANSITION
):
    """Change which pieces are made again, why and how.

    Attributes:
        pecas: the whole list; pieces that were in it before keep their keys.
        arquivo: another archive; None leaves the one that is there.
    """

    id: UUID
    lote: Annotated[NomeLote, Field(min_length=1)] | None = None
    pacote: NomePacote | None = None
    pecas: Pecas | None = None
    arquivo: Address | None = None
    arquivo_nome: Annotated[Guardado, StringConstraints(max_length=200)] = ""

    def run(self, ctx: Context) -> Result:
        """Write what differs.

        Raises:
            Refused: it is concluded or cancelled.
            NotFound: it is not there, or nobody ever registered such a reason.
        """
        ocorrencia = ctx.locked(Ocorrencia, self.id)
        conferir_edicao(ocorrencia.estado)
        self._rename(ctx, ocorrencia)
        if self.arquivo is not None:
            ocorrencia.arquivo_sha256 = self.arquivo
            ocorrencia.arquivo_nome = self.arquivo_nome
        if self.pecas is not None:
            _replace(ctx, ocorrencia, self.pecas)
        ctx.session.flush()
        return {"id": str(ocorrencia.id)}

    def _rename(self, ctx: Context, ocorrencia: Ocorrencia) -> None:
        lote, pacote = self.lote or ocorrencia.lote, self.pacote
        pacote = ocorrencia.pacote if pacote is None else pacote
        if (lote, pacote) == (ocorrencia.lote, ocorrencia.pacote):
            return
        place = achar_pacote(ctx.session, lote, pacote)
        ocorrencia.lote, ocorrencia.pacote = lote, pacote
        ocorrencia.lote_id = place["lote_id"]
        ocorrencia.pacote_id = place["pacote_id"]


def _replace(ctx: Context, ocorrencia: Ocorrencia, pecas: Sequence[PecaOcorrencia]) -> None:
    present = ctx.session.scalars(
        select(OcorrenciaPeca)
        .where(OcorrenciaPeca.ocorrencia_id == ocorrencia.id)
        .order_by(OcorrenciaPeca.ordem)
    ).all()
    change = comparar(present, pecas, _key, lambda peca: peca.chave())
    for row in change.sumidos:
        ctx.session.delete(row)
    motivos = _motivos(ctx, pecas)
    known = _records(ctx, ocorrencia, pecas)
    for row, peca, ordem in change.iguais:
        for field, value in _values(peca, ordem, motivos, known).items():
            if getattr(row, field) != value:
                setattr(row, field, value)
    _add(ctx, ocorrencia, [(ordem, peca) for peca, ordem in change.novos])


def _key(row: OcorrenciaPeca) -> str:
    return chave_da_peca(row.copia_id, row.peca_numero, row.dados)


def _add(ctx: Context, ocorrencia: Ocorrencia, pecas: Sequence[tuple[int, PecaOcorrencia]]) -> None:
    wanted = [peca for _, peca in pecas]
    motivos = _motivos(ctx, wanted)
    known = _records(ctx, ocorrencia, wanted)
    for ordem, peca in pecas:
        ctx.session.add(
            OcorrenciaPeca(
                id=ctx.new_id(f"peca/{ordem}"),
                ocorrencia_id=ocorrencia.id,
                **_values(peca, ordem, motivos, known),
            )
        )


def _values(
    peca: PecaOcorrencia, ordem: int, motivos: dict[str, UUID], known: _Known
) -> dict[str, object]:
    return {
        "ordem": ordem,
        "peca_id": known.part(peca),
        "copia_id": peca.copia_id if peca.copia_id in known.copias else None,
        "peca_numero": peca.peca_numero,
        "descricao": peca.descricao,
        "motivo_id": motivos[peca.motivo],
        "quantidade": peca.quantidade,
        "comprimento": peca.comprimento,
        "largura": peca.largura,
        "espessura": peca.espessura,
        "dados": peca.dados,
    }


def _motivos(ctx: Context, pecas: Sequence[PecaOcorrencia]) -> dict[str, UUID]:
    """Keys of the reasons by code; one that was put away meanwhile will do."""
    codes = {peca.motivo for peca in pecas}
    statement = select(Motivo).where(Motivo.codigo.in_(codes))
    # the living one last, so that it stands
    rows = ctx.session.scalars(statement.order_by(Motivo.archived_at.is_(None), Motivo.id))
    found = {motivo.codigo: motivo.id for motivo in rows}
    for code in sorted(codes - set(found)):
        raise NotFound("motivo.ausente", codigo=code)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """Which of the parts and copies that are named are here."""

    by_number: dict[int, UUID]
    pecas: frozenset[UUID]
    copias: frozenset[UUID]

    def part(self, peca: PecaOcorrencia) -> UUID | None:
        """The part's key, by itself or by its number."""
        if peca.peca_id in self.pecas:
            return peca.peca_id
        return None if peca.peca_numero is None else self.by_number.get(peca.peca_numero)


def _records(ctx: Context, ocorrencia: Ocorrencia, pecas: Sequence[PecaOcorrencia]) -> _Known:
    numbers = {peca.peca_numero for peca in pecas if peca.peca_numero is not None}
    keys = {peca.peca_id for peca in pecas if peca.peca_id is not None}
    copies = {peca.copia_id for peca in pecas if peca.copia_id is not None}
    here = select(Peca.number, Peca.id).where(
        or_(and_(Peca.number.in_(numbers), Peca.lote_id == ocorrencia.lote_id), Peca.id.in_(keys))
    )
    rows = ctx.session.execute(here).all() if numbers or keys else []
    some = select(PecaCopia.id).where(PecaCopia.id.in_(copies))
    return _Known(
        by_number={row[0]: row[1] for row in rows if row[0] is not None},
        pecas=frozenset(row[1] for row in rows),
        copias=frozenset(ctx.session.scalars(some)) if copies else frozenset(),
    )
