"""Beside the canvas: the picked part, or the layout as a whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from core.layout.model import Layout, PlacedPart
from core.parts import OperationKind, Part
from core.units import millimetres, percent, square_metres
from desktop.ui.canvas.arrangement import Spot
from desktop.ui.canvas.preview import PartPreview
from desktop.ui.pages.nesting.viewmodel import OperationLine, Totals, operation_lines, totals_of
from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import KeyValue, clear, label, panel, row, separator
from desktop.ui.words import (
    bound_word,
    face_word,
    operation_word,
    pending_word,
    pieces_word,
    sheets_word,
)


class Inspector(QWidget):
    """A panel of facts with the part's drawing on top."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._preview = PartPreview(look)
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._body)
        ground = panel("right")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.setSpacing(12)
        inner.addWidget(self._preview)
        inner.addWidget(area, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        self.setFixedWidth(300)

    def show_layout(self, layout: Layout | None, *, running: bool, pending: int = 0) -> None:
        """The whole."""
        clear(self._column)
        self._preview.hide()
        if layout is None:
            self._head(self.tr("Sem plano ainda"))
            self._note(self.tr("Otimizar distribui as peças nas chapas e confere o resultado."))
        else:
            self._head(self.tr("Melhor até agora") if running else self.tr("Plano"))
            self._totals(totals_of(layout), pending)
            for group in layout.groups:
                self._column.addSpacing(8)
                self._column.addWidget(separator())
                self._column.addWidget(label(group.material, Type.BODY, wrap=True))
                told = f"{sheets_word(group.sheets)} · {pieces_word(group.pieces)}"
                if running and not group.sheets:
                    self._note(self.tr("ainda em busca"))
                    continue
                self._note(told)
                self._note(bound_word(group.sheets - group.fewest_sheets))
        self._column.addStretch(1)

    def show_part(self, placed: PlacedPart, part: Part | None, spot: Spot) -> None:
        """One piece on its sheet."""
        clear(self._column)
        self._preview.setVisible(part is not None)
        self._preview.show_part(part)
        self._head(placed.name or placed.part)
        size = f"{millimetres(placed.cut_length)} × {millimetres(placed.cut_width)}"
        self._fact(self.tr("Corte (mm)"), f"{size} × {millimetres(placed.thickness)}")
        self._fact(self.tr("Programa"), placed.part)
        self._fact(self.tr("Cópia"), str(placed.copy))
        self._fact(self.tr("Código"), placed.code)
        self._fact(self.tr("Chapa"), str(spot.number))
        self._fact(self.tr("Posição (mm)"), f"{millimetres(placed.x)}; {millimetres(placed.y)}")
        self._fact(self.tr("Giro"), f"{millimetres(placed.rotation)}°")
        lies = self.tr("face de baixo") if placed.mirrored else self.tr("face de cima")
        self._fact(self.tr("Para cima"), lies)
        self._package(placed, part)
        self._operations(operation_lines(placed))
        self._column.addStretch(1)

    def _package(self, placed: PlacedPart, part: Part | None) -> None:
        if placed.client:
            self._fact(self.tr("Cliente"), placed.client)
        if placed.room:
            self._fact(self.tr("Ambiente"), placed.room)
        bands = ", ".join(face.value for face in placed.banded)
        self._fact(self.tr("Fitas"), bands or self.tr("nenhuma"))
        if part is not None and part.origin is not None:
            line = f":{part.origin.line}" if part.origin.line is not None else ""
            self._fact(self.tr("Origem"), f"{part.origin.file}{line}")

    def _operations(self, lines: tuple[OperationLine, ...]) -> None:
        self._column.addSpacing(8)
        self._head(self.tr("Operações"))
        if not lines:
            self._note(self.tr("Nenhuma: só o contorno."))
        for line in lines:
            name = f"{line.count} × {operation_word(line.kind)}"
            if line.size is not None:
                sign = "Ø" if line.kind is OperationKind.DRILL else "↔"
                name += f" {sign} {millimetres(line.size)}"
            depth = (
                self.tr("passante")
                if line.depth is None
                else self.tr("prof. %1").replace("%1", millimetres(line.depth))
            )
            self._fact(name, f"{face_word(line.face)} · {depth}")

    def _totals(self, totals: Totals, pending: int) -> None:
        self._column.addLayout(
            row(
                _Figure(str(totals.sheets), self.tr("chapas")),
                _Figure(percent(totals.utilisation), self.tr("aproveitamento")),
                1,
                spacing=24,
            )
        )
        self._note(pending_word(pending) if pending else bound_word(totals.above))
        self._column.addSpacing(4)
        self._fact(self.tr("Mínimo teórico"), sheets_word(totals.fewest))
        self._fact(self.tr("Peças colocadas"), str(totals.pieces))
        self._fact(self.tr("Não colocadas"), str(totals.unplaced))
        self._fact(self.tr("Maior sobra"), f"{square_metres(totals.largest_offcut)} m²")

    def _head(self, text: str) -> None:
        self._column.addWidget(label(text, Type.SECTION, wrap=True))

    def _note(self, text: str) -> None:
        self._column.addWidget(label(text, Type.BODY, tone="quiet", wrap=True))

    def _fact(self, name: str, value: str) -> None:
        self._column.addWidget(KeyValue(name, value))


class _Figure(QWidget):
    """A large number and what it counts."""

    def __init__(self, number: str, words: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(number, Type.DISPLAY))
        column.addWidget(label(words, Type.SMALL, tone="quiet"))
        self.setAccessibleName(f"{number} {words}")
