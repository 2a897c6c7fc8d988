import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.nesting.problem import Mode
from core.pipeline.settings import Settings
from desktop.ui.flow import Flow
from desktop.ui.pages.nesting.view import NestingPage
from desktop.ui.shell import Shell
from desktop.work import BestSoFar
from tests.support.window import nested


@pytest.fixture
def page(shell: Shell, flow: Flow) -> NestingPage:
    flow.history.set(nested(flow.work.settings)[0])
    shell.show_work(flow.work)
    shell.go("nesting")
    return shell.nesting


def test_table_and_canvas_pick_the_same_part(page: NestingPage) -> None:
    page.canvas.pick((1, 0))
    row = page.pieces.current_row()
    assert row is not None
    assert row.part.part == "00000201"

    page.pieces.setCurrentIndex(page.pieces.filter.index(2, 0))
    picked = page.pieces.current_row()
    assert picked is not None
    assert page.canvas.picked_part == picked.address


def test_sorting_the_table_keeps_the_twin(page: NestingPage) -> None:
    page.pieces.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    page.pieces.setCurrentIndex(page.pieces.filter.index(0, 0))

    row = page.pieces.current_row()
    assert row is not None
    assert row.part.name == "BASE"
    assert page.canvas.picked_part == row.address


def test_enter_goes_to_the_next_hit_and_round(page: NestingPage) -> None:
    page.bar.search.setText("porta")
    first = page.canvas.picked_part
    QTest.keyClick(page.bar.search, Qt.Key.Key_Return)
    second = page.canvas.picked_part
    QTest.keyClick(page.bar.search, Qt.Key.Key_Return)

    assert first != second
    assert page.canvas.picked_part == first


def test_one_material_is_shown_alone(page: NestingPage) -> None:
    page.bar.choose_material(2)
    assert [spot.sheet.id for spot in page.canvas.arrangement.spots] == ["002"]
    assert len(page.pieces.rows.rows) == 6

    page.bar.choose_material(0)
    assert len(page.canvas.arrangement.spots) == 2


def test_a_better_layout_is_shown_while_the_search_runs(page: NestingPage, flow: Flow) -> None:
    layout = nested(flow.work.settings)[1].layout
    best = BestSoFar(layout, 2, 2, 10.0)

    page.show_better(best)

    assert page.layout_shown is layout


def test_switches_reach_the_sheets(page: NestingPage) -> None:
    before = page.canvas.grab().toImage()
    page.bar.offcuts.click()

    assert page.canvas.grab().toImage() != before


def test_the_legend_comes_and_goes(page: NestingPage) -> None:
    assert not page.legend.isVisible()
    page.bar.legend_toggle.click()
    assert page.legend.isVisible()
    assert page.legend.height() > 100


def test_every_choice_makes_whole_settings(page: NestingPage, flow: Flow) -> None:
    heard: list[Settings] = []
    page.configure.chosen.connect(heard.append)

    page.configure.mode.setCurrentIndex(page.configure.mode.findData(Mode.SAW))
    page.configure.seconds.setValue(42)

    assert [found.mode for found in heard] == [Mode.SAW, Mode.SAW]
    assert heard[-1].seconds == 42.0
    assert flow.work.settings == heard[-1]
