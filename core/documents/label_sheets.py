"""Labels on A4 sheets: `labels.pdf`, by default the 63.5 × 38.1 mm grid of 3 × 7."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.documents.label_design import Designed
from core.drawing.display import Drawing, Item, placed
from core.drawing.pdf import pdf_bytes
from core.errors import InputError
from core.units import millimetres

A4 = (210.0, 297.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelGrid:
    """How labels stand on a sheet of paper, mm.

    Args:
        columns, rows: of labels.
        length, width: of one label, across and down.
        left, top: margins before the first label.
        pitch_x, pitch_y: from one label's corner to the next one's.
        start: position of the first label on the first sheet, from 1, row by row; earlier
            ones were used up before.

    Raises:
        InputError: the labels do not fit the paper, or the start is none of its cells.
    """

    columns: int = 3
    rows: int = 7
    length: float = 63.5
    width: float = 38.1
    left: float = 7.2
    top: float = 15.1
    pitch_x: float = 66.0
    pitch_y: float = 38.1
    start: int = 1

    def __post_init__(self) -> None:
        right = self.left + (self.columns - 1) * self.pitch_x + self.length
        low = self.top + (self.rows - 1) * self.pitch_y + self.width
        if self.cells < 1 or right > A4[0] + 1e-6 or low > A4[1] + 1e-6:
            raise InputError(
                "documentos.etiqueta_grade",
                columns=self.columns,
                rows=self.rows,
                length=millimetres(self.length),
                width=millimetres(self.width),
            )
        if not 1 <= self.start <= self.cells:
            raise InputError("documentos.etiqueta_inicio", start=self.start, cells=self.cells)

    @property
    def cells(self) -> int:
        """Labels on one sheet."""
        return max(self.columns, 0) * max(self.rows, 0)


DEFAULT_GRID = LabelGrid()


def labels_pdf(
    designed: Sequence[Designed], grid: LabelGrid, *, title: str, created: datetime
) -> bytes:
    """The labels in their order, each as large as its cell allows, its shape kept."""
    pages = tuple(_pages(designed, grid)) or (Drawing(*A4),)
    return pdf_bytes(pages, title=title, created=created)


def _pages(designed: Sequence[Designed], grid: LabelGrid) -> Iterator[Drawing]:
    items: list[Item] = []
    for number, label in enumerate(designed, start=grid.start - 1):
        cell = number % grid.cells
        if cell == 0 and items:
            yield Drawing(*A4, tuple(items))
            items = []
        items.extend(_in_cell(label.drawing, cell, grid))
    if items:
        yield Drawing(*A4, tuple(items))


def _in_cell(drawing: Drawing, cell: int, grid: LabelGrid) -> tuple[Item, ...]:
    row, column = divmod(cell, grid.columns)
    scale = min(grid.length / drawing.width, grid.width / drawing.height)
    x = grid.left + column * grid.pitch_x + (grid.length - drawing.width * scale) / 2
    top = A4[1] - grid.top - row * grid.pitch_y
    y = top - grid.width + (grid.width - drawing.height * scale) / 2
    return placed(drawing.items, x, y, scale)
