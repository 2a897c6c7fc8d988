"""The strip of long work: what is being done, best so far, time, and how to end it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from desktop.ui.theme import Look, Type, font
from desktop.ui.widgets.basics import button, label

_TICK_MS = 200


class Strip(QFrame):
    """Shown only while something runs; its bar never claims what is not known."""

    cancelled = Signal()
    ticked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._phase = label("", Type.BODY)
        self._phase.setFont(font(Type.BODY, strong=True))
        self._best = label("", Type.BODY)
        self._time = label("", Type.BODY, tone="quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(200)
        self._cancel = button(self.tr("Cancelar"), self.cancelled.emit, look=look, icon_name="stop")
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 8, 16, 8)
        line.setSpacing(16)
        for widget in (self._phase, self._bar, self._time, self._best):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self._cancel)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.ticked)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return " ".join(found.text() for found in (self._phase, self._best))

    def begin(self, phase: str, cancel: str) -> None:
        """Something started."""
        self._phase.setText(phase)
        self._best.setText("")
        self._time.setText("")
        self._cancel.setText(cancel)
        self._cancel.setEnabled(True)
        self._bar.setRange(0, 0)
        self.show()
        self._timer.start()

    def end(self) -> None:
        """It is over."""
        self._timer.stop()
        self.hide()

    def stopping(self, text: str) -> None:
        """A person asked to end it."""
        self._phase.setText(text)
        self._cancel.setEnabled(False)

    def show_phase(self, phase: str) -> None:
        """Another phase began."""
        if self._cancel.isEnabled():
            self._phase.setText(phase)

    def show_share(self, done: float, total: float) -> None:
        """How far it is; total 0 where nobody knows."""
        self._bar.setRange(0, 1000 if total else 0)
        if total:
            self._bar.setValue(round(1000 * min(done / total, 1.0)))

    def show_best(self, text: str) -> None:
        """The best so far, in words."""
        self._best.setText(text)

    def show_time(self, text: str) -> None:
        """How long it has been."""
        self._time.setText(text)
