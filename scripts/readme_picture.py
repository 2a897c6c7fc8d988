"""Draws the README's picture: the sheets of the sample kitchen, nested and drawn by the product.

Run it from the root: `uv run python -m scripts.readme_picture`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from core.drawing import Drawing, Item
from core.drawing.display import placed
from core.drawing.png import png_bytes
from core.drawing.sheet import SheetStyle, sheet_drawing
from core.layout.model import Layout
from core.pipeline.nesting import nest
from core.pipeline.reading import read
from core.pipeline.settings import settings_from

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "resources" / "samples" / "cozinha_dxt"
TARGET = ROOT / "docs" / "images" / "chapas.png"
COLUMNS, WIDTH, HEIGHT = 3, 160.0, 112.0
PIXELS_PER_MM = 3.4


def main() -> None:
    """Nest the kitchen and draw its sheets side by side."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(png_bytes(_side_by_side(_nested()), PIXELS_PER_MM))


def _nested() -> Layout:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RADHA_HOME"] = folder
        settings = settings_from(seconds=10)
        return nest(read([SAMPLE], settings).batch, settings)


def _side_by_side(layout: Layout) -> Drawing:
    rows = -(-len(layout.sheets) // COLUMNS)
    style = SheetStyle(rulers=False)
    items: list[Item] = []
    for index, sheet in enumerate(layout.sheets):
        x, y = (index % COLUMNS) * WIDTH, (rows - 1 - index // COLUMNS) * HEIGHT
        items += placed(sheet_drawing(sheet, WIDTH, HEIGHT, style).items, x, y)
    return Drawing(COLUMNS * WIDTH, rows * HEIGHT, tuple(items))


if __name__ == "__main__":
    main()
