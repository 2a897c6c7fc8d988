"""What hypothesis may let happen, in any order.

Rules on single messages alone leave runs shallow: most of the planted mistakes need a station that
is in step with the server. So whole rounds are rules too, and some rules do what goes together in
life (a day passes and a round is made; a push hangs while the station goes on).
"""

from __future__ import annotations

import sys

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.sync.model.incidents import OF_BAD_DAYS, OF_DAILY_LIFE, Incident
from tests.sync.model.mistakes import Mistake
from tests.sync.model.values import Kind
from tests.sync.model.world import PERMITS, RECORDS, STATIONS, World, back_office

STATION = st.integers(0, STATIONS - 1)
MANY = st.integers(0, 30)
SOME = st.integers(0, 3)
PAGE = st.sampled_from((1, 2, 3, 1000))
DEATH = st.sampled_from(("", "", "before", "between"))
EDITS = st.sampled_from((Kind.SCAN, Kind.SET, Kind.SET, Kind.ADVANCE, Kind.RESERVE, Kind.ARCHIVE))


class Protocol(RuleBasedStateMachine):
    """The world under rules; a subclass names the mistake."""

    mistake: Mistake | None = None

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.mistake)

    # -- gestures

    @rule(i=STATION, value=MANY, dies=st.booleans())
    def scan(self, i: int, value: int, dies: bool) -> None:
        self.world.gesture(i, Kind.SCAN, 0, value, dies=dies)

    @rule(i=STATION, kind=EDITS, number=SOME, value=MANY)
    def edit(self, i: int, kind: Kind, number: int, value: int) -> None:
        self.world.gesture(i, kind, number, value, dies=False)

    @rule(i=STATION, value=SOME)
    def poison(self, i: int, value: int) -> None:
        self.world.gesture(i, Kind.POISON, 0, value, dies=False)

    # -- single messages

    @rule(i=STATION, limit=st.integers(1, 3))
    def send_push(self, i: int, limit: int) -> None:
        self.world.send(i, self.world.stations[i].push_request(limit))

    @rule(i=STATION, limit=PAGE, ahead=st.booleans())
    def send_pull(self, i: int, limit: int, ahead: bool) -> None:
        self.world.send(i, self.world.stations[i].pull_request(limit, ahead=ahead))

    @precondition(lambda self: self.world.wire)
    @rule(which=MANY, dies=DEATH)
    def deliver(self, which: int, dies: str) -> None:
        self.world.deliver(which % len(self.world.wire), dies)

    @precondition(lambda self: self.world.wire)
    @rule(which=MANY)
    def drop(self, which: int) -> None:
        self.world.wire.pop(which % len(self.world.wire))

    @precondition(lambda self: self.world.wire)
    @rule(which=MANY)
    def duplicate(self, which: int) -> None:
        self.world.wire.append(self.world.wire[which % len(self.world.wire)])

    # -- whole rounds

    @rule(i=STATION, limit=PAGE)
    def round(self, i: int, limit: int) -> None:
        self.world.round(i, limit)

    @rule()
    def round_of_all(self) -> None:
        for i in range(STATIONS):
            self.world.round(i)

    @rule(i=STATION)
    def push_without_pull(self, i: int) -> None:
        self.world.push_all(i)

    @rule(i=STATION, limit=PAGE, dies=DEATH)
    def pull_without_push(self, i: int, limit: int, dies: str) -> None:
        self.world.pull_all(i, limit, dies)

    @rule(i=STATION, limit=PAGE, steps=st.integers(1, 4))
    def part_of_a_round(self, i: int, limit: int, steps: int) -> None:
        """Leave the station in the middle of a round or a copy, with a read under way."""
        station = self.world.stations[i]
        for _ in range(steps):
            self.world.exchange(i, station.pull_request(limit))
        self.world.send(i, station.pull_request(limit))

    @rule(i=STATION, value=MANY)
    def push_again_after_silence(self, i: int, value: int) -> None:
        """Leave two pushes under way, the second with all of the first and more.

        A push never follows another whose reply has not come with only what is new: with the
        first one lost and the numbers used before by a machine that was put back, the server would
        take the second for the next.
        """
        station = self.world.stations[i]
        for limit in (1, 2):
            self.world.gesture(i, Kind.SCAN, 0, value, dies=False)
            self.world.send(i, station.push_request(limit))
            station.time_out()

    # -- the office and the administrator

    @rule(choice=st.integers(0, 6), key=st.sampled_from(RECORDS), value=MANY)
    def office(self, choice: int, key: str, value: int) -> None:
        self.world.server.write(*back_office(choice, key, value))

    @rule(choice=st.integers(0, 6), key=st.sampled_from(RECORDS), value=MANY)
    def office_begins(self, choice: int, key: str, value: int) -> None:
        self.world.server.begin(back_office(choice, key, value))

    @precondition(lambda self: self.world.server.under_way)
    @rule(which=MANY)
    def office_commits(self, which: int) -> None:
        self.world.server.finish(which % len(self.world.server.under_way))

    @rule(i=STATION, scopes=st.sampled_from(PERMITS))
    def permit(self, i: int, scopes: frozenset[str]) -> None:
        self.world.server.permit(f"d{i}", scopes)

    @rule(keep=SOME)
    def purge(self, keep: int) -> None:
        self.world.server.purge(keep)

    # -- disasters

    @rule()
    def back_up(self) -> None:
        self.world.back_up()

    @precondition(lambda self: self.world.backups)
    @rule(which=MANY, announced=st.booleans())
    def restore(self, which: int, announced: bool) -> None:
        self.world.restore(which % len(self.world.backups), announced=announced)

    @rule(incident=st.sampled_from(OF_DAILY_LIFE), i=STATION, value=MANY)
    def daily_incident(self, incident: Incident, i: int, value: int) -> None:
        incident(self.world, i, value)

    @rule(incident=st.sampled_from(OF_BAD_DAYS), i=STATION, value=MANY)
    def bad_day(self, incident: Incident, i: int, value: int) -> None:
        incident(self.world, i, value)

    @rule(i=STATION)
    def kill(self, i: int) -> None:
        self.world.stations[i].start()

    @rule(i=STATION, lost=st.integers(1, 6))
    def power_cut(self, i: int, lost: int) -> None:
        self.world.stations[i].cache.cut(lost)
        self.world.stations[i].start()

    @rule(i=STATION)
    def lose_cache(self, i: int) -> None:
        self.world.stations[i].cache.destroy()
        self.world.stations[i].start()

    @rule(i=STATION)
    def take_image(self, i: int) -> None:
        self.world.take_image(i)

    @precondition(lambda self: self.world.images)
    @rule(which=SOME, i=STATION, parts=st.sampled_from(("disks", "ledger", "live")))
    def put_image(self, which: int, i: int, parts: str) -> None:
        sources = sorted(self.world.images)
        source = i if i in self.world.images and which else sources[which % len(sources)]
        self.world.put_image(source, i, parts=parts)

    @rule(days=st.integers(1, 5))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.world.new_day()

    # -- the laws

    @invariant()
    def laws_hold(self) -> None:
        self.world.judge.after_step(self.world.server.state)

    def teardown(self) -> None:
        """Let the world calm down, unless a law broke already: the first one is the news."""
        if sys.exception() is None:
            self.world.calm()
