"""The worst day: saves what can be read of a broken ledger into a new one; deletes nothing."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import EnvironmentFault, InputError
from core.ids import new_id
from desktop.sync.ledger import queries
from desktop.sync.ledger.disk import RESERVE, Reserve, flush_folder, reserve_file
from desktop.sync.ledger.entry import COLUMNS, Cell, DamagedRow, Entry, State, cells, from_cells
from desktop.sync.ledger.examine import overlooked
from desktop.sync.ledger.faults import fault_of
from desktop.sync.ledger.lock import lock_beside
from desktop.sync.ledger.salvage import Row, salvage_rows
from desktop.sync.ledger.second import read_copy
from desktop.sync.ledger.statements import INSERT, renumber, set_meta, transaction
from desktop.sync.ledger.store import Connection, connect_file, connect_reader, one, prepare
from desktop.sync.ledger.swap import PARTS, finish_swap, fresh_name

_INTEGRITY = "PRAGMA integrity_check(1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was found.

    Args:
        entries: every operation, in the order of the gestures.
        device_id: the ledger's own key, None where it could not be read.
        sound: whether SQLite read the whole file without complaint.
        by_sqlite: operations that SQLite could read.
        by_pages: further ones that were only found page by page.
        by_copy: further ones that only the second copy had.
        unreadable: lines that are there, cannot be trusted, and were found nowhere else.
    """

    entries: list[Entry]
    device_id: str | None
    sound: bool
    by_sqlite: int
    by_pages: int
    by_copy: int
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A new ledger stands in its place.

    Args:
        saved: what is in it.
        pending: how many of these the server must be asked about again.
        aside: where the broken file lies now, None where there was none.
    """

    saved: Saved
    pending: int
    aside: Path | None


def read_anyhow(path: Path, copy: Path | None = None) -> Saved:
    """Read a ledger and its second copy as far as they can be read; nothing is changed.

    Raises:
        InputError: there is neither.
        EnvironmentFault: a file cannot be read at all.
    """
    if not path.exists() and not (copy and copy.exists()):
        raise InputError("sync.diario_ausente", file=str(path))
    try:
        by_sqlite, device_id, sound = _by_sqlite(path)
        rows = [] if sound else list(salvage_rows(path))
        by_pages = _by_pages(rows, by_sqlite)
        copied = [] if copy is None else read_copy(copy)
    except OSError as error:
        raise EnvironmentFault("geral.leitura", file=str(path), detail=str(error)) from error
    by_copy = {e.op_id: e for e in copied if e.op_id not in by_sqlite and e.op_id not in by_pages}
    found = [*by_sqlite.values(), *by_pages.values(), *by_copy.values()]
    return Saved(
        entries=sorted(found, key=lambda entry: entry.pos),
        device_id=device_id or _device_in(rows),
        sound=sound,
        by_sqlite=len(by_sqlite),
        by_pages=len(by_pages),
        by_copy=len(by_copy),
        unreadable=len(_keys_of_damaged(rows) - {entry.op_id for entry in found}),
    )


def recover(path: Path, *, copy: Path | None = None) -> Recovered:
    """Put a new ledger with all that can be read in the place of this one.

    The broken file is put aside under a dated name. It can be interrupted at any moment and
    started again.

    Raises:
        InputError: there is neither a ledger nor a copy.
        EnvironmentFault: another process writes it, or the disk is full or fails.
    """
    lock = lock_beside(path)
    try:
        finish_swap(path)
        saved = read_anyhow(path, copy)
        Reserve(reserve_file(path), RESERVE).free()
        pending = _build(path, saved)
        return Recovered(saved=saved, pending=pending, aside=finish_swap(path))
    except OSError as error:
        raise EnvironmentFault("sync.diario_gravacao", file=str(path), detail=str(error)) from error
    finally:
        lock.release()


def export(path: Path, *, copy: Path | None = None) -> tuple[bytes, Saved]:
    """The ledger as JSON lines for people, one an operation, and what it was read from.

    Raises:
        InputError: there is neither a ledger nor a copy.
        EnvironmentFault: a file cannot be read at all.
    """
    saved = read_anyhow(path, copy)
    return "".join(map(_told, saved.entries)).encode(), saved


def _by_sqlite(path: Path) -> tuple[dict[str, Entry], str | None, bool]:
    """What SQLite can read, row by row up to the first that it cannot, and whether that is all."""
    found: dict[str, Entry] = {}
    device_id: str | None = None
    if not path.exists():
        return found, device_id, False
    with contextlib.suppress(sqlite3.Error), contextlib.closing(connect_reader(path)) as reader:
        device_id = queries.device_id(reader)
        rows = 0
        for row in reader.execute(f"{queries.SELECT} ORDER BY pos"):
            rows += 1
            entry = _entry(row)
            if entry is not None:
                found[entry.op_id] = entry
        whole = rows == len(found) and not overlooked(path, reader)
        return found, device_id, whole and one(reader, _INTEGRITY) == "ok"
    return found, device_id, False


def _by_pages(rows: Iterable[Row], known: Mapping[str, Entry]) -> dict[str, Entry]:
    """What the pages have besides; where two versions disagree the server is asked again."""
    found: dict[str, Entry] = {}
    for row in rows:
        entry = _entry(row)
        if entry is None or entry.op_id in known:
            continue
        other = found.get(entry.op_id)
        agree = other is None or other.state is entry.state
        found[entry.op_id] = entry if agree else _unsettled(entry)
    return found


def _entry(row: Sequence[Cell]) -> Entry | None:
    try:
        return from_cells(row)
    except DamagedRow:
        return None


def _keys_of_damaged(rows: Iterable[Row]) -> set[str]:
    return {
        row[1]
        for row in rows
        if len(row) == len(COLUMNS) and isinstance(row[1], str) and _entry(row) is None
    }


def _device_in(rows: Iterable[Row]) -> str | None:
    named = (row[1] for row in rows if len(row) == 2 and row[0] == "device_id")
    return next((value for value in named if isinstance(value, str)), None)


def _unsettled(entry: Entry) -> Entry:
    return replace(entry, state=State.PENDING, ack_seq=None, result=None, settled_at=None)


def _build(path: Path, saved: Saved) -> int:
    """Write the new ledger under the name that the swap looks for; how many are pending."""
    work = path.with_name(f"{path.name}.building")
    for part in PARTS:
        Path(f"{work}{part}").unlink(missing_ok=True)
    try:
        with contextlib.closing(connect_file(work)) as connection:
            prepare(connection, work)
            transaction(connection, lambda ledger: _fill(ledger, saved))
    except sqlite3.Error as error:
        raise fault_of(error, work) from error
    work.replace(fresh_name(path))
    flush_folder(path.parent)
    return sum(entry.state is State.PENDING for entry in saved.entries)


def _fill(connection: Connection, saved: Saved) -> None:
    set_meta(connection, "device_id", saved.device_id or str(new_id()))
    for pos, entry in enumerate(saved.entries, start=1):
        connection.execute(INSERT, cells(replace(entry, pos=pos))).fetchall()
    renumber(connection, str(new_id()))


def _told(entry: Entry) -> str:
    row = dict(zip(COLUMNS, cells(entry), strict=True))
    told = {**row, "args": entry.args, "result": entry.result}
    return json.dumps(told, ensure_ascii=False) + "\n"
