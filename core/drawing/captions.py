"""Texts inside parts: as much as fits, the largest that fits, off the holes where possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from core.drawing.display import Fill, Item, Text
from core.drawing.fonts import CAP_HEIGHT, text_width
from core.drawing.room import free_spot
from core.geometry import Path, Point

LEADING = 1.25
"""Base line to base line over the em size."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a caption; `weight` enlarges it over the caption's size."""

    text: str
    bold: bool = False
    weight: float = 1.0


type Caption = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A caption that fits: where its middle is, its em size and its turn in degrees."""

    caption: Caption
    centre: Point
    size: float
    rotation: float
    over: bool = False
    """Whether it covers something that is drawn there."""


def block(caption: Caption, size: float) -> tuple[float, float]:
    """Width and height of a caption, mm."""
    wide = max(text_width(line.text, size * line.weight, bold=line.bold) for line in caption)
    high = sum(line.weight for line in caption) * size * LEADING
    return wide, high


def find_spot(
    outline: Path,
    taken: Sequence[BaseGeometry],
    captions: Sequence[Caption],
    sizes: Sequence[float],
    clearance: float = 1.0,
) -> Spot | None:
    """The richest caption at the largest size that finds room; off what is taken if it can.

    Args:
        outline: of the part on the page, mm.
        taken: what is drawn in it, on the page.
        captions: the richest first.
        sizes: em sizes, the largest first.
        clearance: free space around the text, mm.
    """
    for obstacles in (taken, ()) if taken else ((),):
        for caption in captions:
            if _try(outline, obstacles, caption, sizes[-1], clearance) is None:
                continue  # not even at the smallest size
            for size in sizes:
                found = _try(outline, obstacles, caption, size, clearance)
                if found is not None:
                    return replace(found, over=obstacles is not taken)
    return None


def _try(
    outline: Path, taken: Sequence[BaseGeometry], caption: Caption, size: float, clearance: float
) -> Spot | None:
    wide, high = block(caption, size)
    left, low, right, top = outline.bounds
    turns = (0.0, 90.0) if right - left >= top - low else (90.0, 0.0)
    if right - left >= wide + 2 * clearance and wide > 1.3 * (top - low):
        turns = (0.0, 90.0)
    for rotation in turns:
        box = (wide, high) if rotation == 0.0 else (high, wide)
        centre = free_spot(outline, (), box, clearance)
        if centre is not None and taken:
            centre = free_spot(outline, taken, box, clearance)
        if centre is not None:
            return Spot(caption, centre, size, rotation)
    return None


def plate(spot: Spot, colour: str) -> Item:
    """A quiet ground under a caption, so that no line crosses its letters."""
    wide, high = block(spot.caption, spot.size)
    wide, high = wide + 0.8, high + 0.4
    if spot.rotation:
        wide, high = high, wide
    x, y = spot.centre
    return Fill(paths=(Path.rectangle(x - wide / 2, y - high / 2, wide, high),), colour=colour)


def caption_items(spot: Spot, colour: str) -> Iterator[Item]:
    """The caption's lines, centred on its spot."""
    _, high = block(spot.caption, spot.size)
    offset = high / 2
    for line in spot.caption:
        em = spot.size * line.weight
        step = em * LEADING
        base = offset - step / 2 - em * CAP_HEIGHT / 2
        offset -= step
        x, y = spot.centre
        at = (x, y + base) if spot.rotation == 0.0 else (x - base, y)
        yield Text(
            x=at[0],
            y=at[1],
            text=line.text,
            size=em,
            colour=colour,
            bold=line.bold,
            align="middle",
            rotation=spot.rotation,
        )
