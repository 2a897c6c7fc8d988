"""Servers that fall back and disks that lose the last round, at the worst moments."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.facts import Fact
from core.db.unit import Unit
from core.sync.wire import Plan
from desktop.sync.station import CACHE
from server.sync.place import HORIZON, head_of
from tests.support.people import cliente
from tests.sync.world.world import Post, World, receipts


@pytest.fixture
def world(tmp_path: Path, sqlite_template: Path) -> Iterator[World]:
    made = World(1, tmp_path, sqlite_template)
    made.settle()
    yield made
    made.close()


def make(post: Post, name: str) -> None:
    post.do(cliente(name), name)


def judge(world: World) -> None:
    """Bring everybody to rest; nothing that anybody did may be missing at the server."""
    world.settle()
    known = receipts(world.central)
    lost = [made.name for post in world.posts for made in post.made if made.op_id not in known]
    assert lost == [], "NEVER_LOST"


def cut(post: Post, kept: Path) -> None:
    """The cache as it was when `kept` was copied; the ledger as it is."""
    post.station.close()
    shutil.copyfile(kept, post.folder / CACHE)
    post.open()


def kept_cache(post: Post) -> Path:
    """A copy of the cache of this moment."""
    post.station.close()
    copy = post.folder / "kept"
    shutil.copyfile(post.folder / CACHE, copy)
    post.open()
    return copy


def test_a_server_that_falls_back(world: World) -> None:
    make(world.posts[0], "um")
    world.settle()
    world.central.put_back()

    judge(world)


def test_a_cache_behind_its_ledger_still_shows_what_was_done(world: World) -> None:
    post = world.posts[0]
    kept = kept_cache(post)
    make(post, "um")
    world.settle()

    cut(post, kept)

    assert "um" in post.names(), "OWN_WRITES"


def test_a_cache_behind_its_ledger_and_a_server_that_falls_back_as_far(world: World) -> None:
    post = world.posts[0]
    make(post, "zero")
    world.settle()
    world.central.save()
    kept = kept_cache(post)
    make(post, "um")
    world.settle()

    world.central.put_back()
    cut(post, kept)

    judge(world)


def test_a_station_that_comes_back_after_its_ledgers_time(world: World) -> None:
    post = world.posts[0]
    make(post, "um")
    world.settle()
    world.central.put_back()
    post.clock.seconds += 40 * 86400

    judge(world)


def test_a_history_that_has_grown_past_the_place_and_forgot_it(world: World) -> None:
    post, other = world.posts[0], world.posts[1]
    make(post, "um")
    world.settle()
    world.central.put_back()
    for number in range(5):
        make(other, f"outro {number}")
    other.engine.wake()
    other.step(60)
    with Unit(world.central.database) as unit:
        unit.session.add(Fact(name=HORIZON, value=str(head_of(unit.session).seq)))
        unit.commit()

    judge(world)


def test_a_second_fall_while_the_copy_is_asked_for(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = world.posts[0]
    oldest = tmp_path / "oldest"
    shutil.copyfile(world.central.backup, oldest)
    make(post, "um")
    world.settle()
    world.central.save()
    make(post, "dois")
    world.settle()
    world.central.put_back()
    plan = post.wire.plan
    falls = iter([oldest])

    def falling() -> Plan:
        for backup in falls:
            shutil.copyfile(backup, world.central.backup)
            world.central.put_back()
        return plan()

    monkeypatch.setattr(post.wire, "plan", falling)

    judge(world)
