"""Slow, broken and doubled requests, byte by byte over a real connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp

from server.app import create_app
from server.limits import BodyLimit
from tests.support.serving import first_start, settings_for

PATIENCE = 60
HALF = b"POST /clientes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, sqlite_url_of_module: str
) -> Iterator[tuple[str, int]]:
    """Where a server listens that loses patience with a body soon."""
    folder = tmp_path_factory.mktemp("sockets")
    settings = settings_for(
        sqlite_url_of_module, folder, job_runner="none", body_limit_bytes=64 * 1024
    )
    first_start(settings)
    app: ASGIApp = BodyLimit(
        create_app(settings), limit=64 * 1024, files=64 * 1024, known=bool, pause=0.3
    )
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", server_header=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join(PATIENCE)
    listener.close()


@pytest.fixture(scope="module")
def sqlite_url_of_module(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> str:
    file = tmp_path_factory.mktemp("database") / "radha.db"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{file}"


def opened(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=PATIENCE)


def answer(connection: socket.socket) -> bytes:
    """All that comes until the server closes or the answer's first part is whole."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        if not piece:
            break
        got += piece
    return got


def status(got: bytes) -> int:
    return int(got.split(b" ", 2)[1])


def test_a_body_that_stands_still_is_given_up(address: tuple[str, int]) -> None:
    with opened(address) as connection:
        connection.sendall(HALF + b'Content-Length: 100\r\n\r\n{"nome": "')

        assert status(answer(connection)) == 408


def test_many_slow_senders_keep_nobody_else_out(address: tuple[str, int]) -> None:
    with ExitStack() as stack:
        for _ in range(200):
            slow = stack.enter_context(opened(address))
            slow.sendall(HALF + b"Content-Length: 100\r\n\r\n{")
        with opened(address) as other:
            other.sendall(b"GET /pronto HTTP/1.1\r\nHost: x\r\n\r\n")

            assert status(answer(other)) == 200


def test_who_hangs_up_in_the_middle_harms_nobody(address: tuple[str, int]) -> None:
    for _ in range(20):
        with opened(address) as connection:
            connection.sendall(HALF + b"Content-Length: 100\r\n\r\n{")
    with opened(address) as other:
        other.sendall(b"GET /pronto HTTP/1.1\r\nHost: x\r\n\r\n")

        assert status(answer(other)) == 200


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 70000\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        b"8001\r\n" + b"x" * 0x8001 + b"\r\n",
    ],
)
def test_more_than_the_limit_is_refused_before_it_is_whole(
    address: tuple[str, int], rest: bytes
) -> None:
    with opened(address) as connection:
        connection.sendall(HALF + rest)

        assert status(answer(connection)) in {400, 413}


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: a\r\n\r\n",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"X: " + b"x" * 200_000 + b"\r\n\r\n",
    ],
)
def test_a_request_that_two_readers_would_read_in_two_ways_is_refused(
    address: tuple[str, int], rest: bytes
) -> None:
    with opened(address) as connection:
        connection.sendall(HALF + rest)
        got = answer(connection)

    assert got == b"" or 400 <= status(got) < 500
    assert b"Radha" not in got


def test_the_answer_does_not_say_what_serves_it(address: tuple[str, int]) -> None:
    with opened(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        head = answer(connection).lower()

    assert b"\r\nserver:" not in head
    assert b"uvicorn" not in head
    assert b"x-content-type-options: nosniff" in head
