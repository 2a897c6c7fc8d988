"""Pens, brushes and switches of the canvas, made once for a theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen

from desktop.ui.theme import Theme, Type, font

HUES = 5
PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.Dense5Pattern,
)
_PALE = 0.16
"""How much of a category's hue is in the fill of its parts."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person has switched on."""

    operations: bool = True
    offcuts: bool = True


@dataclass(frozen=True, slots=True)
class Style:
    """Everything that the canvas paints with."""

    theme: Theme
    ground: QColor
    board: QColor
    part: QColor
    outline: QPen
    fine: QPen
    bold: QPen
    hidden: QPen
    board_line: QPen
    line: QPen
    offcut: QPen
    hatch: QPen
    depths: tuple[QColor, QColor, QColor]
    cut: QColor
    text: QColor
    quiet: QColor
    accent: QColor
    soft: QColor
    name: QFont
    small: QFont
    ratio: float
    name_metrics: QFontMetricsF
    small_metrics: QFontMetricsF

    def fill(self, category: int | None) -> QColor:
        """The ground of a part; pale in its category's hue, plain where there is none."""
        if category is None:
            return self.part
        return self.theme.mix(hue_token(category), "part", _PALE)

    def band(self, category: int) -> QBrush:
        """The full colour of a category; from the sixth on with a pattern."""
        pattern = PATTERNS[(category // HUES) % len(PATTERNS)]
        return QBrush(self.theme.color(hue_token(category)), pattern)


def hue_token(category: int) -> str:
    """The hue of a category, counted from 0."""
    return f"hue-{category % HUES + 1}"


def letter(category: int) -> str:
    """A, B, …, Z, AA, …: what a category is called on the canvas."""
    name = ""
    number = category + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def style_of(theme: Theme, ratio: float = 1.0) -> Style:
    """The canvas in a theme.

    Args:
        theme: the tokens.
        ratio: of the screen; cosmetic pens count its own pixels, and should not get thin.
    """

    def pen(token: str, width: float, *, dashes: bool = False) -> QPen:
        found = QPen(theme.color(token), width * ratio)
        found.setCosmetic(True)
        found.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        if dashes:
            found.setDashPattern([4.0, 3.0])
        return found

    name, small = font(Type.SMALL, strong=True), font(Type.SMALL)
    return Style(
        theme=theme,
        ground=theme.color("canvas"),
        board=theme.color("sheet"),
        part=theme.color("part"),
        outline=pen("line-strong", 1.0),
        fine=pen("cut", 1.0),
        bold=pen("cut", 2.0),
        hidden=pen("text-2", 1.0, dashes=True),
        board_line=pen("line-strong", 1.5),
        line=pen("line", 1.0),
        offcut=pen("line-strong", 1.0),
        hatch=pen("line-strong", 0.7),
        depths=(theme.color("depth-1"), theme.color("depth-2"), theme.color("depth-3")),
        cut=theme.color("cut"),
        text=theme.color("text"),
        quiet=theme.color("text-2"),
        accent=theme.color("accent"),
        soft=theme.color("accent-soft"),
        name=name,
        small=small,
        ratio=ratio,
        name_metrics=QFontMetricsF(name),
        small_metrics=QFontMetricsF(small),
    )
