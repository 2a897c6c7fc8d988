"""Progress for people: bars on a terminal, plain lines otherwise, always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from core.cli.console import complain
from core.cli.stop import Stop
from core.messages import say
from core.pipeline.events import Better, Event, Phase, Progress


class Reporter(Protocol):
    """Listens to the whole way and tells the person."""

    def __call__(self, event: Event) -> None:
        """Hear one event."""

    def tick(self) -> None:
        """Time went by in the search."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Best:
    """The best so far over all material groups, once every group has a layout."""

    def __init__(self) -> None:
        self._sheets: dict[str, int] = {}
        self._groups = 0

    def expect(self, groups: int) -> None:
        """So many groups are searched."""
        self._groups = groups

    def hear(self, event: Better) -> None:
        """A group got better."""
        self._sheets[event.solution.problem] = len(event.solution.sheets)

    def text(self) -> str:
        """What a person reads of it."""
        if not self._sheets or len(self._sheets) < self._groups:
            return ""
        return say("cli.melhor", sheets=sum(self._sheets.values()))


class Lines:
    """Plain lines: one a phase, one whenever the sheet count falls."""

    def __init__(self) -> None:
        self._best = Best()
        self._phase: Phase | None = None
        self._said = ""

    def __call__(self, event: Event) -> None:
        """Hear one event."""
        if isinstance(event, Better):
            self._best.hear(event)
            self._say(self._best.text())
            return
        if event.phase is Phase.NEST:
            self._best.expect(event.total)
        if event.phase is not self._phase:
            self._phase = event.phase
            self._say(say(f"geral.fase_{event.phase.value}"))

    def tick(self) -> None:
        """Nothing: lines do not move."""

    def _say(self, line: str) -> None:
        if line and line != self._said:
            self._said = line
            complain(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Bars:
    """Bars with phase, best so far and time left."""

    def __init__(self, seconds: float) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._best = Best()
        self._seconds = seconds
        self._started: float | None = None
        self._tasks: dict[Phase, object] = {}
        self._bars = RichProgress(
            TextColumn("{task.description:<12}"),
            BarColumn(),
            TextColumn("{task.fields[detail]}", markup=False),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )

    def __call__(self, event: Event) -> None:
        """Hear one event."""
        if isinstance(event, Better):
            self._best.hear(event)
            self.tick()
        elif event.phase is Phase.NEST:
            self._nest(event)
        else:
            self._show(event.phase, event.done, event.total, event.detail)

    def tick(self) -> None:
        """Move the bar of the search by its time."""
        if self._started is not None:
            past = min(time.monotonic() - self._started, self._seconds)
            self._show(Phase.NEST, past, self._seconds, self._best.text())

    def _nest(self, event: Progress) -> None:
        self._best.expect(event.total)
        if self._started is None:
            self._started = time.monotonic()
        if event.total and event.done >= event.total:
            self._started = None
            self._show(Phase.NEST, self._seconds, self._seconds, self._best.text())
        else:
            self.tick()

    def _show(self, phase: Phase, done: float, total: float, detail: str) -> None:
        task = self._tasks.get(phase)
        if task is None:
            title = say(f"geral.fase_{phase.value}")
            task = self._bars.add_task(title, total=total or None, detail=detail)
            self._tasks[phase] = task
        self._bars.update(task, completed=done, total=total or None, detail=detail)  # type: ignore[arg-type]  # rich's own task id

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()


def reporter(seconds: float) -> Reporter:
    """Bars where a person looks at a terminal, lines otherwise."""
    return Bars(seconds) if sys.stderr.isatty() else Lines()


def watching(stop: Stop, report: Reporter) -> Callable[[], bool]:
    """The question "stopped?" that also keeps the bars moving and says once that it heard."""
    told = False

    def ask() -> bool:
        nonlocal told
        report.tick()
        if stop.asked and not told:
            told = True
            complain(say("cli.parando"))
        return stop.asked

    return ask
