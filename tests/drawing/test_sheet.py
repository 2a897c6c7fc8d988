from dataclasses import replace
from itertools import pairwise

import pytest

from core.drawing import Drawing, Stroke, Text
from core.drawing.fonts import text_width
from core.drawing.sheet import SheetStyle, sheet_drawing, sheet_view
from core.geometry import Path
from core.layout.model import Sheet
from core.machine.profile import load
from core.nesting.problem import Keepout
from tests.support.layouts import make_part, make_sheet, place, simple_layout


@pytest.fixture(scope="module")
def first() -> Sheet:
    return simple_layout().layout.sheets[0]


def boxes(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    found = []
    for item in drawing.items:
        if isinstance(item, Text) and not item.rotation:
            wide = text_width(item.text, item.size, bold=item.bold)
            left = item.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[item.align] * wide
            found.append((left, item.y, left + wide, item.y + item.size * 0.73))
    return found


def test_names_sizes_and_numbers_are_there(first: Sheet) -> None:
    texts = sheet_drawing(first, 200.0, 150.0).texts()

    for wanted in ("LATERAL", "PORTA", "BASE", "700 × 500", "600 × 400", "001S01", "2730 × 500"):
        assert wanted in texts
    assert {str(number) for number in range(1, 11)} <= set(texts)
    assert {"2750", "1850"} <= set(texts)


def test_everything_stays_on_the_paper(first: Sheet) -> None:
    for turn in (0, 90, 180, 270):
        drawing = sheet_drawing(first, 150.0, 180.0, SheetStyle(turn=turn))
        for item in drawing.items:
            if isinstance(item, Stroke):
                for path in item.paths:
                    left, low, right, high = path.bounds
                    assert min(left, low) >= 0
                    assert right <= 150.0
                    assert high <= 180.0


def test_texts_do_not_cover_one_another(first: Sheet) -> None:
    found = boxes(sheet_drawing(first, 200.0, 150.0))

    for number, (l0, b0, r0, t0) in enumerate(found):
        for l1, b1, r1, t1 in found[number + 1 :]:
            assert r0 <= l1 or r1 <= l0 or t0 <= b1 or t1 <= b0


def test_the_shape_of_the_sheet_is_kept_under_every_turn_and_mirror(first: Sheet) -> None:
    for turn in (0, 90, 180, 270):
        style = SheetStyle(turn=turn, mirror_x=turn == 90, rulers=False)
        whole = Path.rectangle(0.0, 0.0, first.length, first.width)
        left, low, right, high = whole.transformed(sheet_view(first, 148.0, 222.5, style)).bounds
        ratio = (right - left) / (high - low)
        wanted = first.length / first.width
        assert ratio == pytest.approx(wanted if turn in (0, 180) else 1 / wanted)


def test_parts_too_small_for_text_get_a_number_on_a_line() -> None:
    profile = load("router")
    chips = make_part("1", "TACO", 30.0, 20.0, copies=6)
    parts = [place(chips, n, 100.0 + 40.0 * n, 100.0) for n in range(1, 7)]
    sheet = make_sheet("001", parts, profile)

    drawing = sheet_drawing(sheet, 200.0, 150.0)

    above = [t for t in drawing.items if isinstance(t, Text) and t.text in "123456"]
    assert len(above) == 6
    found = boxes(Drawing(200.0, 150.0, tuple(above)))
    assert all(a[2] <= b[0] for a, b in pairwise(found))


def test_a_keepout_is_crossed_and_grain_drawn(first: Sheet) -> None:
    plain = sheet_drawing(first, 200.0, 150.0)
    keepout = Keepout(x=2000.0, y=1300.0, length=100.0, width=100.0)
    marked = sheet_drawing(replace(first, keepouts=(keepout,), has_grain=True), 200.0, 150.0)

    assert len(marked.items) == len(plain.items) + 2
