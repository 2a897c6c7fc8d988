"""Pieces of search that run in processes of their own."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.nesting.draft import Draft
from core.nesting.problem import Problem

ENGINES = {
    "restart": "core.nesting.engines.restart",
    "packing": "core.nesting.engines.packing",
    "irregular": "core.nesting.engines.irregular",
    "regroup": "core.nesting.engines.regroup",
    "compact": "core.nesting.engines.compact",
    "tidy": "core.nesting.engines.tidy",
    "strip": "core.nesting.engines.spyrrow_strip",
}
"""Where the function `run` of every engine stands; imported only where it runs."""

type Report = Callable[[Draft], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One piece of search; the same task gives the same layout when it is left to end.

    Args:
        engine: a key of `ENGINES`.
        problem: only placeable items.
        seed: of whatever the engine draws.
        start: a layout to improve, empty for none.
        options: the engine's own settings.
    """

    engine: str
    problem: Problem
    seed: int = 0
    start: Draft = ()
    options: Any = None


def run(task: Task, seconds: float, report: Report) -> Draft:
    """Do the task in this process; empty when nothing was found.

    Args:
        task: what to do.
        seconds: time left; an engine may overrun it.
        report: hears of better layouts on the way.
    """
    engine = importlib.import_module(ENGINES[task.engine])
    found: Draft = engine.run(task, seconds, report)
    return found
