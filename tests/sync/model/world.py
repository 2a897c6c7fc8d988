"""Stations, a server and a network that drops, doubles, delays and reorders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.sync.model.disks import Cache, CacheFile, Ledger
from tests.sync.model.judge import Judge
from tests.sync.model.mistakes import Mistake
from tests.sync.model.server import Change, Server
from tests.sync.model.state import State
from tests.sync.model.station import KEEP_DAYS, Station
from tests.sync.model.values import Kind, Op, Reply, Request, Row, Scopes

STATIONS = 3
RECORDS = ("obra/x", "obra/y", "obra/z")
FIRST = (
    Row("obra/x", "p", {"a": 0, "k": 0, "m": 0, "custo": 1, "fase": 0}),
    Row("obra/y", "p", {"a": 0, "k": 0, "m": 0, "custo": 1, "fase": 0}),
    Row("obra/z", "v", {"a": 0, "k": 0, "m": 0, "custo": 1, "fase": 0}),
    Row("sheet/1", "p", {"stock": 5, "taken": 0}),
    Row("sheet/2", "p", {"stock": 3, "taken": 0}),
)
PERMITS: tuple[Scopes, ...] = (
    frozenset("p"),
    frozenset("pv"),
    frozenset({"p", "v", "custo"}),
    frozenset("v"),
)


@dataclass(frozen=True)
class Message:
    """A request on its way to the server, or a reply on its way back."""

    station: int
    body: Request | Reply
    is_reply: bool = False


@dataclass(frozen=True)
class Image:
    """A copy of a station's disks."""

    ledger: Ledger
    states: tuple[Cache, ...]
    inc: int
    numbers: dict[int, int]


class World:
    """Everything there is, and what can happen to it."""

    def __init__(self, mistake: Mistake | None = None) -> None:
        self.judge = Judge()
        self.server = Server(self.judge.server_committed, mistake)
        self.wire: list[Message] = []
        self.backups: list[tuple[int, State]] = []
        self.images: dict[int, Image] = {}
        self.today = 0
        self.last_op = 0
        self.server.write(*FIRST)
        for index in range(STATIONS):
            device = f"d{index}"
            self.server.permit(device, PERMITS[index])
            station = Station(device, self._listener(), mistake)
            self.judge.stations.append(station)
            self.round(index)

    @property
    def stations(self) -> list[Station]:
        """Return the stations, which the judge looks at too."""
        return self.judge.stations

    def _listener(self) -> Callable[[Cache, Cache, bool], None]:
        judge = self.judge

        def listen(before: Cache, after: Cache, replaced: bool) -> None:
            judge.cache_committed(before, after, replaced=replaced)

        return listen

    # -- gestures -----------------------------------------------------------------------------

    def gesture(self, index: int, kind: Kind, number: int, value: int, *, dies: bool) -> None:
        """Let an operator do something to what the screen shows, and hear the beep."""
        station = self.stations[index]
        key = f"sheet/{number % 2 + 1}" if kind is Kind.RESERVE else RECORDS[number % 3]
        row = station.cache.now.shown.get(key)
        if row is None and kind not in {Kind.SCAN, Kind.POISON}:
            return
        self.last_op += 1
        op = _drawn(self.last_op, kind, key, row, value)
        self.judge.beeped.add(op.op_id)
        station.gesture(op, dies=dies)

    # -- the network --------------------------------------------------------------------------

    def send(self, index: int, request: Request | None) -> None:
        """Put a request on the wire."""
        if request:
            self.wire.append(Message(index, request))

    def deliver(self, index: int, dies: str = "") -> None:
        """Deliver any message, so also out of order."""
        message = self.wire.pop(index)
        if message.is_reply:
            assert not isinstance(message.body, Request)
            self.stations[message.station].receive(message.body, dies=dies)
        else:
            assert isinstance(message.body, Request)
            self.wire.append(Message(message.station, self._serve(message.body), is_reply=True))

    def _serve(self, request: Request) -> Reply:
        reply = self.server.handle(request)
        self.judge.reply_sent(request.caller.device, self.server.state, reply)
        return reply

    def exchange(self, index: int, request: Request, dies: str = "") -> None:
        """Do a request and its reply at once."""
        self.stations[index].receive(self._serve(request), dies=dies)

    def push_all(self, index: int) -> None:
        """Push until nothing is left to send."""
        station = self.stations[index]
        station.time_out()
        for _ in range(4):
            request = station.push_request(50)
            if request is None:
                break
            self.exchange(index, request)

    def pull_all(self, index: int, limit: int = 1000, dies: str = "") -> None:
        """Pull until nothing is left to receive, through whatever recovery that takes."""
        station = self.stations[index]
        for _ in range(60):
            self.exchange(index, station.pull_request(limit), dies)
            if station.settled or dies:
                break

    def round(self, index: int, limit: int = 1000) -> None:
        """Do a whole good round."""
        self.push_all(index)
        self.pull_all(index, limit)

    def calm(self) -> None:
        """Let the network be quiet for three rounds, and have the judge look."""
        while self.server.under_way:
            self.server.finish(0)
        self.wire.clear()
        for _ in range(3):
            for index in range(STATIONS):
                self.round(index)
        waiting = (len(station.unconfirmed()) for station in self.stations)
        self.judge.after_calm(self.server.state, waiting)

    # -- disasters ----------------------------------------------------------------------------

    def take_image(self, index: int) -> None:
        """Copy a station's disks."""
        station = self.stations[index]
        states = tuple(station.cache.states)
        image = Image(
            station.ledger.copy(), states, station.outbox.inc, dict(station.outbox.numbers)
        )
        self.images[index] = image

    def put_image(self, source: int, index: int, *, parts: str) -> None:
        """Put an image on a station: ``disks``, ``ledger`` alone, or ``live`` with its process."""
        image, station = self.images[source], self.stations[index]
        own = station.ledger
        self.judge.excused |= own.lines.keys() - image.ledger.lines.keys()
        station.ledger = image.ledger.copy()
        station.ledger.device = own.device
        if parts != "ledger" or source != index:
            station.cache = CacheFile()
            station.cache.states = list(image.states)
        station.start()
        if parts == "live" or station.mistake is Mistake.SAME_INCARNATION:
            station.outbox.inc, station.outbox.numbers = image.inc, dict(image.numbers)

    def new_day(self) -> None:
        """Let midnight pass; backups that are too old are thrown away."""
        self.today += 1
        self.backups = [each for each in self.backups if each[0] + KEEP_DAYS >= self.today]
        for station in self.stations:
            station.new_day(self.today)

    def back_up(self) -> None:
        """Copy the server's database."""
        self.backups.append((self.today, self.server.state.copy()))

    def restore(self, index: int, *, announced: bool) -> None:
        """Put a backup back, with or without a new epoch."""
        self.judge.fell_back = True
        self.server.restore(self.backups[index][1], announced=announced)


def back_office(choice: int, key: str, value: int) -> tuple[Change, ...]:
    """Return one of the office's transactions, most of them of two rows."""
    other = RECORDS[(RECORDS.index(key) + 1) % 3]
    return (
        (Row(key, "", {"b": value}), Row(other, "", {"b": value})),
        (Row(key, "v", {}),),
        (Row(key, "p", {}),),
        (Row(key, "g", {}), Row(other, "", {"b": value})),
        (key,),
        (Row(key, "p", {"a": value, "k": value, "m": value, "custo": value, "fase": 0}),),
        (Row(key, "", {"a": value, "k": value, "custo": value}),),
    )[choice]


def _drawn(op_id: int, kind: Kind, key: str, row: Row | None, value: int) -> Op:
    """Return the operation as the operator means it, from what the screen shows."""
    if row is None or kind in {Kind.SCAN, Kind.POISON}:
        return Op(op_id, kind, scope="pv"[value % 2])
    fields = row.fields
    if kind is Kind.ADVANCE:
        now = fields.get("fase", 0)
        return Op(op_id, kind, key, "fase", was=now, to=max(1, now + value % 3), base=row.ver)
    if kind is Kind.SET:
        name = "akm"[value % 3]
        return Op(op_id, kind, key, name, fields.get(name, 0), 100 + value, row.ver)
    return Op(op_id, kind, key, to=1 + value % 3, base=row.ver)
