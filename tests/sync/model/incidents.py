"""Things that go together in life, and that single steps drawn at random almost never put together.

Each is a sequence that once was, or could have been, a hole: a reply that hangs while something
else goes on, or a server that falls back behind what a station has seen.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.sync.model.values import Kind, Snapshot
from tests.sync.model.world import PERMITS, RECORDS, Message, World, back_office


def contended_edit(world: World, i: int, value: int) -> None:
    """Two stations change the same field of the same row."""
    for index in (i, (i + 1) % len(world.stations)):
        world.gesture(index, Kind.SET, 0, 3 * value + index, dies=False)


def advance_thrice(world: World, i: int, value: int) -> None:
    """A station moves a row on and tells; another, behind, moves it on too."""
    world.gesture((i + 1) % len(world.stations), Kind.ADVANCE, 0, 1, dies=False)
    for _ in range(1 + value % 3):
        world.gesture(i, Kind.ADVANCE, 0, 1, dies=False)
    world.round(i)


def compete_for_stock(world: World, i: int, value: int) -> None:
    """Two stations promise the same sheets, neither knowing of the other."""
    others = (i, (i + 1) % len(world.stations))
    for index in others:
        world.gesture(index, Kind.RESERVE, value, 2, dies=False)
    for index in others:
        world.round(index)


def rewrite_in_one_round(world: World, i: int, value: int) -> None:
    """Rows change again and again between two rounds, and the round takes several pages."""
    for number in range(2 + value % 2):
        world.server.write(*back_office(0, RECORDS[number % 3], value))
    world.pull_all(i, limit=1)


def fall_back_and_forget(world: World, i: int, value: int) -> None:
    """The server falls back, goes on past what a station saw, and forgets what lies between."""
    world.back_up()
    world.gesture(i, Kind.SCAN, 0, value, dies=False)
    world.round(i)
    world.restore(-1, announced=False)
    for number in range(3):
        world.server.write(*back_office(0, RECORDS[number], value))
    world.server.purge(0)
    world.round(i)


def stay_away_for_long(world: World, i: int, value: int) -> None:
    """The server falls back, and the station hears of nothing for longer than the ledger keeps."""
    world.back_up()
    world.gesture(i, Kind.SCAN, 0, value, dies=False)
    world.round(i)
    world.restore(-1, announced=bool(value % 2))
    for _ in range(5):
        world.new_day()
    world.round(i)


def forget_a_row(world: World, i: int, value: int) -> None:
    """A row is deleted and its tombstone purged while stations look away."""
    world.round(i)
    world.server.write(RECORDS[value % 3])
    world.server.purge(0)


def resume_twice(world: World, i: int, value: int) -> None:
    """A virtual machine is put back, with its process, while a push of it was answered."""
    station = world.stations[i]
    world.round(i)
    world.take_image(i)
    world.gesture(i, Kind.SCAN, 0, value, dies=False)
    world.push_all(i)
    world.put_image(i, i, parts="live")
    world.gesture(i, Kind.SCAN, 0, value, dies=False)
    world.send(i, station.push_request(1))
    world.pull_all(i)


def fall_back(world: World, i: int, value: int) -> None:
    """The server silently loses what a station has seen, and the station has edited upon it."""
    world.back_up()
    world.server.write(*back_office(0, RECORDS[0], value))
    world.gesture(i, Kind.SCAN, 0, value, dies=False)
    world.round(i)
    if value % 2:
        world.stations[i].start()
    world.gesture(i, Kind.SET, 0, 3 * value, dies=False)
    world.restore(-1, announced=False)
    other = (i + 1) % len(world.stations)
    world.round(other)
    for number in range(1 + value % 4):
        world.gesture(other, Kind.SET, 0, 3 * (value + number + 1), dies=False)
        world.round(other)
    world.push_all(i)
    world.pull_all(i)


def answer_hangs_while_falling_back(world: World, i: int, value: int) -> None:
    """The answer to a push arrives after the server lost it and the station began anew."""
    station = world.stations[i]
    world.round(i)
    world.back_up()
    for _ in range(2):
        world.gesture(i, Kind.SCAN, 0, value, dies=False)
    world.send(i, station.push_request(1))
    if not world.wire:
        return
    world.deliver(len(world.wire) - 1)
    world.restore(-1, announced=bool(value % 2))
    if value % 3:
        world.pull_all(i)
        station.start()
    world.deliver(len(world.wire) - 1)
    world.round(i)


def copy_hangs(world: World, i: int, value: int) -> None:
    """A page of a copy is read, then rows change and the change overtakes the page."""
    station = world.stations[i]
    station.cache.destroy()
    station.start()
    world.exchange(i, station.pull_request(1000))
    held = world.server.handle(station.pull_request(1000))
    world.server.write(*back_office((0, 1, 4, 6)[value % 4], RECORDS[value % 3], value))
    world.exchange(i, station.pull_request(1000, ahead=True))
    station.receive(held)
    world.round(i)


def fall_back_during_copy(world: World, i: int, value: int) -> None:
    """The server falls back to the head of a copy that has newer rows already."""
    station = world.stations[i]
    station.cache.destroy()
    station.start()
    world.exchange(i, station.pull_request(1000))
    world.back_up()
    world.server.write(*back_office((0, 6)[value % 2], RECORDS[0], value))
    world.exchange(i, station.pull_request(2 + value % 2))
    world.restore(-1, announced=False)
    world.server.write(*back_office(0, RECORDS[1], value + 1))
    world.round(i)


def fall_back_during_reconcile(world: World, i: int, value: int) -> None:
    """The server falls back right after it told a station what it knows."""
    station = world.stations[i]
    world.back_up()
    world.gesture(i, Kind.SCAN, 0, value, dies=False)
    world.round(i)
    station.cache.destroy()
    station.start()
    world.exchange(i, station.pull_request(1000))
    world.restore(-1, announced=bool(value % 2))
    world.pull_all(i)


def page_hangs_while_permits_change(world: World, i: int, value: int) -> None:
    """A page with rows that were permitted arrives after the permission was taken back."""
    station = world.stations[i]
    world.server.permit(station.ledger.device, PERMITS[1])
    world.round(i)
    world.server.write(*back_office(5, RECORDS[2], value), *back_office(1, RECORDS[2], value))
    request = station.pull_request(1000)
    assert not isinstance(request, Snapshot)
    world.wire.append(Message(i, world.server.handle(request), is_reply=True))
    world.server.permit(station.ledger.device, PERMITS[value % 2 * 3])
    world.exchange(i, station.pull_request(1000))
    world.deliver(len(world.wire) - 1)


Incident = Callable[[World, int, int], None]

OF_DAILY_LIFE: tuple[Incident, ...] = (
    contended_edit,
    advance_thrice,
    compete_for_stock,
    rewrite_in_one_round,
    forget_a_row,
    copy_hangs,
    page_hangs_while_permits_change,
)
OF_BAD_DAYS: tuple[Incident, ...] = (
    resume_twice,
    fall_back,
    answer_hangs_while_falling_back,
    fall_back_during_copy,
    fall_back_during_reconcile,
    fall_back_and_forget,
    stay_away_for_long,
)
