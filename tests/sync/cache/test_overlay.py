"""What a station shows of its own commands, before and after the server's word."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.cadastros.commands import ArquivarCliente, CriarCliente
from core.cadastros.models import Cliente
from core.cadastros.rules import DadosCliente
from core.command import Command, changes
from core.db.unit import Unit
from core.errors import Denied, Refused
from core.producao.commands.apontamento import RegistrarApontamento
from core.producao.commands.motivo import CriarMotivo, SalvarMotivo
from core.producao.models.ocorrencia import Motivo
from core.producao.rules.ocorrencia import FormMotivo
from core.sync.wire import Cursor, Outcome
from desktop.sync.cache import StaleRound
from tests.support.caches import MORNING, Server, Station, dump, person, rebuilt

OTHER = person("bia")
CPF = "52998224725"


def customer(name: str, document: str | None = None) -> CriarCliente:
    """The command that registers one."""
    return CriarCliente(dados=DadosCliente(nome=name, documento=document))


def names(station: Station) -> list[str]:
    """The customers that the station shows, in order."""
    with station.cache.reading() as session:
        living = select(Cliente.nome).where(Cliente.archived_at.is_(None))
        return sorted(session.scalars(living))


def renamed(station: Station, before: str, after: str) -> Command:
    """The edit of a customer as the station shows him."""
    with station.cache.reading() as session:
        record = session.scalars(select(Cliente).where(Cliente.nome == before)).one()
        form = DadosCliente(nome=after, documento=record.documento)
        return changes(record, form)


def test_own_writes_are_shown_at_once(station: Station) -> None:
    result = station.do(customer("Ana"))

    assert names(station) == ["Ana"]
    assert result["number"] is None
    assert [str(op) for op in station.cache.overlay()] == [e.op_id for e in station.pending()]


def test_the_servers_row_takes_the_place_of_the_own_one(station: Station) -> None:
    station.do(customer("Ana"))
    station.push()

    applied = station.pull()

    assert [answer.outcome for answer in applied.answers] == [Outcome.OK]
    assert station.pending() == []
    assert station.cache.overlay() == []
    with station.cache.reading() as session:
        ana = session.scalars(select(Cliente)).one()
        # only the server gives these
        assert ana.number == 1
        assert ana.codigo is not None
        assert ana.ver > 0


def test_others_and_own_writes_are_shown_together(server: Server, station: Station) -> None:
    server.run(customer("Rui"), OTHER)
    station.do(customer("Ana"))

    station.pull()

    assert names(station) == ["Ana", "Rui"]
    assert len(station.cache.overlay()) == 1


def test_an_edit_lies_over_a_newer_row_until_it_is_confirmed(
    server: Server, station: Station
) -> None:
    result = server.run(customer("Rui"), OTHER)
    station.pull()
    station.do(renamed(station, "Rui", "Ruy"))
    with Unit(server.database, writes=False) as unit:
        record = unit.session.get_one(Cliente, UUID(result["id"]))
        edit = changes(record, DadosCliente(nome="Rui", cidade="Bauru"))
    server.run(edit, OTHER)

    station.pull()

    with station.cache.reading() as session:
        shown = session.scalars(select(Cliente)).one()
        assert (shown.nome, shown.cidade) == ("Ruy", "Bauru")
    station.push()
    station.pull()
    assert names(station) == ["Ruy"]
    assert station.cache.overlay() == []


def test_a_refused_operation_loses_its_effect_with_the_answer(
    server: Server, station: Station
) -> None:
    station.do(customer("Ana", CPF))
    server.run(customer("Rui", CPF), OTHER)
    station.push()
    assert names(station) == ["Ana"]

    applied = station.pull()

    assert [answer.outcome for answer in applied.answers] == [Outcome.REFUSED]
    assert applied.answers[0].why == "cadastros.documento_repetido"
    assert names(station) == ["Rui"]
    assert station.cache.overlay() == []


def test_what_fails_for_the_present_has_no_effect_and_is_told(
    server: Server, station: Station
) -> None:
    station.do(customer("Ana", CPF))
    rival = server.run(customer("Rui", CPF), OTHER)

    applied = station.pull()

    assert [one.code for one in applied.failed] == ["cadastros.documento_repetido"]
    assert names(station) == ["Rui"]
    assert len(station.pending()) == 1
    # the way is free again before the server has heard of it
    server.run(ArquivarCliente(id=UUID(rival["id"])), OTHER)
    assert station.pull().failed == []
    assert names(station) == ["Ana"]


def test_a_command_that_needs_a_failed_one_fails_with_it(server: Server, station: Station) -> None:
    ana = station.do(customer("Ana", CPF))
    station.do(ArquivarCliente(id=UUID(ana["id"])))
    station.do(customer("Eva"))
    assert names(station) == ["Eva"]
    server.run(customer("Rui", CPF), OTHER)

    applied = station.pull()

    assert [one.code for one in applied.failed] == [
        "cadastros.documento_repetido",
        "registro.ausente",
    ]
    assert names(station) == ["Eva", "Rui"]


def test_only_what_is_answered_leaves_the_overlay(station: Station) -> None:
    for name in ("Ana", "Bia", "Eva"):
        station.do(customer(name))
    station.push(2)

    station.pull()

    assert [e.op_id for e in station.pending()] == [str(op) for op in station.cache.overlay()]
    assert len(station.pending()) == 1
    assert names(station) == ["Ana", "Bia", "Eva"]


@pytest.mark.parametrize("step", ["run", "recorded"])
def test_a_death_within_a_gesture(
    station: Station, step: str, tmp_path: Path, cache_template: Path
) -> None:
    station.do(customer("Ana"))
    station.do(customer("Bia"), die=step)
    assert names(station) == ["Ana"]

    station.restart()

    kept = ["Ana", "Bia"] if step == "recorded" else ["Ana"]
    assert names(station) == kept
    assert len(station.pending()) == len(kept)
    assert dump(station.path) == rebuilt(tmp_path, station, cache_template)


def test_a_death_between_the_round_and_the_ledger(station: Station) -> None:
    station.do(customer("Ana", CPF))
    station.push()
    station.pull(settle=False)
    assert len(station.pending()) == 1
    # the answer is here, so the effect is the server's
    assert station.cache.overlay() == []

    station.restart()

    assert station.pending() == []
    assert names(station) == ["Ana"]


def test_a_fact_that_the_cache_refuses_is_shown_when_it_can_be(station: Station) -> None:
    reading = RegistrarApontamento(codigo="X1", etapa="corte", estacao="b1", lido_em=MORNING)
    allowed = station.me
    station.me = person("ana", held=frozenset(), device=allowed.device_id)
    with pytest.raises(Denied):
        station.do(reading)
    station.record_only(reading)

    applied = station.cache.replay(station.pending(), station.actor_of)
    assert [one.code for one in applied.failed] == ["acesso.sem_permissao"]

    station.me = allowed
    assert station.cache.replay(station.pending(), station.actor_of).failed == []
    assert len(station.cache.overlay()) == 1


def test_what_was_deleted_is_gone_and_an_edit_of_it_has_no_effect(
    server: Server, station: Station
) -> None:
    result = server.run(customer("Rui"), OTHER)
    server.run(customer("Eva"), OTHER)
    station.pull()
    station.do(renamed(station, "Rui", "Ruy"))
    with Unit(server.database) as unit:
        unit.session.delete(unit.session.get_one(Cliente, UUID(result["id"])))
        unit.commit()

    applied = station.pull()

    assert [one.code for one in applied.failed] == ["registro.ausente"]
    assert names(station) == ["Eva"]
    assert station.cache.damaged() == []
    # nothing at all of the edit is left
    assert "op" not in dump(station.path)


def test_what_a_restored_server_forgot_is_shown_again(server: Server, station: Station) -> None:
    server.run(customer("Rui"), OTHER)
    station.pull()
    station.do(renamed(station, "Rui", "Ruy"))
    done = station.pending()[0]
    station.push()
    station.pull()
    server.run(customer("Eva"), OTHER)
    station.pull()
    assert station.cache.answers([UUID(done.op_id)]) == []

    station.ledger.mark_pending_again([done.op_id])
    station.cache.replay(station.pending(), station.actor_of)

    assert station.cache.overlay() == [UUID(done.op_id)]


def test_a_quiet_round_moves_the_place_alone(server: Server, station: Station) -> None:
    station.do(customer("Ana"))
    here = station.cache.place()
    quiet = server.pull(here.cursor)[0].model_copy(update={"cursor": Cursor(seq=9, tag=4)})

    station.cache.apply([quiet], station.pending(), station.actor_of)

    assert station.cache.place().cursor == quiet.cursor
    assert names(station) == ["Ana"]


def test_what_does_not_go_with_the_rows_here_is_refused(server: Server, station: Station) -> None:
    server.run(CriarMotivo(codigo="M1", id=UUID(int=3)), OTHER)
    station.pull()
    with pytest.raises(Refused) as refused:
        station.do(CriarMotivo(codigo="M2", id=UUID(int=3)))
    assert refused.value.code == "cache.nao_executavel"
    assert station.pending() == []
    assert station.cache.overlay() == []


def test_rules_and_permissions_hold_at_the_station(station: Station) -> None:
    station.do(CriarMotivo(codigo="M1"))
    with pytest.raises(Refused):
        station.do(CriarMotivo(codigo="M1"))
    with pytest.raises(Refused):
        station.do(SalvarMotivo(codigo="M2", dados=FormMotivo()))
    assert len(station.pending()) == 1
    with station.cache.reading() as session:
        assert session.scalars(select(Motivo.codigo)).all() == ["M1"]


def test_a_round_that_does_not_begin_here_changes_nothing(server: Server, station: Station) -> None:
    server.run(customer("Rui"), OTHER)
    first = server.pull(station.cache.place().cursor)
    station.pull()
    before = dump(station.path)
    server.run(customer("Eva"), OTHER)
    server.run(customer("Ivo"), OTHER)
    here = station.cache.place()
    following = server.pull(here.cursor, parts=2)
    other_history = server.pull(here.cursor, epoch=UUID(int=7))
    narrower = [page.model_copy(update={"scopes": ["cadastros"]}) for page in following]

    for pages in (first, following[1:], following[:1], other_history, narrower, []):
        with pytest.raises(StaleRound):
            station.cache.apply(pages, [], station.actor_of)

    assert dump(station.path) == before
    assert station.cache.place() == here
    station.cache.apply(following, [], station.actor_of)
    assert names(station) == ["Eva", "Ivo", "Rui"]


def test_rows_that_swap_a_unique_value_arrive(server: Server, station: Station) -> None:
    rui = server.run(customer("Rui", CPF), OTHER)
    station.pull()
    server.run(ArquivarCliente(id=UUID(rui["id"])), OTHER)
    server.run(customer("Eva", CPF), OTHER)

    station.pull()

    assert names(station) == ["Eva"]
    with station.cache.reading() as session:
        assert len(session.scalars(select(Cliente)).all()) == 2


def test_what_left_the_view_leaves_the_cache(server: Server, station: Station) -> None:
    server.run(CriarMotivo(codigo="M1"), OTHER)
    server.run(customer("Rui"), OTHER)
    station.pull()
    station.do(customer("Ana"))
    station.do(CriarMotivo(codigo="M2"))

    applied = station.cache.forget(["producao"], station.pending(), station.actor_of)

    assert applied.failed == []
    assert station.cache.place().scopes == ("cadastros",)
    assert names(station) == ["Ana", "Rui"]
    with station.cache.reading() as session:
        # the own one stays until the server says no
        assert session.scalars(select(Motivo.codigo)).all() == ["M2"]
    assert station.cache.digest().collections["motivo"] == (0, "0" * 16)
