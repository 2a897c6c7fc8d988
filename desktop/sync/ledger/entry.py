"""What the ledger holds: one line a gesture, and how a line is read from its row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from zlib import crc32

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
type Cell = int | float | str | bytes | None


class State(StrEnum):
    """What became of an operation; it leaves ``pending`` once, by the server's word."""

    PENDING = "pending"
    ACKED = "acked"
    MERGED = "merged"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


CONFIRMED = (State.ACKED, State.MERGED)
"""States of what the server has taken: only these may be purged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesture:
    """What a person did at this workstation, as it was at that moment; never changed later.

    Args:
        op_id: key of the operation for ever (UUID of version 7).
        kind: name of the command.
        v: version of the form of `args`.
        args: the command's arguments as JSON values.
        user_id: who did it.
        grant_id: the offline grant it was done under.
        wall: the workstation's clock; it decides nothing.
        mono_ms: the clock that only runs forward, ms since some moment of this boot.
        boot_id: names the boot that `mono_ms` belongs to.
        skew_ms: server's clock minus the workstation's, ms, where it was known.
    """

    op_id: str
    kind: str
    v: int
    args: dict[str, Json]
    user_id: str
    grant_id: str | None = None
    wall: datetime
    mono_ms: int
    boot_id: str
    skew_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Gesture):
    """A gesture in the ledger.

    Args:
        pos: order of the gestures on this workstation, over all its starts.
        inc: incarnation that numbered it for the wire.
        n: number within the incarnation, dense from 1.
        state: what became of it.
        ack_seq: the server's change number that confirmed it.
        result: what the server answered.
        settled_at: the server's time of the answer, as far as it was known.
        again: how often a restored server had forgotten it.
    """

    pos: int
    inc: str
    n: int
    state: State = State.PENDING
    ack_seq: int | None = None
    result: dict[str, Json] | None = None
    settled_at: datetime | None = None
    again: int = 0

    def gesture(self) -> Gesture:
        """What was done, without what became of it."""
        return Gesture(**{field.name: getattr(self, field.name) for field in fields(Gesture)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The server's word on one operation.

    Args:
        op_id: the operation.
        state: what became of it; not ``pending``.
        ack_seq: the change number that confirmed it.
        result: what the server answered.
        at: the server's time, because the workstation's decides nothing.
    """

    op_id: str
    state: State
    ack_seq: int | None = None
    result: dict[str, Json] | None = None
    at: datetime

    def cells(self) -> tuple[Cell, ...]:
        """The values of the statement that keeps it.

        Raises:
            ValueError: ``pending`` is no settlement.
        """
        if self.state is State.PENDING:
            raise ValueError(self.state)
        result = None if self.result is None else to_json(self.result)
        return self.state.value, self.ack_seq, result, stamp(self.at), self.op_id


COLUMNS = (
    "pos",
    "op_id",
    "inc",
    "n",
    "kind",
    "v",
    "args",
    "user_id",
    "grant_id",
    "boot_id",
    "mono_ms",
    "wall",
    "skew_ms",
    "state",
    "ack_seq",
    "result",
    "settled_at",
    "again",
    "crc",
)
"""Columns of the table ``op``, in the order in which the file holds them."""


AS_DONE = (
    "op_id",
    "kind",
    "v",
    "args",
    "user_id",
    "grant_id",
    "boot_id",
    "mono_ms",
    "wall",
    "skew_ms",
)
"""Columns that never change; the row's checksum is over these."""


class DamagedRow(ValueError):
    """A row holds what no entry can hold, or does not fit its checksum."""


def cells(entry: Entry) -> tuple[Cell, ...]:
    """The entry as its row.

    Raises:
        ValueError: a moment without time zone, a number that is not finite.
    """
    value: dict[str, Cell] = {
        "pos": entry.pos,
        "op_id": entry.op_id,
        "inc": entry.inc,
        "n": entry.n,
        "kind": entry.kind,
        "v": entry.v,
        "args": to_json(entry.args),
        "user_id": entry.user_id,
        "grant_id": entry.grant_id,
        "boot_id": entry.boot_id,
        "mono_ms": entry.mono_ms,
        "wall": stamp(entry.wall),
        "skew_ms": entry.skew_ms,
        "state": entry.state.value,
        "ack_seq": entry.ack_seq,
        "result": None if entry.result is None else to_json(entry.result),
        "settled_at": None if entry.settled_at is None else stamp(entry.settled_at),
        "again": entry.again,
    }
    return (*value.values(), _checksum(value))


def from_cells(row: Sequence[Cell]) -> Entry:
    """The entry of a row.

    Raises:
        DamagedRow: it is no row of ours any more.
    """
    try:
        value = dict(zip(COLUMNS, row, strict=True))
        if value["crc"] != _checksum(value):
            raise DamagedRow(value["crc"])
        return _entry(value)
    except (ValueError, TypeError) as error:
        raise DamagedRow(str(error)) from error


def _entry(value: Mapping[str, Cell]) -> Entry:
    settled = _text(value["settled_at"])
    result = _text(value["result"])
    return Entry(
        pos=_need(_number(value["pos"])),
        op_id=_need(_text(value["op_id"])),
        inc=_need(_text(value["inc"])),
        n=_need(_number(value["n"])),
        kind=_need(_text(value["kind"])),
        v=_need(_number(value["v"])),
        args=_mapping(_need(_text(value["args"]))),
        user_id=_need(_text(value["user_id"])),
        grant_id=_text(value["grant_id"]),
        boot_id=_need(_text(value["boot_id"])),
        mono_ms=_need(_number(value["mono_ms"])),
        wall=datetime.fromisoformat(_need(_text(value["wall"]))),
        skew_ms=_number(value["skew_ms"]),
        state=State(_need(_text(value["state"]))),
        ack_seq=_number(value["ack_seq"]),
        result=None if result is None else _mapping(result),
        settled_at=None if settled is None else datetime.fromisoformat(settled),
        again=_need(_number(value["again"])),
    )


def to_json(value: dict[str, Json]) -> str:
    """A JSON text on one line.

    Raises:
        ValueError: a number is not finite.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def stamp(moment: datetime) -> str:
    """A moment as text of fixed width in UTC, so that texts sort as moments do.

    Raises:
        ValueError: it names no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _checksum(value: Mapping[str, Cell]) -> int:
    return crc32(json.dumps([value[name] for name in AS_DONE]).encode())


def _mapping(text: str) -> dict[str, Json]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise DamagedRow(text)
    return found


def _text(cell: Cell) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    raise ValueError(cell)


def _number(cell: Cell) -> int | None:
    if cell is None or isinstance(cell, int):
        return cell
    raise ValueError(cell)


def _need[T](value: T | None) -> T:
    if value is None:
        raise ValueError(value)
    return value
