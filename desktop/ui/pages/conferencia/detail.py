"""What stands beside the table: the picked item, or the batch's materials and assumptions."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.parts import Grain, Part
from core.units import millimetres, square_metres
from desktop.ui.pages.conferencia.viewmodel import Assumed, MaterialLine, Page, Row
from desktop.ui.theme import Type
from desktop.ui.widgets.basics import KeyValue, button, clear, label, separator


class Detail(QWidget):
    """A column of headed facts."""

    choose_preset = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(6)

    def show_page(self, page: Page) -> None:
        """The batch as a whole."""
        self._restart()
        self._head(self.tr("Materiais"))
        for line in page.materials:
            self._material(line)
        self._column.addSpacing(12)
        self._head(self.tr("O que foi assumido"))
        if not page.assumed:
            self._note(self.tr("Nada: a fonte disse tudo."))
        for one in page.assumed:
            self._assumed(one)
        self._column.addSpacing(4)
        other = button(self.tr("Ler com outro preset…"), self.choose_preset.emit, name="link")
        self._column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)

    def show_row(self, row: Row) -> None:
        """One item."""
        self._restart()
        self._head(row.label)
        if row.reason:
            self._note(row.reason)
            self._column.addWidget(separator())
        self._fact(self.tr("Onde"), row.place)
        if row.layer:
            self._fact(self.tr("Camada"), row.layer)
        if row.part is not None:
            self._part(row.part)
        self._column.addStretch(1)

    def _part(self, part: Part) -> None:
        size = " × ".join(millimetres(v) for v in (part.length, part.width, part.thickness))
        cut = " × ".join(millimetres(v) for v in part.cut_size)
        self._fact(self.tr("Acabada (mm)"), size)
        if part.cut_size != (part.length, part.width):
            self._fact(self.tr("De corte (mm)"), cut)
        self._fact(self.tr("Material"), part.material)
        self._fact(self.tr("Veio"), self._grain(part.grain))
        bands = ", ".join(face.value for face in part.bands.faces)
        self._fact(self.tr("Fitas"), bands or self.tr("nenhuma"))
        self._fact(self.tr("Operações"), str(len(part.operations)))
        self._fact(self.tr("Quantidade"), str(part.quantity))
        if part.client:
            self._fact(self.tr("Cliente"), part.client)
        if part.room:
            self._fact(self.tr("Ambiente"), part.room)
        codes = [piece.code for piece in part.pieces]
        shown = ", ".join(codes[:3]) + (" …" if len(codes) > 3 else "")
        self._fact(self.tr("Códigos"), shown)
        for attachment in part.attachments:
            self._fact(self.tr("Anexo"), attachment.name)

    def _grain(self, grain: Grain) -> str:
        return {
            Grain.ALONG: self.tr("no comprimento"),
            Grain.ACROSS: self.tr("na largura"),
            Grain.FREE: self.tr("pode girar"),
            Grain.UNKNOWN: self.tr("não informado: não gira"),
        }[grain]

    def _material(self, line: MaterialLine) -> None:
        told = self.tr("%n peça(s)", "", line.pieces)
        self._column.addWidget(label(line.material, Type.BODY, wrap=True))
        quiet = label(f"{told} · {square_metres(line.area)} m²", Type.SMALL, tone="quiet")
        self._column.addWidget(quiet)
        self._column.addSpacing(2)

    def _assumed(self, one: Assumed) -> None:
        text = label(one.sentence, Type.BODY, wrap=True)
        self._column.addWidget(text)
        where = ", ".join(one.files[:2])
        if len(one.files) > 2:
            where += " " + self.tr("e mais %n arquivo(s)", "", len(one.files) - 2)
        place = label(where, Type.SMALL, tone="quiet", wrap=True)
        self._column.addWidget(place)
        self._column.addSpacing(4)

    def _restart(self) -> None:
        clear(self._column)

    def _head(self, text: str) -> None:
        self._column.addWidget(label(text, Type.SECTION, wrap=True))

    def _note(self, text: str) -> None:
        self._column.addWidget(label(text, Type.BODY, tone="quiet", wrap=True))

    def _fact(self, name: str, value: str) -> None:
        self._column.addWidget(KeyValue(name, value))
