"""The sheet as a whole: its map, its parts among each other, its offcuts, its waste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely

from core.cnc.playback.expected import Expected
from core.cnc.playback.findings import ProofFinding, Values, finding
from core.cnc.playback.frame import Mapping2D
from core.cnc.playback.shapes import grow
from core.cnc.playback.sweep import Swept
from core.cnc.playback.targets import OUTLINE
from core.layout.model import Sheet
from core.machine.profile import MachineProfile

_EXACT = 1e-4
_TOUCH = 0.01
_WASTE = 0.5


def check_matrix(
    sheet: Sheet, mapping: Mapping2D, profile: MachineProfile
) -> Iterator[ProofFinding]:
    """The layout's map is the machine's, and mirrors only a machine that is left-handed."""
    given, wanted = sheet.matrix.as_list(), mapping.as_list()
    if any(abs(one - two) > _EXACT for one, two in zip(given, wanted, strict=True)):
        yield finding("matriz")
    sign = -1.0 if profile.frame.left_handed else 1.0
    if abs(mapping.determinant - sign) > 1e-9:
        yield finding("matriz_espelha")


def check_places(sheet: Sheet, pieces: Sequence[Expected]) -> Iterator[ProofFinding]:
    """Parts lie on the sheet and not on each other, nor on what must stay free."""
    plate = shapely.box(0.0, 0.0, sheet.length, sheet.width)
    for piece in pieces:
        if shapely.difference(piece.outline, plate).area > _TOUCH:
            yield piece.about("peca_fora_da_chapa", where=piece.outline)
        for keepout in sheet.keepouts:
            x, y = keepout.x, keepout.y
            taboo = shapely.box(x, y, x + keepout.length, y + keepout.width)
            if shapely.intersection(piece.outline, taboo).area > _TOUCH:
                yield piece.about("peca_em_defeito", where=piece.outline)
    tree = shapely.STRtree([piece.outline for piece in pieces])
    for index, piece in enumerate(pieces):
        for other in tree.query(piece.outline, predicate="intersects"):
            shared = shapely.intersection(piece.outline, pieces[int(other)].outline)
            if other > index and shared.area > _TOUCH:
                values: Values = {"other": "{} #{}".format(*pieces[int(other)].key)}
                yield piece.about("pecas_sobrepostas", values, where=shared)


def check_offcuts(sheet: Sheet, swept: Swept) -> Iterator[ProofFinding]:
    """Nothing cuts into what goes back to stock."""
    for offcut in sheet.offcuts:
        x, y = offcut.x, offcut.y
        box = shapely.box(x, y, x + offcut.length, y + offcut.width)
        inner = grow(box, -OUTLINE, sharp=True)
        for index in swept.near(inner):
            if shapely.intersects(swept.whole(index), inner):
                cut = swept.cuts[index]
                yield finding(
                    "sobra_cortada", {"name": offcut.name}, line=cut.line, at=cut.points[0]
                )
                break


def check_waste(
    sheet: Sheet, pieces: Sequence[Expected], swept: Swept, profile: MachineProfile
) -> Iterator[ProofFinding]:
    """Nothing is cut between the parts but kerfs, run-outs and the edges of offcuts."""
    room = [
        grow(piece.outline, piece.contour.cutting_diameter + OUTLINE + _TOUCH, sharp=True)
        for piece in pieces
    ]
    room.extend(target.reach for piece in pieces for target in piece.targets)
    if profile.cutting.cut_offcuts:
        wide = 2.0 * profile.contour_tool(sheet.thickness).cutting_diameter + _WASTE
        for offcut in sheet.offcuts:
            x, y = offcut.x, offcut.y
            room.append(
                grow(shapely.box(x, y, x + offcut.length, y + offcut.width), wide, sharp=True)
            )
    tree = shapely.STRtree(room)
    for index, cut in enumerate(swept.cuts):
        whole = swept.whole(index)
        if tree.query(whole, predicate="within").size:
            continue
        near = [room[int(i)] for i in tree.query(whole, predicate="intersects")]
        stray = shapely.difference(whole, shapely.union_all(near)) if near else whole
        if stray.area > _WASTE:
            yield finding("corte_no_refugo", line=cut.line, at=cut.points[0])
