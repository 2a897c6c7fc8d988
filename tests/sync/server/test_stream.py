"""Whoever listens hears that something is new, also from another server, and holds nothing up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from core.db.engine import Database
from server.app import create_app
from server.settings import Settings
from tests.support.databases import run, someone
from tests.support.people import cliente
from tests.support.sockets import listening, workstation

CLERK = someone("cadastros/clientes")


@contextmanager
def listener(client: httpx2.Client) -> Iterator[Iterator[dict[str, Any]]]:
    """The data of the events of a stream, as they come."""
    with client.stream("GET", "/v1/stream") as answer:
        assert answer.status_code == 200
        lines = answer.iter_lines()
        yield (json.loads(line[5:]) for line in lines if line.startswith("data:"))


def test_a_change_is_told_to_every_listener(app: FastAPI, settings: Settings) -> None:
    with (
        listening(app) as address,
        workstation(address) as here,
        workstation(address) as there,
        listener(here) as mine,
        listener(there) as theirs,
        Database(settings.database) as database,
    ):
        before = next(mine)["seq"], next(theirs)["seq"]
        run(database, cliente("Ana"), CLERK)
        after = next(mine)["seq"], next(theirs)["seq"]

    assert before[0] == before[1]
    assert after == (before[0] + 1, before[0] + 1)


@pytest.mark.usefixtures("app")
def test_a_listener_holds_no_connection_and_no_server(settings: Settings) -> None:
    # more listeners than the pool has connections; the server ends with all of them open
    few = settings.model_copy(update={"database_pool": 1})
    with listening(create_app(few)) as address, workstation(address) as client:
        streams = [client.stream("GET", "/v1/stream") for _ in range(6)]
        opened = [stream.__enter__() for stream in streams]
        answer = client.get("/v1/sync/hello")
        for stream in streams:
            stream.__exit__(None, None, None)

    assert {one.status_code for one in opened} == {200}
    assert answer.status_code == 200
