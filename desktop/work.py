"""What the helper process does: the whole way of `core.pipeline`, step by step. Knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.errors import Cancelled
from core.formats import ImportResult
from core.layout.model import Layout
from core.nesting.problem import Solution
from core.parts import Batch
from core.pipeline.assemble import assemble
from core.pipeline.events import Better, Event, Phase, Progress
from core.pipeline.export import Exported, export
from core.pipeline.groups import Grouping, group
from core.pipeline.nesting import nest
from core.pipeline.reading import read
from core.pipeline.settings import Settings

LEAST_PAUSE = 0.5
"""Seconds between two layouts that are shown while the search runs."""


class Asked(Protocol):
    """What the work can ask and tell; `desktop.tasks` has the real one."""

    def cancelled(self) -> bool:
        """Whether to end."""
        ...

    def tell(self, news: object) -> None:
        """Send something to the window."""
        ...


@dataclass(frozen=True, slots=True)
class BestSoFar:
    """A layout that was found while the search goes on; not judged yet.

    Args:
        fewest_sheets: no layout takes fewer.
        cost: over all groups, in the unit of the stock's cost.
        pending: material groups that have no layout at all yet; while there are any, sheets
            and bound say nothing about the whole.
    """

    layout: Layout
    sheets: int
    fewest_sheets: int
    cost: float
    pending: int = 0


def import_batch(asked: Asked, sources: Sequence[Path], settings: Settings) -> ImportResult:
    """Read the sources."""
    return read(sources, settings, _Quiet(asked), asked.cancelled)


def nest_batch(asked: Asked, batch: Batch, settings: Settings) -> Layout:
    """Search; every better layout goes to the window, at most two a second."""
    return nest(batch, settings, _Showing(asked, batch, settings), asked.cancelled)


def export_layout(
    asked: Asked, result: ImportResult, layout: Layout, settings: Settings, out: Path
) -> Exported:
    """Make, prove and write; can be stopped until writing begins."""

    def listen(event: Event) -> None:
        if asked.cancelled() and not (isinstance(event, Progress) and event.phase is Phase.WRITE):
            raise Cancelled("janela.interrompido")
        asked.tell(event)

    return export(result, layout, settings, out, listen)


class _Quiet:
    """Hands progress on, not more than ten times a second."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._last = 0.0

    def __call__(self, event: Event) -> None:
        now = time.monotonic()
        whole = isinstance(event, Progress) and event.done >= event.total
        if whole or now - self._last >= 0.1:
            self._last = now
            self._asked.tell(event)


class _Showing:
    """Turns the better solutions of single groups into layouts of the whole batch."""

    def __init__(self, asked: Asked, batch: Batch, settings: Settings) -> None:
        self._asked, self._batch, self._settings = asked, batch, settings
        self._grouping: Grouping | None = None
        self._best: dict[str, Solution] = {}
        self._next = 0.0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._asked.tell(event)
            return
        self._hear(event)

    def _hear(self, event: Better) -> None:
        self._best[event.solution.problem] = event.solution
        now = time.monotonic()
        if now >= self._next:
            self._asked.tell(self._layout())
            # a big batch takes long to lay out and send; never spend more than half on showing
            self._next = time.monotonic() + max(LEAST_PAUSE, time.monotonic() - now)

    def _layout(self) -> BestSoFar:
        if self._grouping is None:
            self._grouping = group(self._batch, self._settings)
        solutions = [
            self._best.get(found.problem.name, Solution(problem=found.problem.name, sheets=()))
            for found in self._grouping.groups
        ]
        layout = assemble(self._batch, self._grouping, solutions, self._settings)
        fewest = sum(summary.fewest_sheets for summary in layout.groups)
        cost = sum(summary.cost for summary in layout.groups)
        pending = sum(found.problem.name not in self._best for found in self._grouping.groups)
        return BestSoFar(layout, len(layout.sheets), fewest, cost, pending)
