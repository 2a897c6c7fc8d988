from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.command import Actor
from core.db.unit import Unit
from core.jobs.models import JobState
from core.jobs.queue import enqueue
from core.producao.commands.estoque import ReservarItem
from server.jobs import kinds
from tests.support.databases import run
from tests.support.estoque import CHEFE, chapa, item, ver
from tests.support.jobs import Shop, carry_out, open_shop, taken

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def table(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    kinds.load()
    with open_shop(database_url, tmp_path, "none") as opened:
        yield opened


def test_expired_promises_are_freed_when_their_job_comes_due(table: Shop) -> None:
    key = item(table.database, chapa_id=chapa(table.database), quantidade=3)
    for until in (NOON, NOON + timedelta(hours=1), None):
        run(table.database, ReservarItem(item_id=key, expira_em=until), CHEFE)
    known = next(one for one in kinds.periodics() if one.kind == "estoque.expirar")
    with Unit(table.database) as unit:
        system = Actor(None, "sistema", known.permissions)
        enqueue(unit.session, known.kind, {"momento": NOON.isoformat()}, system)
        unit.commit()

    job = carry_out(table, taken(table))

    assert (job.state, job.result) == (JobState.DONE, {"liberadas": 1})
    assert ver(table.database, key).reservada == 2
