"""The reconciliation page: what came in, what did not and why, before anything is cut."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.canvas.preview import PartPreview
from desktop.ui.icons import icon
from desktop.ui.models.view import Table
from desktop.ui.pages.conferencia.columns import columns
from desktop.ui.pages.conferencia.detail import Detail
from desktop.ui.pages.conferencia.equation import Equation
from desktop.ui.pages.conferencia.viewmodel import (
    Group,
    Page,
    Row,
    belongs,
    matches,
    page_of,
    waits_for_drawing,
)
from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import button, chip, label, panel
from desktop.ui.widgets.notices import Banner, EmptyState
from desktop.workspace import Work


class ConferenciaPage(QWidget):
    """Empty it asks for files; with a batch it shows counts, table, part and assumptions."""

    open_files = Signal()
    open_folder = Signal()
    open_sample = Signal()
    use_rectangles = Signal(bool)
    choose_preset = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._page: Page | None = None
        self._group = Group.ALL
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._content())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    # -- building -----------------------------------------------------------------------

    def _empty(self) -> QWidget:
        return EmptyState(
            self._look,
            "drop",
            self.tr("Arraste um lote para cá"),
            self.tr(
                "Uma pasta, um .zip ou arquivos soltos: DXT, Promob, Gabster, planilha ou DXF. "
                "O Radha reconhece pelo conteúdo e mostra o que virou peça antes de cortar."
            ),
            (
                button(
                    self.tr("Abrir pasta…"),
                    self.open_folder.emit,
                    name="primary",
                    look=self._look,
                    icon_name="open",
                ),
                button(self.tr("Abrir arquivos…"), self.open_files.emit),
                button(self.tr("Lote de exemplo"), self.open_sample.emit, name="link"),
            ),
            zone=True,
        )

    def _content(self) -> QWidget:
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        column = QVBoxLayout()
        column.setContentsMargins(24, 16, 24, 0)
        column.setSpacing(12)
        self._equation = Equation(self._look)
        self._banner = Banner(self._look)
        self._table = self._make_table()
        column.addWidget(self._equation)
        column.addWidget(self._banner)
        column.addLayout(self._make_filters())
        column.addWidget(self._table, 1)
        line.addLayout(column, 1)
        line.addWidget(self._make_side())
        return whole

    def _make_filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        self._chips: dict[Group, QToolButton] = {}
        for group in Group:
            found = chip("", checked=group is Group.ALL)
            found.clicked.connect(self._chooser(group))
            self._chips[group] = found
            line.addWidget(found)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filtrar a tabela"))
        self.filter.setAccessibleName(self.tr("Filtrar a tabela"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(150)
        self.filter.setMaximumWidth(260)
        self.filter.textChanged.connect(self._ask)
        self._shown = label("", Type.SMALL, tone="quiet")
        line.addStretch(1)
        line.addWidget(self._shown)
        line.addWidget(self.filter, 4)
        return line

    def _chooser(self, group: Group) -> Callable[[], None]:
        return lambda: self.show_group(group)

    def _make_table(self) -> Table[Row]:
        table = Table[Row](self._look, columns(), self.tr("Itens lidos"))
        table.selectionModel().currentRowChanged.connect(self._show_detail)
        return table

    def _make_side(self) -> QWidget:
        side = panel("right")
        side.setFixedWidth(300)
        self._preview = PartPreview(self._look)
        self._detail = Detail()
        self._detail.choose_preset.connect(self.choose_preset)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._detail)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._preview)
        column.addWidget(area, 1)
        return side

    # -- showing ------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """What is shown."""
        return self._page

    @property
    def table(self) -> Table[Row]:
        """The items."""
        return self._table

    def show_work(self, work: Work) -> None:
        """Refresh from the present state."""
        if work.result is None:
            self._page = None
            self._stack.setCurrentIndex(0)
            return
        page = page_of(work.result, work.settings)
        if page == self._page:
            return
        self._page = page
        self._stack.setCurrentIndex(1)
        self._equation.show_sum(page.sum)
        self._table.show_rows(page.rows)
        self._name_chips(page)
        self._warn(page, rectangles=work.settings.rectangles)
        self.show_group(Group.ALL if not page.count(self._group) else self._group)
        self._show_detail()

    def show_group(self, group: Group) -> None:
        """Show the rows of one chip."""
        self._group = group
        for other, found in self._chips.items():
            found.setChecked(other is group)
        self._ask()

    def _ask(self) -> None:
        group, text = self._group, self.filter.text()
        self._table.filter.ask(lambda row: matches(row, group, text))
        whole = self._page.count(group) if self._page else 0
        shown = self._table.filter.rowCount()
        told = self.tr("%1 de %2").replace("%1", str(shown)).replace("%2", str(whole))
        self._shown.setText(told if text else "")

    def _name_chips(self, page: Page) -> None:
        names = {
            Group.ALL: self.tr("Tudo"),
            Group.LEFT_OUT: self.tr("Ficam de fora"),
            Group.PARTS: self.tr("Peças"),
            Group.HARDWARE: self.tr("Ferragens"),
            Group.IGNORED: self.tr("Ignorados"),
            Group.DRAWINGS: self.tr("Desenhos"),
            Group.FILES: self.tr("Arquivos"),
        }
        for group, found in self._chips.items():
            count = sum(belongs(row, group) for row in page.rows)
            found.setText(f"{names[group]}  {count}")
            found.setVisible(count > 0 or group is Group.ALL)
            if group is Group.LEFT_OUT and count:
                theme = self._look.theme
                found.setIcon(icon("bad", theme.color("bad")))
                found.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _warn(self, page: Page, *, rectangles: bool) -> None:
        left = page.left_out
        if not left:
            self._banner.hide()
            return
        waiting = waits_for_drawing(page)
        actions: list[tuple[str, Callable[[], object]]] = [
            (self.tr("Ver"), lambda: self.show_group(Group.LEFT_OUT))
        ]
        if waiting and not rectangles:
            actions.append(
                (self.tr("Cortar como retângulo"), lambda: self.use_rectangles.emit(True))
            )
        title = self.tr("%n item(ns) fica(m) de fora do corte", "", len(left))
        first = [f"{row.label}: {row.reason}" for row in left[:2]]
        more = len(left) - len(first)
        if more:
            first.append(self.tr("e mais %n", "", more))
        self._banner.say("bad", title, " · ".join(first), actions=actions, closable=False)

    def _show_detail(self) -> None:
        row = self._table.current_row()
        part = row.part if row else None
        self._preview.setVisible(part is not None)
        self._preview.show_part(part)
        if row is None and self._page is not None:
            self._detail.show_page(self._page)
        elif row is not None:
            self._detail.show_row(row)
