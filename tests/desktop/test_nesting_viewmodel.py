from core.parts import OperationKind
from desktop.ui.canvas.arrangement import arrange
from desktop.ui.canvas.style import hue_token, letter
from desktop.ui.pages.nesting.viewmodel import (
    by_spot,
    find,
    materials_of,
    operation_lines,
    packages_of,
    piece_rows,
    sheets_of,
    totals_of,
)
from tests.support.layouts import simple_layout

LAYOUT = simple_layout().layout
ROWS = piece_rows(arrange(LAYOUT.sheets))


def test_the_table_has_every_piece_of_the_canvas() -> None:
    assert len(ROWS) == sum(len(sheet.parts) for sheet in LAYOUT.sheets)
    assert {row.part.code for row in ROWS} == {
        part.code for sheet in LAYOUT.sheets for part in sheet.parts
    }


def test_search_looks_at_name_program_and_code() -> None:
    assert [row.part.part for row in find(ROWS, "tampo")] == ["00000201"]
    assert {row.part.name for row in find(ROWS, "00000102")} == {"PORTA"}
    assert [row.part.copy for row in find(ROWS, "AA0000010103")] == [3]
    assert find(ROWS, "  ") == ()
    assert find(ROWS, "nada disso") == ()


def test_hits_are_grouped_by_sheet_for_the_canvas() -> None:
    assert by_spot(find(ROWS, "lateral")) == {0: frozenset({0, 1, 2, 3})}


def test_one_material_at_a_time() -> None:
    materials = materials_of(LAYOUT)

    assert [name for name, _ in materials] == ["MDF Branco 18mm", "MDF Cru 15mm"]
    assert sheets_of(LAYOUT, materials[1]) == (LAYOUT.sheets[1],)
    assert sheets_of(LAYOUT, None) == LAYOUT.sheets


def test_a_single_package_needs_no_colours() -> None:
    assert packages_of(LAYOUT) == {}


def test_like_operations_are_counted_together() -> None:
    lines = operation_lines(LAYOUT.sheets[0].parts[0])
    drills = [line for line in lines if line.kind is OperationKind.DRILL]

    assert (drills[0].size, drills[0].depth, drills[0].count) == (8.0, 12.5, 3)
    assert any(line.depth is None for line in drills)
    assert sum(line.count for line in lines) == len(LAYOUT.sheets[0].parts[0].operations)


def test_totals_say_how_far_from_the_bound() -> None:
    totals = totals_of(LAYOUT)

    assert (totals.sheets, totals.fewest, totals.above) == (2, 2, 0)


def test_categories_have_letters_and_five_hues() -> None:
    assert [letter(number) for number in (0, 1, 25, 26, 27)] == ["A", "B", "Z", "AA", "AB"]
    assert hue_token(0) == hue_token(5) == "hue-1"
    assert hue_token(4) == "hue-5"
