"""The layout page: configure and search at the left, sheets in the middle, facts at the right."""

from __future__ import annotations

from typing import override

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.layout.model import Layout
from core.units import percent
from desktop.ui.canvas.arrangement import Address, Arrangement, Head, arrange
from desktop.ui.canvas.overlays import MAP_FROM, Legend, MiniMap, PointerNote
from desktop.ui.canvas.style import Shown
from desktop.ui.canvas.view import CanvasView
from desktop.ui.models.view import Table
from desktop.ui.pages.nesting.configure import Configure
from desktop.ui.pages.nesting.inspector import Inspector
from desktop.ui.pages.nesting.tables import piece_columns, unplaced_columns
from desktop.ui.pages.nesting.toolbar import CanvasBar
from desktop.ui.pages.nesting.viewmodel import (
    MaterialKey,
    PieceRow,
    UnplacedRow,
    by_spot,
    find,
    materials_of,
    packages_of,
    piece_rows,
    sheets_of,
    unplaced_rows,
)
from desktop.ui.theme import Look
from desktop.ui.widgets.basics import button, panel
from desktop.ui.widgets.notices import EmptyState
from desktop.ui.words import sheets_word
from desktop.work import BestSoFar
from desktop.workspace import Work


class NestingPage(QWidget):
    """Shows the judged layout, or the best so far while the search runs."""

    open_folder = Signal()
    optimise = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._work: Work | None = None
        self._layout: Layout | None = None
        self._live = False
        self._pending = 0
        self._material: MaterialKey | None = None
        self._hits: tuple[PieceRow, ...] = ()
        self._hit = -1
        self.configure = Configure(look)
        self.canvas = CanvasView(look)
        self.bar = CanvasBar(look)
        self._inspector = Inspector(look)
        self.pieces = Table[PieceRow](look, piece_columns(), self.tr("Peças nas chapas"))
        self.unplaced = Table[UnplacedRow](look, unplaced_columns(), self.tr("Não colocadas"))
        self.legend = Legend(look)
        self.legend.setParent(self.canvas)
        self.legend.setVisible(self.bar.legend_toggle.isChecked())
        self._map = MiniMap(look, self.canvas)
        self._pointer = PointerNote(self.canvas)
        self._build()
        self._connect()

    # -- building -----------------------------------------------------------------------

    def _build(self) -> None:
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.addTab(self.configure, self.tr("Configurar"))
        self._tabs.addTab(self.pieces, self.tr("Peças"))
        self._tabs.addTab(self.unplaced, "")
        left = panel()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._tabs)
        left.setMinimumWidth(300)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._empty_batch())
        self._middle.addWidget(self._empty_layout())
        self._middle.addWidget(self._make_canvas())
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._middle)
        self.splitter.addWidget(self._inspector)
        self.splitter.setHandleWidth(1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        self.splitter.setSizes([300, 900, 320])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.splitter)

    def _empty_batch(self) -> QWidget:
        open_button = button(
            self.tr("Abrir pasta…"),
            self.open_folder.emit,
            name="primary",
            look=self._look,
            icon_name="open",
        )
        text = self.tr("Abra um lote primeiro; depois as peças são distribuídas nas chapas aqui.")
        return EmptyState(self._look, "sheets", self.tr("Nenhum lote aberto"), text, (open_button,))

    def _empty_layout(self) -> QWidget:
        start = button(
            self.tr("Otimizar"),
            self.optimise.emit,
            name="primary",
            look=self._look,
            icon_name="play",
        )
        text = self.tr(
            "O lote está lido. Otimizar busca a melhor distribuição e mostra a melhor até agora; "
            "pode ser interrompido a qualquer momento."
        )
        title = self.tr("Pronto para otimizar")
        return EmptyState(self._look, "sheets", title, text, (start,))

    def _make_canvas(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.canvas, 1)
        self.canvas.installEventFilter(self)
        return whole

    def _connect(self) -> None:
        self.canvas.picked.connect(self._picked)
        self.canvas.pointed.connect(self._pointed)
        self.bar.searched.connect(self._search)
        self.bar.next_hit.connect(self._go_to_next)
        self.bar.material.connect(self._filter)
        self.bar.shown.connect(self._show_marks)
        self.bar.legend.connect(self._show_legend)
        self.bar.fit.connect(self.canvas.fit_all)
        self.bar.zoom.connect(self.canvas.zoom)
        self.pieces.selectionModel().currentRowChanged.connect(self._row_picked)
        self.pieces.activated.connect(self._row_activated)

    # -- showing ------------------------------------------------------------------------

    @property
    def layout_shown(self) -> Layout | None:
        """What the canvas shows."""
        return self._layout

    def show_work(self, work: Work) -> None:
        """Refresh from the present state."""
        self._work = work
        self.configure.show_settings(work.settings)
        self._live = False
        self._pending = 0
        self._show_layout(work.layout)

    def show_better(self, best: BestSoFar) -> None:
        """The best so far, while the search runs."""
        self._live = True
        self._pending = best.pending
        self._show_layout(best.layout, keep_view=self._layout is not None)

    def show_running(self) -> None:
        """A search began: what was found before stays until something better is there."""
        self._live = True

    def focus_search(self) -> None:
        """Where Ctrl+F goes."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def _show_layout(self, layout: Layout | None, *, keep_view: bool = False) -> None:
        if layout is self._layout and layout is not None:
            self._show_facts()
            return
        self._layout = layout
        if layout is None:
            self._middle.setCurrentIndex(1 if self._work and self._work.result else 0)
            self.pieces.show_rows(())
            self.unplaced.show_rows(())
        else:
            materials = materials_of(layout)
            if self._material not in materials:
                self._material = None
            self.bar.show_materials(materials, self._material)
            self.unplaced.show_rows(unplaced_rows(layout))
            self._show_sheets(keep_view=keep_view)
            # last: the canvas takes its size now and may ask for another arrangement
            self._middle.setCurrentIndex(2)
        self._name_tabs()
        self._show_facts()

    def _show_sheets(self, *, keep_view: bool = False) -> None:
        layout = self._layout
        if layout is None:
            return
        arrangement = self._arranged(layout)
        packages = packages_of(layout)
        self.canvas.show_arrangement(arrangement, packages, self._note, keep_view=keep_view)
        self.legend.show_packages(packages)
        self._map.setVisible(len(arrangement.spots) >= MAP_FROM)
        self.pieces.show_rows(piece_rows(arrangement))
        self._search(self.bar.search.text(), centre=False)
        self._place_overlays()

    def _arranged(self, layout: Layout) -> Arrangement:
        room = self.canvas.viewport().size()
        aspect = max(room.width(), 200) / max(room.height(), 200)
        return arrange(sheets_of(layout, self._material), aspect)

    def _follow_size(self) -> None:
        """Another shape of the window may want another arrangement, unless somebody looks near."""
        if self._layout is not None and self.canvas.shows_all:
            arrangement = self._arranged(self._layout)
            if arrangement != self.canvas.arrangement:
                self.canvas.rearrange(arrangement)

    def _note(self, head: Head) -> str:
        return f"{sheets_word(head.sheets)} · {percent(head.utilisation)}"

    def _name_tabs(self) -> None:
        layout = self._layout
        unplaced = len(layout.unplaced) if layout else 0
        pieces = len(self.pieces.rows.rows)
        self._tabs.setTabText(1, self.tr("Peças") + (f"  {pieces}" if pieces else ""))
        self._tabs.setTabText(2, self.tr("Não colocadas") + (f"  {unplaced}" if unplaced else ""))

    def _show_facts(self) -> None:
        address = self.canvas.picked_part
        if address is None or self._layout is None:
            self._inspector.show_layout(self._layout, running=self._live, pending=self._pending)
            return
        placed = self.canvas.part(address)
        result = self._work.result if self._work else None
        parts = {p.id: p for p in result.batch.parts()} if result else {}
        spot = self.canvas.arrangement.spots[address[0]]
        self._inspector.show_part(placed, parts.get(placed.part_id), spot)

    # -- picking, searching, filtering ----------------------------------------------------

    def _picked(self, address: Address | None) -> None:
        self._show_facts()
        if address is None:
            self.pieces.clearSelection()
            return
        current = self.pieces.current_row()
        if current is None or current.address != address:
            self.pieces.pick(lambda row: row.address == address)

    def _pointed(self, address: Address | None) -> None:
        self._pointer.show_part(self.canvas.part(address) if address is not None else None)
        self._place_overlays()

    def _row_picked(self) -> None:
        row = self.pieces.current_row()
        if row is not None:
            self.canvas.pick(row.address)

    def _row_activated(self) -> None:
        row = self.pieces.current_row()
        if row is not None:
            self.canvas.pick(row.address, centre=True)

    def _search(self, text: str, *, centre: bool = True) -> None:
        rows = self.pieces.rows.rows
        self._hits = find(rows, text)
        self._hit = -1
        self.canvas.show_found(by_spot(self._hits) if text.strip() else None)
        self.bar.show_hits(0, len(self._hits), searching=bool(text.strip()))
        if self._hits and centre:
            self._go_to_next()

    def _go_to_next(self) -> None:
        if self._hits:
            self._hit = (self._hit + 1) % len(self._hits)
            self.canvas.pick(self._hits[self._hit].address, centre=True)
            self.bar.show_hits(self._hit + 1, len(self._hits), searching=True)

    def _filter(self, material: MaterialKey | None) -> None:
        self._material = material
        self._show_sheets()
        self._name_tabs()
        self._show_facts()

    def _show_marks(self, shown: Shown) -> None:
        self.canvas.show_marks(shown)

    # -- overlays -----------------------------------------------------------------------

    def _show_legend(self, on: bool) -> None:
        self.legend.setVisible(on)
        self._place_overlays()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() is QEvent.Type.Resize:
            self._follow_size()
            self._place_overlays()
        return super().eventFilter(watched, event)

    def _place_overlays(self) -> None:
        room = self.canvas.size()
        self.legend.adjustSize()
        self.legend.move(12, room.height() - self.legend.height() - 12)
        self._map.move(
            room.width() - self._map.width() - 12, room.height() - self._map.height() - 12
        )
