"""Batches and settings for tests of the whole way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.formats import write_batch
from core.machine.profile import MachineProfile, load
from core.nesting.problem import NestedSheet, Placement, Problem, Solution, Unplaced
from core.parts import Batch, Package, Part
from core.pipeline.settings import Settings
from core.pipeline.stock import StockSheet
from tests.support.layouts import drill, groove, make_part, rounded


def batch_of(*parts: Part) -> Batch:
    """One client, one room."""
    return Batch("Lote_Teste", (Package("Cliente Teste", "Cozinha", tuple(parts)),))


def small_source(folder: Path) -> Path:
    """A folder with a list and the drawings of three panels, as we write them ourselves."""
    batch = batch_of(
        make_part("101", "LATERAL", 500.0, 300.0, drill(40, 40, 8, 12), drill(90, 40, 5, 12)),
        make_part("102", "TAMPO", 600.0, 400.0, outline=rounded(600.0, 400.0, 60.0)),
        make_part("103", "BASE", 400.0, 300.0, groove([(50, 50), (300, 50)], 6, 8)),
    )
    folder.mkdir(parents=True)
    for name, data in write_batch(batch).items():
        (folder / name).write_bytes(data)
    return folder


def settings(profile: MachineProfile | None = None, **more: Any) -> Settings:
    """The default machine, little time."""
    return Settings(profile=profile or load("router"), **{"seconds": 1.0, **more})


def sheet(sheet_id: str, **more: Any) -> StockSheet:
    """A full sheet of the tests' usual board."""
    values = {
        "id": sheet_id,
        "material": "MDF Branco 18mm",
        "thickness": 18.0,
        "length": 2750.0,
        "width": 1850.0,
    }
    return StockSheet.model_validate({**values, **more})


def stacked(problem: Problem, *, leave: int = 0) -> Solution:
    """One sheet a copy, at the trim's corner; `leave` copies of the last item stay out."""
    stock = problem.stocks[0]
    sheets: list[NestedSheet] = []
    left: list[Unplaced] = []
    for index, item in enumerate(problem.items):
        last = index == len(problem.items) - 1
        count = item.quantity - (leave if last else 0)
        placement = Placement(
            item=item.id, x=problem.trims.left, y=problem.trims.bottom, rotation=item.turns[0]
        )
        sheets.extend(NestedSheet(stock=stock.id, placements=(placement,)) for _ in range(count))
        if last and leave:
            left.append(Unplaced(item.id, leave, "layout.sem_lugar"))
    return Solution(
        problem=problem.name,
        sheets=tuple(sheets),
        unplaced=tuple(left),
        cost=stock.cost * len(sheets),
        lower_bound=stock.cost,
        seconds=0.5,
    )
