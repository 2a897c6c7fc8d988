"""A small server over a real socket that runs real commands and gives strange answers on demand."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from core.command import decode
from core.db.unit import Unit
from core.schema import METADATA
from core.sync.wire import Answer, Asked, Cursor, Digest, Hello, Known, Push, Pushed, SnapshotPage
from desktop.sync.ledger import Entry
from tests.support.caches import DEVICE, EPOCH, MORNING, Server, person

TOKEN = "t0"  # noqa: S105 - of a server that exists only in tests
type Reply = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Trick:
    """What is done to one request.

    Attributes:
        status: answered instead of doing anything; 0: the request is done.
        body: of that answer.
        headers: of it.
        lose: the answer is not sent.
        half: only half of it is.
        hang: nothing is said until the server stops.
        times: the request is done so many times.
    """

    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    lose: bool = False
    half: bool = False
    hang: bool = False
    times: int = 1


LOSE, HALF, HANG, TWICE = Trick(lose=True), Trick(half=True), Trick(hang=True), Trick(times=2)


def reset(why: str) -> Trick:
    """A 409 of the synchronisation."""
    return Trick(409, {"sync": why, "detail": "x", "codigo": f"sync.{why}"})


class Fake:
    """The server; `tricks` are played on the requests to a path, one each, in order.

    Args:
        real: runs the commands.
    """

    def __init__(self, real: Server) -> None:
        self.real = real
        self.epoch = EPOCH
        self.token = TOKEN
        self.parts = 1
        self.largest = 500
        self.tricks: dict[str, deque[Trick]] = defaultdict(deque)
        self.seen: list[str] = []
        self.pushes: list[list[UUID]] = []
        self.last_n: dict[UUID, int] = {}
        self.stopping = threading.Event()
        self.lines: list[socket.socket] = []
        self._one = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = False
        self._http.block_on_close = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def play(self, path: str, *tricks: Trick) -> None:
        """Do this to the next requests of a path such as ``push``."""
        self.tricks[path].extend(tricks)

    def forget(self, epoch: UUID) -> None:
        """Be restored from a copy in which nothing had happened yet."""
        with self._one, Unit(self.real.database) as unit:
            for table in reversed(METADATA.sorted_tables):
                unit.session.execute(table.delete())
            unit.session.commit()
            self.epoch = epoch
            self.last_n.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self._thread.join()

    def reply(
        self, trick: Trick, token: str, path: str, query: dict[str, str], body: bytes
    ) -> Reply:
        """What a request gets."""
        if trick.status:
            said = trick.body
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            return trick.status, trick.headers, data
        if token != self.token:
            return 401, {}, b'{"codigo": "acesso.sem_token"}'
        for _ in range(trick.times - 1):
            self.answer(path, query, body)
        return self.answer(path, query, body)

    def answer(self, path: str, query: dict[str, str], body: bytes) -> Reply:
        """What a request gets that nothing strange is done to."""
        name, _, rest = path.partition("/")
        with self._one:
            message = getattr(self, f"_{name}")(query, body, rest)
        if isinstance(message, tuple):
            return message
        return 200, {}, message.model_dump_json().encode()

    def _hello(self, *_: object) -> Hello:
        return Hello(
            server="1", schemas=(1, 1), epoch=self.epoch, head=0, ledger_keep_days=35,
            time=MORNING, scopes=self.real.scopes,
        )  # fmt: skip

    def _push(self, _query: object, body: bytes, _rest: str) -> Pushed | Reply:
        push = Push.model_validate_json(body)
        if len(push.ops) > self.largest:
            return 413, {}, b'{"codigo": "servidor.http_413"}'
        if push.epoch != self.epoch:
            return _conflict("feed_reset")
        known = {answer.op_id for answer in self.real.answers()}
        last = self.last_n.get(push.inc, 0)
        for op in push.ops:
            if op.n <= last and op.op_id not in known:
                return _conflict("client_forked")
            if op.n > last + 1:
                return _conflict("gap")
            last = max(last, op.n)
        self.last_n[push.inc] = last
        self.pushes.append([op.op_id for op in push.ops])
        for op in push.ops:
            entry = Entry(
                op_id=str(op.op_id), kind=op.kind, v=op.v, args=op.args, user_id=str(op.user),
                wall=op.wall, mono_ms=op.mono_ms, boot_id=op.boot, pos=1, inc=str(push.inc), n=op.n,
            )  # fmt: skip
            self.real.take(entry, decode(op.kind, op.args), person("ana", device=DEVICE))
        return Pushed(answers=self._answers([op.op_id for op in push.ops]), head=0)

    def _pull(self, query: dict[str, str], *_: object) -> Any:
        since = Cursor(seq=int(query["seq"]), tag=int(query["tag"]))
        if query.get("epoch") != str(self.epoch):
            return _conflict("feed_reset")
        if query["escopos"].split(",") != self.real.scopes:
            return _conflict("scopes_changed")
        return self.real.pull(since, self.epoch, self.parts)[0]

    def _reconcile(self, _query: object, body: bytes, _rest: str) -> Known:
        asked = Asked.model_validate_json(body)
        return Known(epoch=self.epoch, head=0, answers=self._answers(asked.op_ids))

    def _snapshot(self, _query: object, _body: bytes, collection: str) -> Any:
        plan, pages = self.real.snapshot(size=1000)
        if not collection:
            return plan.model_copy(update={"epoch": self.epoch})
        rows = [row for name, page in pages if name == collection for row in page.rows]
        return SnapshotPage(rows=rows, next=None)

    def _digest(self, *_: object) -> Digest:
        plan, _pages = self.real.snapshot()
        return Digest(cursor=plan.cursor, collections=self.real.digest())

    def _answers(self, op_ids: list[UUID]) -> list[Answer]:
        wanted = set(op_ids)
        return [answer for answer in self.real.answers() if answer.op_id in wanted]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Quiet."""

            def setup(self) -> None:
                """Remember the connection, which would keep the server from stopping."""
                fake.lines.append(self.request)
                super().setup()

            def do_GET(self) -> None:
                """Answer."""
                self._serve(b"")

            def do_POST(self) -> None:
                """Answer."""
                self._serve(self.rfile.read(int(self.headers["Content-Length"])))

            def _serve(self, body: bytes) -> None:
                address = urlsplit(self.path)
                path = address.path.removeprefix("/v1/sync/").removeprefix("/v1/")
                query = {name: value[0] for name, value in parse_qs(address.query).items()}
                fake.seen.append(path)
                tricks = fake.tricks[path]
                trick = tricks.popleft() if tricks else Trick()
                if trick.hang:
                    fake.stopping.wait()
                    self.close_connection = True
                    return
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self._send(fake.reply(trick, token, path, query, body), trick)

            def _send(self, reply: Reply, trick: Trick) -> None:
                status, headers, data = reply
                if trick.lose:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if trick.half:
                    data, self.close_connection = data[: len(data) // 2], True
                self.wfile.write(data)

        return Handler


def _conflict(why: str) -> Reply:
    return 409, {}, json.dumps({"sync": why, "codigo": f"sync.{why}"}).encode()
