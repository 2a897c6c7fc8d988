"""A label while it is drawn: texts that are made to fit, barcodes on whole pixels."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.documents import barcodes
from core.documents.label_model import Label
from core.drawing.display import Image, Item, Text
from core.drawing.fonts import fit
from core.errors import InputError
from core.machine.profile import Labels

BLACK = "#000000"
SMALLEST = 0.62
"""Texts shrink to this share of their size before their middle is left out."""


@dataclass
class Sketch:
    """A label while it is drawn.

    Args:
        label: what it says.
        labels: size and resolution.
        coded: with barcodes.
        items: what is drawn so far.
        codes: kind and text of every barcode so far.
        shortened: names of the texts that were cut to fit.
    """

    label: Label
    labels: Labels
    coded: bool = True
    items: list[Item] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    shortened: list[str] = field(default_factory=list)

    def text(
        self,
        name: str,
        text: str,
        at: tuple[float, float],
        size: float,
        width: float,
        *,
        bold: bool = False,
    ) -> None:
        """One line with its base line at `at`, no wider than `width` mm."""
        if not text or width <= 0:
            return
        shown, em = fit(text, width, size, size * SMALLEST, bold=bold)
        if shown != text:
            self.shortened.append(name)
        x, y = at
        self.items.append(Text(x=x, y=y, text=shown, size=em, colour=BLACK, bold=bold))

    def qr(self, right: float, top: float, wanted: float) -> float:
        """A QR code whose upper right corner is there; the x of its left side.

        Args:
            right: mm from the label's left.
            top: mm from its lower side.
            wanted: width of a module, mm.
        """
        cells = barcodes.qr(self.label.code)
        cell = self.whole_pixels(wanted, len(cells), 0.42 * self.labels.length)
        x, y = self.snapped(right - cell * len(cells)), self.snapped(top - cell * len(cells))
        self.items.append(Image(x=x, y=y, cell_width=cell, cell_height=cell, rows=cells))
        self.codes.append((barcodes.QR, self.label.code))
        return x

    def code128(self, left: float, low: float, high: float, wanted: float) -> tuple[float, float]:
        """A Code 128 whose quiet zone begins at `left`; x of its first bar and where it ends.

        Args:
            left: mm from the label's left.
            low: of the bars, mm from the label's lower side.
            high: height of the bars, mm.
            wanted: width of a module, mm.

        Raises:
            InputError: the label is too small for it.
        """
        cells = barcodes.code128(self.label.code)
        modules = len(cells[0]) + 2 * barcodes.QUIET_128
        room = self.labels.length - left
        cell = self.whole_pixels(wanted, modules, room)
        if cell * modules > room + 1e-9:
            size = {"length": self.labels.length, "width": self.labels.width}
            raise InputError("documentos.etiqueta_pequena", code=self.label.code, **size)
        x = self.snapped(left + cell * barcodes.QUIET_128)
        image = Image(
            x=x,
            y=self.snapped(low),
            cell_width=cell,
            cell_height=self.snapped(high),
            rows=cells,
        )
        self.items.append(image)
        self.codes.append((barcodes.CODE_128, self.label.code))
        return x, left + cell * modules

    def whole_pixels(self, wanted: float, modules: int, room: float) -> float:
        """A module's width in mm: whole pixels of the picture, as near the wanted as fits."""
        dots = max(1, round(wanted * self.labels.pixels_per_mm))
        while dots > 1 and dots / self.labels.pixels_per_mm * modules > room:
            dots -= 1
        return dots / self.labels.pixels_per_mm

    def snapped(self, value: float) -> float:
        """The nearest whole pixel, mm."""
        return round(value * self.labels.pixels_per_mm) / self.labels.pixels_per_mm
