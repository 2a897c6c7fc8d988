"""Real processes: `radha server`, and `radha agent` at it, killed in between."""

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

import pytest
from fastapi import FastAPI

from desktop.sync.ledger import counts, reading
from desktop.sync.station import LEDGER
from tests.support.serving import ADMIN, PASSWORD
from tests.support.sockets import listening

PATIENCE = 60.0


@pytest.fixture
def server(app: FastAPI) -> Iterator[str]:
    """The address of the real server."""
    with listening(app) as address:
        yield address


def started(server: str, home: Path, *more: str) -> subprocess.Popen[str]:
    """An agent that talks over pipes."""
    home.mkdir(exist_ok=True)
    with (home / "agent.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "core.cli", "agent", "--server", server, *more],
            env={
                **os.environ,
                "RADHA_HOME": str(home),
                "RADHA_USER": ADMIN,
                "RADHA_PASSWORD": PASSWORD,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


@contextmanager
def agent(server: str, home: Path) -> Iterator[subprocess.Popen[str]]:
    """One that is killed in the end, if it did not end by itself."""
    process = started(server, home)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(process: subprocess.Popen[str], **request: Any) -> dict[str, Any]:
    """One request and its answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def add(process: subprocess.Popen[str], name: str) -> dict[str, Any]:
    """A new customer."""
    return ask(process, kind="cliente.criar", args={"dados": {"nome": name}})


def until(process: subprocess.Popen[str], customers: int) -> None:
    """Look again until nothing is pending and so many customers are here."""
    deadline = time.monotonic() + PATIENCE
    while True:
        status = ask(process, op="status")
        found = ask(process, op="digest")["collections"]["cliente"][0]
        if found == customers and not status["pending"]:
            return
        assert time.monotonic() < deadline, status
        time.sleep(0.05)


def test_two_agents_share_what_each_does(server: str, tmp_path: Path) -> None:
    with agent(server, tmp_path / "a") as one, agent(server, tmp_path / "b") as two:
        assert add(one, "Ana")["ok"]
        assert add(two, "Bia")["ok"]

        until(one, 2)
        until(two, 2)

        assert ask(one, op="digest")["collections"] == ask(two, op="digest")["collections"]
        assert ask(one, op="stop")["ok"]
        assert one.wait(PATIENCE) == 0


def test_what_was_answered_outlives_a_kill(server: str, tmp_path: Path) -> None:
    home = tmp_path / "a"
    with agent(server, home) as first:
        until(first, 0)
        ask(first, op="pause")
        assert add(first, "Ana")["ok"]
        assert add(first, "Bia")["ok"]
    with reading(home / LEDGER) as ledger:
        assert counts(ledger).pending == 2

    with agent(server, home) as second:
        until(second, 2)


def test_bad_requests_are_answered_and_harm_nothing(server: str, tmp_path: Path) -> None:
    with agent(server, tmp_path / "a") as running:
        for request in (
            {"op": "nada"},
            {"kind": "nada"},
            {"kind": "cliente.criar", "args": {"dados": {}}},
            {"kind": "cliente.criar", "args": {"dados": {"nome": "Ana"}}, "op_id": "x"},
        ):
            assert ask(running, **request)["ok"] is False
        assert add(running, "Ana")["ok"]
        until(running, 1)


def test_a_file_of_commands_is_done_sent_and_the_end(server: str, tmp_path: Path) -> None:
    home, file = tmp_path / "a", tmp_path / "do.jsonl"
    lines = [{"kind": "cliente.criar", "args": {"dados": {"nome": f"C{n}"}}} for n in range(3)]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    process = started(server, home, "--do", str(file))
    said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert [json.loads(line)["ok"] for line in said.splitlines()] == [True] * 3
    told = subprocess.run(
        [sys.executable, "-m", "core.cli", "sync-status", "--home", str(home), "--json"],
        capture_output=True,
        check=True,
    )
    status = json.loads(told.stdout)
    assert (status["pending"], status["confirmed"], status["server"]) == (0, 3, server)
