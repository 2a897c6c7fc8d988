"""The window as a person uses it: real files, real search, real proof."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.errors import Addressee, Problem
from desktop.ui.flow import Flow, Run
from desktop.ui.pages.conferencia.viewmodel import Group
from desktop.ui.shell import Shell
from desktop.workspace import Stage
from tests.support.window import nested, small_batch

PATIENCE = 90_000


def drop(shell: Shell, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(shell, QDragEnterEvent(QPointF(50, 50), action, data, button, none))
    QApplication.sendEvent(shell, QDropEvent(QPointF(50, 50), action, data, button, none))


def finished(qtbot: QtBot, flow: Flow) -> None:
    qtbot.waitUntil(lambda: flow.run is None, timeout=PATIENCE)


def test_from_a_dropped_folder_to_proved_programs(
    qtbot: QtBot, shell: Shell, flow: Flow, tmp_path: Path
) -> None:
    drop(shell, small_batch(tmp_path))
    assert flow.run is Run.READ
    finished(qtbot, flow)

    assert shell.page == "conferencia"
    page = shell.conferencia.page
    assert page is not None
    assert page.count(Group.LEFT_OUT) == 1
    assert shell.top.primary.text() == "Otimizar"

    QTest.mouseClick(shell.top.primary, Qt.MouseButton.LeftButton)
    assert shell.page == "nesting"
    assert shell.strip.isVisible()
    finished(qtbot, flow)
    layout = flow.work.layout
    assert layout is not None
    assert shell.nesting.layout_shown is layout
    assert {part.name for sheet in layout.sheets for part in sheet.parts} == {"LATERAL", "BASE"}
    assert [row.part for row in shell.nesting.unplaced.rows.rows] == ["00000103"]
    assert not shell.strip.isVisible()

    shell.nesting.bar.search.setText("base")
    address = shell.nesting.canvas.picked_part
    assert address is not None
    assert shell.nesting.canvas.part(address).name == "BASE"

    shell.export()
    assert shell.page == "exportacao"
    out = tmp_path / "resultado"
    shell.exportacao.use_folder(out)
    shell.export()
    finished(qtbot, flow)
    result = shell.exportacao.result
    assert result is not None
    assert result.proved
    assert flow.work.stage is Stage.EXPORTED
    assert (out / "report.json").is_file()
    assert len(list(out.glob("*.nc"))) == result.programs == len(layout.sheets)
    assert shell.top.primary.text() == "Abrir pasta"


def test_a_file_that_is_nothing_is_said_with_its_name(
    qtbot: QtBot, shell: Shell, flow: Flow, tmp_path: Path
) -> None:
    bad = tmp_path / "ruim.dxt"
    bad.write_text("<ListInformation><PartData>", encoding="utf-8")

    drop(shell, bad)
    finished(qtbot, flow)

    assert shell.banner.isVisible()
    assert "ruim.dxt" in shell.banner.text
    assert flow.work.stage is Stage.EMPTY


def test_a_foreign_folder_is_not_written_into(
    qtbot: QtBot, shell: Shell, flow: Flow, tmp_path: Path
) -> None:
    drop(shell, small_batch(tmp_path))
    finished(qtbot, flow)
    shell.optimise()
    finished(qtbot, flow)
    foreign = tmp_path / "fotos"
    foreign.mkdir()
    (foreign / "a.txt").write_text("x", encoding="utf-8")

    flow.export(foreign)
    finished(qtbot, flow)

    assert "fotos" in shell.banner.text
    assert [path.name for path in foreign.iterdir()] == ["a.txt"]


def test_stopping_the_search_keeps_the_best(
    qtbot: QtBot, shell: Shell, flow: Flow, tmp_path: Path
) -> None:
    flow.choose(replace(flow.work.settings, seconds=600.0))
    drop(shell, small_batch(tmp_path))
    finished(qtbot, flow)
    shell.optimise()
    if flow.run is not None:
        shell.stop()
    finished(qtbot, flow)

    assert flow.work.layout is not None or flow.work.stage is Stage.READ
    assert not shell.strip.isVisible()


def test_cutting_as_rectangle_takes_effect_and_can_be_undone(
    qtbot: QtBot, shell: Shell, flow: Flow, tmp_path: Path
) -> None:
    drop(shell, small_batch(tmp_path))
    finished(qtbot, flow)
    shell.conferencia.use_rectangles.emit(True)
    page = shell.conferencia.page
    assert page is not None
    assert page.left_out == ()
    assert flow.work.settings.rectangles

    shell.toast.act()

    assert not flow.work.settings.rectangles


def test_opening_can_be_undone(qtbot: QtBot, shell: Shell, flow: Flow, tmp_path: Path) -> None:
    drop(shell, small_batch(tmp_path))
    finished(qtbot, flow)

    shell.actions_["undo"].trigger()

    assert flow.work.result is None
    assert shell.actions_["redo"].isEnabled()
    shell.actions_["redo"].trigger()
    assert flow.work.result is not None


def test_what_can_be_done_follows_the_state(shell: Shell, flow: Flow) -> None:
    assert not shell.actions_["optimise"].isEnabled()
    assert not shell.actions_["export"].isEnabled()

    flow.history.set(nested(flow.work.settings)[0])
    shell.show_work(flow.work)

    assert shell.actions_["export"].isEnabled()


def test_other_settings_ask_for_a_new_search(shell: Shell, flow: Flow) -> None:
    flow.history.set(nested(flow.work.settings)[0])
    shell.show_work(flow.work)
    shell.go("nesting")
    assert shell.top.primary.text() == "Exportar"

    flow.choose(replace(flow.work.settings, seconds=30.0))

    assert shell.top.primary.text() == "Otimizar"


def test_closing_in_the_middle_of_work_leaves_nothing_behind(
    shell: Shell, flow: Flow, tmp_path: Path
) -> None:
    drop(shell, small_batch(tmp_path))

    shell.close()

    assert flow.run is None


def test_a_proof_that_fails_is_told_finding_by_finding(shell: Shell) -> None:
    shell.show_problem(Problem(Addressee.PROOF, "A conferência reprovou", "Um achado."))

    assert shell.banner.isVisible()
    shell.banner.dismiss()
    assert not shell.banner.isVisible()
