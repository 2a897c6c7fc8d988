"""spyrrow packs a strip of given height as short as it can: the sheet with most room.

It knows neither openings nor keep-outs, and works for a time and not for an amount of work.
On sheets that mix shapes and rectangles PackingSolver mostly leaves more; both are tried and
the larger leftover wins.
"""

from __future__ import annotations

import spyrrow

from core.nesting.draft import Draft, DraftSheet
from core.nesting.engines.lastsheet import alone, leftover_of, roomiest
from core.nesting.measure import lowest, outline_of, usable
from core.nesting.problem import Item, Placement, Problem
from core.nesting.tasks import Report, Task

SECONDS = 3
"""Time for one strip."""

SAFETY = 0.01
"""Added to the spacing, because the solver calculates in single precision (mm)."""


def run(task: Task, seconds: float, _report: Report) -> Draft:
    """See `core.nesting.tasks`; the start is the layout whose roomiest sheet is packed anew."""
    number = roomiest(task.problem, task.start)[0]
    sheet = task.start[number]
    problem = alone(task.problem, sheet)
    if problem.stocks[0].keepouts or seconds < 1:
        return ()
    placements = _packed(problem, task.seed, min(SECONDS, int(seconds)))
    if leftover_of(problem, placements) <= leftover_of(problem, sheet.placements):
        return ()
    packed = DraftSheet(sheet.stock, placements)
    return (*task.start[:number], packed, *task.start[number + 1 :])


def _packed(problem: Problem, seed: int, seconds: int) -> tuple[Placement, ...]:
    area = usable(problem, problem.stocks[0])
    by = problem.spacing + SAFETY
    # the strip's own edges want the separation too, the sheet's do not
    strip = spyrrow.StripPackingInstance(
        "", area.width + 2 * by, [_item(item) for item in problem.items]
    )
    config = spyrrow.StripPackingConfig(
        total_computation_time=seconds,
        num_workers=1,
        min_items_separation=by,
        seed=seed,
        early_termination=True,
    )
    items = {item.id: item for item in problem.items}
    corner = (area.x - by, area.y - by)
    return tuple(_placed(items[p.id], p, corner) for p in strip.solve(config).placed_items)


def _item(item: Item) -> spyrrow.Item:
    return spyrrow.Item(
        item.id,
        [(float(x), float(y)) for x, y in outline_of(item)],
        item.quantity,
        [float(turn) for turn in item.turns],
    )


def _placed(item: Item, placed: spyrrow.PlacedItem, corner: tuple[float, float]) -> Placement:
    """Spyrrow turns about the item's origin and then shifts."""
    turn = min(item.turns, key=lambda t: abs((t - placed.rotation + 180.0) % 360.0 - 180.0))
    left, low = lowest(item, turn)
    return Placement(
        item=item.id,
        x=corner[0] + placed.translation[0] + left,
        y=corner[1] + placed.translation[1] + low,
        rotation=turn,
    )
