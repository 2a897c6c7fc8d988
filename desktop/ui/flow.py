"""Open, optimise, export: runs the work in its lane and keeps the states to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from core.formats import ImportResult
from core.layout.model import Layout
from core.pipeline.events import Progress
from core.pipeline.export import Exported
from core.pipeline.settings import Settings
from desktop.tasks import Failure, Lane
from desktop.ui.errors import Addressee, Problem, problem_of
from desktop.work import BestSoFar, export_layout, import_batch, nest_batch
from desktop.workspace import History, Work


class Run(StrEnum):
    """What is under way."""

    READ = "read"
    NEST = "nest"
    EXPORT = "export"


NEST_GRACE_MS = 20_000
"""A stopped search may take this long to give its best; the judge has to see it first."""


class Flow(QObject):
    """The course of the work. Pages refresh from its signals and hold no state of their own.

    `changed` carries a `Work`, `running` a `Run` or None, `problem` a `Problem`.
    """

    changed = Signal(object)
    running = Signal(object)
    progress = Signal(object)
    better = Signal(object)
    problem = Signal(object)
    stopped = Signal()

    def __init__(self, settings: Settings, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = History(Work(settings=settings))
        self._lane = lane
        self._run: Run | None = None
        self._sources: tuple[Path, ...] = ()
        self._started_with = settings
        self._clock = QElapsedTimer()
        lane.news.connect(self._hear)
        lane.done.connect(self._finish)
        lane.failed.connect(self._fail)

    @property
    def work(self) -> Work:
        """The present state."""
        return self._history.now

    @property
    def history(self) -> History:
        """States to go back to."""
        return self._history

    @property
    def run(self) -> Run | None:
        """What is under way."""
        return self._run

    @property
    def seconds(self) -> float:
        """How long it has been under way."""
        return self._clock.elapsed() / 1000.0 if self._run else 0.0

    def open(self, sources: Sequence[Path]) -> None:
        """Read folders, zips and loose files as a new batch."""
        if sources and self._run is not Run.EXPORT:
            self._sources = tuple(sources)
            self._start(Run.READ)
            self._lane.start(import_batch, self._sources, self.work.settings)

    def read_again(self) -> None:
        """The same sources once more, such as after another preset was chosen."""
        self.open(self.work.sources)

    def optimise(self) -> None:
        """Search for a layout."""
        result = self.work.result
        if result is not None and self._run is None:
            self._start(Run.NEST)
            self._lane.start(nest_batch, result.batch, self.work.settings)

    def export(self, folder: Path) -> None:
        """Write the layout as programs and documents; takes the settings it was made with."""
        work = self.work
        if work.result is None or work.layout is None or self._run is not None:
            return
        self._start(Run.EXPORT)
        settings = work.layout_settings or work.settings
        self._lane.start(export_layout, work.result, work.layout, settings, folder)

    def stop(self) -> None:
        """End what is under way; a search keeps its best so far."""
        if self._run is Run.NEST:
            self._lane.cancel(NEST_GRACE_MS)
        elif self._run is not None:
            self._lane.cancel()

    def choose(self, settings: Settings) -> None:
        """Other settings for the next step."""
        if settings != self.work.settings:
            self._history.set(self.work.choosing(settings))
            self.changed.emit(self.work)

    def undo(self) -> str:
        """Back one step; its name."""
        return self._moved(self._history.undo()) if self._run is None else ""

    def redo(self) -> str:
        """Forward one step; its name."""
        return self._moved(self._history.redo()) if self._run is None else ""

    def close(self) -> None:
        """End the helper process."""
        self._run = None
        self._lane.close()

    def _moved(self, name: str) -> str:
        if name:
            self.changed.emit(self.work)
        return name

    def _start(self, run: Run) -> None:
        self._run = run
        self._started_with = self.work.settings
        self._clock.start()
        self.running.emit(run)

    def _hear(self, news: object) -> None:
        if isinstance(news, Progress):
            self.progress.emit(news)
        elif isinstance(news, BestSoFar):
            self.better.emit(news)

    def _finish(self, outcome: object) -> None:
        self._run = None
        match outcome:
            case ImportResult():
                self._history.do(Run.READ, self.work.read(self._sources, outcome))
            case Layout():
                self._history.do(Run.NEST, self.work.nested(outcome, self._started_with))
            case Exported():
                self._history.set(self.work.written(outcome))
        self.changed.emit(self.work)
        self.running.emit(None)

    def _fail(self, failure: Failure) -> None:
        self._run = None
        self.changed.emit(self.work)  # whatever was shown while it ran is gone
        self.running.emit(None)
        found: Problem = problem_of(failure)
        if found.addressee is Addressee.CANCELLED:
            self.stopped.emit()
        else:
            self.problem.emit(found)
