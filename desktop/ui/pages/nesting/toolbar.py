"""The bar over the canvas: search, material, what is shown, zoom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout

from desktop.ui.canvas.style import Shown
from desktop.ui.pages.nesting.viewmodel import MaterialKey
from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import follow_icon, label, separator
from desktop.ui.widgets.inputs import ComboBox

_STEP = 1.25


class CanvasBar(QFrame):
    """Tells what a person wants to see; knows nothing of the canvas."""

    searched = Signal(str)
    next_hit = Signal()
    material = Signal(object)
    shown = Signal(object)
    legend = Signal(bool)
    fit = Signal()
    zoom = Signal(float)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look = look
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Buscar peça"))
        self.search.setToolTip(self.tr("Nome, código ou programa (Ctrl+F); Enter vai à próxima"))
        self.search.setAccessibleName(self.tr("Buscar peça nas chapas"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(120)
        self.search.textChanged.connect(self.searched)
        self.search.returnPressed.connect(self.next_hit)
        self._hits = label("", Type.SMALL, tone="quiet")
        self._hits.hide()
        self._materials = ComboBox(look)
        self._materials.setAccessibleName(self.tr("Material mostrado"))
        self._materials.setMinimumWidth(160)
        self._materials.setMaximumWidth(220)
        self._materials.currentIndexChanged.connect(self._material_chosen)
        self._build()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(16, 8, 12, 8)
        line.setSpacing(8)
        line.addWidget(self.search, 3)
        line.addWidget(self._hits)
        line.addWidget(self._materials, 2)
        self.operations = self._toggle("operations", self.tr("Mostrar operações"))
        self.offcuts = self._toggle("offcut", self.tr("Mostrar sobras"))
        self.legend_toggle = self._toggle("legend", self.tr("Mostrar legenda"))
        self.legend_toggle.setChecked(False)
        for toggle in (self.operations, self.offcuts):
            toggle.toggled.connect(self._tell_shown)
        self.legend_toggle.toggled.connect(self.legend)
        for found in (self.operations, self.offcuts, self.legend_toggle):
            line.addWidget(found)
        line.addSpacing(8)
        for name, text, act in (
            ("zoom-out", self.tr("Afastar"), lambda: self.zoom.emit(1 / _STEP)),
            ("zoom-in", self.tr("Aproximar"), lambda: self.zoom.emit(_STEP)),
            ("fit", self.tr("Enquadrar tudo (Ctrl+0)"), self.fit.emit),
        ):
            line.addWidget(self._tool(name, text, act))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(separator())

    def show_materials(self, materials: Sequence[MaterialKey], chosen: MaterialKey | None) -> None:
        """Offer other materials; nobody is told."""
        blocked = self._materials.blockSignals(True)
        self._materials.clear()
        self._materials.addItem(self.tr("Todos os materiais"), None)
        for material in materials:
            self._materials.addItem(material[0], material)
        index = 0 if chosen is None else list(materials).index(chosen) + 1
        self._materials.setCurrentIndex(index)
        self._materials.blockSignals(blocked)

    def show_hits(self, at: int, count: int, *, searching: bool) -> None:
        """How many parts the search found."""
        self._hits.setVisible(searching)
        if not searching:
            self._hits.setText("")
        elif count == 0:
            self._hits.setText(self.tr("nenhuma"))
        else:
            told = self.tr("%1 de %2")
            self._hits.setText(told.replace("%1", str(at)).replace("%2", str(count)))

    def choose_material(self, index: int) -> None:
        """Choose by place in the list; 0 is all."""
        self._materials.setCurrentIndex(index)

    def _material_chosen(self, _index: int) -> None:
        found = self._materials.currentData()
        self.material.emit(tuple(found) if found is not None else None)

    def _tell_shown(self) -> None:
        self.shown.emit(
            Shown(operations=self.operations.isChecked(), offcuts=self.offcuts.isChecked())
        )

    def _toggle(self, name: str, text: str) -> QToolButton:
        found = self._tool(name, text, None)
        found.setCheckable(True)
        found.setChecked(True)
        return found

    def _tool(self, name: str, text: str, act: Callable[[], object] | None) -> QToolButton:
        found = QToolButton()
        found.setObjectName("tool")
        found.setToolTip(text)
        found.setAccessibleName(text)
        follow_icon(found, self._look, name, "text-2")
        if act is not None:
            found.clicked.connect(lambda _checked: act())
        return found
