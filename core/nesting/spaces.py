"""Free rectangles of a sheet: all the largest ones, kept while blocks come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

type Space = tuple[float, float, float, float]
"""left, low, right, high (mm)."""

MARGIN = 1e-7
"""Rectangles that overlap by less only touch, mm."""


def without(spaces: list[Space], block: Space, side: float = 0.0, area: float = 0.0) -> list[Space]:
    """The largest free rectangles once `block` is taken; those smaller than asked are dropped."""
    b_left, b_low, b_right, b_high = block
    kept: list[Space] = []
    cut: list[Space] = []
    for space in spaces:
        left, low, right, high = space
        if (
            b_left >= right - MARGIN
            or b_right <= left + MARGIN
            or b_low >= high - MARGIN
            or b_high <= low + MARGIN
        ):
            kept.append(space)
        else:
            cut.extend(_beside(space, block, side, area))
    return kept + _not_inside(cut, kept) if cut else kept


def _beside(space: Space, block: Space, side: float, area: float) -> Iterator[Space]:
    left, low, right, high = space
    b_left, b_low, b_right, b_high = block
    length, width = right - left, high - low
    least_length = max(side, area / width, MARGIN)
    least_width = max(side, area / length, MARGIN)
    if width >= side:
        if b_left - left >= least_length:
            yield (left, low, b_left, high)
        if right - b_right >= least_length:
            yield (b_right, low, right, high)
    if length >= side:
        if b_low - low >= least_width:
            yield (left, low, right, b_low)
        if high - b_high >= least_width:
            yield (left, b_high, right, high)


def _not_inside(cut: list[Space], kept: list[Space]) -> list[Space]:
    """The new rectangles that lie in no kept one and in no other new one."""
    fresh = sorted(set(cut), key=lambda s: (s[0] - s[2]) * (s[3] - s[1]))
    found: list[Space] = []
    for space in fresh:
        left, low, right, high = space
        for other in (*kept, *found):
            if (
                other[0] <= left + MARGIN
                and other[1] <= low + MARGIN
                and other[2] >= right - MARGIN
                and other[3] >= high - MARGIN
            ):
                break
        else:
            found.append(space)
    return found


def free_spaces(
    spaces: list[Space], blocks: Iterable[Space], side: float = 0.0, area: float = 0.0
) -> list[Space]:
    """What is left of the spaces beside all blocks."""
    for block in sorted(blocks, key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):
        spaces = without(spaces, block, side, area)
    return spaces
