"""The counts of an import as a sum that a person can follow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.ui.pages.conferencia.viewmodel import Sum
from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import IconLabel, clear, label


class Equation(QFrame):
    """`63 linhas lidas = 58 peças + 1 de fora + 4 ferragens`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = look
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 10, 16, 10)
        self._line.setSpacing(14)

    def show_sum(self, counts: Sum) -> None:
        """Show other counts."""
        clear(self._line)
        terms = [
            (counts.parts, self.tr("viram peça"), "check-circle", "ok"),
            (counts.left_out, self.tr("ficam de fora"), "bad", "bad"),
            (counts.hardware, self.tr("ferragens"), "hardware", "text-2"),
            (counts.ignored, self.tr("ignoradas"), "minus-circle", "text-2"),
            (counts.unread, self.tr("não lidas"), "bad", "bad"),
        ]
        shown = [term for term in terms if term[0]] or terms[:1]
        self._add(counts.rows, self.tr("linhas lidas"), "file", "text-2")
        for number, (count, words, name, ink) in enumerate(shown):
            self._sign("+" if number else "=")
            self._add(count, words, name, ink)
        self._line.addStretch(1)
        self._add(counts.pieces, self.tr("peças físicas"), "package", "text-2")
        read = self.tr("linhas lidas")
        told = " + ".join(f"{count} {words}" for count, words, _, _ in shown)
        self.setAccessibleName(f"{counts.rows} {read} = {told}")

    def _sign(self, text: str) -> None:
        sign = label(text, Type.TITLE, tone="quiet")
        self._line.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)

    def _add(self, count: int, words: str, name: str, ink: str) -> None:
        box = QHBoxLayout()
        box.setSpacing(8)
        box.addWidget(IconLabel(self._look, name, ink, 20), 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(str(count), Type.TITLE))
        column.addWidget(label(words, Type.SMALL, tone="quiet"))
        box.addLayout(column)
        self._line.addLayout(box)
