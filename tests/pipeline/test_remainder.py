from dataclasses import replace

import pytest

from core.geometry import Path
from core.machine.profile import load
from core.nesting.problem import Mode
from core.parts import Operation, OperationKind, Part
from core.pipeline.remainder import smaller_size, torn
from core.pipeline.usable import Refused, usable
from tests.support.layouts import drill, groove, make_part, shape
from tests.support.pipeline import settings

ROUTER = load("router")
PLAIN = make_part("1", "A", 600.0, 300.0)
ACROSS = shape(OperationKind.LINE, Path.polyline([(300, -10), (300, 310)]), 18.2)
ISLAND = shape(
    OperationKind.POCKET,
    Path.rectangle(100, 100, 200, 100),
    18.0,
    through=True,
    islands=[Path.rectangle(150, 120, 60, 60)],
)
FRAME = shape(OperationKind.OUTSIDE, Path.rectangle(100, 100, 200, 100), 18.0, through=True)
ALL = shape(OperationKind.INSIDE, Path.rectangle(-5, -5, 610, 310), 18.0, through=True)


def with_work(*operations: Operation) -> Part:
    return replace(PLAIN, operations=operations)


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (ACROSS, "layout.dividida"),
        (ISLAND, "layout.dividida"),
        (FRAME, "layout.dividida"),
        (ALL, "layout.nada_resta"),
    ],
)
def test_a_part_that_its_own_work_tears_is_left_out_with_its_layer(
    work: Operation, reason: str
) -> None:
    found = usable(with_work(work), settings())

    assert isinstance(found, Refused)
    assert found.reason == reason
    assert work.layer in found.text
    assert "?" not in found.text


def test_the_saw_cuts_it_all_the_same() -> None:
    assert isinstance(usable(with_work(ACROSS), settings(mode=Mode.SAW)), Part)


@pytest.mark.parametrize(
    "work",
    [
        replace(ACROSS, depth=12.0),
        groove([(300, -10), (300, 310)], 6, 8),
        shape(OperationKind.INSIDE, Path.rectangle(100, 100, 200, 100), 18.0, through=True),
        shape(OperationKind.LINE, Path.polyline([(0, 0), (600, 0)]), 18.2),
        shape(OperationKind.OUTSIDE, Path.rectangle(0, 0, 600, 300), 18.2),
        drill(100, 100, 35, 18),
    ],
)
def test_what_leaves_it_whole_is_cut(work: Operation) -> None:
    assert torn(with_work(work), ROUTER) is None


def test_a_through_line_on_an_edge_leaves_half_a_cutter_less() -> None:
    work = shape(OperationKind.LINE, Path.polyline([(-6, 0), (606, 0)]), 18.2)

    assert smaller_size(with_work(work), ROUTER) == pytest.approx((600.0, 297.0))
    assert smaller_size(with_work(groove([(0, 20), (600, 20)], 6, 8)), ROUTER) is None
