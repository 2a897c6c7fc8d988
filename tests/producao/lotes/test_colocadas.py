"""Pieces that a plan has laid are not taken leave of behind its back, whoever asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.command import Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Refused
from core.ids import derive_id
from core.pipeline.plan_form import Plan
from core.producao.commands.pacotes_antigos import GravarPacotes
from core.producao.commands.peca import AlterarQuantidade
from core.producao.commands.plano import (
    Arquivo,
    CancelarPlano,
    ChapaCortada,
    ConfirmarPlano,
    ExportarPlano,
    RefugarChapa,
)
from core.producao.commands.retirada import RemoverPeca
from core.producao.models.lote import EstadoLote, Lote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from tests.support.databases import run, someone
from tests.support.lotes import OFFICE, FileShelf, imported, sample
from tests.support.planos import SHA, Cena, chapas, do, folhas, lote, registrar

OFFICE_ACTOR = someone(*OFFICE)
AGORA = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

type Leave = Callable[[Cena], Command]


def removal(cena: Cena) -> Command:
    return RemoverPeca(id=part(cena))


def fewer(cena: Cena) -> Command:
    return AlterarQuantidade(id=part(cena), quantidade=1)


def post(cena: Cena) -> Command:
    empty = FileShelf(cena.database).put(json.dumps({"pacotes": []}).encode())
    return GravarPacotes(pacotes=empty, lote_id=cena.lote_id)


LEAVES = [removal, fewer, post]


def part(cena: Cena) -> UUID:
    return derive_id(cena.lote_id, "peca/1")


def laid(part_id: str, copy: int) -> Plan:
    """A layout of this piece alone."""
    layout = chapas((1,))
    (sheet,) = layout.sheets
    piece = replace(sheet.copies[0], part_id=part_id, copy=copy)
    return replace(layout, sheets=(replace(sheet, copies=(piece,)),))


def planned(database: Database) -> tuple[Cena, UUID]:
    """A batch of one part of two copies; a confirmed plan is going to cut the second."""
    cena = lote(database, pecas=1, estado=EstadoLote.PLANEJADO)
    run(database, AlterarQuantidade(id=part(cena), quantidade=2), OFFICE_ACTOR)
    key = registrar(cena, chapas=laid("p1", 2), lote_revisao=2)
    do(cena, ConfirmarPlano(id=key))
    return cena, key


def exported(cena: Cena, key: UUID) -> UUID:
    """Give the plan its files; its sheet."""
    program = Arquivo(nome="1.nc", tipo="programa", tamanho=1, sha256=SHA, chapa="001")
    do(cena, ExportarPlano(id=key, arquivo_sha256=SHA, arquivos=(program,)))
    return folhas(cena, key)[0].id


def situations(cena: Cena) -> list[SituacaoCopia]:
    with Unit(cena.database, writes=False) as unit:
        rows = unit.session.query(PecaCopia).filter_by(lote_id=cena.lote_id)
        return [copy.situacao for copy in rows.order_by(PecaCopia.copia)]


@pytest.mark.parametrize("leave", LEAVES)
def test_what_a_confirmed_plan_is_going_to_cut_stays(database: Database, leave: Leave) -> None:
    cena, key = planned(database)

    with pytest.raises(Refused, match=r"peca\.em_plano") as refused:
        run(database, leave(cena), OFFICE_ACTOR)

    assert refused.value.values == {"nome": "PECA 1", "plano": 1}
    assert situations(cena) == [SituacaoCopia.ATIVA] * 2
    do(cena, CancelarPlano(id=key, motivo="refazer"))
    run(database, leave(cena), OFFICE_ACTOR)
    assert situations(cena)[1] is SituacaoCopia.CANCELADA


@pytest.mark.parametrize("leave", LEAVES)
def test_what_was_cut_stays_although_its_plan_was_given_up(
    database: Database, leave: Leave
) -> None:
    cena, key = planned(database)
    do(cena, ChapaCortada(id=exported(cena, key), em=AGORA))
    do(cena, CancelarPlano(id=key, motivo="desistiu"))
    planned_again(cena)

    with pytest.raises(Refused, match=r"peca\.em_plano"):
        run(database, leave(cena), OFFICE_ACTOR)


@pytest.mark.parametrize("leave", LEAVES)
def test_what_lay_on_a_spoilt_sheet_may_go(database: Database, leave: Leave) -> None:
    cena, key = planned(database)
    do(cena, RefugarChapa(id=exported(cena, key), motivo="quebrou"))
    planned_again(cena)

    run(database, leave(cena), OFFICE_ACTOR)

    assert situations(cena)[1] is SituacaoCopia.CANCELADA


def test_the_other_copies_may_go(database: Database) -> None:
    cena, _ = planned(database)
    run(database, AlterarQuantidade(id=part(cena), quantidade=3), OFFICE_ACTOR)

    run(database, AlterarQuantidade(id=part(cena), quantidade=2), OFFICE_ACTOR)

    assert situations(cena) == [SituacaoCopia.ATIVA] * 2 + [SituacaoCopia.CANCELADA]


@pytest.mark.parametrize("whole", [True, False])
def test_a_source_that_has_it_no_more_takes_nothing_from_a_plan(
    database: Database, *, whole: bool
) -> None:
    lote(database, nome="outro")  # the files that a plan names are there
    batch = sample()
    first = next(one for one in batch.parts() if one.quantity > 1)
    last = first.pieces[-1].copy
    made = imported(database, batch)
    cena = Cena(database, UUID(str(made["id"])), ())
    key = registrar(cena, chapas=laid(first.id, last), lote_revisao=revision(cena))
    do(cena, ConfirmarPlano(id=key))
    left = None if whole else replace(first, pieces=first.pieces[:-1])
    package = batch.packages[0]
    parts = tuple(left if one is first else one for one in package.parts)
    without = replace(package, parts=tuple(one for one in parts if one))
    after = replace(batch, packages=(without, *batch.packages[1:]))

    with pytest.raises(Refused, match=r"peca\.em_plano"):
        imported(database, after)

    kept = imported(database, after, decisoes={first.id: "manter"})
    assert kept["mantidas"] == 1
    with Unit(database, writes=False) as unit:
        row = unit.session.query(Peca).filter_by(lote_id=cena.lote_id, chave=first.id).one()
        assert (row.quantidade, row.archived_at) == (first.quantity, None)


def planned_again(cena: Cena) -> None:
    """Bring the batch back to where its parts may be changed."""
    with Unit(cena.database) as unit:
        unit.session.get_one(Lote, cena.lote_id).estado = EstadoLote.PLANEJADO
        unit.commit()


def revision(cena: Cena) -> int:
    with Unit(cena.database, writes=False) as unit:
        return unit.session.get_one(Lote, cena.lote_id).revisao
