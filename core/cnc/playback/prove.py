"""One program proved against the parts that lie on its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shapely.errors import GEOSException

from core.cnc.playback.comments import sheet_comment
from core.cnc.playback.cutting import check_cutting, check_lengths
from core.cnc.playback.expected import Expected, SecondFace, expect
from core.cnc.playback.findings import ProofFinding, bounded, finding, placed
from core.cnc.playback.frame import sheet_to_machine
from core.cnc.playback.motion import Room, check_motion, room_for
from core.cnc.playback.pieces import check_piece
from core.cnc.playback.plate import check_matrix, check_offcuts, check_places, check_waste
from core.cnc.playback.program import Program
from core.cnc.playback.reader import read
from core.cnc.playback.sweep import Stage, Swept, cuts_of, is_too_much
from core.layout.model import PlacedPart, Sheet
from core.machine.profile import MachineProfile
from core.parts import Part

_SAID = 0.05
"""Comments round sizes by less than this (mm)."""


def prove(
    program: bytes,
    sheet: Sheet,
    parts: Mapping[str, Part],
    profile: MachineProfile,
    *,
    second_face: SecondFace | None = None,
) -> tuple[ProofFinding, ...]:
    """Everything that is wrong with a program; empty where it is proved.

    Args:
        program: the bytes as they will be written.
        sheet: with its parts, their operations naming the tool that cuts them.
        parts: the source, by `Part.id`.
        profile: of the machine.
        second_face: (part, copy, operation index) of what the program leaves to others; None
            takes the edges and the blind work of the hidden face.
    """
    read_back = read(program, profile)
    findings = list(read_back.findings)
    stage = stage_for(sheet, profile)
    room = room_for(profile, stage)
    if is_too_much(read_back.moves):
        findings.append(finding("arquivo_grande", {"bytes": len(program)}))
        return bounded(placed(findings, sheet.id, sheet.program))
    findings.extend(check_motion(read_back, room))
    findings.extend(check_cutting(read_back, room))
    findings.extend(_sheet(read_back, sheet, parts, room, second_face))
    return bounded(placed(findings, sheet.id, sheet.program))


def stage_for(sheet: Sheet, profile: MachineProfile) -> Stage:
    """The sheet on its machine."""
    top = profile.real_thickness(sheet.thickness, sheet.material)
    mapping = sheet_to_machine(profile.frame, sheet.length, sheet.width)
    return Stage(mapping, top, top if profile.frame.z_zero == "top" else 0.0)


def _sheet(
    program: Program,
    sheet: Sheet,
    parts: Mapping[str, Part],
    room: Room,
    second_face: SecondFace | None,
) -> Iterator[ProofFinding]:
    stage, profile = room.stage, room.profile
    yield from _header(program, sheet, stage)
    yield from check_matrix(sheet, stage.mapping, profile)
    cuts = cuts_of(program.moves, room.tools, stage)
    yield from check_lengths(cuts, stage.top)
    pieces: list[Expected] = []
    for lying in sheet.parts:
        part = parts.get(lying.part_id)
        if part is None:
            yield finding("peca_desconhecida", part=lying.part, copy=lying.copy)
            continue
        expected, found = _expected(lying, part, sheet, profile, second_face)
        yield from found
        if expected is not None:
            pieces.append(expected)
    yield from check_places(sheet, pieces)
    swept = Swept(cuts)
    for piece in pieces:
        yield from _piece(piece, swept, profile)
    yield from check_offcuts(sheet, swept)
    yield from check_waste(sheet, pieces, swept, profile)


def _header(program: Program, sheet: Sheet, stage: Stage) -> Iterator[ProofFinding]:
    """Where the program says its sheet's size, it is this sheet's."""
    said = sheet_comment(program)
    if said is None:
        return
    wanted = (sheet.length, sheet.width, stage.top)
    if any(abs(one - two) > _SAID for one, two in zip(said, wanted, strict=True)):
        yield finding("cabecalho_chapa", {"size": " x ".join(f"{size:g}" for size in said)})


def _expected(
    lying: PlacedPart,
    part: Part,
    sheet: Sheet,
    profile: MachineProfile,
    second_face: SecondFace | None,
) -> tuple[Expected | None, list[ProofFinding]]:
    """What the copy must be; a shape that geometry cannot handle is not proved."""
    try:
        return expect(lying, part, sheet, profile, second_face)
    except GEOSException:
        return None, [finding("geometria", part=lying.part, copy=lying.copy)]


def _piece(piece: Expected, swept: Swept, profile: MachineProfile) -> list[ProofFinding]:
    try:
        return list(
            check_piece(piece, swept, profile.cutting, left_handed=profile.frame.left_handed)
        )
    except GEOSException:
        return [piece.about("geometria")]
