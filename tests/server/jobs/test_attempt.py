"""What one attempt decides, carried out here and now on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from core.db.unit import Unit
from core.jobs.faults import Fault
from core.jobs.lifecycle import beat, finish, lose, ready, report, sweep
from core.jobs.models import Job, JobState
from core.jobs.queue import clock
from tests.support.jobs import LEASE, Shop, carry_out, open_shop, take, taken, until


def due_now(shop: Shop) -> None:
    with Unit(shop.database) as unit:
        now = clock(unit.session)
        unit.session.execute(update(Job).values(run_after=now))
        unit.commit()


def lapse(shop: Shop) -> int:
    """Let every lease end, and sweep."""
    with Unit(shop.database) as unit:
        past = clock(unit.session) - timedelta(seconds=1)
        unit.session.execute(update(Job).values(lease_until=past))
        found = sweep(unit.session)
        unit.commit()
    due_now(shop)
    return found


def test_what_never_goes_is_given_up_and_can_be_asked_for_again(table: Shop) -> None:
    job_id = table.ask("teste.falhar", gates=str(table.gates), times=3)
    states = []
    for _ in range(3):
        states.append(carry_out(table, taken(table)).state)
        due_now(table)

    assert states == [JobState.QUEUED, JobState.QUEUED, JobState.DEAD]
    assert table.job(job_id).error_values == {"detail": "3"}
    assert table.effects() == 0

    table.repeat(job_id)
    again = carry_out(table, taken(table))
    assert (again.state, again.attempt, again.error_code) == (JobState.DONE, 1, None)
    assert table.effects() == 1


def test_a_rule_that_says_no_is_not_asked_twice(table: Shop) -> None:
    table.ask("teste.recusar", valor="A1")

    job = carry_out(table, taken(table))

    assert (job.state, job.error_kind, job.error_code) == (
        JobState.FAILED,
        "refused",
        "registro.repetido",
    )


def test_an_effect_without_its_permission_fails(table: Shop) -> None:
    table.ask("teste.sem_direito")

    job = carry_out(table, taken(table))

    assert (job.state, job.error_kind, table.effects()) == (JobState.FAILED, "denied", 0)


def test_a_fault_of_ours_is_told_without_its_inside(table: Shop) -> None:
    table.ask("teste.quebrar", falta="segredo")

    job = carry_out(table, taken(table))

    assert (job.state, job.error_code) == (JobState.DEAD, "trabalhos.falha")
    assert job.error_values == {"detail": "ValueError"}


def test_arguments_that_do_not_fit_are_the_askers_fault(table: Shop) -> None:
    table.ask("teste.ler", numero="dois")

    job = carry_out(table, taken(table))

    assert (job.state, job.error_code) == (JobState.FAILED, "registro.campo_invalido")


def test_pauses_double(table: Shop) -> None:
    table.ask("teste.nada")
    pauses: list[bool] = []
    for _ in range(3):
        held = taken(table)
        with Unit(table.database) as unit:
            before = clock(unit.session)
            lose(unit.session, held, Fault("environment", "servidor.banco"))
            after = clock(unit.session)
            unit.commit()
        then = table.job(held.job_id).run_after
        pauses.append(then - after <= timedelta(seconds=5 * 2 ** len(pauses)) <= then - before)
        due_now(table)

    assert pauses == [True, True, True]


def test_a_job_is_taken_once(table: Shop) -> None:
    table.ask("teste.contar")

    assert take(table) is not None
    assert take(table) is None


def test_a_kind_that_is_not_known_here_is_left_to_others(table: Shop) -> None:
    table.ask("teste.contar")
    with Unit(table.database) as unit:
        unit.session.execute(update(Job).values(kind="teste.novo"))
        assert not ready(unit.session)
        unit.commit()

    assert take(table) is None


@pytest.mark.parametrize("late", ["before", "after"])
def test_a_late_attempt_cannot_write(table: Shop, late: str) -> None:
    job_id = table.ask("teste.contar")
    zombie = taken(table)
    assert lapse(table) == 1
    living = taken(table)

    if late == "before":
        assert carry_out(table, zombie).state is JobState.RUNNING
        assert carry_out(table, living).state is JobState.DONE
    else:
        assert carry_out(table, living).state is JobState.DONE
        carry_out(table, zombie)

    with Unit(table.database) as unit:
        assert not beat(unit.session, zombie, LEASE)
        assert not report(unit.session, zombie, 0.1, "", {})
        assert not lose(unit.session, zombie, Fault("environment", "servidor.banco"))
        unit.commit()
    job = table.job(job_id)
    assert (job.state, job.attempt, job.progress) == (JobState.DONE, 2, 1.0)
    assert table.effects() == 1


def test_an_attempt_that_wakes_in_its_function_has_no_effect(table: Shop) -> None:
    job_id = table.ask("teste.contar", gates=table.close("start"))
    zombie = threading.Thread(target=carry_out, args=(table, taken(table)))
    zombie.start()
    table.reached("start")
    lapse(table)
    living = taken(table)
    table.open("start")
    zombie.join()

    assert (table.job(job_id).state, table.effects()) == (JobState.RUNNING, 0)
    assert carry_out(table, living).state is JobState.DONE
    assert table.effects() == 1


def test_the_living_are_spared(table: Shop) -> None:
    table.ask("teste.contar")
    held = taken(table)
    with Unit(table.database) as unit:
        past = clock(unit.session) - timedelta(seconds=1)
        unit.session.execute(update(Job).values(lease_until=past))
        assert sweep(unit.session, spare=frozenset({held.owner})) == 0
        assert beat(unit.session, held, LEASE)
        assert sweep(unit.session) == 0
        unit.commit()


def test_a_beat_does_not_wait_for_the_effect(postgres_url: str, tmp_path: Path) -> None:
    with open_shop(postgres_url, tmp_path, "none") as shop:
        job_id = shop.ask("teste.contar", gates=shop.close("effect"))
        held = taken(shop)
        effect = threading.Thread(target=carry_out, args=(shop, held))
        effect.start()
        shop.reached("effect")
        with Unit(shop.database) as unit:
            unit.session.execute(text("SET LOCAL lock_timeout = '10s'"))
            assert not beat(unit.session, held, LEASE)
        shop.open("effect")
        effect.join()

        assert shop.job(job_id).state is JobState.DONE


def test_a_killed_attempt_is_lost_as_soon_as_its_transaction_is_gone(
    postgres_url: str, tmp_path: Path
) -> None:
    with open_shop(postgres_url, tmp_path, "none") as shop:
        job_id = shop.ask("teste.contar")
        held = taken(shop)

        def settle() -> None:
            with Unit(shop.database) as unit:
                assert lose(unit.session, held, Fault("environment", "trabalhos.morreu"))
                unit.commit()

        settling = threading.Thread(target=settle)
        with Unit(shop.database) as effect:
            assert finish(effect.session, held)
            settling.start()
            until(lambda: waits_for_a_lock(shop) or not settling.is_alive())
        settling.join()

        assert (shop.job(job_id).state, shop.job(job_id).owner) == (JobState.QUEUED, None)


def waits_for_a_lock(shop: Shop) -> bool:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with shop.database.engine.connect() as connection:
        return bool(connection.scalar(text(query)))
