from dataclasses import replace

from core.machine.profile import LayerOverride, load
from core.messages import known
from core.nesting.problem import Mode
from core.parts import Face, Part
from core.pipeline.usable import NO_DRAWING, Refused, cut_parts, usable
from tests.support.layouts import drill, groove, make_part
from tests.support.pipeline import batch_of, settings

PLAIN = make_part("1", "A", 600.0, 300.0)


def test_work_that_no_tool_can_do_refuses_the_part_with_layer_and_size() -> None:
    part = replace(PLAIN, operations=(groove([(50, 50), (300, 50)], 1.5, 8.0),))

    found = usable(part, settings())

    assert isinstance(found, Refused)
    assert known(found.reason)
    assert "RASGO_1.5_8" in found.text


def test_what_another_station_does_needs_no_tool_here() -> None:
    edge = drill(100, 9, 7.3, 30, Face.C1)
    second = groove([(50, 50), (300, 50)], 1.5, 8.0, Face.BOTTOM)
    part = replace(PLAIN, operations=(edge, second, drill(40, 40, 8, 12)))

    assert isinstance(usable(part, settings()), Part)


def test_the_saw_needs_no_tools() -> None:
    part = replace(PLAIN, operations=(groove([(50, 50), (300, 50)], 1.5, 8.0),))

    assert isinstance(usable(part, settings(mode=Mode.SAW)), Part)


def test_only_a_missing_drawing_is_lifted_by_rectangles() -> None:
    undrawn = replace(PLAIN, drawn=False, blocked=NO_DRAWING)
    unread = replace(PLAIN, id="2", drawn=False, blocked="desenho.x")

    found = cut_parts(batch_of(undrawn, unread), settings(rectangles=True))

    assert list(found) == ["1"]
    assert found["1"].blocked is None
    assert cut_parts(batch_of(undrawn, unread), settings()) == {}


def test_the_profile_may_register_a_tool_for_a_layer() -> None:
    registered = LayerOverride(layer="furo_8_12", kind="drill", tool="13")
    profile = load("router").model_copy(update={"layers": (registered,)})
    part = replace(PLAIN, operations=(drill(40, 40, 8, 12), drill(40, 40, 5, 12)))

    found = usable(part, settings(profile))

    assert isinstance(found, Part)
    assert [operation.tool for operation in found.operations] == ["13", None]
