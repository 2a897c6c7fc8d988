"""Whatever dies, and whenever: one effect."""

from __future__ import annotations

import os

import pytest

from core.jobs.models import JobState
from core.jobs.queries import present
from tests.support.jobs import Shop, gone, kill, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")


def test_a_job_whose_attempts_are_killed_has_one_effect(shop: Shop) -> None:
    # while it computes, in the middle of the effect's transaction, after its commit
    gates = ("start", "effect", "end")
    for gate in gates:
        shop.close(gate)
    with shop.runner():
        job_id = shop.ask("teste.contar", gates=str(shop.gates))
        for gate in gates:
            kill(shop.reached(gate))
            shop.open(gate)
        job = shop.ended(job_id)

    assert job.state is JobState.DONE, present(job)
    assert (job.attempt, job.result) == (3, {"numero": 1, "por": "alguem"})
    assert shop.effects() == 1


def test_runners_that_are_stopped_or_killed_leave_their_job_to_the_next(shop: Shop) -> None:
    gates = shop.close("effect")
    job_id = shop.ask("teste.contar", gates=gates)

    with shop.program() as first:
        child = shop.reached("effect")
        first.terminate()
        assert first.wait() == 0
        assert gone(child)
    waiting = shop.job(job_id)
    assert (waiting.state, waiting.attempt, waiting.owner) == (JobState.QUEUED, 0, None)

    with shop.program(job_lease_seconds=2.0) as second:
        child = shop.reached("effect")
        kill(second.pid)
        until(lambda: gone(child))
    assert shop.job(job_id).state is JobState.RUNNING

    shop.open("effect")
    with shop.runner(job_lease_seconds=2.0):
        job = shop.ended(job_id)
    assert (job.state, job.attempt, shop.effects()) == (JobState.DONE, 2, 1)


def test_two_programs_share_the_work_of_one_database(shared: Shop) -> None:
    gates = shared.close("start")
    jobs = [shared.ask("teste.contar", gates=gates) for _ in range(2)]
    with shared.program(job_parallel=1), shared.program(job_parallel=1):
        # each carries out one at a time, so that two at the gate are one of each
        processes = {shared.reached("start"), shared.reached("start")}
        shared.open("start")
        ends = [shared.ended(job) for job in jobs]

    assert len(processes) == 2
    assert {(job.state, job.attempt) for job in ends} == {(JobState.DONE, 1)}
    assert shared.effects() == 2
