"""From a layout to the saw's cutting tree, with as few stages as it allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.nesting.measure import EXACT, Area, turned_size, usable
from core.nesting.problem import Cut, Leftover, Placement, Problem, Stock


@dataclass(frozen=True, slots=True)
class _Piece:
    """A placed part: low and high ends along both axes, and its number on the sheet."""

    low: tuple[float, float]
    high: tuple[float, float]
    number: int


@dataclass(frozen=True, slots=True)
class _Region:
    low: tuple[float, float]
    high: tuple[float, float]

    def between(self, axis: int, start: float, end: float) -> _Region:
        """The slice of this region between two places of an axis."""
        if axis == 0:
            return _Region((start, self.low[1]), (end, self.high[1]))
        return _Region((self.low[0], start), (self.high[0], end))

    def is_piece(self, piece: _Piece) -> bool:
        """Whether nothing but this part is in the region."""
        return self.same(_Region(piece.low, piece.high))

    def same(self, other: _Region) -> bool:
        """Whether both are the same rectangle."""
        ends, others = (*self.low, *self.high), (*other.low, *other.high)
        return all(abs(a - b) <= EXACT for a, b in zip(ends, others, strict=True))


def cutting_tree(problem: Problem, stock: Stock, placements: Sequence[Placement]) -> Cut | None:
    """The tree of cuts that yields these parts; None when the stages do not suffice.

    Both ways of the first cut are tried; the fewer stages win, then the larger leftover.
    """
    pieces = _pieces(problem, placements)
    area = usable(problem, stock)
    found = []
    for first in (0, 1):
        tree = _divide(problem, _region(area), pieces, first, 1)
        if tree is not None:
            root = replace(tree, depth=0)
            found.append((_depth(root), -_largest(root), first, root))
    return min(found, key=lambda entry: entry[:3])[3] if found else None


def waste(cut: Cut) -> Iterator[Leftover]:
    """The pieces of a tree that are no parts."""
    if cut.placement is None and not cut.children:
        yield Leftover(x=cut.x, y=cut.y, length=cut.length, width=cut.width)
    for child in cut.children:
        yield from waste(child)


def _pieces(problem: Problem, placements: Sequence[Placement]) -> list[_Piece]:
    items = {item.id: item for item in problem.items}
    found = []
    for number, placement in enumerate(placements):
        length, width = turned_size(items[placement.item], placement.rotation)
        low = (placement.x, placement.y)
        found.append(_Piece(low, (placement.x + length, placement.y + width), number))
    return found


def _region(area: Area) -> _Region:
    return _Region((area.x, area.y), (area.x + area.length, area.y + area.width))


def _divide(
    problem: Problem, region: _Region, pieces: list[_Piece], axis: int, stage: int
) -> Cut | None:
    """The node of a region, cut along `axis` in this stage as often as possible."""
    depth = stage - 1
    if len(pieces) == 1 and region.is_piece(pieces[0]):
        return _leaf(region, depth, pieces[0].number)
    if stage > problem.stages + (1 if len(pieces) == 1 else 0):
        return None
    parts = _slices(problem.spacing, region, pieces, axis)
    if len(parts) == 1 and region.same(parts[0][0]):
        return _divide(problem, region, pieces, 1 - axis, stage + 1)
    children = []
    for part, inside in parts:
        child = (
            _divide(problem, part, inside, 1 - axis, stage + 1)
            if inside
            else _leaf(part, stage, None)
        )
        if child is None:
            return None
        children.append(replace(child, depth=stage))
    return replace(_leaf(region, depth, None), children=tuple(children))


def _slices(
    kerf: float, region: _Region, pieces: list[_Piece], axis: int
) -> list[tuple[_Region, list[_Piece]]]:
    """The region between all through cuts along an axis, waste included, in order."""
    found: list[tuple[_Region, list[_Piece]]] = []
    start = region.low[axis]
    for low, high, inside in _runs(kerf, pieces, axis):
        if low - kerf > start + EXACT:
            found.append((region.between(axis, start, low - kerf), []))
        # a gap narrower than the kerf needs a cut too, but leaves nothing behind
        found.append((region.between(axis, low, high), inside))
        start = high + kerf
    end = region.high[axis]
    if start < end - EXACT:
        found.append((region.between(axis, start, end), []))
    return found


def _runs(
    kerf: float, pieces: list[_Piece], axis: int
) -> Iterator[tuple[float, float, list[_Piece]]]:
    """Groups of parts between which no through cut fits."""
    ordered = sorted(pieces, key=lambda piece: piece.low[axis])
    group = [ordered[0]]
    high = ordered[0].high[axis]
    for piece in ordered[1:]:
        if piece.low[axis] >= high + kerf - EXACT:
            yield group[0].low[axis], high, group
            group = []
        group.append(piece)
        high = max(high, piece.high[axis])
    yield group[0].low[axis], high, group


def _leaf(region: _Region, depth: int, number: int | None) -> Cut:
    return Cut(
        x=region.low[0],
        y=region.low[1],
        length=region.high[0] - region.low[0],
        width=region.high[1] - region.low[1],
        depth=depth,
        placement=number,
    )


def _depth(cut: Cut) -> int:
    return max((cut.depth, *(_depth(child) for child in cut.children)))


def _largest(cut: Cut) -> float:
    return max((left.length * left.width for left in waste(cut)), default=0.0)
