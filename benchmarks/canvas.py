"""Frame time of the canvas: 100 sheets with 5000 parts of eight holes, at several scales.

`QT_QPA_PLATFORM=offscreen uv run python benchmarks/canvas.py` paints 1920 × 1080 pixels.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from core.geometry import Matrix
from core.geometry import Path as Shape
from core.layout.model import Sheet
from core.layout.place import place
from core.parts import Operation, OperationKind, Part, Piece
from desktop.bootstrap import make_application
from desktop.ui.canvas.arrangement import PartFinder, arrange
from desktop.ui.canvas.view import CanvasView
from desktop.ui.theme import Look, Mode

SHEETS, PARTS, HOLES, FRAMES = 100, 50, 8, 12
WIDTH, HEIGHT = 1920, 1080


def part(number: int) -> Part:
    """A small panel with eight holes."""
    spots = [(30.0 + 60.0 * (n % 4), 40.0 + 200.0 * (n // 4)) for n in range(HOLES)]
    operations = tuple(
        Operation(kind=OperationKind.DRILL, path=Shape.point(at), depth=12.0, diameter=8.0)
        for at in spots
    )
    return Part(
        id=str(number),
        name=f"LATERAL {number}",
        length=260.0,
        width=340.0,
        thickness=18.0,
        material="MDF Branco 18mm",
        outline=Shape.rectangle(0.0, 0.0, 260.0, 340.0),
        pieces=(Piece(1, f"A7{number:06d}"),),
        program=f"{number:08d}",
        operations=operations,
    )


def sheets() -> list[Sheet]:
    """A hundred full sheets."""
    bare = Sheet(
        id="",
        stock="chapa",
        material="MDF Branco 18mm",
        thickness=18.0,
        length=2750.0,
        width=1850.0,
        matrix=Matrix(),
        parts=(),
        utilisation=0.87,
        has_grain=True,
    )
    found = []
    for number in range(SHEETS):
        placed = []
        for at in range(PARTS):
            panel = part(number * PARTS + at)
            x, y = 10.0 + 270.0 * (at % 10), 10.0 + 350.0 * (at // 10)
            placed.append(place(panel, panel.pieces[0], x=x, y=y, rotation=0.0, face_down=False))
        found.append(replace(bare, id=f"{number + 1:03d}", parts=tuple(placed)))
    return found


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of the processor, so that a busy machine does not count."""
    begin = time.process_time()
    act()
    return (time.process_time() - begin) * 1000.0


def frame(view: CanvasView, target: QImage) -> float:
    """One whole repaint."""
    painter = QPainter(target)
    spent = timed(lambda: view.render(painter))
    painter.end()
    return spent


def main() -> int:
    """Print the table."""
    app = make_application()
    look = Look(Mode.LIGHT)
    look.use(Mode.LIGHT)
    view = CanvasView(look)
    view.resize(WIDTH, HEIGHT)
    view.show()
    found = sheets()
    arrangement = arrange(found, WIDTH / HEIGHT)
    print(f"build items   {timed(lambda: view.show_arrangement(arrangement, {}, str)):8.1f} ms")
    print(f"build index   {timed(lambda: PartFinder(arrangement)):8.1f} ms")
    finder = PartFinder(arrangement)
    point = arrangement.spots[50].to_scene((500.0, 500.0))
    print(f"hit test      {timed(lambda: finder.part_at(point)):8.3f} ms")
    app.processEvents()
    target = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    middle = QPointF(*arrangement.spots[44].to_scene((1375.0, 925.0)))
    view.fit_all()
    whole = view.scale_now
    for name, scale in (
        ("all sheets", whole),
        ("about 20 sheets", 0.11),
        ("about 6 sheets", 0.2),
        ("one sheet", 0.55),
        ("a few parts", 2.0),
    ):
        view.zoom(scale / view.scale_now)
        view.look_at(middle if scale != whole else QPointF(*_centre(arrangement.bounds)))
        frame(view, target)
        times = [frame(view, target) for _ in range(FRAMES)]
        print(f"{name:<16}{statistics.median(times):6.1f} ms a frame, {max(times):6.1f} at most")
    view.close()
    return 0


def _centre(bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    x0, y0, x1, y1 = bounds
    return ((x0 + x1) / 2, (y0 + y1) / 2)


if __name__ == "__main__":
    sys.exit(main())
