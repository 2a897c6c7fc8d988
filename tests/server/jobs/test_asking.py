from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from core.command import execute
from core.db.unit import Unit
from core.errors import Denied, InputError, Refused
from core.ids import new_id
from core.jobs.commands import LimparTrabalhos, PedirTrabalho
from core.jobs.models import Job, JobState
from core.jobs.queries import ALL
from core.jobs.queue import clock, enqueue
from server.jobs.kinds import periodics
from server.jobs.upkeep import turn
from tests.support.databases import run, someone
from tests.support.job_kinds import DAILY, RIGHT
from tests.support.jobs import PERSON, Shop, carry_out, taken

CONTAR = PedirTrabalho(trabalho="teste.contar", chave="k1")


def jobs(shop: Shop, kind: str = "teste.contar") -> int:
    with Unit(shop.database, writes=False) as unit:
        count = select(func.count()).where(Job.kind == kind)
        return unit.session.scalars(count).one()


def test_asking_needs_the_permission_of_the_kind(table: Shop) -> None:
    with pytest.raises(Denied) as denied:
        run(table.database, CONTAR, someone())
    assert denied.value.values == {"permissao": RIGHT}
    assert jobs(table) == 0

    run(table.database, PedirTrabalho(trabalho="teste.nada"), someone())
    assert jobs(table, "teste.nada") == 1


def test_asking_twice_with_one_key_is_asking_once(table: Shop) -> None:
    op = new_id()
    asked = [run(table.database, CONTAR, PERSON)["id"] for _ in range(2)]
    unnamed = PedirTrabalho(trabalho="teste.contar")
    repeated = [run(table.database, unnamed, PERSON, op_id=op)["id"] for _ in range(2)]

    assert len(set(asked)) == len(set(repeated)) == 1
    assert jobs(table) == 2


def test_asking_at_once_with_one_key_is_asking_once(table: Shop) -> None:
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda _: run(table.database, CONTAR, PERSON)["id"], range(8)))

    assert len(set(asked)) == 1
    carry_out(table, taken(table))
    assert (jobs(table), table.effects()) == (1, 1)


def test_a_key_is_its_owners_and_its_kinds(table: Shop) -> None:
    run(table.database, CONTAR, PERSON)
    other = PedirTrabalho(trabalho="teste.nada", chave="k1")

    for command, actor in ((CONTAR, someone(RIGHT)), (other, PERSON)):
        with pytest.raises(Refused) as refusal:
            run(table.database, command, actor)
        assert refusal.value.code == "trabalhos.chave_de_outro"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (PedirTrabalho(trabalho="teste.outro"), "trabalhos.tipo_desconhecido"),
        (
            PedirTrabalho(trabalho="teste.contar", argumentos={"a": "é" * 33_000}),
            "trabalhos.argumentos_grandes",
        ),
    ],
)
def test_what_cannot_be_asked(table: Shop, command: PedirTrabalho, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        run(table.database, command, PERSON)

    assert refusal.value.code == code


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "a\x00b", "\ud800"])
def test_what_no_database_keeps(table: Shop, value: object) -> None:
    with Unit(table.database) as unit, pytest.raises(InputError) as refusal:
        enqueue(unit.session, "teste.contar", {"a": [value]}, PERSON)

    assert refusal.value.code == "trabalhos.argumentos_invalidos"


def test_a_job_is_there_only_with_its_transaction(table: Shop) -> None:
    with Unit(table.database) as unit:
        execute(unit, CONTAR, PERSON)
    assert jobs(table) == 0


def test_a_job_keeps_the_person_as_he_was(table: Shop) -> None:
    device, person = new_id(), new_id()
    actor = someone(RIGHT, username="rita", device_id=device, address="10.1.2.3")
    job = table.job(table.ask("teste.contar", actor=actor))

    assert job.requested_by == actor.id != person
    assert job.actor == {
        "id": str(actor.id),
        "username": "rita",
        "permissions": [RIGHT],
        "device_id": str(device),
        "address": "10.1.2.3",
    }


def test_what_comes_due_is_asked_for_once_each_time(table: Shop) -> None:
    turn(table.database, running=1.0)
    assert jobs(table, "teste.diario") == 0  # a start is busy enough
    turn(table.database)
    assert jobs(table, "teste.diario") == 1

    with Unit(table.database) as unit:
        for key, row in unit.session.execute(select(Job.key, Job.id)).all():
            yesterday = f"{key}-ontem"
            unit.session.execute(update(Job).where(Job.id == row).values(key=yesterday))
        unit.commit()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: turn(table.database), range(8)))
    assert jobs(table, "teste.diario") == 2

    done = [carry_out(table, taken(table)) for _ in range(2 * len(periodics()))]
    assert {job.state for job in done} == {JobState.DONE}
    assert table.effects(DAILY) == 2


def test_old_jobs_are_forgotten_and_given_up_ones_kept(table: Shop) -> None:
    kept: dict[JobState, UUID] = {}
    for state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.DEAD):
        kept[state] = table.ask("teste.nada", n=state.value)
    waiting = table.ask("teste.nada")
    with Unit(table.database) as unit:
        now = clock(unit.session)
        old = now - timedelta(days=31)
        for state, job_id in kept.items():
            values = {"state": state, "finished_at": old}
            unit.session.execute(update(Job).where(Job.id == job_id).values(values))
        unit.commit()

    with pytest.raises(Denied):
        run(table.database, LimparTrabalhos(antes=now), PERSON)
    forgotten = run(table.database, LimparTrabalhos(antes=now - timedelta(days=30)), someone(ALL))

    assert forgotten == {"apagados": 3}
    assert {table.job(kept[JobState.DEAD]).state, table.job(waiting).state} == {
        JobState.DEAD,
        JobState.QUEUED,
    }
