"""The export page: where to, what the proof said, what was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.layout.model import Layout
from desktop.ui.models.table import Column
from desktop.ui.models.view import Table
from desktop.ui.pages.exportacao.viewmodel import (
    FileLine,
    FindingLine,
    NoticeLine,
    Result,
    folder_for,
    result_of,
)
from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import IconLabel, button, card, clear, label, row
from desktop.ui.widgets.notices import Banner, EmptyState
from desktop.workspace import Work


class ExportacaoPage(QWidget):
    """Without a layout it says what comes first; with one it asks for a folder."""

    go_to_nesting = Signal()
    choose_folder = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._result: Result | None = None
        self._chosen: Path | None = None
        self._batch = ""
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._content())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    # -- building -----------------------------------------------------------------------

    def _empty(self) -> QWidget:
        there = button(self.tr("Ir para Nesting"), self.go_to_nesting.emit, name="primary")
        text = self.tr(
            "A exportação grava programas, etiquetas e planos de um plano pronto, e só depois de "
            "ler cada programa de volta e conferir o que ele cortaria."
        )
        title = self.tr("Ainda não há plano para exportar")
        return EmptyState(self._look, "shield", title, text, (there,))

    def _content(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(24, 16, 24, 0)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Pasta do resultado"), Type.SMALL, tone="quiet"))
        column.addLayout(self._make_folder())
        self._hint = QWidget()
        self._plan = QVBoxLayout(self._hint)
        self._plan.setContentsMargins(0, 4, 0, 0)
        self._plan.setSpacing(12)
        column.addWidget(self._hint)
        self._banner = Banner(self._look)
        column.addWidget(self._banner)
        self._tabs = self._make_tabs()
        column.addWidget(self._tabs, 1)
        column.addStretch(0)
        return whole

    def _make_folder(self) -> QHBoxLayout:
        self.folder = QLineEdit()
        self.folder.setAccessibleName(self.tr("Pasta do resultado"))
        self.folder.setMaximumWidth(720)
        self.folder.textEdited.connect(self._typed)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(button(self.tr("Escolher…"), self.choose_folder.emit))
        line.addStretch(1)
        return line

    def _make_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        self.files = Table[FileLine](self._look, _file_columns(), self.tr("Arquivos gravados"))
        self.findings = Table[FindingLine](
            self._look, _finding_columns(), self.tr("O que a prova encontrou")
        )
        self.notices = Table[NoticeLine](self._look, _notice_columns(), self.tr("Avisos"))
        for table in (self.files, self.findings, self.notices):
            tabs.addTab(table, "")
        return tabs

    # -- showing ------------------------------------------------------------------------

    @property
    def result(self) -> Result | None:
        """What the last export of this layout came to."""
        return self._result

    @property
    def target(self) -> Path:
        """Where the next export goes."""
        return Path(self.folder.text().strip())

    def show_work(self, work: Work, parent: Path) -> None:
        """Refresh from the present state; `parent` is where results went last."""
        if work.layout is None:
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        if work.name != self._batch:
            self._batch, self._chosen = work.name, None
        if self._chosen is None:
            self.folder.setText(str(folder_for(parent, work.name)))
        self._result = result_of(work.exported) if work.exported else None
        self._say_plan(work.layout)
        self._show_result()

    def use_folder(self, folder: Path) -> None:
        """A person chose a folder; an occupied one gets a folder for this batch inside."""
        self._chosen = folder_for(folder, self._batch) if _occupied(folder) else folder
        self.folder.setText(str(self._chosen))

    def _typed(self, text: str) -> None:
        self._chosen = Path(text) if text.strip() else None

    def _show_result(self) -> None:
        result = self._result
        self._tabs.setVisible(result is not None)
        self._hint.setVisible(result is None)
        if result is None:
            self._banner.hide()
            return
        self._say(result)
        self.files.show_rows(result.files)
        self.findings.show_rows(result.findings)
        self.notices.show_rows(result.notices)
        names = (self.tr("Arquivos"), self.tr("Achados da prova"), self.tr("Avisos"))
        counts = (len(result.files), len(result.findings), len(result.notices))
        for index, (name, count) in enumerate(zip(names, counts, strict=True)):
            self._tabs.setTabText(index, f"{name}  {count}")
        self._tabs.setTabVisible(1, not result.proved)
        self._tabs.setCurrentIndex(0 if result.proved else 1)

    def _say_plan(self, layout: Layout) -> None:
        """What an export of this layout will write."""
        clear(self._plan)
        pieces = sum(len(sheet.parts) for sheet in layout.sheets)
        frame, column = card()
        frame.setMaximumWidth(720)
        column.addWidget(label(self.tr("O que será gravado"), Type.SECTION))
        for name, text in (
            ("machine", self.tr("%n programa(s), um por chapa", "", len(layout.sheets))),
            ("file", self.tr("Etiqueta de %n peça(s)", "", pieces)),
            ("sheets", self.tr("Planos de corte, listas de peças e de materiais")),
            ("shield", self.tr("A prova: cada programa é lido de volta e conferido")),
        ):
            column.addLayout(row(IconLabel(self._look, name, "accent", 20), label(text), 1))
        self._plan.addWidget(frame)
        self._plan.addWidget(
            label(self.tr("Se a prova reprovar, só o relatório é gravado."), tone="quiet")
        )

    def _say(self, result: Result) -> None:
        if not result.proved:
            title = self.tr("A prova reprovou: nenhum programa foi gravado")
            text = self.tr(
                "%n achado(s). Veja abaixo o lugar de cada um; o relatório está na pasta.",
                "",
                len(result.findings),
            )
            self._banner.say("bad", title, text, closable=False)
            return
        title = self.tr("%n programa(s) provado(s) e gravado(s)", "", result.programs)
        told = [self.tr("Cada programa foi lido de volta e cortou em memória as mesmas peças.")]
        if result.unplaced:
            told.append(self.tr("%n peça(s) ficou(aram) de fora.", "", result.unplaced))
        if result.second_face:
            told.append(
                self.tr("%n operação(ões) a fazer em outra face ou topo.", "", result.second_face)
            )
        kind = "warn" if result.unplaced else "ok"
        self._banner.say(kind, title, " ".join(told), closable=False)


def _occupied(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir()) and not (folder / "report.json").is_file()


def _file_columns() -> tuple[Column[FileLine], ...]:
    return (
        Column(
            QCoreApplication.translate("ExportacaoPage", "Arquivo"),
            lambda row: row.name,
            icon=lambda _row: "file",
            tone=lambda _row: "text",
        ),
        Column(
            QCoreApplication.translate("ExportacaoPage", "Tamanho"),
            lambda row: _portuguese().formattedDataSize(row.size, 1, _UNITS),
            width=110,
            number=True,
            sort=lambda row: row.size,
        ),
    )


def _finding_columns() -> tuple[Column[FindingLine], ...]:
    return (
        Column(
            QCoreApplication.translate("ExportacaoPage", "Onde"),
            lambda row: row.place,
            width=220,
            icon=lambda _row: "bad",
            tone=lambda _row: "bad",
        ),
        Column(
            QCoreApplication.translate("ExportacaoPage", "Chapa"), lambda row: row.sheet, width=80
        ),
        Column(
            QCoreApplication.translate("ExportacaoPage", "Peça"), lambda row: row.part, width=160
        ),
        Column(QCoreApplication.translate("ExportacaoPage", "Achado"), lambda row: row.text),
    )


def _notice_columns() -> tuple[Column[NoticeLine], ...]:
    return (
        Column(
            QCoreApplication.translate("ExportacaoPage", "Aviso"),
            lambda row: row.text,
            icon=lambda _row: "info",
            tone=lambda _row: "text",
        ),
        Column(
            QCoreApplication.translate("ExportacaoPage", "Vezes"),
            lambda row: str(row.count),
            width=80,
            number=True,
            sort=lambda row: row.count,
        ),
    )


_UNITS = QLocale.DataSizeFormat.DataSizeTraditionalFormat


def _portuguese() -> QLocale:
    return QLocale(QLocale.Language.Portuguese, QLocale.Country.Brazil)
