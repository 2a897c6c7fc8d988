"""Power cuts in the middle of every kind of write: what was acknowledged is there afterwards."""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from desktop.sync.ledger import Entry, Gesture, Ledger, Settlement, State
from desktop.sync.ledger.entry import Json
from tests.support.ledgers import MORNING, gesture, open_ledger
from tests.support.power import Disk, PowerConnection

CUTS = int(os.environ.get("RADHA_POWER_CUTS", "60"))
"""The long run cuts 400 times."""
CALLS = 30
FINAL = [state for state in State if state is not State.PENDING]

type Step = Callable[[Ledger], object]
type View = list[tuple[object, ...]]


def view(entries: list[Entry]) -> View:
    """What must be the same in two ledgers that were told the same."""
    return [(e.pos, e.gesture(), e.n, e.state, e.ack_seq, e.settled_at, e.again) for e in entries]


def steps(dice: random.Random) -> list[Step]:
    """What a workstation does: mostly scans, some words of the server."""
    done: list[Step] = []
    number = 0
    for _ in range(CALLS):
        kind = dice.choices(("record", "settle", "again", "purge"), (10, 3, 1, 1))[0]
        keys = [f"op-{dice.randrange(number + 1):06d}" for _ in range(dice.randint(1, 5))]
        if kind == "record":
            many = dice.choice((1, 1, 1, 8))
            args: dict[str, Json] = {"texto": "x" * dice.choice((1, 200, 9000))}
            done.append(partial(_record, [gesture(number + i, args=args) for i in range(many)]))
            number += many
        elif kind == "settle":
            at = MORNING + timedelta(days=dice.randint(0, 2))
            words = [
                Settlement(op_id=key, state=dice.choice(FINAL), ack_seq=number, at=at)
                for key in keys
            ]
            done.append(partial(_settle, words))
        elif kind == "again":
            done.append(partial(_again, keys))
        else:
            done.append(partial(_purge, dice.randint(0, 3)))
    return done


def _record(gestures: list[Gesture], ledger: Ledger) -> None:
    ledger.record_many(gestures)


def _settle(words: list[Settlement], ledger: Ledger) -> None:
    ledger.settle_many(words)


def _again(keys: list[str], ledger: Ledger) -> None:
    ledger.mark_pending_again(keys)


def _purge(days: int, ledger: Ledger) -> None:
    ledger.purge(MORNING + timedelta(days=days))


def views(folder: Path, work: list[Step]) -> list[View]:
    """How a ledger without power cuts stands before and after each step."""
    found: list[View] = [[]]
    with open_ledger(folder / "ledger.db") as ledger:
        for step in work:
            step(ledger)
            found.append(view(ledger.entries()))
    return found


def cut(folder: Path, work: list[Step], dice: random.Random, *, careless: bool) -> int:
    """Do the work on a disk whose power fails; how many steps were acknowledged."""
    disk = Disk(cut_at=dice.randint(1, 12 * CALLS))
    done = 0
    with open_ledger(
        folder / "before" / "ledger.db",
        connect=lambda path: PowerConnection(path, disk, careless=careless),
    ) as ledger:
        for step in work:
            step(ledger)
            if disk.dead:
                break
            done += 1
    after = folder / "after"
    after.mkdir()
    disk.after(after, dice)
    return done


def stands_at(folder: Path, expected: list[View]) -> int | None:
    """The step that the ledger stands after when power is back; None for none of them."""
    with open_ledger(folder / "after" / "ledger.db") as ledger:
        found = view(ledger.entries())
        ledger.record_many([gesture(999_999)])
    # steps that change nothing look the same: the last of them counts
    return next((n for n in reversed(range(len(expected))) if expected[n] == found), None)


def run(folder: Path, seed: int, *, careless: bool) -> tuple[int, int | None]:
    """Steps that were acknowledged, and the step that the ledger stands after."""
    folder.mkdir()
    dice = random.Random(seed)
    work = steps(dice)
    expected = views(folder / "plain", work)
    done = cut(folder, work, dice, careless=careless)
    return done, stands_at(folder, expected[: done + 2])


def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """The step under way is there whole or not at all."""
    for seed in range(CUTS):
        done, found = run(tmp_path / str(seed), seed, careless=False)

        assert found is not None, f"seed {seed}: no state that ever was"
        assert found >= done, f"seed {seed}: {done} acknowledged, {found} there"


def test_the_same_cuts_take_acknowledged_gestures_where_flushing_is_left_out(
    tmp_path: Path,
) -> None:
    """The planted mistake: the harness must see what NORMAL loses."""
    runs = [run(tmp_path / str(seed), seed, careless=True) for seed in range(20)]

    lost = [1 for done, found in runs if found is None or found < done]
    assert len(lost) > 5
