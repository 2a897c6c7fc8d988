"""What all pages of the plan share: paper, titles, footer, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.drawing import colours
from core.drawing.display import Align, Drawing, Fill, Item, Stroke, Text
from core.drawing.fonts import CAP_HEIGHT, clean, fit
from core.geometry import Path
from core.messages import say

WIDTH, HEIGHT = 297.0, 210.0
"""A4 landscape, mm."""

MARGIN = 10.0
TOP = HEIGHT - MARGIN
FOOT = 14.0
"""Nothing but the footer stands lower than this, mm."""

RIGHT = WIDTH - MARGIN

GUTTER = 1.5
"""Free at both sides of a cell: a number must not run into the text beside it, mm."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, width in mm and how its cells stand."""

    title: str
    width: float
    align: Align = "start"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a row is a text for every column. `size` is the em size, mm."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    size: float = 3.0
    row: float = 5.0

    @property
    def width(self) -> float:
        """Of all columns, mm."""
        return sum(column.width for column in self.columns)

    def fits(self, height: float) -> int:
        """How many rows fit below a head into this height."""
        return max(0, int((height - self.row) / self.row + 1e-9))

    def part(self, start: int, count: int) -> Table:
        """Some of its rows under the same head."""
        return replace(self, rows=self.rows[start : start + count])


def table_items(table: Table, x: float, top: float) -> Iterator[Item]:
    """The table with its upper left corner at (x, top): head, striped rows."""
    yield from _row(table, tuple(c.title for c in table.columns), x, top, head=True)
    low = top - table.row
    yield Stroke(
        paths=(Path.polyline([(x, low), (x + table.width, low)]),),
        colour=colours.LINE_STRONG,
        width=0.3,
    )
    for number, row in enumerate(table.rows):
        upper = low - number * table.row
        if number % 2:
            stripe = Path.rectangle(x, upper - table.row, table.width, table.row)
            yield Fill(paths=(stripe,), colour=colours.SURFACE_2)
        yield from _row(table, row, x, upper, head=False)


def _row(table: Table, cells: Sequence[str], x: float, top: float, *, head: bool) -> Iterator[Item]:
    base = top - table.row / 2 - table.size * CAP_HEIGHT / 2
    for column, cell in zip(table.columns, cells, strict=True):
        text = clean(cell)
        bold = head or column.bold
        if text:
            shown, em = fit(
                text, column.width - 2 * GUTTER, table.size, table.size * 0.8, bold=bold
            )
            at = {
                "start": x + GUTTER,
                "middle": x + column.width / 2,
                "end": x + column.width - GUTTER,
            }
            yield Text(
                x=at[column.align],
                y=base,
                text=shown,
                size=em,
                colour=colours.TEXT_2 if head else colours.TEXT,
                bold=bold,
                align=column.align,
            )
        x += column.width


def table_pages(table: Table, title: str, subtitle: str = "") -> Iterator[Drawing]:
    """A table over as many pages as it needs; none where it has no rows."""
    room = table.fits(TOP - 18.0 - FOOT)
    for start in range(0, len(table.rows), room):
        items = [*heading(title, subtitle), *table_items(table.part(start, room), MARGIN, TOP - 18)]
        yield Drawing(WIDTH, HEIGHT, tuple(items))


def heading(title: str, subtitle: str = "", width: float = RIGHT - MARGIN) -> Iterator[Item]:
    """A title with a quiet line under it, at the top of a page."""
    yield from line(title, MARGIN, TOP - 5.2, 6.4, width, bold=True)
    if subtitle:
        yield from line(subtitle, MARGIN, TOP - 12.2, 3.8, width, colour=colours.TEXT_2)


def line(
    text: str,
    x: float,
    y: float,
    size: float,
    width: float,
    *,
    bold: bool = False,
    colour: str = colours.TEXT,
) -> Iterator[Item]:
    """One line of text with its base line at y, fitted into the width."""
    shown, em = fit(clean(text), width, size, size * 0.6, bold=bold)
    if shown:
        yield Text(x=x, y=y, text=shown, size=em, colour=colour, bold=bold)


def with_footers(pages: Sequence[Drawing], left: str) -> Iterator[Drawing]:
    """The pages with what they belong to and their number at the foot."""
    for number, page in enumerate(pages, start=1):
        counted = say("documentos.pagina", number=number, pages=len(pages))
        rule = Path.polyline([(MARGIN, 10.5), (RIGHT, 10.5)])
        items = (
            Stroke(paths=(rule,), colour=colours.LINE, width=0.2),
            *line(left, MARGIN, 6.4, 2.8, 220.0, colour=colours.TEXT_2),
            Text(x=RIGHT, y=6.4, text=counted, size=2.8, colour=colours.TEXT_2, align="end"),
        )
        yield replace(page, items=page.items + items)
