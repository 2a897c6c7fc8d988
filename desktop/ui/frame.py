"""The frame around every page: rail, top bar and status line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from desktop.ui.theme import Look, Type, font
from desktop.ui.widgets.basics import Elided, IconLabel, follow_icon, label

WIDE, NARROW = 208, 56


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page as the rail names it."""

    id: str
    text: str
    icon: str


class Rail(QFrame):
    """The modules at the left, with words or as icons only."""

    chosen = Signal(str)
    narrowed = Signal(bool)

    def __init__(self, look: Look, pages: list[PageSpec]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._look = look
        self._words: dict[QToolButton, str] = {}
        self._pages: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 12, 8, 12)
        self._column.setSpacing(4)
        self._name = label("Radha", Type.SECTION)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 0, 12)
        head.setSpacing(10)
        head.addWidget(IconLabel(look, "logo", "accent", 20))
        head.addWidget(self._name, 1)
        self._column.addLayout(head)
        for page in pages:
            found = self._button(page.icon, page.text, partial(self.chosen.emit, page.id))
            found.setCheckable(True)
            self._group.addButton(found)
            self._pages[page.id] = found
            self._column.addWidget(found)
        self._column.addStretch(1)
        self.setFixedWidth(WIDE)

    def add_below(self, icon_name: str, text: str, act: Callable[[], object]) -> QToolButton:
        """A quiet button at the foot."""
        found = self._button(icon_name, text, act)
        self._column.addWidget(found)
        return found

    def show_page(self, name: str) -> None:
        """Mark a page as the present one."""
        self._pages[name].setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, or with words."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._name.setVisible(not narrow)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if narrow
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for found, words in self._words.items():
            found.setToolButtonStyle(style)
            found.setToolTip(words if narrow else "")
        self.narrowed.emit(narrow)

    def _button(self, icon_name: str, text: str, act: Callable[[], object]) -> QToolButton:
        found = QToolButton()
        found.setText(f"  {text}")
        found.setFont(font(Type.BODY))
        found.setAccessibleName(text)
        found.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        found.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        found.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_icon(found, self._look, icon_name, "text-2")
        found.clicked.connect(lambda _checked: act())
        self._words[found] = text
        return found


class TopBar(QFrame):
    """Title, command palette, menu, and the one primary action at the right."""

    palette_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(56)
        self._look = look
        self._title = label("", Type.TITLE)
        self._subtitle = Elided()
        self._subtitle.setFont(font(Type.BODY))
        self._subtitle.setProperty("quiet", "true")
        self._ask = QPushButton(self.tr("Comandos   Ctrl+K"))
        self._ask.setFont(font(Type.BODY))
        self._ask.clicked.connect(self.palette_asked)
        follow_icon(self._ask, look, "command", "text-2", 16)
        self._menu = QToolButton()
        self._menu.setObjectName("tool")
        self._menu.setAccessibleName(self.tr("Menu"))
        self._menu.setToolTip(self.tr("Menu"))
        self._menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        follow_icon(self._menu, look, "menu", "text-2")
        self.secondary = QPushButton()
        self.secondary.setFont(font(Type.BODY))
        self.primary = QPushButton()
        self.primary.setObjectName("primary")
        self.primary.setFont(font(Type.BODY, strong=True))
        self.primary.setIconSize(QSize(16, 16))
        self._acts: dict[str, Callable[[], object]] = {}
        self.primary.clicked.connect(lambda _checked: self._acts["primary"]())
        self.secondary.clicked.connect(lambda _checked: self._acts["secondary"]())
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 0, 16, 0)
        line.setSpacing(12)
        line.addWidget(self._title)
        line.addWidget(self._subtitle, 1)
        for widget in (self._ask, self._menu, self.secondary, self.primary):
            line.addWidget(widget)

    def set_menu(self, menu: QMenu) -> None:
        """What the menu button shows."""
        self._menu.setMenu(menu)

    def show_title(self, title: str, subtitle: str) -> None:
        """Name the page and what it is about."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)

    def show_primary(
        self, text: str, act: Callable[[], object], *, enabled: bool = True, why: str = ""
    ) -> None:
        """The one thing to do; disabled it says why."""
        self.primary.setText(text)
        self.primary.setEnabled(enabled)
        self.primary.setToolTip(why)
        self._acts["primary"] = act

    def show_secondary(self, text: str, act: Callable[[], object] | None) -> None:
        """A quieter thing to do, none where it is None."""
        self.secondary.setVisible(act is not None)
        self.secondary.setText(text)
        if act is not None:
            self._acts["secondary"] = act


class StatusLine(QFrame):
    """Quiet facts: what is going on, the machine, the totals."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(28)
        self._left, self._middle, self._right = (self._text() for _ in range(3))
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 0, 16, 0)
        line.setSpacing(24)
        line.addWidget(self._left)
        line.addStretch(1)
        line.addWidget(self._middle)
        line.addWidget(self._right)

    def show_state(self, text: str) -> None:
        """What is going on."""
        self._left.setText(text)

    def show_totals(self, text: str) -> None:
        """Numbers of the batch."""
        self._middle.setText(text)

    def show_machine(self, text: str) -> None:
        """The machine and how far it is trusted."""
        self._right.setText(text)

    @staticmethod
    def _text() -> QLabel:
        return label("", Type.SMALL, tone="quiet")
