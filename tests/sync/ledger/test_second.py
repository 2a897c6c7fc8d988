"""The second copy: what a torn tail, a damaged line or a missing disk does to it."""

from pathlib import Path

import pytest

from desktop.sync.ledger import Ledger, State
from desktop.sync.ledger.facts import is_fact
from desktop.sync.ledger.second import SecondCopy, read_copy
from tests.support.ledgers import MORNING, gesture, keys, open_ledger


def everything(_kind: str) -> bool:
    return True


def read_keys(path: Path) -> list[str]:
    return [entry.op_id for entry in read_copy(path)]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    copy = tmp_path / "disco2" / "copia.jsonl"
    with open_ledger(tmp_path / "ledger.db", copy=copy) as ledger:
        ledger.record_many([gesture(number) for number in range(4)])
    return copy


def test_the_copy_holds_the_same_entries(tmp_path: Path, written: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        assert list(read_copy(written)) == ledger.entries()


def test_only_facts_are_copied(tmp_path: Path) -> None:
    copy = tmp_path / "copia.jsonl"
    with Ledger.open(
        tmp_path / "ledger.db", copy=copy, is_fact=lambda kind: kind == "scan", reserve=0
    ) as ledger:
        ledger.record_many([gesture(1), gesture(2, kind="cliente.alterar")])

    assert read_keys(copy) == ["op-000001"]


def test_a_kind_that_nobody_knows_is_taken_for_a_fact() -> None:
    import core.schema  # noqa: F401, PLC0415 - registers the commands
    from core.command.command import Policy, kinds  # noqa: PLC0415

    assert is_fact("kind.of.next.year")
    assert {is_fact(kind) for kind, known in kinds().items() if known.policy is Policy.FACT} <= {
        True
    }
    assert not any(
        is_fact(kind) for kind, known in kinds().items() if known.policy is not Policy.FACT
    )


def test_a_tail_torn_at_any_byte_costs_one_line_and_not_the_next(
    tmp_path: Path, written: Path
) -> None:
    whole = written.read_bytes()
    last = whole.rstrip(b"\n").rindex(b"\n") + 1
    for cut in range(last, len(whole)):
        torn = tmp_path / "torn.jsonl"
        torn.write_bytes(whole[:cut])
        complete = cut == len(whole) - 1  # only the end of the line is missing
        assert read_keys(torn) == keys(range(4 if complete else 3))

        SecondCopy(torn, everything).append([next(read_copy(written))])

        assert read_keys(torn) == [*keys(range(4 if complete else 3)), "op-000000"]


def test_a_flipped_byte_costs_its_own_line(tmp_path: Path, written: Path) -> None:
    whole = written.read_bytes()
    first = whole.index(b"\n")
    for place in range(first):
        bad = bytearray(whole)
        bad[place] ^= 0x20
        (tmp_path / "bad.jsonl").write_bytes(bad)

        assert read_keys(tmp_path / "bad.jsonl")[-3:] == keys(range(1, 4))
        assert len(read_keys(tmp_path / "bad.jsonl")) == 3


def test_a_disk_that_is_away_costs_no_gesture_and_is_caught_up(tmp_path: Path) -> None:
    away = tmp_path / "away"
    copy = away / "copia.jsonl"
    with open_ledger(tmp_path / "ledger.db", copy=copy) as ledger:
        ledger.record_many([gesture(1)])
        copy.unlink()
        away.rmdir()
        away.write_text("not a folder")

        assert ledger.record_many([gesture(2)])[0].state is State.PENDING
        told = ledger.copy_fault

        away.unlink()
        ledger.record_many([gesture(3)])
        assert told
        assert ledger.copy_fault is None
        assert read_keys(copy) == ["op-000002", "op-000003"]

    with open_ledger(tmp_path / "ledger.db", copy=copy):
        assert sorted(read_keys(copy)) == keys(range(1, 4))


def test_what_only_the_copy_has_comes_back_at_the_next_opening(
    tmp_path: Path, written: Path
) -> None:
    """An older image of the first disk was put back."""
    with open_ledger(tmp_path / "other.db") as ledger:
        ledger.record_many([gesture(0)])

    with open_ledger(tmp_path / "other.db", copy=written) as ledger:
        assert ledger.found_again == 3
        assert ledger.op_ids() == keys(range(4))


def test_what_the_ledger_forgets_the_copy_forgets(tmp_path: Path, written: Path) -> None:
    with open_ledger(tmp_path / "ledger.db", copy=written) as ledger:
        ledger.settle("op-000001", State.ACKED, 5, at=MORNING)
        ledger.purge(MORNING.replace(year=2027))

        assert read_keys(written) == ["op-000000", "op-000002", "op-000003"]
