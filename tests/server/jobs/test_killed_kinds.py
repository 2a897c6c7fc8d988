"""Every kind of job that the product has, killed in the middle and asked for twice: one effect."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from core.db.unit import Unit
from core.jobs.kinds import known
from core.jobs.models import Job, JobState
from core.jobs.queries import present
from tests.support.held_kinds import GATES, INSIDE
from tests.support.jobs import Shop, gone, open_shop, until
from tests.support.kinds_to_kill import FOUND, KINDS, Killed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")

ON_POSTGRES = ("lote.importar", "plano.nesting")


@pytest.fixture
def embedded(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(sqlite_url, tmp_path, "local") as opened:
        yield opened


@pytest.fixture
def grown_up(postgres_url: str, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(postgres_url, tmp_path, "procrastinate") as opened:
        yield opened


def group(leader: int) -> list[int]:
    """The processes of an attempt: its own and those that it started."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[2]) == leader and fields[0] not in ("Z", "X"):
                found.append(int(stat.parent.name))
    return found


def kill_alone(pid: int) -> list[int]:
    """Kill an attempt's own process only; gives those that it leaves behind."""
    others = [one for one in group(pid) if one != pid]
    # one whose effect is committed may be ended by its runner just before
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return others


def ended(leader: int) -> None:
    """Wait until nothing of an attempt is left."""
    until(lambda: not group(leader))


def ask(shop: Shop, killed: Killed, folder: Path) -> tuple[UUID, dict[str, object]]:
    given = killed.prepare(shop, folder) | {"gates": str(shop.gates), "hold": killed.hold}
    for gate in GATES:
        shop.close(gate)
    return shop.ask(killed.kind, key="k", actor=killed.who(), **given), given


def soon(shop: Shop, job_id: UUID) -> None:
    """Let it wait for nothing between its attempts."""
    with Unit(shop.database) as unit:
        unit.session.execute(update(Job).where(Job.id == job_id).values(backoff_seconds=0.0))
        unit.commit()


def one_effect(shop: Shop, killed: Killed, folder: Path) -> None:
    job_id, given = ask(shop, killed, folder)
    assert shop.ask(killed.kind, key="k", actor=killed.who(), **given) == job_id
    soon(shop, job_id)
    seen, left = [], dict[str, list[int]]()
    with shop.runner(job_modules=(*shop.settings.job_modules, "tests.support.held_kinds")):
        for gate in GATES:
            process = shop.reached(gate)
            seen.append(killed.count(shop))
            left[gate] = kill_alone(process)
            ended(process)
            shop.open(gate)
        job = shop.ended(job_id)
        assert shop.ask(killed.kind, key="k", actor=killed.who(), **given) == job_id

    assert (job.state, job.attempt) == (JobState.DONE, 3), present(job)
    written = killed.after if killed.own else killed.before
    assert seen == [killed.before, written, killed.after]
    assert killed.count(shop) == killed.after
    assert shop.job(job_id).attempt == 3
    # a search is killed while its solvers work: they do not outlive it
    assert (len(left[INSIDE]) > 1) == (killed.hold == FOUND)
    assert all(gone(one) for ones in left.values() for one in ones)


@pytest.mark.parametrize("killed", KINDS, ids=lambda killed: killed.kind)
def test_a_killed_kind_has_one_effect(embedded: Shop, killed: Killed, tmp_path: Path) -> None:
    one_effect(embedded, killed, tmp_path)


@pytest.mark.parametrize(
    "killed",
    [killed for killed in KINDS if killed.kind in ON_POSTGRES],
    ids=lambda killed: killed.kind,
)
def test_a_killed_kind_has_one_effect_with_workers(
    grown_up: Shop, killed: Killed, tmp_path: Path
) -> None:
    one_effect(grown_up, killed, tmp_path)


def test_no_kind_is_left_out() -> None:
    ours = {name for name in known() if not name.startswith("teste.")}

    assert {killed.kind for killed in KINDS} == ours
