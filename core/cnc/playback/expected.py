"""What a placed part must look like: from its source drawing, placed by the judge's own map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.findings import ProofFinding, Values, finding
from core.cnc.playback.frame import Mapping2D, placed_part
from core.cnc.playback.shapes import area_of, closed
from core.cnc.playback.targets import Context, Target, make_target
from core.geometry import Path
from core.layout.model import PlacedPart, Sheet
from core.machine.profile import MachineProfile, ReleaseRule, Tool
from core.parts import Face, Operation, Part

PLACE_ERROR = 0.02
"""A layout's shapes stand this close to the source's (mm)."""

THICKNESS_ERROR = 0.6
"""A part and its sheet may differ this much in nominal thickness (mm)."""

type SecondFace = frozenset[tuple[str, int, int]]
"""(part, copy, index of the operation) of everything in the list of the second face."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One copy as it must come out.

    Args:
        placed: the layout's entry.
        outline: the drawn cut outline in the sheet frame.
        solid: what the contour cutter can make of it (inner corners keep its radius).
        contour: the tool that cuts it out.
        release: how it is held.
        targets: the operations that the program must do.
        top: of the board, mm over the table.
    """

    placed: PlacedPart
    part: Part
    outline: BaseGeometry
    solid: BaseGeometry
    contour: Tool
    release: ReleaseRule
    targets: tuple[Target, ...]
    top: float

    @property
    def key(self) -> tuple[str, int]:
        """The physical copy."""
        return (self.placed.part, self.placed.copy)

    def about(
        self,
        code: str,
        values: Values | None = None,
        *,
        where: BaseGeometry | None = None,
        line: int | None = None,
    ) -> ProofFinding:
        """A finding on this copy."""
        at = None
        if where is not None and not where.is_empty:
            spot = where.representative_point()
            at = (spot.x, spot.y)
        part, copy = self.key
        return finding(code, values, part=part, copy=copy, at=at, line=line)


def placement(placed: PlacedPart, part: Part) -> Mapping2D:
    """From the part's cut frame to the sheet, from x, y, rotation and face alone."""
    quarter = abs(placed.rotation % 90.0) < 1e-9
    outline = part.cut_outline
    x0, y0, x1, y1 = outline.bounds
    box = ((x0, y0), (x1, y0), (x1, y1), (x0, y1)) if quarter else tuple(outline.points(0.0005))
    return placed_part(
        part.cut_size[1],
        box,
        (placed.x, placed.y),
        placed.rotation,
        face_down=placed.mirrored,
    )


def expect(
    placed: PlacedPart,
    part: Part,
    sheet: Sheet,
    profile: MachineProfile,
    second_face: SecondFace | None,
) -> tuple[Expected, list[ProofFinding]]:
    """The copy as it must come out, and what the layout itself has wrong of it."""
    mapping = placement(placed, part)
    outline = area_of(part.cut_outline, mapping)
    contour = profile.contour_tool(sheet.thickness)
    context = Context(
        profile=profile,
        mapping=mapping,
        outline=outline,
        top=profile.real_thickness(sheet.thickness, sheet.material),
    )
    targets, findings = _targets(placed, part, context, second_face)
    expected = Expected(
        placed=placed,
        part=part,
        outline=outline,
        solid=closed(outline, contour.cutting_diameter / 2.0),
        contour=contour,
        release=profile.release(abs(part.cut_outline.area), min(part.cut_size)),
        targets=tuple(targets),
        top=context.top,
    )
    findings.extend(_layout_agrees(placed, part, mapping))
    findings.extend(_board_agrees(placed, part, sheet))
    return expected, findings


def _targets(
    placed: PlacedPart, part: Part, context: Context, second_face: SecondFace | None
) -> tuple[list[Target], list[ProofFinding]]:
    up = Face.BOTTOM if placed.mirrored else Face.TOP
    targets, findings = [], []
    for index, operation in enumerate(part.cut_operations):
        through = part.is_through(operation)
        able = operation.face is up or (through and not operation.face.is_edge)
        listed = (
            not able if second_face is None else (placed.part, placed.copy, index) in second_face
        )
        values: Values = {"layer": operation.layer, "operation": index}
        if not listed and not able:
            findings.append(
                finding("operacao_sem_lista", values, part=placed.part, copy=placed.copy)
            )
        if placed.mirrored and operation.face is Face.TOP and not through:
            findings.append(finding("virada_com_face", values, part=placed.part, copy=placed.copy))
        if listed or not able or index >= len(placed.operations):
            continue
        target = make_target(
            index, operation, placed.operations[index].tool, context, through=through
        )
        if isinstance(target, Target):
            targets.append(target)
        else:
            findings.append(finding(target, values, part=placed.part, copy=placed.copy))
    return targets, findings


def _board_agrees(placed: PlacedPart, part: Part, sheet: Sheet) -> Iterator[ProofFinding]:
    if abs(part.thickness - sheet.thickness) > THICKNESS_ERROR:
        thick: Values = {"thickness": part.thickness, "sheet_thickness": sheet.thickness}
        yield finding("espessura", thick, part=placed.part, copy=placed.copy)
    if part.material.strip().casefold() != sheet.material.strip().casefold():
        named: Values = {"material": part.material, "sheet_material": sheet.material}
        yield finding("material", named, part=placed.part, copy=placed.copy)


def _layout_agrees(placed: PlacedPart, part: Part, mapping: Mapping2D) -> Iterator[ProofFinding]:
    """The layout's copies of outline and operations are the source's."""
    if not _same_outline(placed.outline, part.cut_outline, mapping):
        yield finding("layout_contorno", part=placed.part, copy=placed.copy)
    source = part.cut_operations
    if len(source) != len(placed.operations):
        counts: Values = {"given": len(placed.operations), "wanted": len(source)}
        yield finding("layout_operacoes", counts, part=placed.part, copy=placed.copy)
        return
    for index, (wanted, given) in enumerate(zip(source, placed.operations, strict=True)):
        if not _same_operation(wanted, given, mapping):
            values: Values = {"layer": wanted.layer, "operation": index}
            yield finding("layout_operacao", values, part=placed.part, copy=placed.copy)


def _same_outline(given: Path, wanted: Path, mapping: Mapping2D) -> bool:
    identity = Mapping2D(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    one, two = area_of(given, identity), area_of(wanted, mapping)
    return bool(shapely.hausdorff_distance(one.exterior, two.exterior) <= PLACE_ERROR)


def _same_operation(wanted: Operation, given: Operation, mapping: Mapping2D) -> bool:
    same = (
        wanted.kind is given.kind
        and wanted.face is given.face
        and wanted.through == given.through
        and wanted.diameter == given.diameter
        and wanted.width == given.width
        and abs(wanted.depth - given.depth) <= 1e-6
        and len(wanted.islands) == len(given.islands)
    )
    if not same:
        return False
    paths = zip((wanted.path, *wanted.islands), (given.path, *given.islands), strict=True)
    return all(_same_path(one, two, mapping, edge=wanted.face.is_edge) for one, two in paths)


def _same_path(wanted: Path, given: Path, mapping: Mapping2D, *, edge: bool) -> bool:
    if len(wanted.vertices) != len(given.vertices) or wanted.closed != given.closed:
        return False
    flip = 1.0 if edge or mapping.determinant > 0 else -1.0
    return all(
        _near((wx, wy) if edge else mapping.there(wx, wy), (gx, gy))
        and (abs(wb * flip - gb) < 1e-6)
        for (wx, wy, wb), (gx, gy, gb) in zip(wanted.vertices, given.vertices, strict=True)
    )


def _near(one: Iterable[float], two: Iterable[float]) -> bool:
    return all(abs(a - b) <= PLACE_ERROR for a, b in zip(one, two, strict=True))
