from dataclasses import replace

import pytest

from core.parts import Face, Grain, Operation
from core.pipeline.turns import grain_is_assumed, lies_face_down, turns
from tests.support.layouts import drill, groove, make_part

PLAIN = make_part("1", "A", 600.0, 300.0)


@pytest.mark.parametrize(
    ("grain", "expected"),
    [
        (Grain.ALONG, (0.0, 180.0)),
        (Grain.ACROSS, (90.0, 270.0)),
        (Grain.FREE, (0.0, 90.0, 180.0, 270.0)),
        (Grain.UNKNOWN, (0.0, 180.0)),
    ],
)
def test_the_grain_rules_the_turns(grain: Grain, expected: tuple[float, ...]) -> None:
    assert turns(replace(PLAIN, grain=grain)) == expected


def test_an_unknown_grain_is_assumed_only_where_the_board_has_one() -> None:
    assert grain_is_assumed(PLAIN)
    assert not grain_is_assumed(PLAIN, sheet_has_grain=False)
    assert not grain_is_assumed(replace(PLAIN, grain=Grain.ALONG))
    assert turns(PLAIN, sheet_has_grain=False) == (0.0, 90.0, 180.0, 270.0)


@pytest.mark.parametrize(
    ("operations", "face_down"),
    [
        ([], False),
        ([drill(10, 10, 8, 12)], False),
        ([drill(10, 10, 8, 12, Face.BOTTOM)], True),
        ([drill(10, 10, 8, 12, Face.BOTTOM), drill(20, 20, 8, 12)], False),
        ([drill(10, 10, 8, 12, Face.BOTTOM), drill(20, 20, 8, 18, through=True)], True),
        ([drill(10, 10, 8, 18, Face.BOTTOM, through=True)], False),
        ([drill(10, 10, 8, 17.8, Face.BOTTOM)], False),
        ([groove([(0, 9), (300, 9)], 6, 8, Face.BOTTOM), drill(9, 9, 8, 30, Face.C1)], True),
        ([drill(9, 9, 8, 30, Face.L1)], False),
    ],
)
def test_a_panel_lies_face_down_only_where_its_top_has_no_blind_work(
    operations: list[Operation], *, face_down: bool
) -> None:
    assert lies_face_down(replace(PLAIN, operations=tuple(operations))) is face_down
