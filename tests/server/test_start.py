"""From an empty folder to a server that answers: what is made, what is kept, what is refused."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from core.acesso.commands.inicio import INSTALLER
from core.db.engine import Database
from core.db.migrate import newest, present, upgrade
from core.db.unit import Unit
from core.errors import EnvironmentFault, InputError
from core.ids import new_id
from core.producao.commands.etapa import ArquivarEtapa
from core.producao.models.apontamento import Etapa
from core.producao.rules.etapas import ETAPAS_PADRAO
from server.start import prepare, reset
from tests.support.databases import run
from tests.support.serving import ADMIN, PASSWORD, SECRETS, settings_for

PATIENCE = 60.0
OTHER = "b5e9c1d37f02468ace13579bdf864208aa55ee11"


class Running:
    """A server process and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self.address = ""

    def wait_for_address(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"http://[\d.]+:\d+", line)
            if found:
                self.address = found[0]
                return
        raise AssertionError("".join(self.said))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def radha_server(home: Path, *more: str) -> Iterator[Running]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("RADHA_")
    } | {"RADHA_HOME": str(home), "RADHA_ARGON2_MEMORY_KIB": "8", "RADHA_ARGON2_PASSES": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "core.cli", "server", "--port", "0", *more],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Running(process)
    try:
        running.wait_for_address()
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_an_empty_folder_becomes_a_server(tmp_path: Path) -> None:
    with radha_server(tmp_path) as first:
        said = "".join(first.said)
        password = re.search(r"uso único (\S+)", said)
        assert password
        with httpx2.Client(base_url=first.address, timeout=PATIENCE) as client:
            entered = client.post("/auth/login", json={"username": ADMIN, "password": password[1]})
            ready = client.get("/pronto")
            described = client.get("/openapi.json").json()
        ended = first.stop()
    with radha_server(tmp_path) as second:
        again = "".join(second.said)

    assert entered.status_code == 200
    assert ready.json() == {"estado": "pronto"}
    assert "/auth/login" in described["paths"]
    assert ended == 0
    assert "uso único" not in again
    if os.name == "posix":
        assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}
    assert password[1] not in (tmp_path / "secrets.env").read_text(encoding="utf-8")


def test_postgresql_by_its_address(tmp_path: Path, postgres_address: str) -> None:
    import psycopg  # noqa: PLC0415 - this test alone

    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute(b"CREATE DATABASE started")
    url = postgres_address.replace("/postgres?", "/started?")
    with radha_server(tmp_path, "--database-url", url) as running:
        said = "".join(running.said)
        ready = httpx2.get(f"{running.address}/pronto", timeout=PATIENCE)
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute(b"DROP DATABASE started WITH (FORCE)")

    assert "PostgreSQL" in said
    assert ready.status_code == 200
    assert not (tmp_path / "radha.db").exists()


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "core.cli", "server", "--port", str(port)],
            env=os.environ | {"RADHA_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert str(port) in done.stderr
    assert not (tmp_path / "radha.db").exists()


def test_a_database_out_of_reach_is_said(tmp_path: Path) -> None:
    url = "postgresql://ninguem@127.0.0.1:1/nada"

    with pytest.raises(EnvironmentFault, match=r"servidor\.banco"):
        prepare(settings_for(url, tmp_path))


def test_a_weak_secret_stops_the_start(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", "server", "--port", "0"],
        env=os.environ | {"RADHA_HOME": str(tmp_path), "SECRET_KEY": "changeme" * 8},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "SECRET_KEY" in done.stderr
    assert "changeme" not in done.stderr


def test_to_prepare_again_changes_nothing(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'radha.db'}", tmp_path, admin_pass=None)

    first, second = prepare(settings), prepare(settings)

    with Database(settings.database) as database:
        assert present(database) == newest()
    assert first
    assert second is None


def stages(url: str) -> dict[str, bool]:
    with Database(url) as database, database.sessions() as session:
        rows = session.scalars(select(Etapa).order_by(Etapa.ordem)).all()
    return {row.codigo: row.archived_at is None for row in rows}


def test_a_fresh_factory_has_its_stages_and_keeps_what_it_makes_of_them(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'radha.db'}", tmp_path)
    prepare(settings)
    usual = [usual.codigo for usual in ETAPAS_PADRAO]
    assert list(stages(settings.database).items()) == [(codigo, True) for codigo in usual]
    with Database(settings.database) as database:
        with database.sessions() as session:
            last = session.scalars(select(Etapa.id).where(Etapa.embala.is_(False))).first()
        assert last is not None
        run(database, ArquivarEtapa(id=last), INSTALLER)
    kept = stages(settings.database)

    prepare(settings)

    assert stages(settings.database) == kept
    assert list(kept.values()).count(False) == 1


def test_a_factory_that_has_stages_is_given_none(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'radha.db'}", tmp_path)
    with Database(settings.database) as database:
        upgrade(database)
        with Unit(database) as unit:
            own = Etapa(
                id=new_id(), codigo="pintura", nome="Pintura", ordem=1, exige_id=None, embala=False
            )
            unit.session.add(own)
            unit.commit()

    prepare(settings)

    assert stages(settings.database) == {"pintura": True}


def test_a_server_with_another_secret_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'radha.db'}"
    prepare(settings_for(url, tmp_path))
    other = settings_for(url, tmp_path, secret_key=OTHER)

    with pytest.raises(InputError, match=r"servidor\.segredo_de_outro"):
        prepare(other)


def test_an_encryption_key_is_changed_by_putting_the_new_one_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'radha.db'}"
    old = settings_for(url, tmp_path)
    both = settings_for(url, tmp_path, encryption_key=f"{OTHER},{SECRETS['encryption_key']}")
    new = settings_for(url, tmp_path, encryption_key=OTHER)
    prepare(old)
    prepare(both)

    assert prepare(new) is None
    with pytest.raises(InputError):
        prepare(old)


def test_an_administrator_who_lost_his_password_gets_another(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'radha.db'}", tmp_path)
    prepare(settings)

    assert reset(settings, ADMIN)
    with pytest.raises(InputError):
        reset(settings, "ninguem")


def test_the_given_password_is_not_for_one_use(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'radha.db'}", tmp_path, admin_pass=PASSWORD)

    assert prepare(settings) is None
