"""A batch to a judged layout."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import ProofError
from core.layout.model import Layout
from core.nesting import check, solve_all
from core.nesting.problem import Solution
from core.parts import Batch
from core.pipeline.assemble import assemble
from core.pipeline.events import Better, IsCancelled, Listener, Phase, Progress, deaf, never
from core.pipeline.groups import Group, group
from core.pipeline.proof import ProofNote, finding_note
from core.pipeline.settings import Settings


class LayoutRefused(ProofError):
    """The judge has something against a layout; `notes` says what."""

    def __init__(self, notes: Sequence[ProofNote]) -> None:
        super().__init__("geral.conferencia", count=len(notes))
        self.notes = tuple(notes)


def nest(
    batch: Batch,
    settings: Settings,
    listener: Listener = deaf,
    cancelled: IsCancelled = never,
) -> Layout:
    """Place every part that can be placed; the rest stands in `Layout.unplaced` with its reason.

    Args:
        batch: what was read.
        settings: machine, stock, mode, time and seed.
        listener: hears of every better layout.
        cancelled: asked during the search; stopping keeps the best so far.

    Raises:
        LayoutRefused: the independent judge found a fault in an engine's layout.
    """
    grouping = group(batch, settings)
    total = len(grouping.groups)
    listener(Progress(Phase.NEST, 0, total))
    solutions: Sequence[Solution] = ()
    if grouping.groups:
        solutions = solve_all(
            tuple(found.problem for found in grouping.groups),
            seconds=settings.seconds,
            seed=settings.seed,
            on_better=lambda solution: listener(Better(solution)),
            cancelled=cancelled,
        )
    listener(Progress(Phase.NEST, total, total))
    _judge(grouping.groups, solutions, listener)
    return assemble(batch, grouping, solutions, settings)


def _judge(groups: Sequence[Group], solutions: Sequence[Solution], listener: Listener) -> None:
    notes: list[ProofNote] = []
    for index, (found, solution) in enumerate(zip(groups, solutions, strict=True)):
        listener(Progress(Phase.CHECK, index, len(groups), found.problem.name))
        notes.extend(
            finding_note(finding, found.problem.name) for finding in check(found.problem, solution)
        )
    listener(Progress(Phase.CHECK, len(groups), len(groups)))
    if notes:
        raise LayoutRefused(notes)
