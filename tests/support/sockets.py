"""The real application behind a real socket, and a workstation that is registered there."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import uvicorn
from starlette.types import ASGIApp

from tests.support.keys import Station
from tests.support.serving import ADMIN, PASSWORD

PATIENCE = 60


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """The address of an application that answers until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", server_header=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    host, port = listener.getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
    assert not thread.is_alive()


@contextmanager
def workstation(address: str) -> Iterator[httpx2.Client]:
    """A client of the server, signed in as the administrator at a device of its own."""
    station = Station()
    with httpx2.Client(base_url=address, timeout=PATIENCE) as client:
        known = {"username": ADMIN, "password": PASSWORD}
        entry = client.post("/auth/login", json=known).json()
        boss = {"Authorization": f"Bearer {entry['access_token']}"}
        said = {"nome": "Serra", "chave_publica": station.public}
        made = client.post("/dispositivos", headers=boss, json=said).json()
        proof = station.proof(made["id"], ADMIN, int(time.time()))
        entry = client.post("/auth/login", json=known | {"dispositivo": proof}).json()
        client.headers["Authorization"] = f"Bearer {entry['access_token']}"
        yield client
