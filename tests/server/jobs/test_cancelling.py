from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.command import Actor
from core.command.log import Auditoria
from core.errors import Denied, NotFound, Refused
from core.jobs.commands import CancelarTrabalho, RepetirTrabalho
from core.jobs.models import JobState
from core.jobs.queries import ALL
from server.jobs.child import attempt
from tests.support.databases import run, someone
from tests.support.job_kinds import RIGHT
from tests.support.jobs import PERSON, Shop, carry_out, gone, take, taken, until


def cancel(shop: Shop, job_id: object, actor: Actor = PERSON) -> None:
    run(shop.database, CancelarTrabalho.model_validate({"id": job_id}), actor)


def repeat(shop: Shop, job_id: object, actor: Actor = PERSON) -> None:
    run(shop.database, RepetirTrabalho.model_validate({"id": job_id}), actor)


def test_a_waiting_job_is_cancelled_at_once(table: Shop) -> None:
    job_id = table.ask("teste.contar")
    cancel(table, job_id)

    assert table.job(job_id).state is JobState.CANCELLED
    assert take(table) is None
    with pytest.raises(Refused):
        cancel(table, job_id)


def test_a_running_job_is_ended(shop: Shop) -> None:
    job_id = shop.ask("teste.contar", gates=shop.close("start"))
    with shop.runner():
        child = shop.reached("start")
        cancel(shop, job_id)
        job = shop.ended(job_id)
        until(lambda: gone(child))

    assert (job.state, shop.effects()) == (JobState.CANCELLED, 0)


def test_a_job_that_looks_is_told_and_ends_by_itself(table: Shop) -> None:
    job_id = table.ask("teste.parar", gates=str(table.gates))
    stop = threading.Event()
    stop.set()
    attempt(table.settings, table.database, taken(table), stop)

    assert (table.gates / "told").exists()
    assert (table.job(job_id).state, table.effects()) == (JobState.CANCELLED, 0)


def test_from_the_answer_on_there_is_no_effect(table: Shop) -> None:
    job_id = table.ask("teste.contar", gates=table.close("start"))
    late = threading.Thread(target=carry_out, args=(table, taken(table)))
    late.start()
    table.reached("start")
    cancel(table, job_id)
    table.open("start")
    late.join()

    assert (table.job(job_id).state, table.effects()) == (JobState.CANCELLED, 0)

    table.repeat(job_id)
    assert carry_out(table, taken(table)).state is JobState.DONE
    assert table.effects() == 1


def test_what_is_done_stays_done(table: Shop) -> None:
    job_id = table.ask("teste.contar")
    carry_out(table, taken(table))

    with pytest.raises(Refused) as refusal:
        cancel(table, job_id)
    assert refusal.value.code == "trabalhos.ja_terminou"
    with pytest.raises(Refused) as refusal:
        table.repeat(job_id)
    assert refusal.value.code == "trabalhos.nao_repete"


def test_another_persons_job_is_not_there(table: Shop) -> None:
    job_id = table.ask("teste.contar")
    for command in (CancelarTrabalho(id=job_id), RepetirTrabalho(id=job_id)):
        with pytest.raises(NotFound):
            run(table.database, command, someone(RIGHT))

    cancel(table, job_id, someone(ALL))
    assert table.job(job_id).state is JobState.CANCELLED


def test_stopping_and_repeating_anothers_job_is_audited_and_ones_own_is_not(table: Shop) -> None:
    chief = someone(ALL, username="chefe")
    job_id = table.ask("teste.contar")
    for actor in (PERSON, chief):
        cancel(table, job_id, actor)
        repeat(table, job_id, actor)

    with table.database.sessions() as session:
        lines = session.scalars(select(Auditoria).order_by(Auditoria.id)).all()
    assert {(line.ato, line.username, line.assunto) for line in lines} == {
        ("trabalho.cancelar", "chefe", str(job_id)),
        ("trabalho.repetir", "chefe", str(job_id)),
    }


def test_ones_own_is_repeated_with_ones_present_permissions(table: Shop) -> None:
    job_id = table.ask("teste.contar")
    cancel(table, job_id)
    fewer = replace(PERSON, permissions=frozenset())
    more = replace(PERSON, permissions=frozenset({RIGHT, ALL}))

    with pytest.raises(Denied):
        run(table.database, RepetirTrabalho(id=job_id), fewer)
    assert table.job(job_id).state is JobState.CANCELLED

    run(table.database, RepetirTrabalho(id=job_id), more)
    assert table.job(job_id).actor["permissions"] == sorted({RIGHT, ALL})


def test_anothers_is_repeated_with_the_permissions_he_had(table: Shop) -> None:
    job_id = table.ask("teste.contar")
    cancel(table, job_id)
    run(table.database, RepetirTrabalho(id=job_id), someone(ALL))

    assert table.job(job_id).actor["permissions"] == [RIGHT]
    assert carry_out(table, taken(table)).state is JobState.DONE
