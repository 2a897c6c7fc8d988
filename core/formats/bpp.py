"""Boring programs (docs/formats/bpp.md): `@ BH` horizontal and `@ BG` vertical borings."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import InputError
from core.formats.limits import BORING_CALLS
from core.formats.preset import BppFace
from core.formats.text import decode
from core.formats.values import Decimals, plain
from core.geometry import Path
from core.parts import Face, Operation, OperationKind, Origin

_SECTION = re.compile(r"^\s*\[PROGRAM\]\s*$", re.IGNORECASE)
_NEXT_SECTION = re.compile(r"^\s*\[[A-Z]+\]\s*$", re.IGNORECASE)
_CALL = re.compile(r"^\s*@\s*([A-Za-z_]+)\s*,?")
_BORINGS = ("BH", "BG")
_DEEPEST = 2_000.0


@dataclass(frozen=True, slots=True)
class BoringNote:
    """One line of the program: what it became (operation, or None) and why not."""

    line: int
    label: str
    operation: Operation | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class BoringProgram:
    """A boring program as read; lines that are no calls do not count."""

    notes: tuple[BoringNote, ...]
    encoding: str
    decimal: str

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The borings that were understood."""
        return tuple(note.operation for note in self.notes if note.operation)


@dataclass(frozen=True, slots=True)
class Board:
    """The panel's size in the source's frame, mm."""

    length: float
    width: float
    thickness: float


def read_bpp(data: bytes, file: str, board: Board, faces: Mapping[str, BppFace]) -> BoringProgram:
    """All calls of a program's `[PROGRAM]` section, on the faces that the table names.

    Raises:
        InputError: more calls than any panel has.
    """
    text = decode(data)
    decimals = Decimals()
    notes: list[BoringNote] = []
    inside = False
    for number, line in enumerate(text.text.splitlines(), start=1):
        if _NEXT_SECTION.match(line):
            inside = _SECTION.match(line) is not None
        elif inside and (call := _CALL.match(line)):
            if len(notes) >= BORING_CALLS:
                raise InputError("importacao.bpp_demais", file=file, limit=BORING_CALLS)
            notes.append(_note(call.group(1).upper(), line, Origin(file, number), board, faces))
            _signs(line, decimals)
    return BoringProgram(tuple(notes), text.encoding, decimals.name)


def _signs(line: str, decimals: Decimals) -> None:
    # fields are parted by commas, so a decimal is a point or stands in quotes
    decimals.point |= re.search(r"\d\.\d", line) is not None


def _note(
    name: str, line: str, origin: Origin, board: Board, faces: Mapping[str, BppFace]
) -> BoringNote:
    number = origin.line or 0
    label = plain(line)[:80]
    if name not in _BORINGS:
        return BoringNote(number, label, None, "importacao.bpp_nao_entendido")
    fields = [field.strip() for field in next(csv.reader([line], skipinitialspace=True))]
    if len(fields) < 12:
        return BoringNote(number, label, None, "importacao.bpp_incompleto")
    rule = faces.get(_face_number(fields[5]))
    if rule is None or rule.face.is_edge != (name == "BH"):
        return BoringNote(number, label, None, "importacao.bpp_face")
    if _repeats(fields):
        return BoringNote(number, label, None, "importacao.bpp_repeticao")
    return _boring(fields, rule, origin, board, label)


def _face_number(field: str) -> str:
    """The face in a side parameter `a:face`."""
    return field.rpartition(":")[2].strip()


def _repeats(fields: list[str]) -> bool:
    """Whether the call repeats its hole; such rows of holes are not unfolded."""
    kind = fields[13].casefold() if len(fields) > 13 else ""
    return kind not in ("", "-1", "rpno", "no")


def _boring(
    fields: list[str], rule: BppFace, origin: Origin, board: Board, label: str
) -> BoringNote:
    number = origin.line or 0
    decimals = Decimals()
    try:
        x, y, depth, diameter = (decimals.number(fields[at]) for at in (7, 8, 10, 11))
    except ValueError:
        return BoringNote(number, label, None, "importacao.bpp_numero")
    along, across = _extent(rule.face, board)
    u = along - x if rule.x_from_end else x
    v = across - y if rule.y_from_end else y
    through = len(fields) > 12 and fields[12].casefold() == "yes"
    if not (0 <= u <= along and 0 <= v <= across and diameter > 0 and 0 <= depth <= _DEEPEST):
        return BoringNote(number, label, None, "importacao.bpp_fora")
    if depth == 0 and not through:
        return BoringNote(number, label, None, "importacao.bpp_fora")
    operation = Operation(
        kind=OperationKind.DRILL,
        path=Path.point((u, v)),
        depth=depth or _whole_depth(rule.face, board),
        face=rule.face,
        through=through,
        diameter=diameter,
        layer="BPP",
        origin=origin,
    )
    return BoringNote(number, label, operation)


def _extent(face: Face, board: Board) -> tuple[float, float]:
    if not face.is_edge:
        return board.length, board.width
    along = board.length if face in (Face.C1, Face.C2) else board.width
    return along, board.thickness


def _whole_depth(face: Face, board: Board) -> float:
    if not face.is_edge:
        return board.thickness
    return board.width if face in (Face.C1, Face.C2) else board.length
