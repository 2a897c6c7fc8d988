"""The window: pages in their frame, fed by the flow, commanded by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import override

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.actions import Actions
from desktop.ui.choosers import Choosers
from desktop.ui.commands import add_commands
from desktop.ui.errors import Addressee, Problem
from desktop.ui.flow import Flow, Run
from desktop.ui.following import follow
from desktop.ui.frame import PageSpec, Rail, StatusLine, TopBar
from desktop.ui.memory import Memory
from desktop.ui.pages.conferencia.view import ConferenciaPage
from desktop.ui.pages.exportacao.view import ExportacaoPage
from desktop.ui.pages.nesting.view import NestingPage
from desktop.ui.palette import KeyMap, Palette
from desktop.ui.theme import Look
from desktop.ui.widgets.drop import DropCurtain
from desktop.ui.widgets.notices import Banner, Toast
from desktop.ui.widgets.strip import Strip
from desktop.ui.words import pieces_word, sheets_word, state_word
from desktop.workspace import Stage, Work

SAMPLE = "cozinha_dxt"


class Shell(QMainWindow):
    """The one main window."""

    def __init__(self, flow: Flow, look: Look, memory: Memory) -> None:
        super().__init__()
        self._flow, self._look, self._memory = flow, look, memory
        self.setWindowTitle("Radha")
        self.setAcceptDrops(True)
        self.setMinimumSize(1024, 640)
        self.conferencia = ConferenciaPage(look)
        self.nesting = NestingPage(look)
        self.exportacao = ExportacaoPage(look)
        self._build()
        self.choosers = Choosers(self, flow, memory, self.show_problem)
        self.actions_ = Actions(self, look)
        add_commands(self)
        menu = QMenu(self)
        self.actions_.fill(menu)
        self.top.set_menu(menu)
        self._connect()
        self._restore()
        self.go("conferencia")
        self.show_work(flow.work)

    # -- building -----------------------------------------------------------------------

    def _build(self) -> None:
        self._titles = {
            "conferencia": self.tr("Conferência"),
            "nesting": self.tr("Nesting"),
            "exportacao": self.tr("Exportação"),
        }
        icons = {"conferencia": "checklist", "nesting": "sheets", "exportacao": "export"}
        self.rail = Rail(
            self._look, [PageSpec(name, text, icons[name]) for name, text in self._titles.items()]
        )
        self.top = TopBar(self._look)
        self.strip = Strip(self._look)
        self.banner = Banner(self._look)
        self.status = StatusLine()
        self.pages = QStackedWidget()
        self.pages.setObjectName("content")
        self.pages.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._order = list(self._titles)
        for page in (self.conferencia, self.nesting, self.exportacao):
            self.pages.addWidget(page)
        holder = QVBoxLayout()
        holder.setContentsMargins(24, 12, 24, 0)
        holder.addWidget(self.banner)
        self._banner_holder = QWidget()
        self._banner_holder.setLayout(holder)
        self._banner_holder.hide()
        self.banner.closed.connect(self._banner_holder.hide)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for widget in (self.top, self.strip, self._banner_holder):
            right.addWidget(widget)
        right.addWidget(self.pages, 1)
        right.addWidget(self.status)
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.toast = Toast(self)
        self._curtain = DropCurtain(self._look, self)

    def _connect(self) -> None:
        flow = self._flow
        flow.changed.connect(self.show_work)
        flow.running.connect(self._show_running)
        flow.better.connect(self.nesting.show_better)
        flow.problem.connect(self.show_problem)
        flow.stopped.connect(lambda: self.toast.say(self.tr("Interrompido.")))
        self.strip.cancelled.connect(self.stop)
        follow(self.strip, flow)
        self.rail.chosen.connect(self.go)
        self.top.palette_asked.connect(self.open_palette)
        page = self.conferencia
        page.open_folder.connect(self.open_folder)
        page.open_files.connect(self.open_files)
        page.open_sample.connect(self.open_sample)
        page.use_rectangles.connect(self._use_rectangles)
        page.choose_preset.connect(self.choosers.preset)
        self.nesting.open_folder.connect(self.open_folder)
        self.nesting.optimise.connect(self.optimise)
        self.nesting.configure.chosen.connect(flow.choose)
        self.nesting.configure.choose_machine.connect(self.choosers.machine)
        self.nesting.configure.choose_stock.connect(self.choosers.stock)
        self.nesting.configure.clear_stock.connect(self.choosers.no_stock)
        self.exportacao.go_to_nesting.connect(lambda: self.go("nesting"))
        self.exportacao.choose_folder.connect(self.choose_target)

    def _restore(self) -> None:
        geometry = self._memory.geometry()
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1440, 900)
        self.rail.set_narrow(self._memory.narrow_rail())
        state = self._memory.splitter("nesting")
        if state is not None:
            self.nesting.splitter.restoreState(state)

    # -- showing ------------------------------------------------------------------------

    @property
    def flow(self) -> Flow:
        """The course of the work."""
        return self._flow

    @property
    def page(self) -> str:
        """The id of the present page."""
        return self._order[self.pages.currentIndex()]

    def go(self, name: str) -> None:
        """Another page."""
        self.pages.setCurrentIndex(self._order.index(name))
        self.rail.show_page(name)
        self.pages.setFocus()
        self._show_bar()

    def show_work(self, work: Work) -> None:
        """Refresh everything from the present state."""
        self.conferencia.show_work(work)
        self.nesting.show_work(work)
        self.exportacao.show_work(work, Path(self._memory.folder("export")))
        self._show_bar()
        self._show_status(work)
        history = self._flow.history
        names = {
            Run.READ: self.tr("abrir lote"),
            Run.NEST: self.tr("otimizar"),
            "": "",
        }
        for name, done, text in (
            ("undo", history.undo_name, self.tr("Desfazer")),
            ("redo", history.redo_name, self.tr("Refazer")),
        ):
            action = self.actions_[name]
            action.setEnabled(bool(done))
            action.setText(f"{text} {names.get(done, '')}".strip())

    def _show_status(self, work: Work) -> None:
        profile = work.settings.profile
        self.status.show_machine(
            self.tr("Máquina %1 · %2")
            .replace("%1", profile.name)
            .replace("%2", state_word(profile.state))
        )
        told: list[str] = []
        if work.result is not None:
            told.append(pieces_word(work.result.report.counts.pieces))
        if work.layout is not None:
            told.append(sheets_word(work.layout.totals.sheets))
        self.status.show_totals(" · ".join(told))
        states = {
            Stage.EMPTY: self.tr("Nenhum lote aberto"),
            Stage.READ: self.tr("Lote lido e conferido"),
            Stage.NESTED: self.tr("Plano conferido, ainda não exportado"),
            Stage.EXPORTED: self.tr("Plano exportado"),
        }
        self.status.show_state(states[work.stage])

    def _show_bar(self) -> None:
        work, run = self._flow.work, self._flow.run
        self.top.show_title(self._titles[self.page], work.name)
        self.top.show_secondary("", None)
        if run is Run.NEST:
            self.top.show_primary(self.tr("Parar (mantém o melhor)"), self.stop)
        elif run is not None:
            why = self.tr("Aguarde o que está em andamento.")
            self.top.show_primary(self._next_text(work), self.stop, enabled=False, why=why)
        else:
            self._show_next(work)
        idle = run is None
        self.actions_["optimise"].setEnabled(idle and work.result is not None)
        self.actions_["export"].setEnabled(idle and work.layout is not None)
        self.actions_["stop"].setEnabled(not idle)
        self.actions_["read_again"].setEnabled(idle and bool(work.sources))

    def _next_text(self, work: Work) -> str:
        texts = {Stage.EMPTY: self.tr("Abrir pasta…"), Stage.READ: self.tr("Otimizar")}
        return texts.get(work.stage, self.tr("Exportar"))

    def _show_next(self, work: Work) -> None:
        steps = {Stage.EMPTY: self.open_folder, Stage.READ: self.optimise}
        act = steps.get(work.stage, self.export)
        if work.stale:
            self.top.show_primary(self.tr("Otimizar"), self.optimise)
            return
        proved = self.exportacao.result
        if self.page == "exportacao" and proved is not None and proved.proved:
            self.top.show_primary(self.tr("Abrir pasta"), partial(_open_folder, proved.folder))
            self.top.show_secondary(self.tr("Exportar de novo"), self.export)
            return
        self.top.show_primary(self._next_text(work), act)
        if work.layout is not None and self.page == "nesting":
            self.top.show_secondary(self.tr("Otimizar de novo"), self.optimise)

    # -- long work ----------------------------------------------------------------------

    def _show_running(self, run: Run | None) -> None:
        if run is None:
            self._show_bar()
            if self._flow.work.stage is Stage.READ and self.page != "nesting":
                self.go("conferencia")
            return
        self._banner_holder.hide()
        if run is Run.NEST:
            self.nesting.show_running()
            self.go("nesting")
        self._show_bar()

    def show_problem(self, problem: Problem) -> None:
        """What went wrong, in words, with its place."""
        text = problem.sentence
        if problem.place:
            text = f"{text} ({problem.place})"
        for note in problem.notes[:5]:
            text += f"\n{note.place}: {note.text}"
        kind = "warn" if problem.addressee is Addressee.ENVIRONMENT else "bad"
        self.banner.say(kind, problem.title, text)
        self._banner_holder.show()

    # -- commands -----------------------------------------------------------------------

    def open_paths(self, sources: Sequence[Path]) -> None:
        """Read files and folders."""
        if sources:
            self._memory.keep_folder("open", sources[0].parent)
            self.go("conferencia")
            self._flow.open(sources)

    def open_folder(self) -> None:
        """Ask for a folder and read it."""
        self.open_paths(self.choosers.folder())

    def open_files(self) -> None:
        """Ask for files and read them."""
        self.open_paths(self.choosers.files())

    def open_sample(self) -> None:
        """Read the batch that is shipped."""
        self.go("conferencia")
        self._flow.open([Path(str(files("resources") / "samples" / SAMPLE))])

    def read_again(self) -> None:
        """The same sources once more."""
        self.go("conferencia")
        self._flow.read_again()

    def optimise(self) -> None:
        """Search for a layout."""
        self._flow.optimise()

    def stop(self) -> None:
        """End what is under way."""
        if self._flow.run is not None:
            self.strip.stopping(self.tr("Parando…"))
            self._flow.stop()

    def export(self) -> None:
        """First show where to; from the page itself, write."""
        if self.page != "exportacao":
            self.go("exportacao")
            return
        target = self.exportacao.target
        self._memory.keep_folder("export", target.parent)
        self._flow.export(target)

    def choose_target(self) -> None:
        """Ask for the folder of the result."""
        found = self.choosers.target()
        if found is not None:
            self.exportacao.use_folder(found)

    def undo(self) -> None:
        """Back one step."""
        if self._flow.undo():
            self.toast.say(self.tr("Desfeito."), self._flow.redo, self.tr("Refazer"))

    def search(self) -> None:
        """To the search of the page."""
        if self.page == "conferencia":
            self.conferencia.filter.setFocus()
        else:
            self.go("nesting")
            self.nesting.focus_search()

    def toggle_mode(self) -> None:
        """Light or dark."""
        self._look.toggle()
        self._memory.keep_mode(self._look.theme.mode)

    def toggle_rail(self) -> None:
        """With words or icons only."""
        narrow = not self._memory.narrow_rail()
        self._memory.keep_narrow_rail(narrow)
        self.rail.set_narrow(narrow)

    def open_palette(self) -> None:
        """Every command, by typing."""
        palette = Palette(self.actions_, self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open_over(self)

    def open_keys(self) -> None:
        """The key map."""
        keys = KeyMap(self.actions_, self)
        keys.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keys.open()

    def _use_rectangles(self, on: bool) -> None:
        before = self._flow.work.settings
        self._flow.choose(replace(before, rectangles=on))
        self.toast.say(
            self.tr("Peças sem desenho serão cortadas como retângulo."),
            lambda: self._flow.choose(before),
        )

    # -- events -------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local(event):
            self._curtain.draw_over(self)
            event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._curtain.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._curtain.hide()
        paths = _local(event)
        if paths:
            event.acceptProposedAction()
            self.open_paths(paths)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._curtain.isVisible():
            self._curtain.draw_over(self)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # else the rail's first button would have the focus and its ring
        self.pages.setFocus()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._memory.keep_geometry(self.saveGeometry())
        self._memory.keep_splitter("nesting", self.nesting.splitter.saveState())
        self._memory.save()
        self._flow.close()
        super().closeEvent(event)


def _local(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
