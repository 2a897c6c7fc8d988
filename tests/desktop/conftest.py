"""The window in tests: off screen, its own data folder, nothing left alive, no Qt warnings."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.pipeline.settings import Settings, settings_from
from desktop.bootstrap import make_application
from desktop.tasks import Lane
from desktop.ui.flow import Flow
from desktop.ui.memory import Memory
from desktop.ui.shell import Shell
from desktop.ui.theme import Look, Mode

# what the off-screen platform itself says, whatever a program does
_PLATFORM = ("This plugin does not support",)


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """Our application instead of pytest-qt's bare one."""
    return make_application()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RADHA_HOME", str(folder))
    monkeypatch.setenv("RADHA_STATION", "T2")
    return folder


@pytest.fixture(autouse=True)
def no_qt_warnings() -> Iterator[list[str]]:
    """Fail on whatever Qt complains about."""
    heard: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith(_PLATFORM):
            heard.append(text)

    before = qInstallMessageHandler(hear)
    yield heard
    qInstallMessageHandler(before)
    assert heard == []


@pytest.fixture(autouse=True)
def nothing_left_alive() -> Iterator[None]:
    """Fail on a thread or process that outlives its test."""
    threads = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in threads]
    assert left == []
    assert multiprocessing.active_children() == []


@pytest.fixture(autouse=True)
def no_window_left(qapp: QApplication) -> Iterator[None]:
    """Delete what a test has closed, and fail on a window that is still there."""
    yield
    qapp.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [widget for widget in qapp.topLevelWidgets() if widget.isWindow()] == []


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light look."""
    assert qapp
    found = Look(Mode.LIGHT)
    found.use(Mode.LIGHT)
    return found


@pytest.fixture
def settings() -> Settings:
    """The default machine, little time."""
    return settings_from(seconds=1.0)


@pytest.fixture
def flow(qapp: QApplication, settings: Settings) -> Iterator[Flow]:
    """A flow with a real helper process, ended after the test."""
    assert qapp
    found = Flow(settings, Lane())
    yield found
    found.close()


@pytest.fixture
def shell(qtbot: QtBot, flow: Flow, look: Look, home: Path) -> Shell:
    """The window, shown."""
    found = Shell(flow, look, Memory(home / "janela.ini"))
    qtbot.addWidget(found)
    found.resize(1280, 800)
    found.show()
    return found
