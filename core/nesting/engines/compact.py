"""PackingSolver's leftover objective on the true shapes of the sheet with most room."""

from __future__ import annotations

from core.nesting.draft import Draft, DraftSheet
from core.nesting.engines import irregular
from core.nesting.engines.lastsheet import alone, leftover_of, roomiest
from core.nesting.tasks import Report, Task


def run(task: Task, seconds: float, _report: Report) -> Draft:
    """See `core.nesting.tasks`; options are an `Effort`, the start is the layout."""
    number = roomiest(task.problem, task.start)[0]
    sheet = task.start[number]
    problem = alone(task.problem, sheet)
    found = irregular.pack(problem, task.options, seconds)
    if len(found) != 1 or len(found[0].placements) != len(sheet.placements):
        return ()
    placements = found[0].placements
    if leftover_of(problem, placements) <= leftover_of(problem, sheet.placements):
        return ()
    packed = DraftSheet(sheet.stock, placements)
    return (*task.start[:number], packed, *task.start[number + 1 :])
