"""What comes due by itself, carried out as jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.acesso.commands.inicio import INSTALLER
from core.acesso.commands.limpeza import LimparSessoes
from core.acesso.commands.usuarios import CriarUsuario
from core.acesso.models import Concessao, Sessao, Usuario
from core.arquivos.models import Blob
from core.command import Actor
from core.db.unit import Unit
from core.errors import Denied
from core.ids import new_id
from core.jobs.models import Job, JobState
from core.jobs.queue import enqueue
from server.jobs.kinds import periodics
from server.storage.files import files_from
from tests.support.databases import run, someone
from tests.support.jobs import PERSON, Shop, carry_out, taken

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def come_due(shop: Shop, kind: str, moment: datetime) -> Job:
    known = next(one for one in periodics() if one.kind == kind)
    system = Actor(None, "sistema", known.permissions)
    with Unit(shop.database) as unit:
        enqueue(unit.session, kind, {"momento": moment.isoformat()}, system)
        unit.commit()
    return carry_out(shop, taken(shop))


def session_of(shop: Shop, expires: datetime) -> None:
    name = f"p{new_id().hex[-10:]}"
    person = CriarUsuario(username=name, cargo="visita", permissoes=[], hash="$argon2id$x")
    run(shop.database, person, INSTALLER)
    with Unit(shop.database) as unit:
        user = unit.session.scalars(select(Usuario.id).where(Usuario.username == name)).one()
        unit.session.add(
            Sessao(
                id=new_id(),
                usuario_id=user,
                nonce="n",
                created_at=NOW,
                used_at=NOW,
                expires_at=expires,
            )
        )
        unit.commit()


def left(shop: Shop, model: type[Sessao | Concessao | Blob]) -> int:
    with Unit(shop.database, writes=False) as unit:
        return len(unit.session.scalars(select(model)).all())


def test_sessions_that_expired_long_ago_are_forgotten(table: Shop) -> None:
    session_of(table, NOW - timedelta(days=31))
    session_of(table, NOW - timedelta(days=29))
    with pytest.raises(Denied):
        run(table.database, LimparSessoes(antes=NOW), someone())

    job = come_due(table, "acesso.limpar", NOW)

    assert (job.state, job.result) == (JobState.DONE, {"sessoes": 1, "concessoes": 0})
    assert left(table, Sessao) == 1


def test_unused_files_are_collected(table: Shop) -> None:
    files = files_from(table.settings)
    with Unit(table.database) as unit:
        sha256 = files.put(unit.session, b"%PDF-1.7 vazio", "application/pdf")
        unit.commit()

    early = come_due(table, "arquivo.recolher", datetime.now(UTC))
    assert (early.state, left(table, Blob)) == (JobState.DONE, 1)

    late = come_due(table, "arquivo.recolher", datetime.now(UTC) + timedelta(days=400))
    assert (late.state, left(table, Blob)) == (JobState.DONE, 0)
    assert files.storage.size(sha256) is None
    files.close()


def test_a_file_that_a_job_reads_is_kept_and_stray_bytes_get_a_row(table: Shop) -> None:
    files = files_from(table.settings)
    with Unit(table.database) as unit:
        sha256 = files.put(unit.session, b"lista", "text/csv")
        waiting = enqueue(unit.session, "teste.nada", {}, PERSON, files=[sha256])
        unit.commit()
    carry_out(table, taken(table))
    with Unit(table.database) as unit:
        stray = files.put(unit.session, b"outra lista", "text/csv")
        # never committed: bytes without a row

    adopted = come_due(table, "arquivo.reconhecer", NOW)
    assert (adopted.state, left(table, Blob)) == (JobState.DONE, 2)

    come_due(table, "arquivo.recolher", datetime.now(UTC) + timedelta(days=400))
    assert (files.storage.size(sha256), files.storage.size(stray)) == (5, None)
    assert table.job(waiting).state is JobState.DONE
    files.close()
