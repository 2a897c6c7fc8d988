"""A batch's header and its life."""

from __future__ import annotations

import itertools
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.command import Actor, Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.lote import (
    AlterarPrazo,
    AlterarResponsavel,
    ArquivarLote,
    CriarLote,
    RegistrarArquivoFinal,
    RenomearLote,
    RestaurarLote,
)
from core.producao.commands.pacote import CriarPacote
from core.producao.commands.peca import AdicionarPeca
from core.producao.commands.revisao import CriarRevisao
from core.producao.commands.vida_lote import (
    ConcluirLote,
    ConferirLote,
    IniciarProducao,
    LiberarLote,
    PlanejarLote,
    RetomarLote,
    SuspenderLote,
    VoltarLote,
)
from core.producao.models.lote import EstadoLote, Lote
from core.producao.rules.lote import BACK, STEPS, Passo, next_state, reached
from core.producao.rules.peca import NovaPeca
from tests.support.acesso import hired, installed
from tests.support.databases import run, someone
from tests.support.lotes import OFFICE, FileShelf

NOBODY = new_id()
ONWARDS = (ConferirLote, PlanejarLote, LiberarLote, IniciarProducao, ConcluirLote)
BOARD = NovaPeca(nome="LATERAL", comprimento=700, largura=500, espessura=18, material="MDF 18mm")


@pytest.fixture
def office() -> Actor:
    return someone(*OFFICE)


def made(database: Database, office: Actor, nome: str = "Cozinha", *, filled: bool = True) -> UUID:
    lote_id = UUID(str(run(database, CriarLote(nome=nome), office)["id"]))
    if filled:
        package = run(database, CriarPacote(lote_id=lote_id, cliente="Ana"), office)
        part = AdicionarPeca(pacote_id=UUID(str(package["id"])), peca=BOARD)
        run(database, part, office)
    return lote_id


def row(database: Database, lote_id: UUID) -> Lote:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Lote, lote_id)


def brought_to(database: Database, office: Actor, estado: EstadoLote) -> UUID:
    lote_id = made(database, office)
    for step in ONWARDS:
        if row(database, lote_id).estado is estado:
            break
        run(database, step(id=lote_id), office)
    return lote_id


def test_a_batch_is_made_with_what_is_known_of_it(database: Database, office: Actor) -> None:
    result = run(database, CriarLote(nome="  Cozinha   Ana ", prazo=date(2031, 2, 5)), office)

    lote = row(database, UUID(str(result["id"])))
    assert (lote.nome, lote.number, lote.estado) == ("Cozinha Ana", 1, EstadoLote.IMPORTADO)
    assert (lote.prazo, lote.suspenso, lote.revisao) == (date(2031, 2, 5), False, 1)


@pytest.mark.parametrize("nome", ["", "   ", "x" * 121, "a\x00b", "a\u202eb"])
def test_a_name_must_be_one_that_can_be_read(nome: str) -> None:
    with pytest.raises(InputError, match="nome_invalido"):
        CriarLote(nome=nome)


def test_two_living_batches_do_not_share_a_name(database: Database, office: Actor) -> None:
    first = made(database, office, "Cozinha Ana")
    with pytest.raises(Refused, match="nome_repetido"):
        made(database, office, "COZINHA  ana")
    other = made(database, office, "Sala")
    with pytest.raises(Refused, match="nome_repetido"):
        run(database, RenomearLote(id=other, nome="cozinha ana"), office)
    run(database, RenomearLote(id=first, nome="COZINHA ANA"), office)
    assert row(database, first).nome == "COZINHA ANA"


def test_a_name_is_free_again_once_its_batch_is_put_away(database: Database, office: Actor) -> None:
    first = made(database, office)
    run(database, ArquivarLote(id=first), office)
    second = made(database, office)

    with pytest.raises(Refused, match="nome_repetido"):
        run(database, RestaurarLote(id=first), office)
    run(database, RenomearLote(id=second, nome="Outra"), office)
    run(database, RestaurarLote(id=first), office)

    assert row(database, first).archived_at is None


def test_a_day_is_set_for_several_at_once_or_for_none(database: Database, office: Actor) -> None:
    one, other = made(database, office, "A"), made(database, office, "B")
    day = date(2031, 3, 1)
    with pytest.raises(NotFound):
        run(database, AlterarPrazo(ids=(one, NOBODY), prazo=day), office)
    assert row(database, one).prazo is None

    run(database, AlterarPrazo(ids=(one, other), prazo=day), office)

    assert {row(database, one).prazo, row(database, other).prazo} == {day}


def test_somebody_looks_after_a_batch(database: Database, office: Actor) -> None:
    lote_id = made(database, office)
    installed(database)
    person = hired(database, "bia")

    run(database, AlterarResponsavel(ids=(lote_id,), responsavel_id=person.id), office)
    with pytest.raises(NotFound):
        run(database, AlterarResponsavel(ids=(lote_id,), responsavel_id=NOBODY), office)

    assert row(database, lote_id).responsavel_id == person.id


def test_a_batch_goes_through_its_life(database: Database, office: Actor) -> None:
    lote_id = made(database, office)

    states = [run(database, step(id=lote_id), office)["estado"] for step in ONWARDS]

    assert states == ["conferido", "planejado", "liberado", "em_producao", "concluido"]


def test_a_late_step_never_pulls_a_batch_back(database: Database, office: Actor) -> None:
    lote_id = brought_to(database, office, EstadoLote.EM_PRODUCAO)

    result = run(database, ConferirLote(id=lote_id), office)

    assert result["mudou"] is False
    assert row(database, lote_id).estado is EstadoLote.EM_PRODUCAO


def test_no_step_is_left_out(database: Database, office: Actor) -> None:
    lote_id = made(database, office)
    for step in (LiberarLote, IniciarProducao, ConcluirLote):
        with pytest.raises(Refused, match="passo_antes"):
            run(database, step(id=lote_id), office)


def test_an_empty_batch_is_not_planned(database: Database, office: Actor) -> None:
    lote_id = made(database, office, filled=False)
    for step in (ConferirLote, PlanejarLote):
        with pytest.raises(Refused, match="sem_pecas"):
            run(database, step(id=lote_id), office)
    assert row(database, lote_id).estado is EstadoLote.IMPORTADO


def test_what_is_held_up_goes_no_step_further(database: Database, office: Actor) -> None:
    lote_id = brought_to(database, office, EstadoLote.LIBERADO)
    run(database, SuspenderLote(id=lote_id, motivo="falta material"), office)
    run(database, SuspenderLote(id=lote_id, motivo="outro"), office)
    assert row(database, lote_id).motivo_suspensao == "falta material"

    with pytest.raises(Refused, match="suspenso"):
        run(database, IniciarProducao(id=lote_id), office)
    with pytest.raises(Refused, match="suspenso"):
        run(database, VoltarLote(id=lote_id, de=EstadoLote.LIBERADO), office)
    run(database, RetomarLote(id=lote_id), office)

    assert run(database, IniciarProducao(id=lote_id), office)["mudou"] is True


def test_what_is_done_cannot_be_held_up(database: Database, office: Actor) -> None:
    lote_id = brought_to(database, office, EstadoLote.CONCLUIDO)
    with pytest.raises(Refused, match="nao_suspende"):
        run(database, SuspenderLote(id=lote_id, motivo="x"), office)


def test_a_step_back(database: Database, office: Actor) -> None:
    lote_id = made(database, office)
    for step, estado in zip(ONWARDS, list(EstadoLote)[1:], strict=True):
        run(database, step(id=lote_id), office)
        if estado in BACK:
            result = run(database, VoltarLote(id=lote_id, de=estado), office)
            assert result["estado"] == BACK[estado].value
            run(database, step(id=lote_id), office)


def test_there_is_no_way_back_from_production(database: Database, office: Actor) -> None:
    lote_id = brought_to(database, office, EstadoLote.EM_PRODUCAO)
    with pytest.raises(Refused, match="sem_volta"):
        run(database, VoltarLote(id=lote_id, de=EstadoLote.EM_PRODUCAO), office)


def test_a_step_back_from_a_state_it_has_left_is_refused(database: Database, office: Actor) -> None:
    lote_id = brought_to(database, office, EstadoLote.LIBERADO)
    with pytest.raises(Refused, match="estado_mudou"):
        run(database, VoltarLote(id=lote_id, de=EstadoLote.PLANEJADO), office)


def test_what_the_floor_works_on_is_not_put_away(database: Database, office: Actor) -> None:
    lote_id = brought_to(database, office, EstadoLote.EM_PRODUCAO)
    with pytest.raises(Refused, match="em_uso"):
        run(database, ArquivarLote(id=lote_id), office)
    run(database, ConcluirLote(id=lote_id), office)

    run(database, ArquivarLote(id=lote_id), office)
    run(database, ArquivarLote(id=lote_id), office)

    assert row(database, lote_id).archived_at is not None


def test_a_batch_with_a_part_in_revision_is_not_done(database: Database, office: Actor) -> None:
    lote_id = made(database, office)
    package = run(database, CriarPacote(lote_id=lote_id, cliente="Bia"), office)
    added = run(database, AdicionarPeca(pacote_id=UUID(str(package["id"])), peca=BOARD), office)
    for step in (ConferirLote, PlanejarLote, LiberarLote, IniciarProducao):
        run(database, step(id=lote_id), office)
    run(database, CriarRevisao(id=UUID(str(added["id"])), motivo="medida"), office)

    with pytest.raises(Refused, match="revisao_aberta"):
        run(database, ConcluirLote(id=lote_id), office)


def test_the_archive_of_an_earlier_revision_does_not_replace_a_later_one(
    database: Database, office: Actor
) -> None:
    lote_id = made(database, office)
    shelf = FileShelf(database)
    new, old = shelf.put(b"novo"), shelf.put(b"velho")
    revisao = row(database, lote_id).revisao

    kept = run(database, RegistrarArquivoFinal(id=lote_id, arquivo=new, revisao=revisao), office)
    late = run(database, RegistrarArquivoFinal(id=lote_id, arquivo=old, revisao=1), office)

    assert (kept["atual"], late["atual"]) == (True, False)
    assert row(database, lote_id).arquivo_final == new


COMMANDS: list[Command] = [
    CriarLote(nome="x"),
    RenomearLote(id=NOBODY, nome="x"),
    AlterarPrazo(ids=(NOBODY,), prazo=None),
    AlterarResponsavel(ids=(NOBODY,), responsavel_id=None),
    *(step(id=NOBODY) for step in ONWARDS),
    VoltarLote(id=NOBODY, de=EstadoLote.CONFERIDO),
    SuspenderLote(id=NOBODY, motivo="x"),
    RetomarLote(id=NOBODY),
    ArquivarLote(id=NOBODY),
    RestaurarLote(id=NOBODY),
    RegistrarArquivoFinal(id=NOBODY, arquivo="0" * 64, revisao=1),
]


def test_who_may_not_is_refused(database: Database) -> None:
    stranger = someone("producao", "planos-producao")
    for command in COMMANDS:
        with pytest.raises(Denied):
            run(database, command, stranger)


def test_what_is_not_there_is_not_found(database: Database, office: Actor) -> None:
    for command in COMMANDS[1:]:
        with pytest.raises(NotFound):
            run(database, command, office)


@given(st.lists(st.sampled_from(list(Passo)), max_size=12))
def test_no_order_of_steps_ever_goes_back(steps: list[Passo]) -> None:
    estado = EstadoLote.IMPORTADO
    seen = [estado]
    for passo in steps:
        try:
            estado = next_state(estado, passo, suspenso=False) or estado
        except Refused:
            assert estado not in STEPS[passo].sources
        seen.append(estado)
    assert all(reached(after, before) for before, after in itertools.pairwise(seen))
