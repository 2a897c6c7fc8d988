"""The real halves in a simulated world: whatever happens, in the end everybody has everything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from core.cadastros.models import Cliente
from core.db.feed import FeedEntry, FeedTx
from core.db.unit import Unit
from core.sync.wire import Outcome
from tests.sync.world.world import World, receipts

RUNS = int(os.environ.get("RADHA_WORLDS", "6"))
STEPS = 80


@contextmanager
def settled(seed: int, folder: Path, template: Path) -> Iterator[World]:
    """A world after its misfortunes, at rest."""
    world = World(seed, folder, template)
    try:
        world.happen(STEPS)
        world.settle()
        yield world
    finally:
        world.close()


def judged(seed: int, folder: Path, template: Path) -> None:
    """Let a world happen and judge it; the failure names the law that was broken."""
    with settled(seed, folder, template) as world:
        known = receipts(world.central)
        for post in world.posts:
            lost = [made for made in post.made if made.op_id not in known]
            assert not lost, f"NEVER_LOST {post.name}"
            order = [known[made.op_id].ver for made in post.made]
            assert order == sorted(order), f"IN_ORDER {post.name}"
        made = [made for post in world.posts for made in post.made]
        assert len(known) == len(made), "NEVER_TWICE"
        taken = {
            made.name for made in made if made.name and known[made.op_id].outcome is Outcome.OK
        }
        with Unit(world.central.database, writes=False) as unit:
            names = list(unit.session.scalars(select(Cliente.nome)))
            assert sorted(names) == sorted(taken), "NEVER_TWICE"
            last = unit.session.scalars(select(FeedTx.seq).order_by(FeedTx.seq.desc())).first()
            top = unit.session.scalars(select(FeedEntry.seq).order_by(FeedEntry.seq.desc())).first()
            assert last == top, "DENSE"
        for post in world.posts:
            assert post.station.local.cache.digest() == post.wire.digest(), f"CONVERGE {post.name}"


@pytest.mark.parametrize("seed", range(RUNS))
def test_nothing_is_lost_and_nothing_happens_twice(
    seed: int, tmp_path: Path, sqlite_template: Path
) -> None:
    judged(seed, tmp_path, sqlite_template)


def test_one_seed_is_one_history(tmp_path: Path, sqlite_template: Path) -> None:
    histories = []
    for turn in ("first", "second"):
        folder = tmp_path / turn
        folder.mkdir()
        with settled(99, folder, sqlite_template) as world:
            names = [
                sorted(row["nome"] for row in post.customers().values()) for post in world.posts
            ]
            histories.append((world.log, names))

    assert histories[0] == histories[1]
