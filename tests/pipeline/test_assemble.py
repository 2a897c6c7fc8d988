import json
from dataclasses import replace

import pytest

from core.geometry import Path
from core.layout.json_form import layout_bytes, layout_form, layout_version
from core.layout.model import Layout
from core.nesting.problem import Leftover, Mode
from core.parts import Batch, Face, Grain, OperationKind
from core.pipeline.assemble import assemble
from core.pipeline.groups import group
from core.pipeline.settings import Settings
from tests.support.layouts import drill, make_part, rounded, shape
from tests.support.pipeline import batch_of, settings, sheet, stacked


def laid(batch: Batch, chosen: Settings, *, leave: int = 0) -> Layout:
    grouping = group(batch, chosen)
    solutions = [stacked(found.problem, leave=leave) for found in grouping.groups]
    return assemble(batch, grouping, solutions, chosen)


def test_every_copy_stands_in_the_layout_once() -> None:
    parts = [
        make_part("1", "A", 600.0, 300.0, copies=3),
        make_part("2", "B", 500.0, 200.0, copies=4, thickness=15.0, material="Cru 15mm"),
        replace(make_part("3", "C", 100.0, 100.0, copies=2), drawn=False),
    ]
    layout = laid(batch_of(*parts), settings(), leave=1)

    placed = [(p.part, p.copy) for s in layout.sheets for p in s.parts]
    unplaced = [(u.part, u.copy) for u in layout.unplaced]
    wanted = [(p.id, piece.copy) for p in parts for piece in p.pieces]
    assert sorted(placed + unplaced) == sorted(wanted)
    assert {(u.part, u.copy): u.reason for u in layout.unplaced} == {
        ("3", 1): "layout.sem_desenho",
        ("3", 2): "layout.sem_desenho",
        ("2", 4): "layout.sem_lugar",
        ("1", 3): "layout.sem_lugar",
    }


def test_sheets_are_numbered_over_the_whole_layout() -> None:
    parts = [
        make_part("1", "A", 600.0, 300.0, copies=2),
        make_part("2", "B", 500.0, 200.0, thickness=15.0, material="Cru 15mm"),
    ]
    layout = laid(batch_of(*parts), settings())

    assert [(s.id, s.thickness) for s in layout.sheets] == [
        ("001", 15.0),
        ("002", 18.0),
        ("003", 18.0),
    ]
    assert layout.totals.sheets == 3
    assert layout.totals.lower_bound == 2.0


def test_a_turned_part_with_an_overrun_lies_where_its_envelope_leaves_it() -> None:
    band = shape(OperationKind.POCKET, Path.rectangle(-20, 245, 640, 55), 6.5)
    part = replace(make_part("1", "A", 600.0, 300.0, band), grain=Grain.ACROSS)

    (placed,) = laid(batch_of(part), settings()).sheets[0].parts

    assert (placed.x, placed.y, placed.rotation) == (10.0, 30.0, 90.0)
    assert placed.outline.bounds == pytest.approx((10.0, 30.0, 310.0, 630.0))
    pocket = placed.operations[0].path.bounds
    assert pocket == pytest.approx((10.0, 10.0, 65.0, 650.0))


def test_a_panel_with_work_on_its_bottom_lies_face_down() -> None:
    part = make_part("1", "A", 600.0, 300.0, drill(50, 40, 8, 12, Face.BOTTOM))

    (placed,) = laid(batch_of(part), settings()).sheets[0].parts

    assert placed.mirrored
    assert placed.operations[0].path.start == pytest.approx((60.0, 270.0))
    assert placed.matrix.determinant == pytest.approx(-1.0)


def test_the_file_has_every_key_and_its_reasons_in_words() -> None:
    part = make_part(
        "00000101",
        "PORTA",
        500.0,
        300.0,
        drill(50, 40, 8, 18, through=True),
        drill(100, 9, 8, 30, Face.C1),
        shape(OperationKind.INSIDE, Path.circle((250, 150), 40), 18.0, through=True),
        outline=rounded(500.0, 300.0, 60.0),
    )
    undrawn = replace(make_part("2", "B", 100.0, 100.0), drawn=False)

    form = layout_form(laid(batch_of(part, undrawn), settings()))

    assert list(form) == [
        "version",
        "machine",
        "z_zero",
        "tools",
        "sheets",
        "unplaced",
        "totals",
    ]
    (found,) = form["sheets"]
    assert found["matrix"] == [0.0, 1.0, -1.0, 0.0, 1850.0, 0.0]
    (placed,) = found["parts"]
    assert len(placed["holes"]) == 1
    through, edge, inside = placed["operations"]
    assert (through["through"], through["closed"], through["points"]) == (
        True,
        False,
        [[60.0, 50.0]],
    )
    assert (edge["face"], edge["points"]) == ("C1", [[100.0, 9.0]])
    assert (inside["kind"], inside["closed"]) == ("inside", True)
    assert form["unplaced"] == [
        {"part": "2", "copy": 1, "reason": "sem desenho", "code": "layout.sem_desenho"}
    ]


def test_the_version_depends_on_the_layout_and_not_on_its_programs() -> None:
    layout = laid(batch_of(make_part("1", "A", 600.0, 300.0)), settings())
    named = replace(layout, sheets=(replace(layout.sheets[0], program="001.nc"),))
    moved = laid(batch_of(make_part("1", "A", 600.5, 300.0)), settings())

    assert layout_version(named) == layout_version(layout)
    assert layout_version(moved) != layout_version(layout)
    assert len(layout_version(layout)) == 8
    assert json.loads(layout_bytes(layout))["version"] == 1


def test_offcuts_are_named_the_largest_first() -> None:
    batch = batch_of(make_part("1", "A", 600.0, 300.0))
    grouping = group(batch, settings())
    solution = stacked(grouping.groups[0].problem)
    left = (
        Leftover(x=0, y=400, length=500, width=200),
        Leftover(x=0, y=700, length=2000, width=900),
    )
    nested = replace(solution.sheets[0], leftovers=left)

    layout = assemble(batch, grouping, [replace(solution, sheets=(nested,))], settings())

    assert [(o.name, o.length) for o in layout.sheets[0].offcuts] == [
        ("001S01", 2000),
        ("001S02", 500),
    ]
    assert layout.totals.largest_offcut_area == 1_800_000


def test_the_sheet_tells_what_stock_it_came_from() -> None:
    stock = (sheet("sobra", length=1000.0, width=700.0, offcut=True, grain=False, cost=0.5),)

    layout = laid(batch_of(make_part("1", "A", 600.0, 300.0)), settings(stock=stock))

    (found,) = layout.sheets
    assert (found.stock, found.is_offcut, found.has_grain) == ("sobra", True, False)
    assert (found.length, found.width) == (1000.0, 700.0)
    assert found.utilisation == pytest.approx(180_000 / 700_000)


def test_the_saw_cuts_rectangles_without_tools_and_operations() -> None:
    curved = make_part(
        "1", "A", 500.0, 300.0, drill(50, 50, 8, 12), outline=rounded(500.0, 300.0, 60.0)
    )

    layout = laid(batch_of(curved), settings(mode=Mode.SAW))

    assert layout.tools == ()
    (placed,) = layout.sheets[0].parts
    assert placed.outline.is_rectangle()
    assert (placed.operations, placed.holes) == ((), ())
