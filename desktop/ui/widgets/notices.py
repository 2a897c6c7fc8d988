"""Banner, toast and empty state: what is wrong, what happened, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import override

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.ui.theme import Look, Type, font
from desktop.ui.widgets.basics import IconLabel, button, follow_icon, label

TOAST_MS = 8000
_TEXT_WIDTH = 440
_ICONS = {"ok": "check-circle", "warn": "warn", "bad": "bad", "info": "info"}


class Banner(QFrame):
    """A message over the content, with icon, words and what can be done."""

    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._icon = IconLabel(look, "info", "info", 20)
        self._title = label("", Type.BODY)
        self._title.setFont(font(Type.BODY, strong=True))
        self._text = label("", Type.BODY, wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._close = QToolButton()
        self._close.setObjectName("tool")
        self._close.setAccessibleName(self.tr("Fechar aviso"))
        self._close.setToolTip(self.tr("Fechar aviso"))
        follow_icon(self._close, look, "close", "text-2", 16)
        self._close.clicked.connect(self.dismiss)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 8, 8)
        line.setSpacing(12)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addLayout(self._buttons)
        line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def dismiss(self) -> None:
        """Take it away."""
        self.hide()
        self.closed.emit()

    def say(
        self,
        kind: str,
        title: str,
        text: str = "",
        *,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        closable: bool = True,
    ) -> None:
        """Show a message of kind `ok`, `warn`, `bad` or `info`."""
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.use(_ICONS[kind], kind)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for name, act in actions:
            self._buttons.addWidget(button(name, act))
        self._close.setVisible(closable)
        self.setAccessibleName(self.text)
        self.show()


class Toast(QFrame):
    """Says for some seconds what happened, and lets it be undone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._text = label("", Type.BODY)
        self._undo = QPushButton(self.tr("Desfazer"))
        self._undo.setFont(font(Type.BODY, strong=True))
        self._offer: Callable[[], object] | None = None
        self._undo.clicked.connect(self.act)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 12, 8)
        line.setSpacing(12)
        line.addWidget(self._text)
        line.addWidget(self._undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, text: str, undo: Callable[[], object] | None = None, word: str = "") -> None:
        """Show a message, with what can be done about it and the word for that."""
        self._undo.setText(word or self.tr("Desfazer"))
        self._text.setText(text)
        self._offer = undo
        self._undo.setVisible(undo is not None)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        ground = self.parentWidget()
        if ground is not None:
            self.move((ground.width() - self.width()) // 2, ground.height() - self.height() - 24)

    def act(self) -> None:
        """Do what is offered."""
        self._timer.stop()
        self.hide()
        if self._offer is not None:
            self._offer()


class EmptyState(QWidget):
    """A page without content says what to do next."""

    def __init__(
        self,
        look: Look,
        icon_name: str,
        title: str,
        text: str,
        actions: Sequence[QPushButton] = (),
        *,
        zone: bool = False,
    ) -> None:
        super().__init__()
        box = QFrame()
        if zone:
            box.setObjectName("dropzone")
        column = QVBoxLayout(box)
        column.setContentsMargins(48, 40, 48, 40)
        column.setSpacing(12)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel(look, icon_name, "accent", 48), 0, middle)
        column.addSpacing(4)
        heading = label(title, Type.TITLE)
        heading.setAlignment(middle)
        column.addWidget(heading, 0, middle)
        body = label(text, Type.BODY, tone="quiet", wrap=True)
        body.setAlignment(middle)
        body.setFixedWidth(_TEXT_WIDTH)
        body.setFixedHeight(body.heightForWidth(_TEXT_WIDTH))
        column.addWidget(body, 0, middle)
        column.addSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch(1)
        for found in actions:
            line.addWidget(found)
        line.addStretch(1)
        column.addLayout(line)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(box, 0, middle)
        outer.addStretch(3)
