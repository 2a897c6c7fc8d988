"""From what the engines found to the layout that programs, labels and people work with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.layout.model import (
    GroupSummary,
    Layout,
    Offcut,
    PlacedPart,
    Sheet,
    ToolSummary,
    Totals,
    UnplacedCopy,
)
from core.layout.place import place
from core.nesting.problem import Keepout, Mode, NestedSheet, Placement, Solution
from core.parts import Batch, Part, Piece
from core.pipeline.groups import Candidate, Group, Grouping, sawn
from core.pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class _Copies:
    """Which copies of every part of a group lie somewhere, first copies first."""

    placed: dict[str, int]

    def take(self, part: Part) -> Piece:
        count = self.placed.get(part.id, 0)
        self.placed[part.id] = count + 1
        return part.pieces[count]


def assemble(
    batch: Batch, grouping: Grouping, solutions: Sequence[Solution], settings: Settings
) -> Layout:
    """The whole layout; every physical copy of the batch stands in it exactly once."""
    sheets: list[Sheet] = []
    unplaced = list(_refused(grouping))
    summaries = []
    names = _sheet_names()
    for group, solution in zip(grouping.groups, solutions, strict=True):
        copies = _Copies({})
        found = [_sheet(names(), group, nested, copies, settings) for nested in solution.sheets]
        sheets.extend(found)
        unplaced.extend(_left_out(group, solution, copies))
        summaries.append(_summary(group, solution, copies))
    return Layout(
        batch=batch.name,
        machine=settings.profile.name,
        z_zero=settings.profile.frame.z_zero,
        tools=_tools(settings),
        sheets=tuple(sheets),
        unplaced=tuple(unplaced),
        totals=_totals(sheets, summaries),
        groups=tuple(summaries),
    )


def _sheet_names() -> Callable[[], str]:
    counter = iter(range(1, 1_000_000))
    return lambda: f"{next(counter):03d}"


def _tools(settings: Settings) -> tuple[ToolSummary, ...]:
    if settings.mode is Mode.SAW:
        return ()
    return tuple(
        ToolSummary(number=tool.number, kind=tool.kind.value, diameter=tool.cutting_diameter)
        for tool in settings.profile.tools
    )


def _sheet(
    sheet_id: str, group: Group, nested: NestedSheet, copies: _Copies, settings: Settings
) -> Sheet:
    stock = group.sheets[nested.stock]
    parts = tuple(_placed(group, placement, copies, settings) for placement in nested.placements)
    area = sum(abs(part.outline.area) for part in parts)
    return Sheet(
        id=sheet_id,
        stock=nested.stock,
        material=group.material,
        thickness=stock.thickness,
        length=stock.length,
        width=stock.width,
        matrix=settings.profile.frame.matrix(stock.length, stock.width),
        parts=parts,
        offcuts=_offcuts(sheet_id, nested),
        keepouts=tuple(_keepouts(group, nested.stock)),
        utilisation=area / (stock.length * stock.width),
        cuts=nested.cuts,
        has_grain=group.has_grain,
        is_offcut=stock.offcut,
    )


def _keepouts(group: Group, stock_id: str) -> Iterator[Keepout]:
    for stock in group.problem.stocks:
        if stock.id == stock_id:
            yield from stock.keepouts


def _offcuts(sheet_id: str, nested: NestedSheet) -> tuple[Offcut, ...]:
    """Named S01, S02, … on their sheet, the largest first."""
    ordered = sorted(nested.leftovers, key=lambda left: (-left.length * left.width, left.x, left.y))
    return tuple(
        Offcut(x=o.x, y=o.y, length=o.length, width=o.width, name=f"{sheet_id}S{number:02d}")
        for number, o in enumerate(ordered, start=1)
    )


def _placed(group: Group, placement: Placement, copies: _Copies, settings: Settings) -> PlacedPart:
    candidate = group.candidates[placement.item]
    shift_x, shift_y = candidate.envelope.shift(placement.rotation)
    return place(
        _as_cut(candidate, settings),
        copies.take(candidate.part),
        x=placement.x + shift_x,
        y=placement.y + shift_y,
        rotation=placement.rotation,
        face_down=candidate.face_down,
    )


def _as_cut(candidate: Candidate, settings: Settings) -> Part:
    return sawn(candidate.part) if settings.mode is Mode.SAW else candidate.part


def _refused(grouping: Grouping) -> Iterator[UnplacedCopy]:
    for refused in grouping.refused:
        for piece in refused.part.pieces:
            yield UnplacedCopy(
                part_id=refused.part.id,
                part=refused.part.label,
                copy=piece.copy,
                reason=refused.reason,
                text=refused.text,
            )


def _left_out(group: Group, solution: Solution, copies: _Copies) -> Iterator[UnplacedCopy]:
    """The copies that lie nowhere, by what is missing and not by what the engine says."""
    reasons = {unplaced.item: unplaced.reason for unplaced in solution.unplaced}
    for item_id, candidate in group.candidates.items():
        part = candidate.part
        for piece in part.pieces[copies.placed.get(item_id, 0) :]:
            yield UnplacedCopy(
                part_id=part.id,
                part=part.label,
                copy=piece.copy,
                reason=reasons.get(item_id, "layout.sem_lugar"),
            )


def _summary(group: Group, solution: Solution, copies: _Copies) -> GroupSummary:
    return GroupSummary(
        material=group.material,
        thickness=group.thickness,
        sheets=len(solution.sheets),
        pieces=sum(copies.placed.values()),
        cost=solution.cost,
        lower_bound=solution.lower_bound,
        fewest_sheets=_fewest_sheets(group, solution),
        seconds=solution.seconds,
        progress=solution.progress,
    )


def _fewest_sheets(group: Group, solution: Solution) -> int:
    """A bound in sheets from the bound in cost: no sheet costs more than the dearest."""
    dearest = max((stock.cost for stock in group.problem.stocks), default=0.0)
    if dearest <= 0:
        return min(1, len(solution.sheets))
    bound = math.ceil(solution.lower_bound / dearest - 1e-9)
    # parts that found no place are in the engine's bound but not on the sheets
    return min(max(bound, min(1, len(solution.sheets))), len(solution.sheets))


def _totals(sheets: Sequence[Sheet], summaries: Sequence[GroupSummary]) -> Totals:
    whole = sum(sheet.length * sheet.width for sheet in sheets)
    used = sum(sheet.utilisation * sheet.length * sheet.width for sheet in sheets)
    offcuts = [offcut.length * offcut.width for sheet in sheets for offcut in sheet.offcuts]
    return Totals(
        sheets=len(sheets),
        utilisation=used / whole if whole else 0.0,
        lower_bound=float(sum(summary.fewest_sheets for summary in summaries)),
        largest_offcut_area=max(offcuts, default=0.0),
    )
