"""Drilled holes: centre, size and depth of each, by its plunges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from core.cnc.playback.cutting import SLACK
from core.cnc.playback.expected import Expected
from core.cnc.playback.findings import ProofFinding
from core.cnc.playback.sweep import Cut
from core.cnc.playback.targets import BELOW, Target
from core.errors import Value

CENTRE = 0.02
"""A hole's centre is drilled this exactly (mm)."""

_SEARCH = 2.0


def check_holes(
    expected: Expected, plunges: Sequence[Cut], hole_tolerance: float
) -> Iterator[ProofFinding]:
    """Every drilled hole of a part.

    Args:
        expected: the part.
        plunges: all cuts near it that go straight down.
        hole_tolerance: how much a drill may differ from the drawn diameter, mm.
    """
    for target in expected.targets:
        if target.is_drilled:
            yield from _hole(expected, target, plunges, hole_tolerance)


def _hole(
    expected: Expected, target: Target, plunges: Sequence[Cut], hole_tolerance: float
) -> Iterator[ProofFinding]:
    spot = target.drawn.centroid
    centre = (spot.x, spot.y)
    here = [cut for cut in plunges if math.dist(cut.points[0], centre) <= _SEARCH]
    named: dict[str, Value] = {"layer": target.operation.layer, "operation": target.index}
    if not here:
        yield expected.about("operacao_falta", named, where=spot)
        return
    own = [cut for cut in here if cut.tool.number == target.tool.number]
    if not own:
        values = named | {"tool": here[0].tool.number, "wanted": target.tool.number}
        yield expected.about("ferramenta_trocada", values, where=spot, line=here[0].line)
        own = here
    nearest = min(own, key=lambda cut: math.dist(cut.points[0], centre))
    off = math.dist(nearest.points[0], centre)
    if off > CENTRE:
        values = named | {"off": round(off, 3)}
        yield expected.about("furo_deslocado", values, where=spot, line=nearest.line)
    size = nearest.tool.cutting_diameter - (target.operation.diameter or 0.0)
    if abs(size) > hole_tolerance + 1e-6:
        values = named | {"diameter": nearest.tool.cutting_diameter}
        yield expected.about("furo_diametro", values, where=spot, line=nearest.line)
    yield from _depth(expected, target, own, named)


def _depth(
    expected: Expected, target: Target, own: Sequence[Cut], named: dict[str, Value]
) -> Iterator[ProofFinding]:
    deepest = min(own, key=lambda cut: cut.low)
    spot = target.drawn.centroid
    if target.through:
        if deepest.low > -max(deepest.tool.point, BELOW) + 1e-6:
            yield expected.about("furo_nao_passa", named, where=spot, line=deepest.line)
        return
    if abs(deepest.low - target.floor) > SLACK:
        values = named | {
            "depth": round(expected.top - deepest.low, 3),
            "wanted": target.operation.depth,
        }
        yield expected.about("profundidade", values, where=spot, line=deepest.line)
