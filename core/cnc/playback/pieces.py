"""One placed part proved against its source drawing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.belonging import Belonging, belonging
from core.cnc.playback.cutting import SLACK, check_steps
from core.cnc.playback.drift import WHOLE, WINDOW_AREA, drift, worst_window
from core.cnc.playback.expected import Expected
from core.cnc.playback.findings import ProofFinding, Values
from core.cnc.playback.holes import check_holes
from core.cnc.playback.shapes import EMPTY, grow
from core.cnc.playback.slices import check_slices, heights, release_height
from core.cnc.playback.sweep import Swept
from core.cnc.playback.targets import OUTLINE, Target
from core.machine.profile import Cutting

_AFTER = 0.06
_BESIDE = 1.0
_LONG = 100.0
"""A level pass of this length shows which way the contour is cut (mm)."""


def check_piece(
    expected: Expected, swept: Swept, cutting: Cutting, *, left_handed: bool
) -> Iterator[ProofFinding]:
    """Everything wrong with how one copy comes out.

    Args:
        expected: the copy.
        swept: all cuts of its sheet's program.
        cutting: the machine's rules.
        left_handed: whether the machine sees the sheet mirrored.
    """
    window = grow(expected.solid, _BESIDE + 2.0 * OUTLINE)
    near = swept.near(window)
    own = belonging(expected, swept, near)
    gone_at = swept.slices(near, heights(expected))
    plunges = [swept.cuts[i] for i in near if swept.cuts[i].is_plunge]
    yield from check_slices(expected, gone_at)
    yield from check_holes(expected, plunges, cutting.hole_tolerance)
    yield from _outline(expected, gone_at)
    for target in expected.targets:
        if not target.is_drilled:
            yield from _place(expected, target, gone_at)
    yield from _tools(expected, swept, own)
    yield from _order(expected, swept, near, own)
    right = (expected.contour.sense == "cw") == (cutting.climb is not left_handed)
    yield from _sense(expected, swept, own.contour, keep_right=right)
    for cuts in (own.contour, *own.targets.values()):
        yield from check_steps(swept, cuts, expected.top)


def _outline(expected: Expected, gone_at: Mapping[float, BaseGeometry]) -> Iterator[ProofFinding]:
    """The piece as a whole, where it is held by nothing any more."""
    held = release_height(expected)
    gone = gone_at[held + SLACK if held > 0.0 else 0.0]
    beside = grow(expected.solid, _BESIDE)
    pieces = shapely.get_parts(shapely.difference(beside, gone))
    centre = expected.solid.representative_point()
    piece = max(pieces, key=lambda found: found.area, default=EMPTY)
    openings = shapely.union_all(
        [target.allowed_area for target in expected.targets if target.floor <= held + SLACK]
    )
    moved = drift(expected.solid.exterior, piece)
    if moved is None or (moved.size > WHOLE):
        size = round(moved.size, 3) if moved else None
        yield expected.about("peca_deslocada", {"off": size}, where=centre)
    wanted = shapely.difference(expected.solid, openings)
    worst, wrong = worst_window(wanted, shapely.difference(piece, openings))
    if worst > WINDOW_AREA:
        yield expected.about("contorno_diferente", {"area": round(worst, 2)}, where=wrong)


def _place(
    expected: Expected, target: Target, gone_at: Mapping[float, BaseGeometry]
) -> Iterator[ProofFinding]:
    """A milled shape as a whole."""
    height = (target.skin + SLACK if target.skin else 0.0) if target.through else None
    gone = gone_at.get(target.floor + SLACK if height is None else height)
    if gone is None or not isinstance(target.core, shapely.Polygon) or target.core.is_empty:
        return
    shape = target.core
    if target.by_line:
        return
    # where the shape is open at the part's edge it has no edge of its own
    own = grow(expected.outline, -_BESIDE)
    moved = drift(shape.exterior, shapely.intersection(gone, grow(shape, _BESIDE)), own)
    if moved is not None and moved.size > WHOLE:
        values: Values = {
            "layer": target.operation.layer,
            "operation": target.index,
            "off": round(moved.size, 3),
        }
        yield expected.about("operacao_deslocada", values, where=shape)


def _tools(expected: Expected, swept: Swept, own: Belonging) -> Iterator[ProofFinding]:
    """Every cut is made by the tool that the layout names."""
    for target in expected.targets:
        if not target.is_drilled:
            named: Values = {"layer": target.operation.layer, "operation": target.index}
            cuts = own.targets[target.index]
            yield from _tool(expected, swept, cuts, target.tool.number, named)
    contour: Values = {"layer": "contorno", "operation": None}
    yield from _tool(expected, swept, own.contour, expected.contour.number, contour)


def _tool(
    expected: Expected, swept: Swept, cuts: Sequence[int], wanted: str, named: Values
) -> Iterator[ProofFinding]:
    for index in cuts:
        cut = swept.cuts[index]
        if cut.tool.number != wanted:
            values: Values = {**named, "tool": cut.tool.number, "wanted": wanted}
            yield expected.about("ferramenta_trocada", values, line=cut.line)
            return


def _order(
    expected: Expected, swept: Swept, near: Sequence[int], own: Belonging
) -> Iterator[ProofFinding]:
    """Nothing is cut in a part after the last pass that goes around it."""
    last = released_by(expected, swept, own)
    if last is None:
        return
    inside = grow(expected.outline, -_AFTER)
    for index in near:
        cut = swept.cuts[index]
        if cut.first > last and shapely.intersects(swept.whole(index), inside):
            yield expected.about("depois_do_ultimo_passe", line=cut.line, where=swept.lines[index])
            return


def released_by(expected: Expected, swept: Swept, own: Belonging) -> int | None:
    """The move that ends the last pass of the contour at full depth."""
    floor = release_height(expected) + SLACK
    final = [swept.cuts[i].last for i in own.contour if swept.cuts[i].low <= floor]
    return max(final, default=None)


def _sense(
    expected: Expected, swept: Swept, contour: Sequence[int], *, keep_right: bool
) -> Iterator[ProofFinding]:
    """A right-turning cutter that climbs keeps the part at its right, seen from above."""
    for index in contour:
        cut = swept.cuts[index]
        if not cut.is_level or cut.length < _LONG:
            continue
        pairs = list(pairwise(cut.points))
        (x0, y0), (x1, y1) = max(pairs, key=lambda pair: math.dist(*pair))
        size = math.dist((x0, y0), (x1, y1))
        aside = cut.tool.cutting_diameter / 2.0 + 4.0 * OUTLINE
        at_right = shapely.Point(
            (x0 + x1) / 2 + (y1 - y0) / size * aside, (y0 + y1) / 2 - (x1 - x0) / size * aside
        )
        if expected.solid.contains(at_right) != keep_right:
            yield expected.about("sentido_de_corte", line=cut.line, where=swept.lines[index])
            return
