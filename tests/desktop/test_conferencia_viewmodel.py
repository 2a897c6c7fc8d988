from dataclasses import replace
from pathlib import Path

import pytest

from core.formats import Outcome
from core.pipeline.settings import Settings
from desktop.ui.pages.conferencia.viewmodel import (
    Group,
    Page,
    Tone,
    belongs,
    matches,
    page_of,
    waits_for_drawing,
)
from tests.support.window import small_result


@pytest.fixture
def page(settings: Settings, tmp_path: Path) -> Page:
    return page_of(small_result(tmp_path), settings)


def test_the_counts_add_up(page: Page) -> None:
    assert page.sum.balanced
    assert (page.sum.rows, page.sum.parts, page.sum.left_out) == (3, 2, 1)


def test_what_is_left_out_comes_first_with_place_and_reason(page: Page) -> None:
    first = page.rows[0]

    assert (first.name, first.program) == ("PORTA", "00000103")
    assert first.tone is Tone.BAD
    assert first.place == "lote.dxt:4"
    assert "103" in first.reason
    assert page.left_out == (first,)


def test_every_item_of_the_report_is_one_row(settings: Settings, tmp_path: Path) -> None:
    result = small_result(tmp_path)

    assert len(page_of(result, settings).rows) == len(result.report.items)


def test_every_row_is_under_all_and_its_own_chip(page: Page) -> None:
    for row in page.rows:
        assert belongs(row, Group.ALL)
    assert page.count(Group.PARTS) == 3
    assert page.count(Group.LEFT_OUT) == 1
    assert page.count(Group.HARDWARE) == 0


def test_the_filter_wants_every_word(page: Page) -> None:
    found = [row.name for row in page.rows if matches(row, Group.PARTS, "LATERAL exemplo")]

    assert found == ["LATERAL"]
    assert not [row for row in page.rows if matches(row, Group.PARTS, "lateral porta")]


def test_rectangles_bring_an_undrawn_part_back(settings: Settings, tmp_path: Path) -> None:
    result = small_result(tmp_path)
    with_them = page_of(result, replace(settings, rectangles=True))

    assert waits_for_drawing(page_of(result, settings)) == 1
    assert with_them.left_out == ()
    assert with_them.sum.parts == 3
    door = next(row for row in with_them.rows if row.name == "PORTA")
    assert door.outcome is Outcome.PART
    assert door.tone is Tone.WARN


def test_materials_count_physical_pieces_and_area(page: Page) -> None:
    (line,) = page.materials

    assert line.pieces == 3
    assert line.area == pytest.approx(702.0 * 551.5 * 2 + 400.0 * 300.0)


def test_an_assumption_is_said_once_for_all_its_files(page: Page) -> None:
    sentences = [one.sentence for one in page.assumed]

    assert len(sentences) == len(set(sentences))
    assert any(len(one.files) > 1 for one in page.assumed)
