"""The demo waits for its jobs, but not for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest

from core.errors import EnvironmentFault
from core.messages import say_error
from server.demo import job_done


class Stuck(BaseHTTPRequestHandler):
    """A server whose job never ends."""

    def do_GET(self) -> None:
        self._say(200, {"trabalho": {"estado": "executando"}})

    def do_POST(self) -> None:
        self._say(202, {})

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the tests' output is for failures."""

    def _say(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Location", "/trabalhos/1")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def stuck() -> Iterator[httpx2.Client]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stuck) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        with httpx2.Client(base_url=f"http://127.0.0.1:{server.server_port}") as client:
            yield client
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("patience", [0.0, 0.5])
def test_a_job_that_never_ends_is_given_up(stuck: httpx2.Client, patience: float) -> None:
    sent = stuck.post("/producao/executar-nesting")

    with pytest.raises(EnvironmentFault) as fault:
        job_done(stuck, sent, patience)

    assert fault.value.code == "servidor.demorou"
    assert say_error(fault.value).startswith("O servidor não terminou o trabalho em ")
