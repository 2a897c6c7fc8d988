"""Each fault of the way by itself: what the engine does, and what it does not lose."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.ids import derive_id
from core.sync.wire import Reset
from desktop.sync.engine import Phase, Wait
from desktop.sync.ledger import State
from desktop.sync.station import CACHE
from desktop.sync.status import Link
from tests.support.caches import ROOT
from tests.support.fake_server import HANG, LOSE, Fake, Trick, reset
from tests.support.rigs import Rig
from tests.sync.engine.test_exchange import agree, served

BUSY = Trick(503, {"codigo": "servidor.banco"}, {"Retry-After": "7"})


def test_a_spent_token_is_renewed_once_and_the_same_push_goes_again(rig: Rig, fake: Fake) -> None:
    rig.settle()
    rig.add("Ana")
    fake.token, rig.session.coming = "t1", ["t1"]

    rig.settle()

    assert served(fake) == ["Ana"]
    assert fake.seen.count("push") == 2
    assert len(fake.pushes) == 1


def test_a_session_that_ended_keeps_everything_until_somebody_signs_in(
    rig: Rig, fake: Fake
) -> None:
    rig.settle()
    rig.add("Ana")
    fake.token = "t1"  # noqa: S105 - of a test
    rig.engine.wake()
    rig.drive(lambda: rig.engine.link is Link.SIGN_IN)

    rig.add("Bia")
    assert rig.pending() == 2
    rig.session.coming = ["t1"]
    rig.settle()

    assert served(fake) == ["Ana", "Bia"]


def test_a_busy_server_is_left_alone_as_long_as_it_asks(rig: Rig, fake: Fake) -> None:
    rig.settle()
    rig.add("Ana")
    fake.play("push", BUSY)
    rig.engine.wake()
    rig.drive(lambda: rig.engine.link is Link.BUSY)

    rig.engine.wake()
    waits = rig.engine.step()

    assert isinstance(waits, Wait)
    assert 6.9 < waits.seconds <= 7
    assert fake.seen.count("push") == 1
    rig.settle()
    assert served(fake) == ["Ana"]


def test_a_push_that_is_too_large_is_halved(rig: Rig, fake: Fake) -> None:
    for number in range(6):
        rig.add(f"C{number}")
    fake.largest = 2

    rig.settle()

    assert max(len(push) for push in fake.pushes) == 2
    assert sum(len(push) for push in fake.pushes) == 6
    assert served(fake) == [f"C{number}" for number in range(6)]


@pytest.mark.parametrize("status", [413, 422])
def test_one_that_the_server_cannot_even_read_stops_no_other(
    rig: Rig, fake: Fake, status: int
) -> None:
    rig.settle()
    poison, _ = rig.add("Ana"), rig.add("Bia")
    no = Trick(status, {"codigo": "servidor.dados_invalidos"})
    fake.play("push", no, no)

    rig.settle()

    assert served(fake) == ["Bia"]
    (notice,) = rig.station.inbox()
    assert notice.op_id == poison.op_id
    assert notice.state is State.QUARANTINED
    assert rig.station.local.ledger.find(str(poison.op_id)) is not None
    assert agree(rig, fake)


def test_somebody_elses_refusal_costs_no_operation(rig: Rig, fake: Fake) -> None:
    """A proxy in between says 413 or 400 without our code."""
    rig.settle()
    rig.add("Ana")
    fake.play("push", Trick(413, b"<html>"), Trick(400, b"<html>"), Trick(404, b"<html>"))

    rig.settle()

    assert served(fake) == ["Ana"]
    assert rig.station.inbox() == []


def test_an_old_version_keeps_what_is_done(rig: Rig, fake: Fake) -> None:
    rig.settle()
    rig.add("Ana")
    fake.play("push", Trick(426, {"codigo": "sync.versao"}))
    rig.engine.wake()

    rig.drive(lambda: rig.engine.link is Link.UPGRADE)

    assert rig.pending() == 1
    rig.settle()
    assert served(fake) == ["Ana"]


def test_a_restored_server_gets_back_what_it_forgot_in_order(rig: Rig, fake: Fake) -> None:
    rig.add("Ana")
    rig.settle()
    fake.forget(derive_id(ROOT, "another epoch"))
    rig.add("Bia")

    rig.settle()

    assert served(fake) == ["Ana", "Bia"]
    order = [rig.station.local.ledger.find(str(key)) for push in fake.pushes for key in push]
    places = [entry.pos for entry in order if entry is not None]
    assert places == [1, 1, 2]
    assert agree(rig, fake)


def test_a_lost_reply_and_a_restart_double_nothing(rig: Rig, fake: Fake) -> None:
    rig.settle()
    rig.add("Ana")
    fake.play("push", LOSE)
    rig.engine.wake()
    rig.drive(lambda: rig.engine.link is Link.OFFLINE)

    rig.restart()
    rig.settle()

    assert served(fake) == ["Ana"]
    assert fake.seen.count("push") == 2
    assert agree(rig, fake)


def test_answers_behind_the_cache_are_asked_for(new_rig: Rig, fake: Fake) -> None:
    """The server took the push, the station lost its cache: no pull brings those answers."""
    new_rig.add("Ana")
    fake.play("pull", *[LOSE] * 3)
    new_rig.engine.wake()
    new_rig.drive(lambda: fake.pushes != [] and new_rig.engine.link is Link.OFFLINE)
    new_rig.station.close()
    for part in ("", "-wal", "-shm"):
        Path(f"{new_rig.folder / 'cache.db'}{part}").unlink(missing_ok=True)
    fake.tricks.clear()

    new_rig.open()
    new_rig.settle()

    assert served(fake) == ["Ana"]
    assert new_rig.pending() == 0
    assert agree(new_rig, fake)


def test_a_server_that_never_answers_a_push_is_noticed(rig: Rig, fake: Fake) -> None:
    """Hello answers, nothing gets through: new connections, and in the end a person is told."""
    rig.settle()
    rig.impatient()
    rig.add("Ana")
    fake.play("push", *[HANG] * 40)
    rig.engine.wake()

    rig.drive(lambda: rig.station.status().stuck)

    assert rig.pending() == 1
    fake.tricks.clear()
    rig.settle()
    assert served(fake) == ["Ana"]
    assert not rig.station.status().stuck


def test_a_server_that_always_resets_is_asked_ever_more_seldom(rig: Rig, fake: Fake) -> None:
    rig.settle()
    rig.add("Ana")
    fake.play("push", *[reset(Reset.GAP)] * 12)
    began = rig.clock.seconds
    rig.engine.wake()

    rig.drive(lambda: not fake.tricks["push"])

    assert rig.clock.seconds - began > 5
    rig.settle()
    assert served(fake) == ["Ana"]


def test_the_oldest_waits_as_long_as_it_says(rig: Rig) -> None:
    rig.add("Ana")
    rig.clock.seconds += 90

    status = rig.station.status()

    assert status.oldest_age_s == 90
    assert status.pending == 1


def test_a_gesture_ends_the_waiting(rig: Rig, fake: Fake) -> None:
    rig.settle()
    fake.play("pull", *[LOSE] * 9)
    rig.engine.wake()
    rig.drive(lambda: rig.engine.link is Link.OFFLINE)
    assert rig.station.status().next_try_s > 0

    rig.engine.wake()

    assert rig.station.status().next_try_s == 0


def test_what_differs_from_the_server_is_fetched_again(rig: Rig, fake: Fake) -> None:
    rig.add("Ana")
    rig.settle()
    with closing(sqlite3.connect(rig.folder / CACHE)) as damaging:
        damaging.execute("DELETE FROM cliente")
        damaging.commit()
    assert not agree(rig, fake)

    rig.clock.seconds += 7 * 3600
    rig.drive(lambda: agree(rig, fake))

    assert rig.engine.phase is not Phase.DIGEST
