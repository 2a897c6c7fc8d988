"""Through the real runners and processes; what an attempt decides stands in test_attempt.py."""

from __future__ import annotations

from pathlib import Path

from core.jobs.models import JobState
from core.jobs.queries import present
from tests.support.jobs import Shop, open_shop


def test_a_job_has_its_effect_and_its_result(shop: Shop) -> None:
    with shop.runner():
        job = shop.ended(shop.ask("teste.contar"))

    assert job.state is JobState.DONE, present(job)
    assert job.result == {"numero": 1, "por": "alguem"}
    assert (job.progress, job.attempt, job.owner) == (1.0, 1, None)
    assert shop.effects() == 1


def test_what_the_world_refuses_is_tried_again_until_it_goes(shop: Shop) -> None:
    with shop.runner():
        job = shop.ended(shop.ask("teste.falhar", gates=str(shop.gates), times=1))

    assert job.state is JobState.DONE, present(job)
    assert (job.attempt, job.error_code, shop.effects()) == (2, None, 1)


def test_an_attempt_that_takes_too_long_is_ended(sqlite_url: str, tmp_path: Path) -> None:
    with open_shop(sqlite_url, tmp_path, "local") as shop, shop.runner():
        job = shop.ended(shop.ask("teste.demorar", gates=shop.close("start")))

    assert (job.state, job.error_code) == (JobState.DEAD, "trabalhos.demorou")
