"""Writes the sample batches into resources/samples; the same files at every run.

Run it from the root: `uv run python -m scripts.make_samples`.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scripts.furniture.cabinets import kitchen, wardrobe
from scripts.furniture.curved import curved_set
from scripts.furniture.drawings import boring_program, plain_drawing, rich_drawing
from scripts.furniture.lists import dxt, gabster, promob
from scripts.furniture.panels import Numbers, Panel

SAMPLES = Path(__file__).parents[1] / "resources" / "samples"
SEED = 20261124


def main() -> None:
    """Write all five batches."""
    rng = random.Random(SEED)
    panels = kitchen(rng, 5, "Cozinha Gourmet", Numbers(101))
    panels = _with_oddities(panels)
    _write("cozinha_dxt", _kitchen_dxt(panels))
    _write("cozinha_promob", _kitchen_promob(panels))
    _write("guarda_roupa_dxt", _wardrobe_dxt(wardrobe(rng, 2, "Suíte Casal", Numbers(301))))
    _write("lote_gabster", _gabster(kitchen(rng, 2, "Lavanderia", Numbers(501))))
    _write("curvos", _curved(curved_set(Numbers(701)), rng))


def _with_oddities(panels: list[Panel]) -> list[Panel]:
    """What real exports are like: one drawing missing, notes with accents."""
    changed = list(panels)
    changed[5] = replace(changed[5], drawn=False, notes="Desenho não exportado")
    changed[8] = replace(changed[8], notes="Furação conferida; não inverter")
    return changed


def _kitchen_dxt(panels: list[Panel]) -> dict[str, bytes]:
    # the declaration says UTF-8 by leaving it out, the bytes are Windows-1252
    files = {"Lote_Cozinha.dxt": dxt(panels, encoding="cp1252", comma=True)}
    for panel in panels:
        files |= _beside(panel, f"{panel.number}", ".DXF", ".BPP")
    return files


def _kitchen_promob(panels: list[Panel]) -> dict[str, bytes]:
    files = {"pedido.xml": promob(panels)}
    for panel in panels:
        files |= _beside(panel, panel.code, ".dxf", ".bpp")
    return files


def _wardrobe_dxt(panels: list[Panel]) -> dict[str, bytes]:
    files = {
        "guarda-roupa.DXT": dxt(panels, encoding="utf-8-sig", comma=False, folder="Desenhos\\")
    }
    for panel in panels:
        files |= _beside(panel, f"desenhos/{panel.number}", ".dxf", ".bpp")
    return files


def _gabster(panels: list[Panel]) -> dict[str, bytes]:
    files = {"lote.csv": gabster(panels)}
    for panel in panels:
        files |= _beside(panel, panel.code, ".dxf", None)
    # a file whose layout nobody knows; it must be carried along
    files[f"{panels[0].code}.gbs"] = b"GBS\x00\x01" + bytes(range(64))
    return files


def _curved(panels: list[Panel], rng: random.Random) -> dict[str, bytes]:
    files = {"curvos.dxt": dxt(panels, encoding="utf-8", comma=False)}
    for panel in panels:
        files[f"{panel.number}.dxf"] = rich_drawing(panel, rng)
    return files


def _beside(panel: Panel, stem: str, drawing: str, boring: str | None) -> dict[str, bytes]:
    if not panel.drawn:
        return {}
    files = {stem + drawing: plain_drawing(panel)}
    if panel.edges and boring:
        files[stem + boring] = boring_program(panel)
    return files


def _write(name: str, files: dict[str, bytes]) -> None:
    folder = SAMPLES / name
    if folder.exists():
        shutil.rmtree(folder)
    for relative, data in sorted(files.items()):
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def panel_count(panels: Iterable[Panel]) -> int:
    """Physical panels, every copy counted."""
    return sum(panel.quantity for panel in panels)


if __name__ == "__main__":
    main()
