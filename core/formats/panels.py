"""From a list's row to a part: its drawing, boring programs and attachments."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field, replace

from core.errors import InputError, Value
from core.formats.banding import Shape, finished
from core.formats.bpp import Board, read_bpp
from core.formats.drawings import Drawings
from core.formats.dxf import Drawing
from core.formats.identity import content
from core.formats.limits import ATTACHMENT_BYTES, BORING_BYTES
from core.formats.lookup import Finder
from core.formats.panel_items import boring_item, drawing_items, trouble
from core.formats.preset import ImportPreset
from core.formats.report import ItemKind, Outcome, ReportItem
from core.formats.rows import Assumption, PanelRow
from core.formats.source import SourceFile
from core.formats.used import Used
from core.formats.values import part_name
from core.geometry import Path
from core.messages import slots
from core.parts import NO_BANDS, Attachment, Bands, Grain, Operation, OperationKind, Part

SAME_HOLE = 0.05
"""A boring of a program this close to a drawn one is that hole, mm."""

NO_MATERIAL = "Desconhecido"
NO_NAME = "SEM NOME"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A part before it has an id and pieces, with what the report says about it.

    Args:
        content: fingerprint; rows of equal content are copies of one part.
        used: files that went into it.
        raw: the drawing's bytes, for the second count; None where it was not read.
    """

    row: PanelRow
    part: Part
    content: str
    items: tuple[ReportItem, ...]
    assumptions: tuple[Assumption, ...]
    used: tuple[Used, ...]
    raw: bytes | None
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(slots=True)
class _Work:
    """What is gathered while one row becomes a part."""

    row: PanelRow
    shape: Shape
    drawn: bool = False
    blocked: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    file: SourceFile | None = None
    raw: bytes | None = None
    attachments: list[Attachment] = field(default_factory=list)
    items: list[ReportItem] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)

    def block(self, code: str, /, **values: Value) -> None:
        """The first reason counts."""
        if not self.blocked:
            self.blocked = code
            self.values = tuple(values.items())

    def inherit(self) -> None:
        """The reason that the list brings along wins; its values did not come with it."""
        if self.row.blocked not in ("", self.blocked):
            file = self.row.drawing[0] if self.row.drawing else self.row.origin.file
            unsaid = dict.fromkeys(slots(self.row.blocked), "-")
            self.blocked = self.row.blocked
            self.values = tuple({**unsaid, "file": file}.items())

    def assume(self, code: str, /, **values: Value) -> None:
        """Say what was taken for granted."""
        self.assumptions.append(Assumption(self.row.origin.file, code, tuple(values.items())))


@dataclass(slots=True)
class PanelMaker:
    """Makes drafts of rows; one for a whole import."""

    preset: ImportPreset
    finder: Finder
    drawings: Drawings

    def draft(self, row: PanelRow, source: SourceFile) -> Draft:
        """The part that this row describes."""
        box = Path.rectangle(0.0, 0.0, row.length, row.width)
        work = _Work(row, Shape(row.length, row.width, box, ()))
        self._draw(work, source)
        self._bore(work, source)
        self._attach(work, source)
        work.inherit()
        bands = self._bands(work)
        return self._finish(work, bands)

    def drawing_of(self, row: PanelRow, source: SourceFile) -> SourceFile | None:
        """The drawing that a row names, None where it is nowhere."""
        for name in row.drawing:
            for candidate in _spellings(name):
                found = self.finder.find(candidate, source)
                if found:
                    return found
        return None

    def _draw(self, work: _Work, source: SourceFile) -> None:
        row = work.row
        file = self.drawing_of(row, source)
        if file is None:
            looked = next(iter(_spellings(row.drawing[0])), "") if row.drawing else ""
            work.block("importacao.sem_desenho", file=looked or row.name)
            return
        work.file = file
        result = self.drawings.get(file, (row.length, row.width, row.thickness))
        work.used.append(result.used)
        work.items.extend(drawing_items(result))
        if result.drawing is None:
            work.block(result.code, **dict(result.values))
            return
        work.drawn, work.raw = True, result.data
        _take_drawing(work, result.drawing)

    def _bore(self, work: _Work, source: SourceFile) -> None:
        row = work.row
        file = self._beside(work, source, ".bpp")
        if file is None:
            return
        board = Board(row.length, row.width, row.thickness)
        try:
            data = file.read(BORING_BYTES)
            program = read_bpp(data, file.name, board, self.preset.bpp_faces)
        except InputError as error:
            work.items.append(trouble(file, ItemKind.BORING, error))
            work.block(error.code, **error.values)
            return
        sha = hashlib.sha256(data).hexdigest()
        work.used.append(Used(file, sha, program.encoding, program.decimal, "mm"))
        kept: list[Operation] = []
        for note in program.notes:
            double = note.operation is not None and _drawn_already(note.operation, work.shape)
            code = "importacao.bpp_repete_desenho" if double else note.code
            if note.operation is not None and not double:
                kept.append(note.operation)
            work.items.append(boring_item(note, file, code, double=double))
        if kept:
            work.shape = replace(work.shape, operations=(*work.shape.operations, *kept))
            work.assumptions.append(Assumption(file.name, "importacao.bpp_faces_supostas"))

    def _attach(self, work: _Work, source: SourceFile) -> None:
        file = self._beside(work, source, ".gbs")
        if file is None:
            return
        try:
            data = file.read(ATTACHMENT_BYTES)
        except InputError as error:
            work.items.append(trouble(file, ItemKind.ATTACHMENT, error))
            return
        sha = hashlib.sha256(data).hexdigest()
        work.used.append(Used(file, sha))
        work.attachments.append(Attachment(file.path, "gbs", sha, len(data)))
        work.items.append(
            ReportItem(
                kind=ItemKind.ATTACHMENT,
                outcome=Outcome.ATTACHED,
                file=file.name,
                label=work.row.name,
                code="importacao.gbs_nao_entendido",
                values=(("file", file.name),),
            )
        )

    def _beside(self, work: _Work, source: SourceFile, suffix: str) -> SourceFile | None:
        """A file of the same stem beside the drawing, or where the row names it."""
        found = self.finder.sibling(work.file, suffix) if work.file else None
        if found:
            return found
        stems = (self.finder.beside(stem + suffix, source) for stem in work.row.boring)
        return next((one for one in stems if one), None)

    def _bands(self, work: _Work) -> Bands:
        row = work.row
        if row.bands is not None:
            return Bands(*row.bands)
        found = [self.preset.band(name) if name else None for name in row.band_names]
        for name, band in zip(row.band_names, found, strict=True):
            if name and band is None:
                work.assume("importacao.fita_desconhecida", band=name)
        return Bands(*found) if any(found) else NO_BANDS

    def _finish(self, work: _Work, bands: Bands) -> Draft:
        row = work.row
        gives_cut = (row.size or self.preset.size) == "cut"
        cut = work.shape if bands == NO_BANDS else _as_drawn(work.shape)
        shape = finished(cut, bands) if gives_cut else cut
        material, grain = self._material(row)
        if not material:
            material = NO_MATERIAL
            work.assume("importacao.sem_material", material=material)
        if grain is Grain.UNKNOWN:
            work.assume("importacao.veio_desconhecido")
        part = Part(
            id="",
            name=row.name or part_name(row.program or row.code) or NO_NAME,
            length=shape.length,
            width=shape.width,
            thickness=row.thickness,
            material=material,
            outline=shape.outline,
            pieces=(),
            program=row.program,
            code=row.code,
            client=row.client,
            room=row.room,
            notes=row.notes,
            grain=grain,
            bands=bands,
            operations=shape.operations,
            attachments=tuple(work.attachments),
            drawing=work.file.path if work.file else None,
            drawn=work.drawn,
            blocked=work.blocked or None,
            origin=row.origin,
        )
        return Draft(
            row=row,
            part=part,
            content=content(part, tuple(used.sha256 for used in work.used)),
            items=tuple(work.items),
            assumptions=tuple(work.assumptions),
            used=tuple(work.used),
            raw=work.raw,
            values=work.values,
        )

    def _material(self, row: PanelRow) -> tuple[str, Grain]:
        rule = self.preset.material(row.material)
        name = rule.name if rule and rule.name else row.material
        if row.grain is not None and row.grain is not Grain.UNKNOWN:
            return name, row.grain
        return name, (rule.grain if rule and rule.grain else self.preset.grain)


def _as_drawn(shape: Shape) -> Shape:
    """The size of the outline itself: bands stand on the sides that are really cut."""
    left, low, right, high = shape.outline.bounds
    return replace(shape, length=right - left, width=high - low)


def _spellings(name: str) -> list[str]:
    """The name as given, and with the suffix of drawings where it has none."""
    plain = name.strip()
    if not plain:
        return []
    return [plain] if plain.lower().endswith(".dxf") else [f"{plain}.dxf", plain]


def _take_drawing(work: _Work, drawing: Drawing) -> None:
    if drawing.blocked:
        work.block(drawing.blocked, **dict(drawing.blocked_values))
    work.assumptions.extend(drawing.assumptions)
    work.shape = replace(
        work.shape,
        outline=drawing.outline or work.shape.outline,
        operations=drawing.operations,
    )


def _drawn_already(boring: Operation, shape: Shape) -> bool:
    return any(
        drawn.kind is OperationKind.DRILL
        and drawn.face is boring.face
        and math.dist(drawn.path.start, boring.path.start) <= SAME_HOLE
        and abs((drawn.diameter or 0.0) - (boring.diameter or 0.0)) <= SAME_HOLE
        for drawn in shape.operations
    )
