import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.errors import EnvironmentFault
from desktop.sync.ledger import DamagedLedger, Ledger, Settlement, State, counts, entries, reading
from desktop.sync.ledger.entry import Cell
from desktop.sync.ledger.store import Connection, Rows, connect_file
from tests.support.ledgers import MORNING, gesture, keys, open_ledger

NIGHT = MORNING + timedelta(hours=14)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "perfil" / "ledger.db"


def test_what_was_recorded_is_there_after_opening_again(path: Path) -> None:
    with open_ledger(path) as ledger:
        made = [ledger.record_many([gesture(number)])[0] for number in range(5)]
        device = ledger.device_id

    with open_ledger(path) as ledger:
        assert ledger.entries() == made
        assert [entry.gesture() for entry in made] == [gesture(number) for number in range(5)]
        assert ledger.device_id == device


def test_every_argument_of_a_single_record_is_kept(path: Path) -> None:
    done = gesture(3, args={"texto": "Peça «ñ» \u2028 ☃", "lista": [1, 2.5, None, {"x": True}]})
    with open_ledger(path) as ledger:
        entry = ledger.record(
            done.kind,
            done.v,
            done.args,
            done.user_id,
            op_id=done.op_id,
            grant_id=done.grant_id,
            wall=done.wall,
            mono_ms=done.mono_ms,
            boot_id=done.boot_id,
            skew_ms=done.skew_ms,
        )

        assert entry.gesture() == done
        assert ledger.find(done.op_id) == entry
        assert ledger.find("op-other") is None


def test_every_opening_numbers_from_one_under_a_name_of_its_own(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(0), gesture(1)])
        first = ledger.inc
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(2)])
        ledger.record_many([gesture(3)])

        found = ledger.pending()

        assert [entry.n for entry in found] == [1, 2, 1, 2]
        assert [entry.inc for entry in found] == [first, first, ledger.inc, ledger.inc]
        assert [entry.pos for entry in found] == [1, 2, 3, 4]
        assert ledger.inc != first


def test_pending_comes_in_the_order_of_the_gestures_whatever_the_clock_said(path: Path) -> None:
    late = replace(gesture(0), wall=MORNING + timedelta(days=365))
    with open_ledger(path) as ledger:
        ledger.record_many([late, gesture(2), gesture(1)])

        assert [entry.op_id for entry in ledger.pending(2)] == ["op-000000", "op-000002"]


def test_a_gesture_given_again_is_kept_once(path: Path) -> None:
    with open_ledger(path) as ledger:
        first = ledger.record_many([gesture(1), gesture(1), gesture(2)])
        again = ledger.record_many([gesture(2), gesture(3)])

        assert [entry.n for entry in first] == [1, 1, 2]
        assert [entry.n for entry in again] == [2, 3]
        assert ledger.op_ids() == keys(range(1, 4))


def test_a_key_never_stands_for_two_gestures(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(1)])

        with pytest.raises(ValueError, match="op-000001"):
            ledger.record_many([gesture(2), replace(gesture(1), user_id="u18")])

        assert ledger.op_ids() == ["op-000001"]


@pytest.mark.parametrize(
    "wrong",
    [replace(gesture(2), args={"x": float("nan")}), replace(gesture(2), wall=datetime(2026, 1, 1))],  # noqa: DTZ001 - the point
    ids=["not finite", "no time zone"],
)
def test_what_cannot_be_written_down_leaves_nothing(path: Path, wrong: object) -> None:
    with open_ledger(path) as ledger:
        with pytest.raises(ValueError):  # noqa: PT011 - Python's own words
            ledger.record_many([gesture(1), wrong])  # type: ignore[list-item]

        assert ledger.op_ids() == []
        assert ledger.record_many([gesture(1)])[0].n == 1


def test_the_first_word_on_an_operation_stands(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(1), gesture(2)])

        assert ledger.settle("op-000001", State.REFUSED, 7, {"why": "estoque"}, at=NIGHT)
        assert not ledger.settle("op-000001", State.ACKED, 8, at=NIGHT)
        assert not ledger.settle("op-unknown", State.ACKED, 9, at=NIGHT)

        entry = ledger.find("op-000001")
        assert entry is not None
        assert (entry.state, entry.ack_seq, entry.result) == (
            State.REFUSED,
            7,
            {"why": "estoque"},
        )
        assert entry.settled_at == NIGHT
        assert [entry.op_id for entry in ledger.pending()] == ["op-000002"]


def test_pending_is_no_settlement(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(1), gesture(2)])
        words = [
            Settlement(op_id="op-000001", state=State.ACKED, at=NIGHT),
            Settlement(op_id="op-000002", state=State.PENDING, at=NIGHT),
        ]

        with pytest.raises(ValueError, match="pending"):
            ledger.settle_many(words)

        assert len(ledger.pending()) == 2


def test_a_restored_server_is_told_again_in_the_old_order(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(number) for number in range(6)])
        for key, state in zip(
            keys(range(4)),
            (State.ACKED, State.MERGED, State.REFUSED, State.QUARANTINED),
            strict=True,
        ):
            assert ledger.settle(key, state, 5, {"r": state.value}, at=NIGHT)
        before = ledger.inc

        taken_back = ledger.mark_pending_again([*keys(range(3, 0, -1)), "op-000005", "op-none"])

        assert taken_back == 3
        assert ledger.inc != before
        found = ledger.pending()
        assert [entry.op_id for entry in found] == keys(range(1, 6))
        assert [(entry.inc, entry.n) for entry in found] == [(ledger.inc, n) for n in range(1, 6)]
        assert [entry.again for entry in found] == [1, 1, 1, 0, 0]
        assert {(entry.ack_seq, entry.settled_at) for entry in found} == {(None, None)}
        assert all(entry.result is None for entry in found)
        assert ledger.record_many([gesture(6)])[0].n == 6
        assert ledger.settle("op-000001", State.ACKED, 1, at=NIGHT)


def test_a_new_incarnation_numbers_what_is_pending_and_nothing_else(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(number) for number in range(3)])
        ledger.settle("op-000001", State.ACKED, 5, at=NIGHT)
        settled = ledger.find("op-000001")

        inc = ledger.renumber()

        assert ledger.find("op-000001") == settled
        assert [(entry.inc, entry.n) for entry in ledger.pending()] == [(inc, 1), (inc, 2)]
        assert ledger.record_many([gesture(9)])[0].n == 3


def test_only_what_was_confirmed_long_ago_is_purged(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(number) for number in range(7)])
        old, new = NIGHT - timedelta(days=40), NIGHT - timedelta(days=2)
        ledger.settle("op-000000", State.ACKED, 1, at=old)
        ledger.settle("op-000001", State.MERGED, 2, at=old)
        ledger.settle("op-000002", State.REFUSED, 3, at=old)
        ledger.settle("op-000003", State.QUARANTINED, 4, at=old)
        ledger.settle("op-000004", State.ACKED, 5, at=new)

        assert ledger.purge(NIGHT - timedelta(days=35)) == 2
        assert ledger.op_ids() == keys(range(2, 7))
        assert ledger.op_ids(since=new) == keys(range(4, 7))


def test_a_position_is_never_given_twice_even_when_all_was_purged(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(1), gesture(2)])
        for key in keys(range(1, 3)):
            ledger.settle(key, State.ACKED, 1, at=MORNING)

        assert ledger.purge(NIGHT) == 1
        assert ledger.record_many([gesture(3)])[0].pos == 3


def test_counts(path: Path) -> None:
    with open_ledger(path) as ledger:
        empty = ledger.counts()
        ledger.record_many([gesture(number) for number in range(6)])
        ledger.settle("op-000000", State.ACKED, 1, at=NIGHT)
        ledger.settle("op-000001", State.MERGED, 2, at=NIGHT + timedelta(seconds=1))
        ledger.settle("op-000002", State.REFUSED, 3, at=NIGHT + timedelta(seconds=2))
        ledger.settle("op-000003", State.QUARANTINED, 4, at=NIGHT + timedelta(seconds=3))
        found = ledger.counts()

    assert (empty.pending, empty.oldest_pending, empty.last_confirmed) == (0, None, None)
    assert empty.oldest_age_s(NIGHT) == 0
    assert (found.pending, found.confirmed, found.refused, found.quarantined) == (2, 2, 1, 1)
    assert found.oldest_pending == MORNING + timedelta(seconds=4)
    assert found.oldest_age_s(MORNING + timedelta(seconds=10)) == 6
    assert found.oldest_age_s(MORNING) == 0
    assert found.last_confirmed == NIGHT + timedelta(seconds=1)


def test_a_reader_beside_the_writer_sees_what_was_recorded_and_cannot_write(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(1)])
        with reading(path) as beside:
            ledger.record_many([gesture(2)])

            assert counts(beside).pending == 2
            assert entries(beside) == ledger.entries()
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                beside.execute("DELETE FROM op")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE op SET args = '{}' WHERE op_id = 'op-000001'",
        "UPDATE op SET wall = '2099' WHERE op_id = 'op-000001'",
        "UPDATE op SET crc = 0 WHERE op_id = 'op-000001'",
        "UPDATE op SET state = 'pending' WHERE op_id = 'op-000002'",
        "UPDATE op SET state = 'refused' WHERE op_id = 'op-000002'",
        "UPDATE op SET state = 'gone' WHERE op_id = 'op-000001'",
        "DELETE FROM op WHERE op_id = 'op-000001'",
        "DELETE FROM op WHERE op_id = 'op-000003'",
    ],
)
def test_the_file_itself_refuses_to_lose(path: Path, statement: str) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(number) for number in (1, 2, 3)])
        ledger.settle("op-000002", State.ACKED, 5, at=NIGHT)
        ledger.settle("op-000003", State.REFUSED, 6, at=NIGHT)
        before = ledger.entries()
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as other,
            pytest.raises(sqlite3.IntegrityError),
        ):
            other.execute(statement)

        assert ledger.entries() == before


def test_a_second_writer_is_told_who_writes(path: Path) -> None:
    with open_ledger(path) as ledger:
        with pytest.raises(EnvironmentFault) as caught:
            open_ledger(path)
        ledger.record_many([gesture(1)])

    assert caught.value.code == "sync.diario_em_uso"
    assert str(caught.value.values["pid"]).isdigit()
    with open_ledger(path) as ledger:
        assert len(ledger.pending()) == 1


def test_threads_may_record_at_once(path: Path) -> None:
    start = threading.Barrier(8)

    def record(thread: int) -> None:
        start.wait()
        for number in range(25):
            ledger.record_many([gesture(100 * thread + number)])

    with open_ledger(path) as ledger:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(record, range(8)))

        found = ledger.pending()
        assert [entry.n for entry in found] == list(range(1, 201))
        for thread in range(8):
            mine = [entry.op_id for entry in found if entry.op_id[3:].startswith(f"000{thread}")]
            assert mine == keys(range(100 * thread, 100 * thread + 25))


class Forgetful:
    """A connection that says it flushes and is not allowed to."""

    def __init__(self, path: Path, refuse: str) -> None:
        self._inner = connect_file(path)
        self._refuse = refuse

    def execute(self, sql: str, parameters: Sequence[Cell] = (), /) -> Rows:
        kept = "PRAGMA cache_size" if self._refuse in sql and "=" in sql else sql
        return self._inner.execute(kept, parameters)

    def close(self) -> None:
        self._inner.close()


@pytest.mark.parametrize("refuse", ["journal_mode", "synchronous"])
def test_a_disk_without_guarantee_is_refused(path: Path, refuse: str) -> None:
    def connect(file: Path) -> Connection:
        connection = Forgetful(file, refuse)
        connection.execute("PRAGMA synchronous(1)")
        return connection

    with pytest.raises(EnvironmentFault) as caught:
        open_ledger(path, connect=connect)

    assert caught.value.code == "sync.diario_sem_garantia"


def test_the_guarantee_is_really_set(path: Path) -> None:
    held: list[Connection] = []

    def connect(file: Path) -> Connection:
        held.append(connect_file(file))
        return held[-1]

    with open_ledger(path, connect=connect):
        assert held[0].execute("PRAGMA synchronous").fetchall() == [(2,)]
        assert held[0].execute("PRAGMA journal_mode").fetchall() == [("wal",)]


def test_a_ledger_of_a_later_version_is_left_alone(path: Path) -> None:
    open_ledger(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 2")

    with pytest.raises(EnvironmentFault) as caught:
        open_ledger(path)

    assert caught.value.code == "sync.diario_versao"


def test_a_damaged_row_is_no_row(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(1)])
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("DROP TRIGGER op_stays_as_done")
            other.execute("UPDATE op SET args = replace(args, 'K7000001', 'K7000002')")

        with pytest.raises(DamagedLedger):
            ledger.pending()


def test_the_room_kept_back_is_kept_again_when_there_is_room(path: Path) -> None:
    room = path.with_name("ledger.db.reserve")
    with Ledger.open(path, reserve=1 << 16) as ledger:
        assert room.stat().st_size == 1 << 16
        room.unlink()
        assert not ledger.reserve_kept

        ledger.purge(NIGHT)

        assert ledger.reserve_kept
