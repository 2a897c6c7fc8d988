"""Keeps the strip of long work in step with the flow."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.pipeline.events import Phase, Progress
from desktop.ui.flow import Flow, Run
from desktop.ui.widgets.strip import Strip
from desktop.ui.words import bound_word, pending_word, phase_word, sheets_word
from desktop.work import BestSoFar

_FIRST = {Run.READ: Phase.READ, Run.NEST: Phase.NEST, Run.EXPORT: Phase.PROGRAMS}


class _Follower(QObject):
    """Tells the strip what the flow says; lives as long as the strip."""

    def __init__(self, strip: Strip, flow: Flow) -> None:
        super().__init__(strip)
        self._strip, self._flow = strip, flow
        flow.running.connect(self._run)
        flow.progress.connect(self._progress)
        flow.better.connect(self._better)
        strip.ticked.connect(self._tick)

    def _run(self, run: Run | None) -> None:
        if run is None:
            self._strip.end()
            return
        keeps = run is Run.NEST
        cancel = self.tr("Parar (mantém o melhor)") if keeps else self.tr("Cancelar")
        self._strip.begin(phase_word(_FIRST[run]), cancel)

    def _progress(self, progress: Progress) -> None:
        self._strip.show_phase(phase_word(progress.phase))
        if progress.phase is not Phase.NEST:
            self._strip.show_share(progress.done, progress.total)

    def _better(self, best: BestSoFar) -> None:
        above = best.sheets - best.fewest_sheets
        bound = pending_word(best.pending) if best.pending else bound_word(above)
        self._strip.show_best(f"{sheets_word(best.sheets)} · {bound}")

    def _tick(self) -> None:
        seconds = self._flow.seconds
        self._strip.show_time(f"{int(seconds // 60)}:{int(seconds % 60):02d}")
        if self._flow.run is Run.NEST:
            self._strip.show_share(seconds, self._flow.work.settings.seconds)


def follow(strip: Strip, flow: Flow) -> None:
    """From now on the strip shows what the flow does."""
    _Follower(strip, flow)
