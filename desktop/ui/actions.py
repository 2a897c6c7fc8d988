"""Every command of the window once: menu, buttons, shortcuts, palette and key map share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.icons import icon
from desktop.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Spec:
    """A command.

    Args:
        id: what code calls it.
        text: what a person reads.
        group: heading in menu and key map.
        keys: shortcuts, the first is shown.
        icon: name, empty for none.
    """

    id: str
    text: str
    group: str
    keys: tuple[str, ...] = ()
    icon: str = ""


class Actions:
    """The window's commands in the order in which they were added."""

    def __init__(self, window: QWidget, look: Look) -> None:
        self._window, self._look = window, look
        self._all: dict[str, tuple[Spec, QAction]] = {}
        look.changed.connect(self._draw)

    def add(self, spec: Spec, slot: Callable[[], object]) -> QAction:
        """A new command."""
        action = QAction(spec.text, self._window)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.triggered.connect(lambda _checked=False: slot())
        self._window.addAction(action)
        self._all[spec.id] = (spec, action)
        self._draw_one(spec, action)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._all[name][1]

    def all(self) -> list[tuple[Spec, QAction]]:
        """All of them."""
        return list(self._all.values())

    def groups(self) -> dict[str, list[tuple[Spec, QAction]]]:
        """By heading."""
        found: dict[str, list[tuple[Spec, QAction]]] = {}
        for spec, action in self._all.values():
            found.setdefault(spec.group, []).append((spec, action))
        return found

    def fill(self, menu: QMenu) -> None:
        """Put all into a menu, a line between groups."""
        for number, entries in enumerate(self.groups().values()):
            if number:
                menu.addSeparator()
            for _, action in entries:
                menu.addAction(action)

    def _draw(self) -> None:
        for spec, action in self._all.values():
            self._draw_one(spec, action)

    def _draw_one(self, spec: Spec, action: QAction) -> None:
        if spec.icon:
            theme = self._look.theme
            action.setIcon(icon(spec.icon, theme.color("text-2"), theme.color("text-3")))


def keys_of(action: QAction) -> str:
    """The shortcut as this system writes it, empty for none."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
