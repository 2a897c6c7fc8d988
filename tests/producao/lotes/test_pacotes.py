"""Packages and their hardware."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.command import Actor, Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.lote import CriarLote
from core.producao.commands.pacote import (
    AdicionarFerragem,
    AlterarFerragem,
    AlterarPacote,
    ArquivarPacote,
    CriarPacote,
    RemoverFerragem,
    RestaurarFerragem,
    RestaurarPacote,
)
from core.producao.commands.peca import AdicionarPeca
from core.producao.commands.vida_lote import (
    ConcluirLote,
    ConferirLote,
    IniciarProducao,
    LiberarLote,
    PlanejarLote,
)
from core.producao.models.lote import Ferragem, Pacote
from core.producao.rules.peca import NovaPeca
from tests.support.databases import run, someone
from tests.support.lotes import OFFICE, rebuilt

NOBODY = new_id()
BOARD = NovaPeca(nome="LATERAL", comprimento=700, largura=500, espessura=18, material="MDF 18mm")


@pytest.fixture
def office() -> Actor:
    return someone(*OFFICE)


@pytest.fixture
def lote(database: Database, office: Actor) -> UUID:
    return UUID(str(run(database, CriarLote(nome="Cozinha"), office)["id"]))


@pytest.fixture
def pacote(database: Database, office: Actor, lote: UUID) -> UUID:
    command = CriarPacote(lote_id=lote, cliente="Ana", ambiente="Sala")
    return UUID(str(run(database, command, office)["id"]))


def hinge(database: Database, office: Actor, pacote: UUID) -> UUID:
    command = AdicionarFerragem(
        pacote_id=pacote, nome="Dobradiça", quantidade=4, codigo_ferragem="D35"
    )
    return UUID(str(run(database, command, office)["id"]))


def test_a_package_is_named_after_client_and_room(database: Database, pacote: UUID) -> None:
    with Unit(database, writes=False) as unit:
        row = unit.session.get_one(Pacote, pacote)
    assert (row.nome_pacote, row.ordem, row.number) == ("Ana - Sala", 0, 1)


def test_two_packages_of_a_batch_do_not_share_a_name(
    database: Database, office: Actor, lote: UUID, pacote: UUID
) -> None:
    with pytest.raises(Refused, match="nome_repetido"):
        run(database, CriarPacote(lote_id=lote, cliente="Ana", ambiente="Sala"), office)
    other = run(database, CriarPacote(lote_id=lote, cliente="Bia"), office)
    same = AlterarPacote(id=UUID(str(other["id"])), nome_pacote="Ana - Sala")
    with pytest.raises(Refused, match="nome_repetido"):
        run(database, same, office)
    run(database, AlterarPacote(id=pacote, nome_pacote="Ana - Sala"), office)


def test_a_package_gets_another_room(
    database: Database, office: Actor, lote: UUID, pacote: UUID
) -> None:
    run(database, AdicionarPeca(pacote_id=pacote, peca=BOARD), office)

    changed = run(database, AlterarPacote(id=pacote, ambiente="Quarto"), office)
    same = run(database, AlterarPacote(id=pacote, ambiente="Quarto"), office)

    assert (changed["mudou"], same["mudou"]) == (["ambiente"], [])
    (part,) = rebuilt(database, lote).parts()
    assert part.room == "Quarto"


def test_only_an_empty_package_is_put_away(
    database: Database, office: Actor, lote: UUID, pacote: UUID
) -> None:
    item = hinge(database, office, pacote)
    with pytest.raises(Refused, match="com_pecas"):
        run(database, ArquivarPacote(id=pacote), office)
    run(database, RemoverFerragem(id=item), office)

    run(database, ArquivarPacote(id=pacote), office)
    run(database, ArquivarPacote(id=pacote), office)
    assert rebuilt(database, lote).packages == ()
    with pytest.raises(NotFound):
        run(database, RestaurarFerragem(id=item), office)
    run(database, RestaurarPacote(id=pacote), office)
    run(database, RestaurarFerragem(id=item), office)

    assert [len(one.hardware) for one in rebuilt(database, lote).packages] == [1]


def test_a_name_taken_meanwhile_keeps_a_package_away(
    database: Database, office: Actor, lote: UUID, pacote: UUID
) -> None:
    run(database, ArquivarPacote(id=pacote), office)
    run(database, CriarPacote(lote_id=lote, cliente="Ana", ambiente="Sala"), office)
    with pytest.raises(Refused, match="nome_repetido"):
        run(database, RestaurarPacote(id=pacote), office)


def test_hardware_changes(database: Database, office: Actor, lote: UUID, pacote: UUID) -> None:
    item = hinge(database, office, pacote)

    changed = run(database, AlterarFerragem(id=item, quantidade=6), office)

    assert changed["mudou"] == ["quantidade"]
    ((only,),) = [one.hardware for one in rebuilt(database, lote).packages]
    assert (only.name, only.code, only.quantity) == ("Dobradiça", "D35", 6)


@pytest.mark.parametrize("quantidade", [0, -1, float("nan"), 1e9])
def test_hardware_is_counted_in_real_numbers(quantidade: float) -> None:
    with pytest.raises(ValueError, match="quantidade"):
        AdicionarFerragem(pacote_id=NOBODY, nome="x", quantidade=quantidade)


def test_a_text_no_database_keeps_is_refused() -> None:
    with pytest.raises(InputError, match="texto_invalido"):
        AdicionarFerragem(pacote_id=NOBODY, nome="a\x00b", quantidade=1)


def test_nothing_changes_in_a_batch_that_is_done(
    database: Database, office: Actor, lote: UUID, pacote: UUID
) -> None:
    item = hinge(database, office, pacote)
    run(database, AdicionarPeca(pacote_id=pacote, peca=BOARD), office)
    for step in (ConferirLote, PlanejarLote, LiberarLote, IniciarProducao, ConcluirLote):
        run(database, step(id=lote), office)
    changes: list[Command] = [
        CriarPacote(lote_id=lote, cliente="C"),
        AlterarPacote(id=pacote, ambiente="x"),
        ArquivarPacote(id=pacote),
        RestaurarPacote(id=pacote),
        AdicionarFerragem(pacote_id=pacote, nome="x", quantidade=1),
        AlterarFerragem(id=item, quantidade=1),
        RemoverFerragem(id=item),
        RestaurarFerragem(id=item),
    ]
    for change in changes:
        with pytest.raises(Refused, match=r"lote\.concluido"):
            run(database, change, office)
    with Unit(database, writes=False) as unit:
        assert unit.session.get_one(Ferragem, item).quantidade == 4


COMMANDS: list[Command] = [
    CriarPacote(lote_id=NOBODY, cliente="C"),
    AlterarPacote(id=NOBODY, ambiente="x"),
    ArquivarPacote(id=NOBODY),
    RestaurarPacote(id=NOBODY),
    AdicionarFerragem(pacote_id=NOBODY, nome="x", quantidade=1),
    AlterarFerragem(id=NOBODY, quantidade=1),
    RemoverFerragem(id=NOBODY),
    RestaurarFerragem(id=NOBODY),
]


def test_who_may_not_is_refused(database: Database) -> None:
    stranger = someone("producao")
    for command in COMMANDS:
        with pytest.raises(Denied):
            run(database, command, stranger)


def test_what_is_not_there_is_not_found(database: Database, office: Actor) -> None:
    for command in COMMANDS:
        with pytest.raises(NotFound):
            run(database, command, office)
