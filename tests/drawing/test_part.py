from itertools import combinations

from shapely import box

from core.drawing import Stroke, Text, colours
from core.drawing.fonts import text_width
from core.drawing.part import part_drawing, tagged
from core.parts import Face
from tests.support.layouts import drill, groove, make_part, simple_parts


def test_every_part_is_drawn_with_its_dimensions() -> None:
    for part in simple_parts().values():
        for face in (Face.TOP, Face.BOTTOM):
            drawing = part_drawing(part, 180.0, 160.0, face)
            texts = drawing.texts()
            assert f"{part.length:g}" in texts
            assert f"{part.width:g}" in texts
            assert {"C1", "C2", "L1", "L3", "A"} <= set(texts)
            for item in drawing.items:
                if isinstance(item, Stroke):
                    for path in item.paths:
                        left, low, right, high = path.bounds
                        assert min(left, low) >= 0
                        assert right <= 180.0
                        assert high <= 160.0


def test_equal_operations_share_a_letter() -> None:
    part = make_part(
        "1",
        "P",
        400.0,
        300.0,
        drill(10.0, 10.0, 8.0, 12.0),
        drill(20.0, 10.0, 8.0, 12.0),
        drill(30.0, 10.0, 8.0, 13.0),
        drill(100.0, 9.0, 8.0, 24.0, Face.C1),
    )

    groups = tagged(part)

    assert [(group.tag, len(group.operations)) for group in groups] == [
        ("a", 2),
        ("b", 1),
        ("c", 1),
    ]


def test_the_first_of_every_kind_says_what_it_is() -> None:
    texts = part_drawing(simple_parts()["00000101"], 180.0, 160.0).texts()

    assert "c furo Ø8 × 12,5" in texts
    assert texts.count("c") == 2
    assert "d rasgo 6 × 8" in texts
    assert "e furo Ø8 × 24" in texts


def test_the_mark_a_stands_at_the_origin_whichever_face_is_seen() -> None:
    part = simple_parts()["00000202"]

    def mark(face: Face) -> Text:
        drawing = part_drawing(part, 180.0, 160.0, face)
        return next(i for i in drawing.items if isinstance(i, Text) and i.text == "A")

    assert mark(Face.TOP).x < 60.0
    assert mark(Face.TOP).y < 80.0
    assert mark(Face.BOTTOM).x < 60.0
    assert mark(Face.BOTTOM).y > 80.0


def test_no_tag_covers_another_or_the_border() -> None:
    part = make_part(
        "1",
        "LATERAL",
        2100.0,
        580.0,
        drill(9.0, 37.0, 8.0, 12.5),
        drill(34.0, 53.0, 15.0, 13.5),
        drill(9.0, 511.0, 8.0, 12.5),
        groove([(0.0, 560.0), (2100.0, 560.0)], 6.5, 8.0),
    )

    drawing = part_drawing(part, 185.0, 160.0)

    tags = [i for i in drawing.items if isinstance(i, Text) and i.colour == colours.ACCENT]
    boxes = [box(t.x, t.y, t.x + text_width(t.text, t.size, bold=True), t.y + 1.8) for t in tags]
    assert len(boxes) == 4
    assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
    outlines = [path.bounds for i in drawing.items if isinstance(i, Stroke) for path in i.paths]
    board = box(*max(outlines, key=lambda b: (b[2] - b[0]) * (b[3] - b[1])))
    assert all(board.contains(one) for one in boxes)
