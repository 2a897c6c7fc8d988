"""A batch from a source into rows and back, the first time and again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.command import Actor
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.parts import Batch, Hardware, Package, Part, Piece
from core.producao.commands.importacao import ImportarLote
from core.producao.commands.peca import AlterarPeca
from core.producao.commands.revisao import ConfirmarRetangulo
from core.producao.commands.vida_lote import (
    ConcluirLote,
    ConferirLote,
    IniciarProducao,
    LiberarLote,
    PlanejarLote,
)
from core.producao.models.lote import Ferragem, Importacao, Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia, PecaRevisao, SituacaoCopia
from core.producao.queries.lote import importacoes
from core.producao.rules.peca import MudancaPeca
from tests.support.databases import run, someone
from tests.support.lotes import NAMES, OFFICE, FileShelf, imported, rebuilt, sample


@pytest.fixture
def office() -> Actor:
    return someone(*OFFICE)


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_comes_back_from_its_rows_exactly(database: Database, name: str) -> None:
    batch = sample(name)

    result = imported(database, batch)

    assert batch == rebuilt(database, result["id"])


def test_the_result_tells_what_came(database: Database) -> None:
    batch = sample()

    result = imported(database, batch, fonte="Lote_Cozinha.dxt", contagens={"rows": 3})

    assert result["novas"] == sum(1 for _ in batch.parts())
    assert result["diferencas"] == []
    assert result["number"] == 1
    with Unit(database, writes=False) as unit:
        (one,) = importacoes(unit.session, UUID(str(result["id"])))
        assert (one.fonte, one.contagens) == ("Lote_Cozinha.dxt", {"rows": 3})


def test_the_same_source_again_changes_nothing(database: Database) -> None:
    batch = sample()
    first = imported(database, batch)

    again = imported(database, batch)

    assert again["id"] == first["id"]
    assert (again["novas"], again["alteradas"], again["removidas"]) == (0, 0, 0)
    assert batch == rebuilt(database, first["id"])
    assert revision(database, first["id"]) == 2


def test_another_source_adds_to_the_batch(database: Database) -> None:
    kitchen, wardrobe = sample(), sample("guarda_roupa_dxt", "T3")
    first = imported(database, kitchen)

    imported(database, wardrobe, fonte="outra", nome=kitchen.name)

    whole = rebuilt(database, first["id"])
    assert [*kitchen.parts(), *wardrobe.parts()] == list(whole.parts())


def test_parts_of_two_sources_with_one_id_live_side_by_side(database: Database) -> None:
    one, other = sample(), sample(station="T3")
    first = imported(database, one)

    imported(database, other, fonte="outra", nome=one.name)

    ids = [part.id for part in rebuilt(database, first["id"]).parts()]
    assert len(set(ids)) == len(ids) == 2 * sum(1 for _ in one.parts())


def test_what_the_source_changed_is_changed(database: Database) -> None:
    batch = sample()
    first = imported(database, batch)
    changed, gone, grown = list(batch.parts())[:3]
    after = altered(
        batch,
        {
            changed.id: replace(changed, notes="outra borda"),
            gone.id: None,
            grown.id: replace(grown, pieces=(*grown.pieces, Piece(90, "T9000001"))),
        },
    )

    result = imported(database, after)

    assert (result["novas"], result["alteradas"], result["removidas"]) == (0, 2, 1)
    assert by_id(after) == by_id(rebuilt(database, first["id"]))
    assert situations(database) == {SituacaoCopia.CANCELADA: gone.quantity}


def test_what_would_change_can_be_asked_first(database: Database) -> None:
    batch = sample()
    first = imported(database, batch)
    part = next(batch.parts())
    after = altered(batch, {part.id: replace(part, notes="x")})

    told = imported(database, after, so_comparar=True)

    assert told["diferencas"] == [
        {
            "chave": part.id,
            "nome": part.name,
            "mudanca": "alterada",
            "campos": ["notes"],
            "editada": False,
            "decisao": "trocar",
        }
    ]
    assert batch == rebuilt(database, first["id"])


def test_asking_about_a_batch_that_is_not_there_makes_none(database: Database) -> None:
    told = imported(database, sample(), so_comparar=True)

    assert told["id"] is None
    with Unit(database, writes=False) as unit:
        assert unit.session.scalars(select(func.count()).select_from(Lote)).one() == 0


def test_a_part_that_a_person_worked_on_stays_unless_he_decides(
    database: Database, office: Actor
) -> None:
    batch = sample()
    first = imported(database, batch)
    part = next(batch.parts())
    peca_id = peca_of(database, part.id)
    run(database, AlterarPeca(id=peca_id, mudanca=MudancaPeca(observacoes="minha")), office)
    after = altered(batch, {part.id: replace(part, notes="da fonte")})

    kept = imported(database, after)
    by_hand = rebuilt(database, first["id"]).part(part.id)
    imported(database, after, decisoes={part.id: "trocar"})

    assert kept["mantidas"] == 1
    assert by_hand.notes == "minha"
    assert rebuilt(database, first["id"]).part(part.id).notes == "da fonte"


def test_a_piece_is_made_again_with_a_new_code(database: Database) -> None:
    batch = sample()
    first = imported(database, batch)
    part = next(batch.parts())
    new = tuple(replace(piece, code=f"T90000{piece.copy:02}") for piece in part.pieces)
    after = altered(batch, {part.id: replace(part, notes="outra", pieces=new)})

    imported(database, after, decisoes={part.id: "refazer"})

    assert rebuilt(database, first["id"]).part(part.id).pieces == new
    assert situations(database) == {SituacaoCopia.SUBSTITUIDA: part.quantity}


def test_a_released_batch_asks_for_a_decision(database: Database, office: Actor) -> None:
    batch = sample()
    first = imported(database, batch)
    release(database, first["id"], office)
    part = next(batch.parts())
    after = altered(batch, {part.id: replace(part, notes="outra")})

    with pytest.raises(Refused, match="diferencas_sem_decisao"):
        imported(database, after)
    imported(database, after, decisoes={part.id: "trocar"})

    assert rebuilt(database, first["id"]).part(part.id).notes == "outra"
    with Unit(database, writes=False) as unit:
        (revisao,) = unit.session.scalars(select(PecaRevisao)).all()
        assert (revisao.revisao, revisao.antes["observacoes"]) == (1, part.notes)
        assert revisao.encerrada_em is not None


def test_a_batch_that_is_done_takes_nothing_in(database: Database, office: Actor) -> None:
    batch = sample()
    first = imported(database, batch)
    release(database, first["id"], office)
    for step in (IniciarProducao, ConcluirLote):
        run(database, step(id=UUID(str(first["id"]))), office)

    with pytest.raises(Refused, match=r"lote\.concluido"):
        imported(database, batch)


def test_a_decision_about_nothing_is_refused(database: Database) -> None:
    with pytest.raises(InputError, match="decisao_sem_diferenca"):
        imported(database, sample(), decisoes={"nada": "manter"})


def test_the_server_gives_codes_where_the_file_has_none(database: Database) -> None:
    batch = sample()

    for number in range(2):
        imported(database, batch, nome=f"Lote {number}", codigos_do_servidor=True)

    with Unit(database, writes=False) as unit:
        codes = unit.session.scalars(select(PecaCopia.codigo)).all()
    pieces = 2 * sum(part.quantity for part in batch.parts())
    assert {f"SV{number:06}" for number in range(1, pieces + 1)} == set(codes)


def test_a_code_is_one_piece_of_the_whole_factory(database: Database) -> None:
    batch = sample()
    imported(database, batch)

    with pytest.raises(Refused, match="codigo_repetido"):
        imported(database, batch, nome="Outro")


def test_hardware_follows_its_source(database: Database) -> None:
    batch = sample("cozinha_promob")
    package = next(one for one in batch.packages if len(one.hardware) > 1)
    first = imported(database, batch)
    more, _, *rest = package.hardware
    changed = (replace(more, quantity=more.quantity + 2), *rest)
    after = replace(batch, packages=with_hardware(batch, package, changed))

    imported(database, after)

    assert by_id(after) == by_id(rebuilt(database, first["id"]))
    assert with_hardware(batch, package, changed) == rebuilt(database, first["id"]).packages


def test_parts_and_hardware_share_one_series_of_numbers(database: Database) -> None:
    imported(database, sample("cozinha_promob"))

    with Unit(database, writes=False) as unit:
        parts = unit.session.scalars(select(Peca.number)).all()
        items = unit.session.scalars(select(Ferragem.number)).all()
    assert items
    assert sorted(number or 0 for number in (*parts, *items)) == list(
        range(1, len(parts) + len(items) + 1)
    )


def test_who_may_not_is_refused(database: Database) -> None:
    command = ImportarLote(lote="0" * 64, fonte="x")
    with pytest.raises(Denied):
        run(database, command, someone("producao"))


def test_a_file_that_is_not_here_is_named(database: Database, office: Actor) -> None:
    shelf = FileShelf(database)
    with pytest.raises(NotFound, match="arquivo_ausente"):
        run(database, ImportarLote(lote="0" * 64, fonte="x"), office)
    here = shelf.put_batch(sample())
    with pytest.raises(NotFound, match="arquivo_ausente"):
        run(database, ImportarLote(lote=here, fonte="x", relatorio="1" * 64), office)


NO_BATCHES = (
    b"",
    b"[1]",
    b"{}",
    b'{"version": 1, "name": NaN}',
    b'{"version": 1, "name": "a\\u0000b", "packages": []}',
    b'{"version": 1, "name": "a\\ud800b", "packages": []}',
    b"[" * 100_000,
    b"\xff\xfe",
)


def test_what_is_no_batch_is_refused(database: Database, office: Actor) -> None:
    shelf = FileShelf(database)
    for data in NO_BATCHES:
        with pytest.raises(InputError):
            run(database, ImportarLote(lote=shelf.put(data), fonte="x", nome="y"), office)


UNKEEPABLE: list[dict[str, Any]] = [
    {"length": 0.0},
    {"thickness": 1e9},
    {"material": "m" * 201},
    {"pieces": (Piece(1, "T2000901"), Piece(1, "T2000902"))},
    {"pieces": (Piece(1, "XX"),)},
    {"pieces": (Piece(0, "T2000901"),)},
]


def test_a_part_that_cannot_be_kept_is_refused(database: Database) -> None:
    batch = sample()
    part = next(batch.parts())
    for change in UNKEEPABLE:
        with pytest.raises(InputError):
            imported(database, altered(batch, {part.id: replace(part, **change)}))


def test_the_same_operation_again_has_one_effect(database: Database, office: Actor) -> None:
    shelf = FileShelf(database)
    command = ImportarLote(lote=shelf.put_batch(sample()), fonte="x", nome="y")
    key = new_id()

    results = [run(database, command, office, op_id=key) for _ in range(2)]

    assert results[0] == results[1]
    with Unit(database, writes=False) as unit:
        for model, wanted in ((Lote, 1), (Importacao, 1), (Pacote, 1)):
            found = unit.session.scalars(select(func.count()).select_from(model)).one()
            assert (model, found) == (model, wanted)


def altered(batch: Batch, changes: dict[str, Part | None]) -> Batch:
    packages = []
    for package in batch.packages:
        parts = [changes.get(part.id, part) for part in package.parts]
        packages.append(replace(package, parts=tuple(part for part in parts if part)))
    return replace(batch, packages=tuple(packages))


def with_hardware(
    batch: Batch, package: Package, items: tuple[Hardware, ...]
) -> tuple[Package, ...]:
    return tuple(replace(one, hardware=items) if one is package else one for one in batch.packages)


def by_id(batch: Batch) -> dict[str, Part]:
    return {part.id: part for part in batch.parts()}


def situations(database: Database) -> dict[SituacaoCopia, int]:
    statement = (
        select(PecaCopia.situacao, func.count())
        .where(PecaCopia.situacao != SituacaoCopia.ATIVA)
        .group_by(PecaCopia.situacao)
    )
    with Unit(database, writes=False) as unit:
        return {row[0]: row[1] for row in unit.session.execute(statement)}


def peca_of(database: Database, key: str) -> UUID:
    with Unit(database, writes=False) as unit:
        return unit.session.scalars(select(Peca.id).where(Peca.chave == key)).one()


def revision(database: Database, lote_id: object) -> int:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Lote, UUID(str(lote_id))).revisao


def release(database: Database, lote_id: object, office: Actor) -> None:
    with Unit(database, writes=False) as unit:
        blocked = unit.session.scalars(select(Peca.id).where(Peca.bloqueio.is_not(None))).all()
    for peca_id in blocked:
        run(database, ConfirmarRetangulo(id=peca_id), office)
    for step in (ConferirLote, PlanejarLote, LiberarLote):
        run(database, step(id=UUID(str(lote_id))), office)
