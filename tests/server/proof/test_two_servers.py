"""Two server processes on one PostgreSQL and one object storage share everything, also a death."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import psycopg
import pytest
from sqlalchemy import make_url

from core.ids import new_id
from tests.support.lists import drawing, dxt, dxt_part, zipped
from tests.support.object_store import ObjectStore, free_ports
from tests.support.serving import ADMIN, PASSWORD, SECRETS

READY_SECONDS = 120
CALLERS, EACH = 4, 10

type Pair = tuple[Server, Server]


class Server:
    """One `radha server` process and a client of it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.log = process, log
        self.http = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)

    def enter(self, username: str = ADMIN, password: str = PASSWORD) -> dict[str, str]:
        """Headers of somebody who logs in here."""
        said = {"username": username, "password": password}
        answer = self.http.post("/auth/login", json=said)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def await_ready(self) -> None:
        """Wait until it can work."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(httpx2.TransportError):
                if self.http.get("/pronto").status_code == 200:
                    return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
        raise AssertionError(self.log.read_text(encoding="utf-8", errors="replace")[-4000:])


def settings(folder: Path, url: str, store: ObjectStore) -> dict[str, str]:
    """The environment of a server; everything but the data folder is the same for both."""
    return {
        "RADHA_DATA": str(folder),
        "RADHA_ADMIN_USER": ADMIN,
        "RADHA_ADMIN_PASS": PASSWORD,
        "RADHA_ARGON2_MEMORY_KIB": "8",
        "RADHA_ARGON2_PASSES": "1",
        "RADHA_JOB_WAIT_SECONDS": "0",
        "DATABASE_URL": url,
        "OBJECT_STORAGE_ENDPOINT": store.endpoint,
        "OBJECT_STORAGE_ACCESS_KEY": store.access_key,
        "OBJECT_STORAGE_SECRET_KEY": store.secret_key,
        "OBJECT_STORAGE_BUCKET": store.bucket,
        "OBJECT_STORAGE_PREFIX": store.prefix,
        **{name.upper(): secret for name, secret in SECRETS.items()},
    }


@contextmanager
def starting(folder: Path, url: str, store: ObjectStore) -> Iterator[Server]:
    """A server process, not ready yet, with a data folder of its own."""
    (port,) = free_ports(1)
    folder.mkdir()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "core.cli", "server", "--port", str(port)],
            env={**os.environ, **settings(folder, url, store)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = Server(process, port, folder / "server.log")
        try:
            yield server
        finally:
            server.http.close()
            process.kill()
            process.wait(30)


@pytest.fixture(scope="module")
def empty_url(postgres_address: str) -> Iterator[str]:
    """A database without any table: the servers migrate it themselves, both at once."""
    name = "two_servers"
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield make_url(postgres_address).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, empty_url: str, rclone: ObjectStore
) -> Iterator[Pair]:
    """Two servers with nothing in common but PostgreSQL, the storage and the secrets."""
    folder, store = tmp_path_factory.mktemp("pair"), rclone.apart()
    with (
        starting(folder / "one", empty_url, store) as one,
        starting(folder / "two", empty_url, store) as two,
    ):
        one.await_ready()
        two.await_ready()
        yield one, two


def test_who_entered_by_one_works_on_the_other(pair: Pair) -> None:
    one, two = pair
    headers = one.enter()

    made = two.http.post("/clientes", headers=headers, json={"nome": "Ana Exemplo"})
    shown = one.http.get(f"/clientes/{made.json()['id']}", headers=headers)

    assert shown.json()["cliente"]["nome"] == "Ana Exemplo"


def test_what_one_revokes_is_revoked_on_the_other(pair: Pair) -> None:
    one, two = pair
    headers = one.enter()
    assert two.http.get("/clientes", headers=headers).status_code == 200

    two.http.post("/auth/logout", headers=headers)

    assert one.http.get("/clientes", headers=headers).status_code == 401


def test_a_permission_taken_by_one_is_missing_on_the_other(pair: Pair) -> None:
    one, two = pair
    above = one.enter()
    person = {
        "username": "bia",
        "nome": "Bia Exemplo",
        "password": PASSWORD,
        "cargo": "visita",
        "permissoes": ["cadastros/clientes"],
    }
    number = one.http.post("/usuarios", headers=above, json=person).json()["id"]
    hers = two.enter("bia")
    assert two.http.get("/clientes", headers=hers).status_code == 200

    changed = one.http.put(f"/usuarios/{number}", headers=above, json={"permissoes": []})

    assert changed.status_code == 200, changed.text
    assert two.http.get("/clientes", headers=hers).status_code in {401, 403}


def test_a_file_sent_through_one_is_fetched_through_the_other(pair: Pair) -> None:
    one, two = pair
    headers = one.enter()
    data = b"%PDF-1.7\n" + os.urandom(4000)
    address = hashlib.sha256(data).hexdigest()
    ref = {"sha256": address, "size": len(data), "type": "application/pdf"}

    put = one.http.post("/v1/blobs/plan", headers=headers, json=ref).json()["put"]
    sent = httpx2.put(put["url"], headers=put["headers"], content=data)
    done = two.http.post("/v1/blobs/commit", headers=headers, json={"sha256": address})
    place = one.http.get(f"/v1/blobs/{address}", headers=headers)

    assert (sent.status_code, done.status_code, place.status_code) == (200, 200, 307)
    assert httpx2.get(place.headers["location"]).content == data
    assert one.http.post("/v1/blobs/plan", headers=headers, json=ref).json() == {"have": True}


def test_a_job_asked_of_one_is_seen_and_cancelled_on_the_other(pair: Pair) -> None:
    one, two = pair
    headers = one.enter()
    files = {"files": ("lote.zip", zipped({"lote.dxt": dxt(dxt_part()), "101.DXF": drawing()}))}

    asked = one.http.post(
        "/producao/importar-xml", headers=headers, data={"nome": "Lote Exemplo"}, files=files
    )
    assert asked.status_code == 202, asked.text
    place = asked.headers["location"]
    seen = two.http.get(place, headers=headers)
    two.http.post(f"{place}/cancelar", headers=headers)

    assert seen.status_code == 200
    assert one.http.get(place, headers=headers).json()["trabalho"]["estado"] == "cancelado"


def test_attempts_at_one_count_at_the_other(pair: Pair) -> None:
    said = {"username": "ninguem", "password": "Nada que sirva 1"}

    answers = [pair[turn % 2].http.post("/auth/login", json=said).status_code for turn in range(7)]

    assert answers == [401] * 5 + [429] * 2


def test_the_other_goes_on_when_one_is_killed_in_the_middle(pair: Pair) -> None:
    one, two = pair
    headers = two.enter()
    first = two.http.get("/clientes", headers=headers).json()["clientes"]
    halfway = threading.Barrier(CALLERS + 1, timeout=READY_SECONDS)

    def make(caller: int) -> list[int]:
        made = []
        for turn in range(EACH):
            if turn == EACH // 2:
                halfway.wait()
            body = {"nome": f"Cliente {caller}-{turn}"}
            repeatable = headers | {"Idempotency-Key": str(new_id())}
            try:
                answer = one.http.post("/clientes", headers=repeatable, json=body)
            except httpx2.TransportError:
                # nobody knows whether it was done: asked again, it is done once
                answer = two.http.post("/clientes", headers=repeatable, json=body)
            assert answer.status_code == 200, answer.text
            made.append(answer.json()["id"])
        return made

    with ThreadPoolExecutor(CALLERS) as pool:
        under_way = [pool.submit(make, caller) for caller in range(CALLERS)]
        halfway.wait()
        one.process.kill()
        numbers = [number for each in under_way for number in each.result()]

    found = two.http.get("/clientes", headers=headers).json()["clientes"]
    assert one.process.wait(30) != 0
    assert len(set(numbers)) == CALLERS * EACH
    assert len(found) - len(first) == CALLERS * EACH
    assert len({row["codigo"] for row in found}) == len(found)
    assert {row["nome"] for row in found} >= {
        f"Cliente {caller}-{turn}" for caller in range(CALLERS) for turn in range(EACH)
    }
