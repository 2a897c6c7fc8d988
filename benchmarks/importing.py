"""Importing 1000 parts with drawings, beside ezdxf merely opening the same drawings.

`uv run python -m benchmarks.importing`
"""

from __future__ import annotations

import random
import tempfile
from itertools import count
from pathlib import Path

from ezdxf.filemanagement import readfile

from benchmarks.timing import versus
from core.formats import read_batch
from core.formats.preset import load
from core.parts.codes import SqliteRegister
from scripts.furniture.cabinets import kitchen
from scripts.furniture.drawings import boring_program, plain_drawing
from scripts.furniture.lists import dxt
from scripts.furniture.panels import Numbers

PARTS = 1000


def main() -> None:
    """Print one line for the factory's kind of batch."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "Lote_Mil"
        write_batch_of(folder, PARTS)
        drawings = sorted(folder.glob("*.DXF"))
        registers = count()

        def ours() -> None:
            register = SqliteRegister(Path(name) / f"register{next(registers)}")
            result = read_batch([folder], preset=load("padrao"), codes=register)
            assert sum(1 for _ in result.batch.parts()) == PARTS

        def peer() -> None:
            for drawing in drawings:
                readfile(drawing)

        print(f"import of {PARTS} parts with {len(drawings)} drawings:", versus(ours, peer, 3))


def write_batch_of(folder: Path, parts: int) -> None:
    """A seeded kitchen of this many kinds of panel, each with its own drawing."""
    rng = random.Random(7)
    panels = kitchen(rng, parts // 7, "Cozinha", Numbers(1001))[:parts]
    while len(panels) < parts:
        panels += kitchen(rng, 1, "Cozinha", Numbers(1001 + len(panels)))
        panels = panels[:parts]
    folder.mkdir(parents=True)
    (folder / "lote.dxt").write_bytes(dxt(panels, encoding="cp1252", comma=True))
    for panel in panels:
        (folder / f"{panel.number}.DXF").write_bytes(plain_drawing(panel))
        if panel.edges:
            (folder / f"{panel.number}.BPP").write_bytes(boring_program(panel))


if __name__ == "__main__":
    main()
