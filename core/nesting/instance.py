"""One nesting job as a file: the furniture form in, `SOLUTION.json` out (docs/formats)."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

from core.errors import InputError
from core.messages import say
from core.nesting.measure import turned_size
from core.nesting.problem import (
    ALL_TURNS,
    STRAIGHT_TURNS,
    Item,
    Mode,
    NestedSheet,
    Problem,
    Solution,
    Stock,
    Trims,
)

LARGEST = 1e6
"""No sheet or part is longer, mm."""

MOST_COPIES = 100_000
"""No job has more copies in all."""

DIGITS = 6
"""Decimals of a millimetre and of a cost that the file keeps."""

type Id = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(Problem):
    """A problem that came from a file, with its ids as the file has them."""

    part_ids: dict[str, Id] = field(default_factory=dict)
    sheet_ids: dict[str, Id] = field(default_factory=dict)


def read_instance(data: bytes, name: str, mode: Mode, stages: int) -> Instance:
    """The problem in a file of the furniture form.

    Args:
        data: the file: `{name, kerf, trim, sheets: [...], parts: [...]}`, mm.
        name: of the file, for messages.
        mode: the machine that will cut.
        stages: of the saw, 2 or 3; without meaning for the router.

    Raises:
        InputError: the file is not in that form; names file and place.
    """
    reader = _Reader(name)
    top = reader.mapping(_parsed(data, name), "$")
    parts = [reader.mapping(e, f"parts[{i}]") for i, e in enumerate(reader.rows(top, "parts"))]
    sheets = [reader.mapping(e, f"sheets[{i}]") for i, e in enumerate(reader.rows(top, "sheets"))]
    part_ids = reader.ids(parts, "parts")
    sheet_ids = reader.ids(sheets, "sheets")
    trim = reader.number(top, "trim", "$", least=0.0, default=0.0)
    items = tuple(
        reader.item(entry, f"parts[{index}]", key)
        for index, (entry, key) in enumerate(zip(parts, part_ids, strict=True))
    )
    if sum(item.quantity for item in items) > MOST_COPIES:
        raise InputError("nesting.pecas_demais", file=name, place="parts", limit=MOST_COPIES)
    return Instance(
        name=reader.text(top, "name", name),
        items=items,
        stocks=tuple(
            reader.stock(entry, f"sheets[{index}]", key)
            for index, (entry, key) in enumerate(zip(sheets, sheet_ids, strict=True))
        ),
        mode=mode,
        spacing=reader.number(top, "kerf", "$", least=0.0, default=0.0),
        trims=Trims(trim, trim, trim, trim),
        stages=stages,
        part_ids=part_ids,
        sheet_ids=sheet_ids,
    )


def solution_form(problem: Problem, solution: Solution) -> dict[str, Any]:
    """`SOLUTION.json` as plain values."""
    parts = problem.part_ids if isinstance(problem, Instance) else {}
    sheets = problem.sheet_ids if isinstance(problem, Instance) else {}
    items = {item.id: item for item in problem.items}
    return {
        "instance": problem.name,
        "mode": problem.mode.value,
        "stages": problem.stages if problem.mode is Mode.SAW else None,
        "seconds": round(solution.seconds, 3),
        "lower_bound": _rounded(solution.lower_bound),
        "cost": _rounded(solution.cost),
        "sheets": [
            {
                "sheet": sheets.get(sheet.stock, sheet.stock),
                "placements": list(_placements(items, parts, sheet)),
            }
            for sheet in solution.sheets
        ],
        "unplaced": [
            {
                "part": parts.get(left.item, left.item),
                "copies": left.copies,
                "reason": say(left.reason),
                "code": left.reason,
            }
            for left in solution.unplaced
        ],
        "progress": [[round(at, 3), _rounded(cost)] for at, cost in solution.progress],
    }


def _placements(
    items: dict[str, Item], parts: dict[str, Id], sheet: NestedSheet
) -> list[dict[str, Any]]:
    found = []
    for placement in sheet.placements:
        length, width = turned_size(items[placement.item], placement.rotation)
        found.append(
            {
                "part": parts.get(placement.item, placement.item),
                "x": _rounded(placement.x),
                "y": _rounded(placement.y),
                "w": _rounded(length),
                "h": _rounded(width),
                "rotated": placement.rotation % 180 != 0,
            }
        )
    return found


def _rounded(value: float) -> float | int:
    """Whole numbers as such, others with the decimals that the file keeps."""
    rounded = round(value, DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def _parsed(data: bytes, name: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("nesting.nao_e_utf8", file=name, place=error.start) from error
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise InputError("nesting.nao_e_json", file=name, place=place) from error
    except (RecursionError, ValueError) as error:
        raise InputError("nesting.nao_e_json", file=name, place="1:1") from error


@dataclass(frozen=True, slots=True)
class _Reader:
    """Values of one file, checked; every complaint names the file and the place."""

    file: str

    def wrong(self, place: str, detail: str) -> InputError:
        """The error for a value that cannot be used."""
        return InputError("nesting.instancia", file=self.file, place=place, detail=detail)

    def mapping(self, value: Any, place: str) -> dict[str, Any]:
        """An object."""
        if not isinstance(value, dict):
            raise self.wrong(place, "{}")
        return value

    def rows(self, top: dict[str, Any], key: str) -> list[Any]:
        """A list that is not empty."""
        value = top.get(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, "[]")
        return value

    def text(self, top: dict[str, Any], key: str, default: str) -> str:
        """A text, or its default."""
        value = top.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, '""')
        return value

    def ids(self, entries: list[dict[str, Any]], place: str) -> dict[str, Id]:
        """Ids by the text that stands for them; different for every entry."""
        found: dict[str, Id] = {}
        for index, entry in enumerate(entries):
            value = entry.get("id")
            at = f"{place}[{index}].id"
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise self.wrong(at, '""')
            key = value if isinstance(value, str) else json.dumps(value)
            while key in found and type(found[key]) is not type(value):
                key += "'"
            if key in found:
                raise InputError("nesting.id_repetido", file=self.file, place=at, id=key)
            found[key] = value
        return found

    def number(
        self,
        entry: dict[str, Any],
        key: str,
        place: str,
        *,
        least: float | None = None,
        default: float | None = None,
    ) -> float:
        """A finite number not below `least`."""
        value = entry.get(key, default)
        where = key if place == "$" else f"{place}.{key}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(where, "0.0")
        if not math.isfinite(value) or abs(value) > 1e15 or (least is not None and value < least):
            raise self.wrong(where, repr(value))
        return float(value)

    def whole(self, entry: dict[str, Any], key: str, place: str, *, least: int) -> int:
        """A whole number not below `least`."""
        value = self.number(entry, key, place, least=least)
        if value != int(value):
            raise self.wrong(f"{place}.{key}", repr(value))
        return int(value)

    def item(self, entry: dict[str, Any], place: str, key: str) -> Item:
        """A part. Sizes that cannot be placed are left to the search, which names them."""
        turning = entry.get("rot", False)
        if not isinstance(turning, bool):
            raise self.wrong(f"{place}.rot", "true, false")
        return Item(
            id=key,
            length=self.number(entry, "w", place),
            width=self.number(entry, "h", place),
            quantity=self.whole(entry, "qty", place, least=0) if "qty" in entry else 1,
            turns=ALL_TURNS if turning else STRAIGHT_TURNS,
        )

    def stock(self, entry: dict[str, Any], place: str, key: str) -> Stock:
        """A sheet; copies -1 means as many as wanted, cost by area where it is missing."""
        length = self.number(entry, "w", place, least=1e-3)
        width = self.number(entry, "h", place, least=1e-3)
        if max(length, width) > LARGEST:
            raise self.wrong(place, repr(max(length, width)))
        copies = self.whole(entry, "copies", place, least=-1) if "copies" in entry else -1
        return Stock(
            id=key,
            length=length,
            width=width,
            cost=self.number(entry, "cost", place, least=0.0, default=length * width),
            copies=None if copies < 0 else copies,
        )
