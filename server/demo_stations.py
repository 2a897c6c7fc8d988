"""The second half of `radha demo`: two workstations that agree, also after a quarrel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from core.cli.console import answer
from core.errors import EnvironmentFault
from core.messages import say

SAW, OFFICE = "Serra", "Escritório"
PATIENCE = 60.0
"""Seconds for anything to arrive at the other station."""

_PAUSE = 0.02
_CUSTOMER = {"nome": "Cozinhas Exemplo", "bairro": "Centro"}


class Agent:
    """A headless workstation in a process of its own, spoken to over its standard input."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, **request: Any) -> dict[str, Any]:
        """The answer to one request.

        Raises:
            EnvironmentFault: the agent has ended, or says no.
        """
        assert self._process.stdin is not None  # noqa: S101 - asked for below
        assert self._process.stdout is not None  # noqa: S101 - asked for below
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError as error:
            raise EnvironmentFault("cli.demo_estacao_parou", detail=str(error)) from error
        told: dict[str, Any] = json.loads(line or "{}")
        if not told.get("ok"):
            raise EnvironmentFault("cli.demo_estacao_parou", detail=str(told.get("text", "")))
        return told

    def customer(self, key: str) -> dict[str, Any] | None:
        """A customer as this station shows him."""
        row: dict[str, Any] | None = self.ask(op="show", c="cliente", id=key)["row"]
        return row

    def move(self, key: str, seen: dict[str, Any], district: str) -> None:
        """Change a customer's district, as somebody would who looks at what this station shows."""
        change = {"was": seen["bairro"], "to": district}
        edit = {"collection": "cliente", "id": key, "base": seen["ver"], "set": {"bairro": change}}
        self.ask(op="do", kind="registro.alterar", args=edit)

    def connected(self) -> bool:
        """Whether it has spoken with the server."""
        return bool(self.ask(op="status")["link"] == "online")

    def settled(self) -> bool:
        """Whether the server has answered everything."""
        return bool(self.ask(op="status")["pending"] == 0)


def show_stations(client: httpx2.Client, home: Path, password: str) -> None:
    """Let a record travel, be edited on both sides without a network, and meet again.

    Args:
        client: signed in as the administrator of a fresh server.
        home: a folder for the stations' files.
        password: the administrator's.

    Raises:
        EnvironmentFault: something did not arrive, or the stations differ in the end.
    """
    address = str(client.base_url).rstrip("/")
    with (
        _agent(address, home / "serra", SAW, password) as saw,
        _agent(address, home / "escritorio", OFFICE, password) as office,
    ):
        for agent in (saw, office):
            _until(agent.connected)
        key = saw.ask(op="do", kind="cliente.criar", args={"dados": _CUSTOMER})["result"]["id"]
        began = time.monotonic()
        _until(lambda: office.customer(key) is not None)
        took = round((time.monotonic() - began) * 1000)
        answer(say("cli.demo_viagem", nome=_CUSTOMER["nome"], de=SAW, para=OFFICE, ms=took))
        _until(saw.settled)
        _quarrel(saw, office, key)
        (conflict,) = client.get("/v1/sync/conflitos").json()["conflitos"]
        answer(
            say(
                "cli.demo_conflito",
                registro=conflict["registro"],
                campo=conflict["campo"],
                ficou=conflict["ficou"],
                perdeu=conflict["perdeu"],
            )
        )
        _until(lambda: saw.ask(op="digest") == office.ask(op="digest"))
        answer(say("cli.demo_iguais"))


def _quarrel(saw: Agent, office: Agent, key: str) -> None:
    for agent in (saw, office):
        agent.ask(op="pause")
    for agent, district in ((saw, "Vila Norte"), (office, "Vila Sul")):
        seen = agent.customer(key)
        if seen is None:
            raise EnvironmentFault("cli.demo_estacao_parou", detail=key)
        agent.move(key, seen, district)
    answer(say("cli.demo_sem_rede", de=SAW, para=OFFICE))
    for agent in (saw, office):
        agent.ask(op="resume")
        _until(agent.settled)


@contextmanager
def _agent(address: str, home: Path, name: str, password: str) -> Iterator[Agent]:
    home.mkdir()
    environment = os.environ | {"RADHA_USER": "admin", "RADHA_PASSWORD": password}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [
            *(sys.executable, "-m", "core.cli", "agent"),
            *("--server", address, "--home", str(home), "--name", name),
        ],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(home / "agent.log").open("w"),
        text=True,
        encoding="utf-8",
    )
    try:
        yield Agent(process)
    finally:
        process.terminate()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _until(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise EnvironmentFault("servidor.demorou", seconds=PATIENCE)
        time.sleep(_PAUSE)
