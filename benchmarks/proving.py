"""Making and proving the programs of 100 sheets: 12 parts of 10 holes and a groove on each.

`uv run python -m benchmarks.proving`
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from core.cnc import make_programs
from core.cnc.playback import prove_batch
from core.geometry import Path
from core.layout.model import Layout, Sheet, Totals
from core.layout.place import place
from core.machine.profile import MachineProfile, load
from core.parts import Operation, OperationKind, Part, Piece

SHEETS = 100
COLUMNS, ROWS = 4, 3
LENGTH, WIDTH, GAP, TRIM = 660.0, 590.0, 8.0, 12.0


def panel(number: int) -> Part:
    """A cabinet side: ten holes of three sizes and a groove for the back."""
    places = [(37.0, 37.0, 8.0), (37.0, WIDTH - 37.0, 8.0), (LENGTH - 37.0, 37.0, 8.0)]
    places.append((LENGTH - 37.0, WIDTH - 37.0, 8.0))
    places += [(100.0 + 32.0 * n, 50.0 + number % 7, 5.0) for n in range(5)]
    places.append((90.0, 300.0, 35.0))
    holes = [
        Operation(kind=OperationKind.DRILL, path=Path.point((x, y)), depth=12.0, diameter=size)
        for x, y, size in places
    ]
    back = Operation(
        kind=OperationKind.GROOVE,
        path=Path.polyline([(0.0, WIDTH - 20.0), (LENGTH, WIDTH - 20.0)]),
        depth=8.0,
        width=6.0,
    )
    return Part(
        id=f"{number:08d}",
        program=f"{number:08d}",
        name="LATERAL",
        length=LENGTH,
        width=WIDTH,
        thickness=18.0,
        material="MDF Branco 18mm",
        outline=Path.rectangle(0.0, 0.0, LENGTH, WIDTH),
        pieces=(Piece(1, f"BM{number:06d}"),),
        operations=(*holes, back),
    )


def layout_of(profile: MachineProfile, sheets: int) -> tuple[Layout, dict[str, Part]]:
    """Sheets full of such panels, lying straight and turned by half."""
    parts: dict[str, Part] = {}
    found = []
    for sheet in range(sheets):
        lying = []
        for slot in range(COLUMNS * ROWS):
            part = panel(sheet * COLUMNS * ROWS + slot + 1)
            parts[part.id] = part
            x = TRIM + slot % COLUMNS * (LENGTH + GAP)
            y = TRIM + slot // COLUMNS * (WIDTH + GAP)
            turn = 180.0 * (slot % 2)
            lying.append(place(part, part.pieces[0], x=x, y=y, rotation=turn, face_down=False))
        found.append(
            Sheet(
                id=f"{sheet + 1:03d}",
                stock="chapa",
                material="MDF Branco 18mm",
                thickness=18.0,
                length=2750.0,
                width=1850.0,
                matrix=profile.frame.matrix(2750.0, 1850.0),
                parts=tuple(lying),
            )
        )
    layout = Layout(
        batch="Lote_Cem",
        machine=profile.name,
        z_zero=profile.frame.z_zero,
        tools=(),
        sheets=tuple(found),
        totals=Totals(sheets=sheets),
    )
    return layout, parts


def main() -> None:
    """Print the seconds of both halves."""
    profile = load("router")
    layout, parts = layout_of(profile, SHEETS)
    began = time.perf_counter()
    made = make_programs(layout, profile, created=datetime.now(UTC), version="00000000")
    written = time.perf_counter()
    listed = [(item.part, item.copy, item.index) for item in made.second_face]
    found = prove_batch(
        made.layout, parts, made.files, profile, second_face=listed, documents=False
    )
    proved = time.perf_counter()
    size = sum(len(data) for data in made.files.values()) / 1e6
    print(f"{SHEETS} sheets, {len(parts)} parts, {size:.1f} MB, {os.cpu_count()} cores")
    print(f"made {written - began:.1f} s, proved {proved - written:.1f} s, findings {len(found)}")
    for finding in found[:10]:
        print(finding)


if __name__ == "__main__":
    main()
