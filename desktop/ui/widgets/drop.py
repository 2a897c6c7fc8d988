"""What covers the window while files are dragged over it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import IconLabel, label

_MARGIN = 16


class DropCurtain(QFrame):
    """Says that files may be let go here."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        column.addWidget(IconLabel(look, "drop", "accent", 64), 0, middle)
        column.addSpacing(8)
        column.addWidget(label(self.tr("Solte para abrir o lote"), Type.TITLE), 0, middle)
        hint = self.tr("Pasta, .zip ou arquivos soltos")
        column.addWidget(label(hint, Type.BODY, tone="quiet"), 0, middle)
        column.addStretch(1)
        self.hide()

    def draw_over(self, window: QWidget) -> None:
        """Cover a window."""
        self.setGeometry(window.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN))
        self.show()
        self.raise_()
