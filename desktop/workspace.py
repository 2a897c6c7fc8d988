"""What the window is working on: frozen values, and the way back. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from core.formats import ImportResult
from core.layout.model import Layout
from core.pipeline.export import Exported
from core.pipeline.settings import Settings


class Stage(StrEnum):
    """How far the work has come."""

    EMPTY = "empty"
    READ = "read"
    NESTED = "nested"
    EXPORTED = "exported"


@dataclass(frozen=True, kw_only=True)
class Work:
    """One batch on its way.

    Args:
        settings: what the next step takes.
        sources: what was opened.
        result: the import.
        layout: judged; None before the search.
        layout_settings: what the layout was made with, so that an export takes the same.
        exported: what was written last for this layout.
    """

    settings: Settings
    sources: tuple[Path, ...] = ()
    result: ImportResult | None = None
    layout: Layout | None = None
    layout_settings: Settings | None = None
    exported: Exported | None = None

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        if self.exported is not None:
            return Stage.EXPORTED
        if self.layout is not None:
            return Stage.NESTED
        return Stage.EMPTY if self.result is None else Stage.READ

    @property
    def name(self) -> str:
        """The batch's name, empty before there is one."""
        return self.result.batch.name if self.result else ""

    def read(self, sources: tuple[Path, ...], result: ImportResult) -> Work:
        """A batch was read; what was made of an earlier one is gone from view."""
        return Work(settings=self.settings, sources=sources, result=result)

    def nested(self, layout: Layout, made_with: Settings) -> Work:
        """A layout was found and judged."""
        return replace(self, layout=layout, layout_settings=made_with, exported=None)

    def written(self, exported: Exported) -> Work:
        """The layout was exported, or refused by its proof."""
        return replace(self, exported=exported)

    def choosing(self, settings: Settings) -> Work:
        """Other settings for the next step."""
        return replace(self, settings=settings)

    @property
    def stale(self) -> bool:
        """Whether the layout was made with other settings than those shown."""
        return self.layout is not None and self.layout_settings != self.settings


@dataclass(frozen=True, slots=True)
class Step:
    """A state and the name of what led away from it."""

    name: str
    work: Work


class History:
    """States to go back to; what was undone can be done again until something new happens."""

    def __init__(self, work: Work, limit: int = 50) -> None:
        self._now = work
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._limit = limit

    @property
    def now(self) -> Work:
        """The present state."""
        return self._now

    @property
    def undo_name(self) -> str:
        """What would be undone, empty for nothing."""
        return self._past[-1].name if self._past else ""

    @property
    def redo_name(self) -> str:
        """What would be done again, empty for nothing."""
        return self._future[-1].name if self._future else ""

    def do(self, name: str, work: Work) -> None:
        """Something happened that can be taken back."""
        self._past = [*self._past[-self._limit + 1 :], Step(name, self._now)]
        self._future.clear()
        self._now = work

    def set(self, work: Work) -> None:
        """Something happened that cannot be taken back, such as a file written."""
        self._now = work

    def undo(self) -> str:
        """Go back one step; its name, empty when there is none."""
        return self._move(self._past, self._future)

    def redo(self) -> str:
        """Go forward one step; its name, empty when there is none."""
        return self._move(self._future, self._past)

    def _move(self, source: list[Step], target: list[Step]) -> str:
        if not source:
            return ""
        step = source.pop()
        target.append(Step(step.name, self._now))
        self._now = step.work
        return step.name
