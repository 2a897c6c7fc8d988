"""Speaks to the file routes as a workstation does."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.state import State
from tests.support import databases
from tests.support.serving import first_start, settings_for

PART = 8 * 1024 * 1024


def unique_pdf(length: int = 25_600) -> bytes:
    """A PDF by its looks that nobody has sent before."""
    head = b"%PDF-1.7\n" + uuid.uuid4().bytes
    return head + bytes(range(256)) * (length // 256) + b"end"


@contextmanager
def served(
    request: pytest.FixtureRequest, kind: str, folder: Path, **more: object
) -> Iterator[TestClient]:
    """A server over a database of its own that outlives one test; nobody is signed in."""
    if kind == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "radha.db")
        url = f"sqlite:///{folder / 'radha.db'}"
    else:
        address = request.getfixturevalue("postgres_address")
        name = f"files_{uuid.uuid4().hex[:12]}"
        databases._create(address, name, request.getfixturevalue("postgres_template"))
        url = databases._named(address, name)
    settings = settings_for(url, folder, **more)
    first_start(settings)
    with TestClient(
        create_app(settings), base_url="http://127.0.0.1", raise_server_exceptions=False
    ) as client:
        yield client


def state_of_client(client: TestClient) -> State:
    """What the server behind this client holds."""
    state: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return state


@dataclass(frozen=True)
class Sender:
    """One signed-in workstation."""

    client: TestClient
    headers: dict[str, str]

    def plan(self, data: bytes, kind: str, **other: Any) -> httpx2.Response:
        """Ask how to send these bytes; `other` replaces what is said of them."""
        body = {"sha256": sha_of(data), "size": len(data), "type": kind, **other}
        return self.client.post("/v1/blobs/plan", json=body, headers=self.headers)

    def put(self, url: str, data: bytes, headers: dict[str, str] | None = None) -> httpx2.Response:
        """Send one part, to the server or to where its address leads."""
        if url.startswith("/"):
            return self.client.put(url, content=data, headers=self.headers | (headers or {}))
        return httpx2.put(url, content=data, headers=headers or {})

    def commit(self, sha256: str) -> httpx2.Response:
        """Say that everything was sent."""
        return self.client.post("/v1/blobs/commit", json={"sha256": sha256}, headers=self.headers)

    def get(self, sha256: str, name: str = "", **headers: str) -> httpx2.Response:
        """Fetch a file, by way of a redirection if need be."""
        answer = self.client.get(
            f"/v1/blobs/{sha256}",
            params={"nome": name} if name else {},
            headers=self.headers | headers,
            follow_redirects=False,
        )
        if answer.status_code == 307:
            return httpx2.get(answer.headers["location"], headers=headers)
        return answer

    def send(self, data: bytes, kind: str, **other: Any) -> httpx2.Response:
        """The whole way: plan, parts that are missing, commit."""
        planned = self.plan(data, kind, **other)
        if planned.status_code != 200 or planned.json().get("have"):
            return planned
        for url, part in missing(planned.json(), data):
            answer = self.put(url, part)
            if answer.status_code >= 300:
                return answer
        return self.commit(str(other.get("sha256", sha_of(data))))


def missing(plan: dict[str, Any], data: bytes) -> list[tuple[str, bytes]]:
    """Address and bytes of each part that the plan says is not there."""
    if "put" in plan:
        return [(plan["put"]["url"], data)]
    parts = plan["multipart"]
    size = parts["part"]
    return [
        (url, data[number * size : (number + 1) * size])
        for number, url in enumerate(parts["urls"])
        if number + 1 not in parts["done"]
    ]


def sha_of(data: bytes) -> str:
    """SHA-256 as the routes write it."""
    return hashlib.sha256(data).hexdigest()
