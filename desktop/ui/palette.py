"""The command palette and the key map: both are made of the window's actions."""

from __future__ import annotations

import unicodedata
from typing import override

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.actions import Actions, Spec, keys_of
from desktop.ui.theme import Type, font
from desktop.ui.widgets.basics import button, label

_WIDTH, _HEIGHT, _LINE = 560, 420, 32
_KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def plain(text: str) -> str:
    """Lower case without accents, as people type in a hurry."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def fits(spec: Spec, text: str) -> bool:
    """Whether every word typed begins a word of the command or its group."""
    words = plain(f"{spec.text} {spec.group}").split()
    return all(any(word.startswith(typed) for word in words) for typed in plain(text).split())


class _KeyDelegate(QStyledItemDelegate):
    """Writes the keys of a command at the right."""

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(font(Type.SMALL))
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(0, 0, -12, 0), side, str(index.data(_KEYS_ROLE)))
        painter.restore()


class Palette(QDialog):
    """Type some letters, Enter does it; only what can be done now is offered."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._actions = actions
        self.setAccessibleName(self.tr("Paleta de comandos"))
        frame = QFrame(self)
        frame.setObjectName("popup")
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("O que fazer?"))
        self.field.setAccessibleName(self.tr("Buscar comando"))
        self.field.textChanged.connect(self._list)
        self.field.returnPressed.connect(self._do)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFont(font(Type.BODY))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(self.tr("Comandos"))
        self.list.setItemDelegate(_KeyDelegate(self.list))
        self.list.itemClicked.connect(lambda _item: self._do())
        column = QVBoxLayout(frame)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.resize(_WIDTH, _HEIGHT)
        self._list("")

    def open_over(self, window: QWidget) -> None:
        """Show it near the window's top."""
        middle = window.mapToGlobal(window.rect().center())
        top = window.mapToGlobal(window.rect().topLeft()).y() + 72
        self.move(middle.x() - self.width() // 2, top)
        self.open()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.key() in _MOVES:
            if event.type() is QEvent.Type.KeyPress:
                self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def _list(self, text: str) -> None:
        self.list.clear()
        for spec, action in self._actions.all():
            if action.isEnabled() and fits(spec, text):
                keys = keys_of(action)
                item = QListWidgetItem(action.icon(), spec.text)
                item.setData(Qt.ItemDataRole.UserRole, spec.id)
                item.setData(_KEYS_ROLE, keys)
                item.setSizeHint(QSize(0, _LINE))
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _do(self) -> None:
        if self.list.count() == 0:
            return
        item = self.list.currentItem()
        action: QAction = self._actions[item.data(Qt.ItemDataRole.UserRole)]
        self.accept()
        action.trigger()


class KeyMap(QDialog):
    """What F1 shows: every shortcut, and what the canvas does with keys and mouse."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Teclas"))
        columns = QHBoxLayout()
        columns.setSpacing(40)
        groups = {
            name: [(spec.text, keys_of(action)) for spec, action in entries if spec.keys]
            for name, entries in actions.groups().items()
        }
        groups[self.tr("Chapas")] = [
            (self.tr("Andar pelas peças"), "← ↑ → ↓"),
            (self.tr("Centralizar a peça"), "Enter"),
            (self.tr("Soltar a peça"), "Esc"),
            (self.tr("Zoom no ponteiro"), self.tr("Roda")),
            (self.tr("Arrastar a vista"), self.tr("Espaço ou botão do meio")),
            (self.tr("Enquadrar chapa / tudo"), self.tr("Duplo clique")),
            (self.tr("Copiar linha da tabela"), "Ctrl+C"),
        ]
        shown = [(name, entries) for name, entries in groups.items() if entries]
        for part in _balanced(shown):
            column = QVBoxLayout()
            column.setSpacing(6)
            for name, entries in part:
                column.addWidget(label(name, Type.SECTION))
                column.addLayout(self._group(entries))
                column.addSpacing(12)
            column.addStretch(1)
            columns.addLayout(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 16)
        outer.setSpacing(12)
        outer.addLayout(columns)
        outer.addWidget(button(self.tr("Fechar"), self.accept), 0, Qt.AlignmentFlag.AlignRight)

    def _group(self, entries: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for line, (text, keys) in enumerate(entries):
            grid.addWidget(label(text, Type.BODY), line, 0)
            key = label(keys, Type.SMALL)
            key.setObjectName("key")
            grid.addWidget(key, line, 1, Qt.AlignmentFlag.AlignRight)
        return grid


type _Group = tuple[str, list[tuple[str, str]]]


def _balanced(groups: list[_Group]) -> tuple[list[_Group], list[_Group]]:
    """Two columns of about the same length."""
    left: list[_Group] = []
    right: list[_Group] = []
    for group in sorted(groups, key=lambda found: -len(found[1])):
        lengths = [sum(len(entries) + 2 for _, entries in side) for side in (left, right)]
        (left if lengths[0] <= lengths[1] else right).append(group)
    return left, right
