"""What the search takes: machine, mode, stock, time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSpinBox, QVBoxLayout, QWidget

from core.nesting.problem import Mode
from core.pipeline.settings import Settings
from core.units import millimetres
from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import Elided, button, chip, label, row
from desktop.ui.widgets.inputs import CheckBox, ComboBox
from desktop.ui.words import mode_word, state_word

PRESETS = (5, 20, 60)


class Configure(QWidget):
    """A narrow form; every change is told at once as whole new settings."""

    chosen = Signal(object)
    choose_machine = Signal()
    choose_stock = Signal()
    clear_stock = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._settings: Settings | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(4)
        self._make_machine(column)
        self._make_mode(column, look)
        self._make_stock(column)
        self._make_time(column)
        self._rectangles = CheckBox(look, self.tr("Sem desenho: cortar retângulo"))
        self._rectangles.setToolTip(self.tr("No tamanho da lista e sem usinagens."))
        self._rectangles.toggled.connect(lambda on: self._change(rectangles=on))
        column.addSpacing(12)
        column.addWidget(self._rectangles)
        column.addStretch(1)

    def show_settings(self, settings: Settings) -> None:
        """Refresh from the present state without telling anybody."""
        self._settings = None
        profile = settings.profile
        self._machine.setText(f"{profile.name} · {state_word(profile.state)}")
        self.mode.setCurrentIndex(self.mode.findData(settings.mode))
        self._stages.setCurrentIndex(self._stages.findData(settings.stages))
        saw = settings.mode is Mode.SAW
        self._stages.setVisible(saw)
        self._stages_name.setVisible(saw)
        self._stock.setText(self._stock_text(settings))
        self._no_stock.setVisible(settings.stock is not None)
        self.seconds.setValue(round(settings.seconds))
        self._rectangles.setChecked(settings.rectangles)
        self._settings = settings

    def _make_machine(self, column: QVBoxLayout) -> None:
        column.addWidget(self._name(self.tr("Máquina")))
        self._machine = Elided()
        change = button(self.tr("Trocar…"), self.choose_machine.emit)
        line = row(self._machine, change)
        line.setStretch(0, 1)
        column.addLayout(line)
        column.addSpacing(10)

    def _make_mode(self, column: QVBoxLayout, look: Look) -> None:
        self.mode = ComboBox(look)
        for mode in Mode:
            self.mode.addItem(mode_word(mode), mode)
        self.mode.currentIndexChanged.connect(
            lambda _index: self._change(mode=Mode(self.mode.currentData()))
        )
        self._field(column, self.tr("&Corte"), self.mode)
        self._stages = ComboBox(look)
        for stages in (2, 3):
            self._stages.addItem(self.tr("%n estágio(s)", "", stages), stages)
        self._stages.currentIndexChanged.connect(
            lambda _index: self._change(stages=int(self._stages.currentData()))
        )
        self._stages_name = self._field(column, self.tr("&Estágios da serra"), self._stages)

    def _make_stock(self, column: QVBoxLayout) -> None:
        column.addWidget(self._name(self.tr("Chapas")))
        self._stock = label("", Type.BODY, wrap=True)
        column.addWidget(self._stock)
        load = button(self.tr("Arquivo de estoque…"), self.choose_stock.emit)
        self._no_stock = button(self.tr("Chapa padrão"), self.clear_stock.emit, name="link")
        column.addLayout(row(load, self._no_stock, 1))
        column.addSpacing(10)

    def _make_time(self, column: QVBoxLayout) -> None:
        self.seconds = QSpinBox()
        self.seconds.setRange(1, 86_400)
        self.seconds.setSuffix(" s")
        self.seconds.lineEdit().setTextMargins(8, 0, 8, 0)
        self.seconds.valueChanged.connect(lambda value: self._change(seconds=float(value)))
        self._field(column, self.tr("&Tempo de busca"), self.seconds)
        names = (self.tr("Rápido"), self.tr("Normal"), self.tr("Caprichado"))
        chips = []
        for name, seconds in zip(names, PRESETS, strict=True):
            found = chip(name)
            found.setCheckable(False)
            found.setToolTip(self.tr("%1 segundos").replace("%1", str(seconds)))
            found.clicked.connect(self._setter(seconds))
            chips.append(found)
        column.addLayout(row(*chips, 1, spacing=4))

    def _setter(self, seconds: int) -> Callable[[], None]:
        return lambda: self.seconds.setValue(seconds)

    def _field(self, column: QVBoxLayout, name: str, widget: QWidget) -> QWidget:
        head = self._name(name)
        head.setBuddy(widget)
        widget.setAccessibleName(name.replace("&", ""))
        column.addWidget(head)
        column.addWidget(widget)
        column.addSpacing(10)
        return head

    @staticmethod
    def _name(text: str) -> QLabel:
        return label(text, Type.SMALL, tone="quiet")

    def _stock_text(self, settings: Settings) -> str:
        if settings.stock is None:
            nesting = settings.profile.nesting
            size = f"{millimetres(nesting.sheet_length)} × {millimetres(nesting.sheet_width)}"
            return self.tr("%1 mm, sem limite").replace("%1", size)
        offcuts = sum(sheet.offcut for sheet in settings.stock)
        kinds = self.tr("%n tipo(s) de chapa", "", len(settings.stock) - offcuts)
        left = self.tr("%n sobra(s)", "", offcuts)
        return f"{kinds}, {left}" if offcuts else kinds

    def _change(self, **changes: Any) -> None:
        if self._settings is not None:
            changed = replace(self._settings, **changes)
            if changed != self._settings:
                self._settings = changed
                self.chosen.emit(changed)
