"""Where the applicator puts the label on a panel, or why a person must."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.drawing.room import free_spot, taken_on
from core.drawing.sheet import up_face
from core.geometry import Point
from core.layout.model import Layout, Offcut, PlacedPart, Sheet
from core.machine.profile import Labels, MachineProfile
from core.messages import say

CLEARANCES = (3.0, 1.0, 0.2)
"""Free board wanted around a label, mm: the first that can be had."""

OFFCUT_MARK = "SB"
"""What an offcut is called where a piece has its name."""

TOO_SMALL = "documentos.etiqueta_peca_menor"
NO_ROOM = "documentos.etiqueta_sem_lugar"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPoint:
    """A label's place.

    Args:
        code: piece code, or the offcut's name.
        sheet: id of the sheet.
        x, y: centre of the label in the sheet's frame, mm.
        machine_x, machine_y: what the applicator is told, its offsets added.
        rotation: of the label's reading direction in the machine's frame, degrees
            counter-clockwise, from 0 up to 360.
        across: the label lies across the part's length.
    """

    code: str
    sheet: str
    x: float
    y: float
    machine_x: float
    machine_y: float
    rotation: float
    across: bool = False
    offcut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A piece whose label a person sticks on, and why (a code of the catalogue)."""

    sheet: str
    part_id: str
    part: str
    copy: int
    code: str
    name: str
    reason: str

    def form(self) -> dict[str, str | int]:
        """As `report.json` has it."""
        return {
            "sheet": self.sheet,
            "part": self.part,
            "part_id": self.part_id,
            "copy": self.copy,
            "piece": self.code,
            "name": self.name,
            "code": self.reason,
            "text": say(self.reason),
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """A label's centre in the cut part's frame, and whether it lies across the length."""

    centre: Point
    across: bool = False


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """Every label of a layout: those the applicator lays, by sheet id, and the others."""

    points: Mapping[str, tuple[LabelPoint, ...]]
    by_hand: tuple[ByHand, ...]

    def of(self, code: str) -> LabelPoint | None:
        """The place of this piece's label, None where a person sticks it on."""
        return next((p for points in self.points.values() for p in points if p.code == code), None)


def plan_labels(layout: Layout, profile: MachineProfile) -> LabelPlan:
    """Places for all labels of a layout, parts first and then offcuts of every sheet."""
    points: dict[str, tuple[LabelPoint, ...]] = {}
    by_hand: list[ByHand] = []
    spots: dict[tuple[str, bool], Spot | str] = {}
    for sheet in layout.sheets:
        found: list[LabelPoint] = []
        for part in sheet.parts:
            kind = (part.part_id, part.mirrored)
            if kind not in spots:
                spots[kind] = label_spot(part, profile.labels)
            spot = spots[kind]
            if isinstance(spot, str):
                by_hand.append(_by_hand(sheet, part, spot))
            else:
                found.append(_part_point(sheet, part, spot, profile.labels))
        found.extend(_offcut_points(sheet, profile.labels))
        points[sheet.id] = tuple(found)
    return LabelPlan(points, tuple(by_hand))


def label_spot(part: PlacedPart, labels: Labels) -> Spot | str:
    """Where on the upper face of the panel the label has room; a code of the reason if nowhere.

    The same for all copies of a part that lie with the same face up.
    """
    back = part.matrix.inverse()
    outline = part.outline.transformed(back).counter_clockwise()
    left, low, right, high = outline.bounds
    shorter, longer = sorted((right - left, high - low))
    if shorter < min(labels.length, labels.width) or longer < max(labels.length, labels.width):
        return TOO_SMALL
    operations = [operation.transformed(back) for operation in part.operations]
    taken = taken_on(up_face(part), operations, part.thickness)
    for clearance in CLEARANCES:
        for across in (False, True):
            size = (labels.width, labels.length) if across else (labels.length, labels.width)
            centre = free_spot(outline, taken, size, clearance)
            if centre is not None:
                return Spot(centre, across=across)
    return NO_ROOM


def _by_hand(sheet: Sheet, part: PlacedPart, reason: str) -> ByHand:
    return ByHand(
        sheet=sheet.id,
        part_id=part.part_id,
        part=part.part,
        copy=part.copy,
        code=part.code,
        name=part.name,
        reason=reason,
    )


def _part_point(sheet: Sheet, part: PlacedPart, spot: Spot, labels: Labels) -> LabelPoint:
    to_machine = part.matrix.then(sheet.matrix)
    # where the panel lies face down its visible side is read along the same axis
    angle = math.degrees(math.atan2(to_machine.b, to_machine.a)) + (90.0 if spot.across else 0.0)
    centre = part.matrix.apply(spot.centre)
    return _point(part.code, sheet, centre, angle, labels, across=spot.across)


def _offcut_points(sheet: Sheet, labels: Labels) -> list[LabelPoint]:
    return [_offcut_point(sheet, offcut, labels) for offcut in sheet.offcuts]


def _offcut_point(sheet: Sheet, offcut: Offcut, labels: Labels) -> LabelPoint:
    along = math.degrees(math.atan2(sheet.matrix.b, sheet.matrix.a))
    across = offcut.length < labels.length
    centre = (offcut.x + offcut.length / 2, offcut.y + offcut.width / 2)
    angle = along + (90.0 if across else 0.0)
    return _point(offcut.name, sheet, centre, angle, labels, across=across, offcut=True)


def _point(
    code: str,
    sheet: Sheet,
    centre: Point,
    angle: float,
    labels: Labels,
    *,
    across: bool = False,
    offcut: bool = False,
) -> LabelPoint:
    x, y = sheet.matrix.apply(centre)
    return LabelPoint(
        code=code,
        sheet=sheet.id,
        x=centre[0],
        y=centre[1],
        machine_x=x + labels.offset_x,
        machine_y=y + labels.offset_y,
        rotation=round(angle + labels.rotation, 3) % 360.0,
        across=across,
        offcut=offcut,
    )
