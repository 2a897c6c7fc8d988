"""A job acts with what its person may do when its effect is written, not when it was asked for."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete

from core.acesso.commands.usuarios import AlterarUsuario, DesativarUsuario
from core.acesso.models import Usuario
from core.command import SYSTEM, Actor
from core.db.unit import Unit
from core.jobs.commands import CancelarTrabalho, RepetirTrabalho
from core.jobs.models import Job, JobState
from core.jobs.queries import ALL
from core.jobs.queue import enqueue
from server.jobs.people import present
from tests.support.acesso import installed
from tests.support.databases import run, someone
from tests.support.job_kinds import RIGHT
from tests.support.jobs import PERSON, Shop, carry_out, taken


def key_of(person: Actor) -> UUID:
    assert person.id is not None
    return person.id


def deactivate(shop: Shop, person: Actor) -> None:
    run(shop.database, DesativarUsuario(id=key_of(person)), installed(shop.database))


def take_away(shop: Shop) -> None:
    fewer = AlterarUsuario(id=key_of(PERSON), permissoes=["producao"])
    run(shop.database, fewer, installed(shop.database))


def denied(shop: Shop, job: Job) -> tuple[object, ...]:
    return job.state, job.error_kind, job.error_code, shop.effects()


def test_a_deactivated_persons_waiting_job_fails(table: Shop) -> None:
    table.ask("teste.contar")
    deactivate(table, PERSON)

    job = carry_out(table, taken(table))

    assert denied(table, job) == (JobState.FAILED, "denied", "trabalhos.pessoa_fora", 0)


def test_a_deactivated_persons_running_job_fails(table: Shop) -> None:
    table.ask("teste.contar")
    held = taken(table)
    deactivate(table, PERSON)

    job = carry_out(table, held)

    assert denied(table, job) == (JobState.FAILED, "denied", "trabalhos.pessoa_fora", 0)


def test_an_unknown_persons_job_fails(table: Shop) -> None:
    table.ask("teste.contar")
    with Unit(table.database) as unit:
        unit.session.execute(delete(Usuario).where(Usuario.id == PERSON.id))
        unit.commit()

    job = carry_out(table, taken(table))

    assert denied(table, job) == (JobState.FAILED, "denied", "trabalhos.pessoa_fora", 0)


def test_a_permission_taken_away_before_the_start_ends_the_job_uncomputed(table: Shop) -> None:
    # its function, where it runs, refuses with another code
    table.ask("teste.recusar", valor="x")
    take_away(table)

    job = carry_out(table, taken(table))

    assert denied(table, job) == (JobState.FAILED, "denied", "trabalhos.permissao_retirada", 0)
    assert job.error_values == {"username": PERSON.username, "permissao": RIGHT}


def test_a_permission_taken_away_meanwhile_is_missing_to_the_effect(shop: Shop) -> None:
    job_id = shop.ask("teste.contar", gates=shop.close("start"))
    with shop.runner():
        shop.reached("start")
        take_away(shop)
        shop.open("start")
        job = shop.ended(job_id)

    assert denied(shop, job) == (JobState.FAILED, "denied", "acesso.sem_permissao", 0)


def test_a_permission_given_later_is_not_the_jobs(table: Shop) -> None:
    more = AlterarUsuario(id=key_of(PERSON), permissoes=[RIGHT, "producao"])
    run(table.database, more, installed(table.database))

    with Unit(table.database, writes=False) as unit:
        assert present(unit.session, PERSON) == PERSON


@pytest.mark.parametrize("gone", [False, True], ids=["active", "deactivated"])
def test_anothers_repeating_gives_nothing_back(table: Shop, *, gone: bool) -> None:
    job_id = table.ask("teste.contar")
    run(table.database, CancelarTrabalho(id=job_id), PERSON)
    if gone:
        deactivate(table, PERSON)
    run(table.database, RepetirTrabalho(id=job_id), someone(ALL))

    job = carry_out(table, taken(table))

    assert job.state is (JobState.FAILED if gone else JobState.DONE)
    assert table.effects() == (0 if gone else 1)


def test_the_products_own_jobs_need_no_user(table: Shop) -> None:
    with Unit(table.database) as unit:
        enqueue(unit.session, "teste.nada", {}, SYSTEM)
        unit.commit()

    assert carry_out(table, taken(table)).state is JobState.DONE
