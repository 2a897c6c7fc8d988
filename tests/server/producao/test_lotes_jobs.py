"""The jobs of batches leave one effect, however often they are asked for, lost or carried out."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from core.command import Actor
from core.db.unit import Unit
from core.jobs.lifecycle import claim, sweep
from core.jobs.models import JobState
from core.producao.models.lote import Importacao, Lote
from core.producao.models.peca import Peca, PecaCopia
from server.jobs import kinds
from server.jobs.child import attempt
from server.storage.files import files_from
from tests.support.databases import someone
from tests.support.jobs import Shop, kill, open_shop, until
from tests.support.lotes import OFFICE, SAMPLES, sample

PERSON = someone(*OFFICE)


@pytest.fixture(scope="module", autouse=True)
def known_kinds() -> None:
    kinds.load(["tests.support.job_kinds"])


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A fresh database of each kind, where nobody carries anything out."""
    with open_shop(database_url, tmp_path, "none") as opened:
        yield opened


def put(shop: Shop) -> str:
    """The sample as one archive in the storage; its hash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in sorted((SAMPLES / "cozinha_promob").iterdir()):
            archive.write(file, file.name)
    files = files_from(shop.settings)
    with Unit(shop.database) as unit:
        sha256 = files.put(unit.session, stream.getvalue(), "application/zip")
        unit.commit()
    files.close()
    return sha256


def ask(shop: Shop, sha256: str, actor: Actor = PERSON) -> UUID:
    given = {"arquivo": sha256, "fonte": "pedido.xml", "nome": "Cozinha"}
    return shop.ask("lote.importar", key="k", actor=actor, **given)


def carry_out(shop: Shop, job: UUID) -> bool:
    """One attempt at a job in this process; False where there is nothing to do."""
    with Unit(shop.database) as unit:
        held = claim(unit.session, 600.0, job_id=job)
        unit.commit()
    if held is None:
        return False
    attempt(shop.settings, shop.database, held, threading.Event())
    return True


def counted(shop: Shop) -> tuple[int, ...]:
    """Batches, readings, parts and pieces."""
    with Unit(shop.database, writes=False) as unit:
        models = (Lote, Importacao, Peca, PecaCopia)
        return tuple(unit.session.query(model).count() for model in models)


def expected() -> tuple[int, ...]:
    parts = list(sample("cozinha_promob").parts())
    return (1, 1, len(parts), sum(part.quantity for part in parts))


def test_an_import_asked_for_twice_is_one_and_so_is_its_archive(shop: Shop) -> None:
    sha256 = put(shop)

    first = ask(shop, sha256)
    assert ask(shop, sha256) == first
    assert [carry_out(shop, first), carry_out(shop, first)] == [True, False]

    assert shop.job(first).state is JobState.DONE, shop.job(first).error_values
    assert counted(shop) == expected()
    lote = str((shop.job(first).result or {})["id"])
    made = shop.ask("lote.arquivo_final", key="f", actor=PERSON, lote=lote)
    assert shop.ask("lote.arquivo_final", key="f", actor=PERSON, lote=lote) == made
    assert [carry_out(shop, made), carry_out(shop, made)] == [True, False]
    assert shop.job(made).result == {"id": lote, "atual": True}


def test_an_attempt_that_was_lost_leaves_nothing_when_it_ends_late(shop: Shop) -> None:
    job = ask(shop, put(shop))
    with Unit(shop.database) as unit:
        late = claim(unit.session, -1.0, job_id=job)
        unit.commit()
    assert late is not None
    with Unit(shop.database) as unit:
        assert sweep(unit.session) == 1
        unit.session.query(type(shop.job(job))).update({"run_after": shop.job(job).created_at})
        unit.commit()

    assert carry_out(shop, job)
    attempt(shop.settings, shop.database, late, threading.Event())

    assert counted(shop) == expected()


def test_a_source_that_is_none_fails_with_its_reason(shop: Shop) -> None:
    files = files_from(shop.settings)
    with Unit(shop.database) as unit:
        sha256 = files.put(unit.session, b"PK\x05\x06" + b"\0" * 18, "application/zip")
        unit.commit()
    files.close()
    job = ask(shop, sha256)

    assert carry_out(shop, job)

    ended = shop.job(job)
    assert (ended.state, ended.error_code) == (JobState.FAILED, "importacao.fonte_vazia")
    assert counted(shop) == (0, 0, 0, 0)


def test_who_lost_his_permission_has_no_effect(shop: Shop) -> None:
    job = ask(shop, put(shop), someone("producao/lote"))
    with Unit(shop.database) as unit:
        row = shop.job(job)
        changed = {**row.actor, "permissions": []}
        unit.session.query(type(row)).update({"actor": changed})
        unit.commit()

    assert carry_out(shop, job)

    assert shop.job(job).state is JobState.FAILED
    assert counted(shop) == (0, 0, 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_runner_that_is_killed_while_it_reads_leaves_the_job_to_the_next(
    database_url: str, tmp_path: Path
) -> None:
    with open_shop(database_url, tmp_path, "local") as shop:
        job = ask(shop, put(shop))
        with shop.program(job_lease_seconds=2.0) as first:
            until(lambda: shop.job(job).state is JobState.RUNNING)
            kill(first.pid)
        with shop.program(job_lease_seconds=2.0):
            ended = shop.ended(job)

        assert ended.state is JobState.DONE, ended.error_values
        assert counted(shop) == expected()
