"""Drawings of a batch: each file read once for each size it is used with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.errors import InputError, Value
from core.formats.dxf import Drawing, DrawingPreset, read_drawing
from core.formats.layers import LayerRules, default_rules, load_rules
from core.formats.limits import DRAWING_BYTES, LARGEST_SIZE
from core.formats.preset import ImportPreset
from core.formats.source import SourceFile
from core.formats.used import Used
from core.machine.profile import LayerOverride

type Size = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class DrawingResult:
    """A drawing as read, or the reason why it could not be."""

    file: SourceFile
    data: bytes
    drawing: Drawing | None
    code: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def used(self) -> Used:
        """The file for the report."""
        drawing = self.drawing
        sha = hashlib.sha256(self.data).hexdigest() if self.data else ""
        if drawing is None:
            return Used(self.file, sha)
        return Used(self.file, sha, drawing.encoding, drawing.decimal, drawing.units)


@dataclass(slots=True)
class Drawings:
    """Reads drawings and remembers them."""

    rules: LayerRules
    preset: DrawingPreset
    _read: dict[tuple[int, str, Size], DrawingResult] = field(default_factory=dict)

    @classmethod
    def of(cls, preset: ImportPreset, layers: Sequence[LayerOverride] = ()) -> Drawings:
        """The reader that a preset asks for, under a machine's registered layers."""
        rules = load_rules(preset.layers) if preset.layers else default_rules()
        if layers:
            rules = rules.with_registered(layers)
        return cls(rules, DrawingPreset(face=preset.face, negative=preset.negative))

    def get(self, file: SourceFile, size: Size) -> DrawingResult:
        """The drawing for a panel of this length, width and thickness."""
        key = (file.root, file.path, size)
        if key not in self._read:
            self._read[key] = self._load(file, size)
        return self._read[key]

    def extent(self, file: SourceFile, thickness: float) -> tuple[tuple[float, float] | None, str]:
        """Length and width of the drawn outline, for a drawing without a list.

        Returns:
            The size and an empty code, or None and the reason.
        """
        literal = Drawings(self.rules, replace(self.preset, negative=False))
        result = literal.get(file, (LARGEST_SIZE, LARGEST_SIZE, thickness))
        drawn = result.drawing
        outline = drawn.outline if drawn and _has_outline(drawn) else None
        if outline is None:
            blocked = result.drawing.blocked if result.drawing else None
            return None, result.code or blocked or ""
        left, low, right, high = outline.bounds
        return (right - left, high - low), ""

    def _load(self, file: SourceFile, size: Size) -> DrawingResult:
        data = b""
        try:
            data = file.read(DRAWING_BYTES)
            drawing = read_drawing(data, file.name, size=size, rules=self.rules, preset=self.preset)
        except InputError as error:
            return DrawingResult(
                file=file,
                data=data,
                drawing=None,
                code=error.code,
                values=tuple(error.values.items()),
            )
        return DrawingResult(file=file, data=data, drawing=drawing)


def _has_outline(drawing: Drawing) -> bool:
    """Whether the outline is drawn and not the rectangle that was asked for."""
    return any(note.outcome == "outline" for note in drawing.notes)
