"""The saw's work on a sheet as a numbered sequence of cuts, from the cutting tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from core.geometry import Point
from core.nesting.problem import Cut

SAME = 0.05
"""Sides that differ by less are one, mm."""


class Sawn(Protocol):
    """A sheet with its cutting tree, mm."""

    @property
    def length(self) -> float:
        """Along X."""

    @property
    def width(self) -> float:
        """Along Y."""

    @property
    def cuts(self) -> Cut | None:
        """None for a sheet of the router."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SawStep:
    """One cut.

    Args:
        number: from 1 on its sheet.
        phase: 0 for the trims, then 1, 2, 3: the stage of the guillotine.
        upright: the cut runs along the sheet's Y; else along its X.
        start, end: of the cut in the sheet's frame, mm.
        measure: the width of the strip that comes off, which the fence is set to, mm.
        length: how far the saw travels, mm.
        result: index of the part in `Sheet.parts` that comes off finished, if one does.
    """

    number: int
    phase: int
    upright: bool
    start: Point
    end: Point
    measure: float
    length: float
    result: int | None = None


type _Line = tuple[int, bool, Point, Point, float, int | None]


def saw_steps(sheet: Sawn) -> tuple[SawStep, ...]:
    """Trims first, then strip by strip: a strip's cross cuts before the next strip's."""
    if sheet.cuts is None:
        return ()
    lines = [*_trims(sheet, sheet.cuts), *_cuts(sheet.cuts)]
    return tuple(_step(number, line) for number, line in enumerate(lines, start=1))


def _step(number: int, line: _Line) -> SawStep:
    phase, upright, start, end, measure, result = line
    length = end[1] - start[1] if upright else end[0] - start[0]
    return SawStep(
        number=number,
        phase=phase,
        upright=upright,
        start=start,
        end=end,
        measure=measure,
        length=length,
        result=result,
    )


def _trims(sheet: Sawn, root: Cut) -> Iterator[_Line]:
    left, low = root.x, root.y
    right, high = root.x + root.length, root.y + root.width
    if low > SAME:
        yield 0, False, (0.0, low), (sheet.length, low), low, None
    if sheet.width - high > SAME:
        yield 0, False, (0.0, high), (sheet.length, high), sheet.width - high, None
    if left > SAME:
        yield 0, True, (left, low), (left, high), left, None
    if sheet.length - right > SAME:
        yield 0, True, (right, low), (right, high), sheet.length - right, None


def _cuts(node: Cut) -> Iterator[_Line]:
    """The cuts of one rectangle, then those of each piece that it falls into."""
    if not node.children:
        return
    upright = _is_upright(node)
    for child in node.children:
        side = child.x + child.length if upright else child.y + child.width
        far = node.x + node.length if upright else node.y + node.width
        if far - side > SAME:
            yield _line(node, child, side, upright=upright)
    for child in node.children:
        yield from _cuts(child)


def _line(node: Cut, child: Cut, side: float, *, upright: bool) -> _Line:
    measure = child.length if upright else child.width
    result = child.placement if not child.children else None
    if upright:
        start, end = (side, node.y), (side, node.y + node.width)
    else:
        start, end = (node.x, side), (node.x + node.length, side)
    return node.depth + 1, upright, start, end, measure, result


def _is_upright(node: Cut) -> bool:
    """Whether the pieces of a node lie side by side along X."""
    first = node.children[0]
    if len(node.children) > 1:
        return abs(node.children[1].x - first.x) > SAME
    return node.length - first.length > node.width - first.width
