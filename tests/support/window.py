"""Small batches and states for tests of the window."""

from __future__ import annotations

from pathlib import Path

from core.formats import ImportResult
from core.pipeline.settings import Settings
from desktop.workspace import Work
from tests.support.layouts import Scene, simple_layout
from tests.support.lists import Files, drawing, dxt, dxt_part, read, write

HOLES = [(37.0, 50.0, 8.0, 12.5), (37.0, 450.0, 8.0, 12.5), (350.0, 275.0, 5.0, 12.0)]


def small_batch(folder: Path) -> Path:
    """Three panels, of which one has no drawing."""
    parts = [
        dxt_part(Filename="101.DXF", PartName="Lateral", Program1="00000101"),
        dxt_part(
            Filename="102.DXF", PartName="Base", Program1="00000102", Length="400", Width="300"
        ),
        dxt_part(Filename="103.DXF", PartName="Porta", Program1="00000103"),
    ]
    files: Files = {
        "lote.dxt": dxt(*parts),
        "101.DXF": drawing(702.0, 551.5, HOLES),
        "102.DXF": drawing(400.0, 300.0),
    }
    return write(folder / "lote_teste", files)


def small_result(folder: Path) -> ImportResult:
    """The same, read."""
    return read(small_batch(folder))


def nested(settings: Settings) -> tuple[Work, Scene]:
    """A work whose layout is the tests' usual one; its import is not looked at."""
    scene = simple_layout(settings.profile)
    return Work(settings=settings, layout=scene.layout, layout_settings=settings), scene
