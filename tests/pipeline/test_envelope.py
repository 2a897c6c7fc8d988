from dataclasses import replace

import pytest

from core.geometry import Path
from core.machine.profile import load
from core.parts import Face, OperationKind
from core.pipeline.envelope import router_envelope
from tests.support.layouts import drill, groove, make_part, rounded, shape

ROUTER = load("router")
PLAIN = make_part("1", "A", 600.0, 300.0)


def test_a_plain_part_needs_its_own_size() -> None:
    found = router_envelope(PLAIN, ROUTER, face_down=False)

    assert (found.length, found.width, found.ring) == (600.0, 300.0, None)
    assert found.shift(90.0) == (0.0, 0.0)


def test_work_inside_and_within_the_kerf_needs_no_room() -> None:
    part = replace(
        PLAIN,
        operations=(
            drill(10, 10, 35, 12),
            groove([(0, 280), (600, 280)], 6, 8),
            shape(OperationKind.LINE, Path.polyline([(0, 0), (600, 0)]), 12.0),
            shape(OperationKind.OUTSIDE, Path.rectangle(0, 0, 600, 300), 5.0),
            drill(100, 9, 8, 30, Face.C1),
        ),
    )

    found = router_envelope(part, ROUTER, face_down=False)

    assert (found.length, found.width) == (600.0, 300.0)


def test_a_handle_pocket_that_runs_out_makes_the_rectangle_larger() -> None:
    band = shape(OperationKind.POCKET, Path.rectangle(-20, 245, 640, 55), 6.5, macro="cava")
    found = router_envelope(replace(PLAIN, operations=(band,)), ROUTER, face_down=False)

    assert (found.length, found.width) == (640.0, 300.0)
    assert found.shift(0.0) == (20.0, 0.0)
    assert found.shift(90.0) == pytest.approx((0.0, 20.0))
    assert found.shift(180.0) == pytest.approx((20.0, 0.0))


def test_the_overrun_lies_mirrored_where_the_panel_lies_face_down() -> None:
    band = shape(OperationKind.POCKET, Path.rectangle(100, 270, 100, 60), 6.5, face=Face.BOTTOM)
    found = router_envelope(replace(PLAIN, operations=(band,)), ROUTER, face_down=True)

    assert (found.length, found.width) == (600.0, 330.0)
    assert found.shift(0.0) == (0.0, 30.0)


def test_a_curved_part_keeps_its_shape_and_its_box() -> None:
    part = make_part("1", "A", 500.0, 300.0, outline=rounded(500.0, 300.0, 60.0))

    found = router_envelope(part, ROUTER, face_down=False)

    assert (found.length, found.width) == pytest.approx((500.0, 300.0))
    assert found.ring is not None
    assert min(x for x, _ in found.ring) == pytest.approx(0.0)


def test_an_overrun_of_a_curved_part_joins_its_shape() -> None:
    band = shape(OperationKind.POCKET, Path.rectangle(200, -30, 100, 60), 6.5)
    part = make_part("1", "A", 500.0, 300.0, band, outline=rounded(500.0, 300.0, 60.0))

    found = router_envelope(part, ROUTER, face_down=False)

    assert found.width == pytest.approx(330.0, abs=0.02)
    assert found.shift(0.0) == pytest.approx((0.0, 30.0), abs=0.02)
