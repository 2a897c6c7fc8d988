from __future__ import annotations

from core.jobs.models import JobState
from core.jobs.queries import present
from tests.support.jobs import Shop


def test_a_job_has_its_effect_and_its_result(shop: Shop) -> None:
    with shop.runner():
        job = shop.ended(shop.ask("teste.contar"))

    shown = present(job)

    assert job.state is JobState.DONE, shown
    assert job.result == {"numero": 1, "por": "alguem"}
    assert (job.progress, job.attempt, job.owner) == (1.0, 1, None)
    assert shop.effects() == 1
