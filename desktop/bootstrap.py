"""Starts the window; the one place that wires it together.

The order matters:

1. settings of the core, so that a broken profile is said before any window opens;
2. the Qt application, its fonts, Qt's own words in Portuguese, our translations;
3. the look (remembered, else as the system has it);
4. the hook for errors that nobody catches, as soon as there is a window to show them;
5. the lane with its helper process, warmed up while the person looks at the empty page;
6. the window, and what was given on the command line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from core.errors import EnvironmentFault
from core.home import product_version
from core.pipeline.settings import settings_from
from desktop.tasks import Lane
from desktop.ui.errors import install_hook
from desktop.ui.flow import Flow
from desktop.ui.memory import Memory
from desktop.ui.shell import Shell
from desktop.ui.theme import Look, load_fonts, system_mode


def run(sources: Sequence[Path]) -> int:
    """Open the window and stay until it is closed; the exit code."""
    _need_screen()
    settings = settings_from()
    app = make_application()
    memory = Memory()
    look = Look(memory.mode() or system_mode())
    look.use(look.theme.mode)
    lane = Lane()
    flow = Flow(settings, lane)
    shell = Shell(flow, look, memory)
    install_hook(shell.show_problem)
    lane.warm_up()
    shell.show()
    shell.open_paths([source.absolute() for source in sources])
    try:
        return app.exec()
    finally:
        flow.close()


def make_application() -> QApplication:
    """The Qt application in our style, type and language; the one there is, if there is one."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        app = found
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
            Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        )
        app = QApplication(["radha"])
    app.setApplicationName("Radha")
    app.setApplicationDisplayName("Radha")
    app.setApplicationVersion(product_version())
    app.setDesktopFileName("radha")
    app.setStyle("Fusion")
    family = QFont(load_fonts())
    family.setPixelSize(13)
    app.setFont(family)
    _translate(app)
    return app


def _translate(app: QApplication) -> None:
    brazil = QLocale(QLocale.Language.Portuguese, QLocale.Country.Brazil)
    QLocale.setDefault(brazil)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    theirs = QTranslator(app)
    if theirs.load(brazil, "qtbase", "_", folder):
        app.installTranslator(theirs)
    ours = QTranslator(app)
    # the sources are Portuguese already; this has the plurals
    if ours.load(str(files("resources") / "translations" / "radha_pt_BR.qm")):
        app.installTranslator(ours)


def _need_screen() -> None:
    """Qt ends the process where there is no screen; say it in our own way instead."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise EnvironmentFault("janela.sem_tela")
