"""A server of one's own for a while: its process, and a client that is signed in to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx2

from core.errors import EnvironmentFault
from server.settings import Settings

PREFIX = "http://"
READ_SECONDS = 120.0
"""How long one answer may take: a route that waits for its job is slow by design."""


@contextmanager
def embedded(home: Path, password: str) -> Iterator[httpx2.Client]:
    """A server over this folder on a free port, as its administrator; it ends with the block.

    Args:
        home: of the server's files; empty.
        password: of its administrator.

    Raises:
        EnvironmentFault: it did not start.
    """
    environment = _others() | {"RADHA_HOME": str(home), "RADHA_ADMIN_PASS": password}
    process = subprocess.Popen(
        [sys.executable, "-m", "core.cli", "server", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None  # noqa: S101 - asked for above
        address = _address(process.stdout)
        with httpx2.Client(base_url=address, timeout=READ_SECONDS) as client:
            _sign_in(client, password)
            yield client
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _others() -> dict[str, str]:
    """The environment without what would change this server's settings."""
    ours = {str(name) for name in Settings.model_json_schema(by_alias=True)["properties"]}
    return {
        name: value
        for name, value in os.environ.items()
        if name.lower() not in ours and not name.startswith("RADHA_")
    }


def _address(told: IO[str]) -> str:
    for line in told:
        word = next((word for word in line.split() if word.startswith(PREFIX)), None)
        if word is not None:
            return word
    raise EnvironmentFault("servidor.nao_iniciou")


def _sign_in(client: httpx2.Client, password: str) -> None:
    answer = client.post("/auth/login", json={"username": "admin", "password": password})
    if answer.status_code != httpx2.codes.OK:
        raise EnvironmentFault("servidor.nao_iniciou")
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
