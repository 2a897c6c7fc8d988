"""The pixel back end: pictures for machines, labels and previews."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from itertools import pairwise

from PIL import Image as Pillow
from PIL import ImageDraw

from core.drawing.display import Drawing, Fill, Image, Item, Stroke, Text
from core.drawing.fonts import face_of, pixel_font, text_width
from core.geometry import Path, Point

CHORD_PIXELS = 0.2
"""Largest distance between a curve and its chords, in pixels."""


def render(
    drawing: Drawing, pixels_per_mm: float, *, grey: bool = False, smooth: int = 1
) -> Pillow.Image:
    """The drawing on white.

    Args:
        drawing: what to draw.
        pixels_per_mm: resolution; the size is rounded to whole pixels.
        grey: 8-bit grey instead of colour.
        smooth: draw this many times larger first and shrink; barcodes want 1.
    """
    size = round(drawing.width * pixels_per_mm), round(drawing.height * pixels_per_mm)
    large = Pillow.new("L" if grey else "RGB", (size[0] * smooth, size[1] * smooth), "white")
    pen = _Pen(large, pixels_per_mm * smooth)
    for item in drawing.items:
        pen.draw(item)
    return large if smooth == 1 else large.reduce(smooth)


def png_bytes(drawing: Drawing, pixels_per_mm: float) -> bytes:
    """The drawing as PNG, smoothed."""
    return encoded(render(drawing, pixels_per_mm, smooth=2), "PNG")


def encoded(picture: Pillow.Image, kind: str) -> bytes:
    """The picture as the bytes of a `PNG` or `BMP` file."""
    target = BytesIO()
    picture.save(target, kind)
    return target.getvalue()


class _Pen:
    """Draws items on a picture; Y is turned here."""

    def __init__(self, picture: Pillow.Image, scale: float) -> None:
        self.picture = picture
        self.scale = scale
        self.height = picture.height
        self.canvas = ImageDraw.Draw(picture)

    def draw(self, item: Item) -> None:
        match item:
            case Fill():
                self._fill(item)
            case Stroke():
                self._stroke(item)
            case Text():
                self._text(item)
            case Image():
                self._image(item)

    def _points(self, path: Path) -> list[Point]:
        chord = CHORD_PIXELS / self.scale
        return [(x * self.scale, self.height - y * self.scale) for x, y in path.points(chord)]

    def _fill(self, item: Fill) -> None:
        if not item.holes:
            self._polygons(self.canvas, item.paths, item.colour)
            return
        rings = [self._points(path) for path in item.paths]
        xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
        left, top = math.floor(min(xs)), math.floor(min(ys))
        mask = Pillow.new("L", (math.ceil(max(xs)) - left + 1, math.ceil(max(ys)) - top + 1), 0)
        stencil = ImageDraw.Draw(mask)
        for ring in rings:
            stencil.polygon([(x - left, y - top) for x, y in ring], fill=255)
        for path in item.holes:
            stencil.polygon([(x - left, y - top) for x, y in self._points(path)], fill=0)
        self._lay(mask, left, top, item.colour)

    def _lay(self, mask: Pillow.Image, left: int, top: int, colour: str) -> None:
        box = (left, top, left + mask.width, top + mask.height)
        self.picture.paste(_ink(colour, self.picture.mode), box, mask)

    def _polygons(self, canvas: ImageDraw.ImageDraw, paths: Iterable[Path], ink: str | int) -> None:
        for path in paths:
            points = self._points(path)
            if len(points) > 2:
                canvas.polygon(points, fill=ink)

    def _stroke(self, item: Stroke) -> None:
        width = max(1, round(item.width * self.scale))
        for path in item.paths:
            points = self._points(path)
            if path.closed:
                points.append(points[0])
            for line in _dashes(points, [length * self.scale for length in item.dash]):
                self.canvas.line(line, fill=item.colour, width=width, joint="curve")

    def _text(self, item: Text) -> None:
        pixels = max(1, round(item.size * self.scale))
        mask, left, top = text_mask(item.text, face_of(bold=item.bold), pixels)
        back = {"start": 0.0, "middle": 0.5, "end": 1.0}[item.align]
        wide = text_width(item.text, item.size, bold=item.bold) * self.scale
        x, y = item.x * self.scale, self.height - item.y * self.scale
        turn = math.radians(item.rotation)
        if not item.rotation:
            self._lay(mask, round(x - back * wide) + left, round(y) + top, item.colour)
            return
        turned = mask.rotate(item.rotation, Pillow.Resampling.BICUBIC, expand=True)
        # the middle of the text's box, seen from its anchor, before and after the turn
        dx, dy = left + mask.width / 2 - back * wide, top + mask.height / 2
        middle_x = x + dx * math.cos(turn) + dy * math.sin(turn)
        middle_y = y - dx * math.sin(turn) + dy * math.cos(turn)
        corner = round(middle_x - turned.width / 2), round(middle_y - turned.height / 2)
        self._lay(turned, *corner, item.colour)

    def _image(self, item: Image) -> None:
        """Whole pixels a cell, so that every bar is as wide as its neighbours of its kind."""
        columns, lines = len(item.rows[0]), len(item.rows)
        wide = max(1, round(item.cell_width * self.scale))
        high = max(1, round(item.cell_height * self.scale))
        cells = Pillow.frombytes("L", (columns, lines), b"".join(item.rows))
        mask = cells.point([0] + [255] * 255).resize(
            (columns * wide, lines * high), Pillow.Resampling.NEAREST
        )
        left = round(item.x * self.scale)
        top = self.height - round(item.y * self.scale) - mask.height
        self._lay(mask, left, top, item.colour)


@lru_cache(maxsize=2048)
def text_mask(text: str, name: str, pixels: int) -> tuple[Pillow.Image, int, int]:
    """A line of text as a mask, and where its left and top lie from the base line's start."""
    font = pixel_font(name, pixels)
    left, top, right, low = font.getbbox(text, anchor="ls")
    mask = Pillow.new("L", (max(1, int(right - left)), max(1, int(low - top))), 0)
    ImageDraw.Draw(mask).text((-left, -top), text, 255, font, anchor="ls")
    return mask, int(left), int(top)


def _ink(colour: str, mode: str) -> int | tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    # the weights of luma that Pillow itself uses for grey
    return round(0.299 * red + 0.587 * green + 0.114 * blue) if mode == "L" else (red, green, blue)


def _dashes(points: list[Point], pattern: list[float]) -> list[list[Point]]:
    """The polyline cut into dashes; whole where the pattern is empty or finer than pixels."""
    if not pattern or min(pattern) < 1.0:
        return [points]
    found: list[list[Point]] = []
    index, left = 0, pattern[0]
    current = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        done = 0.0
        while length - done > left:
            done += left
            at = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if index % 2 == 0:
                found.append([*current, at])
            current = [at]
            index += 1
            left = pattern[index % len(pattern)]
        left -= length - done
        current.append((x1, y1))
    if index % 2 == 0:
        found.append(current)
    return found
