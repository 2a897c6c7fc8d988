"""The one type family of drawings and documents: Inter, shipped under the OFL."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Inter"
BOLD = "Inter-Bold"
CAP_HEIGHT = 0.727
"""Height of capitals and figures over the em size."""
DESCENT = 0.22
"""Depth of g, p and q under the base line over the em size."""

_FILES = {REGULAR: "Inter-Regular.ttf", BOLD: "Inter-Bold.ttf"}
_ELLIPSIS = "…"


@cache
def font_bytes(name: str) -> bytes:
    """The font file of `REGULAR` or `BOLD`."""
    return (files("resources") / "fonts" / _FILES[name]).read_bytes()


@cache
def pdf_font(name: str) -> str:
    """The name under which PDF canvases know the font; registers it once."""
    pdfmetrics.registerFont(TTFont(name, BytesIO(font_bytes(name))))
    return name


@cache
def pixel_font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The font for pictures at this em size."""
    engine = ImageFont.Layout.BASIC  # the same advances everywhere, no system library
    return ImageFont.truetype(BytesIO(font_bytes(name)), pixels, layout_engine=engine)


@cache
def _advances(name: str) -> tuple[dict[int, float], float]:
    face = pdfmetrics.getFont(pdf_font(name)).face
    return {code: width / 1000.0 for code, width in face.charWidths.items()}, (
        face.defaultWidth / 1000.0
    )


def face_of(*, bold: bool) -> str:
    """The font's name by weight."""
    return BOLD if bold else REGULAR


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of one line of text, in the unit of `size` (its em size)."""
    advances, default = _advances(face_of(bold=bold))
    return size * sum(advances.get(ord(character), default) for character in text)


def clean(text: str) -> str:
    """Text that can stand on one line: control characters and line breaks become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def fit(
    text: str, width: float, size: float, smallest: float, *, bold: bool = False
) -> tuple[str, float]:
    """The text and em size that fit into `width` mm.

    First the size shrinks down to `smallest`, then the middle is left out and an ellipsis
    marks the place.
    """
    wanted = text_width(text, size, bold=bold)
    if wanted <= width:
        return text, size
    shrunk = max(smallest, size * width / wanted)
    if text_width(text, shrunk, bold=bold) <= width + 1e-9:
        return text, shrunk
    return elide(text, width, smallest, bold=bold), smallest


def elide(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text without its middle, marked by an ellipsis; the ellipsis alone at worst."""
    if text_width(text, size, bold=bold) <= width:
        return text
    for kept in range(len(text) - 1, 0, -1):
        head = (kept + 1) // 2
        shorter = text[:head].rstrip() + _ELLIPSIS + text[len(text) - (kept - head) :].lstrip()
        if text_width(shorter, size, bold=bold) <= width:
            return shorter
    return _ELLIPSIS


def halves(text: str, *, bold: bool = False) -> tuple[str, str]:
    """The text on two lines, broken at the blank that makes the longer line shortest."""
    cuts = [at for at, character in enumerate(text) if character == " "]
    if not cuts:
        return text, ""

    def longer(cut: int) -> float:
        return max(
            text_width(text[:cut], 1.0, bold=bold), text_width(text[cut + 1 :], 1.0, bold=bold)
        )

    best = min(cuts, key=longer)
    return text[:best], text[best + 1 :]
