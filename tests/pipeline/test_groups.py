from dataclasses import replace

import pytest

from core.machine.profile import Zone, load
from core.messages import known
from core.nesting.problem import Mode
from core.parts import Band, Bands, Grain
from core.parts.materials import material_key
from core.pipeline.groups import Grouping, group
from tests.support.layouts import drill, make_part
from tests.support.pipeline import batch_of, settings, sheet

PART = make_part("1", "A", 600.0, 300.0, copies=2)


def reasons(grouping: Grouping) -> dict[str, str]:
    return {refused.part.id: refused.reason for refused in grouping.refused}


def test_one_problem_a_material_and_thickness_thin_boards_first() -> None:
    thin = make_part("2", "B", 500.0, 300.0, thickness=6.0, material="MDF 6mm")
    other = make_part("3", "C", 500.0, 300.0, material="Carvalho 18mm")

    found = group(batch_of(PART, thin, other), settings())

    assert [(g.material, g.thickness) for g in found.groups] == [
        ("MDF 6mm", 6.0),
        ("Carvalho 18mm", 18.0),
        ("MDF Branco 18mm", 18.0),
    ]
    assert [item.quantity for item in found.groups[2].problem.items] == [2]
    assert found.groups[2].problem.spacing == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MDF 18,5mm", "mdf 18mm"),
        ("MDF 18.50 mm", "MDF 18mm"),
        ("MDF  Branco 18 mm", "MDF Branco 18mm"),
    ],
)
def test_spellings_of_one_board_are_one_group(one: str, other: str) -> None:
    assert material_key(one) == material_key(other)


def test_two_colours_are_two_boards() -> None:
    assert material_key("MDF Branco 18mm") != material_key("MDF Preto 18mm")
    assert material_key("MDF 15mm") != material_key("MDF 18mm")


def test_the_cut_size_is_nested() -> None:
    banded = replace(PART, bands=Bands(c1=Band("f", 1.0), l1=Band("f", 0.5, 0.2)))

    (item,) = group(batch_of(banded), settings()).groups[0].problem.items

    assert (item.length, item.width) == pytest.approx((599.7, 299.0))


def test_without_stock_there_is_the_profiles_sheet_without_limit() -> None:
    (stock,) = group(batch_of(PART), settings()).groups[0].problem.stocks

    assert (stock.length, stock.width, stock.copies) == (2750.0, 1850.0, None)
    assert stock.cost == pytest.approx(2.75 * 1.85)


def test_blocked_undrawn_and_sizeless_parts_are_refused_by_reason() -> None:
    blocked = replace(PART, id="b", blocked="dxf.x")
    undrawn = replace(PART, id="u", drawn=False)
    tiny = replace(PART, id="t", bands=Bands(c1=Band("f", 400.0)))

    found = group(batch_of(blocked, undrawn, tiny, PART), settings())

    assert reasons(found) == {
        "b": "dxf.x",
        "u": "layout.sem_desenho",
        "t": "layout.sem_medida",
    }
    assert known("layout.sem_desenho")
    assert known("layout.sem_medida")


def test_rectangles_accepts_a_part_without_drawing_and_without_its_operations() -> None:
    undrawn = replace(PART, drawn=False, operations=(drill(10, 10, 8, 12),))

    found = group(batch_of(undrawn), settings(rectangles=True))

    (candidate,) = found.groups[0].candidates.values()
    assert (candidate.envelope.length, candidate.envelope.width) == (600.0, 300.0)
    assert candidate.part.operations == ()


def test_stock_goes_to_the_board_of_its_material_and_thickness() -> None:
    stock = (
        sheet("a"),
        sheet("b", material="mdf branco 18,5mm", thickness=18.5),
        sheet("c", material="MDF 6mm", thickness=6),
    )
    thick = make_part("2", "B", 500.0, 300.0, thickness=18.5)

    found = group(batch_of(PART, thick), settings(stock=stock))

    assert [[s.id for s in g.problem.stocks] for g in found.groups] == [["a"], ["b"]]
    assert [list(g.candidates) for g in found.groups] == [["1"], ["2"]]


def test_a_board_more_than_six_tenths_off_is_refused() -> None:
    near = make_part("2", "B", 500.0, 300.0, thickness=18.6)
    far = make_part("3", "C", 500.0, 300.0, thickness=18.7)
    other = make_part("4", "D", 500.0, 300.0, material="Carvalho 18mm")

    found = group(batch_of(near, far, other), settings(stock=(sheet("a"),)))

    assert reasons(found) == {"3": "layout.espessura", "4": "layout.sem_chapa"}
    assert [list(g.candidates) for g in found.groups] == [["2"]]


def test_a_sheet_larger_than_the_table_is_not_offered_to_the_router() -> None:
    large = sheet("a", length=3000.0)

    assert reasons(group(batch_of(PART), settings(stock=(large,)))) == {"1": "layout.mesa"}
    assert reasons(group(batch_of(PART), settings(stock=(large,), mode=Mode.SAW))) == {}


def test_boards_without_grain_let_unknown_parts_turn() -> None:
    found = group(batch_of(PART), settings(stock=(sheet("a", grain=False),)))

    assert found.groups[0].problem.items[0].turns == (0.0, 90.0, 180.0, 270.0)
    assert not found.groups[0].has_grain


def test_the_saw_nests_plain_rectangles_with_its_kerf() -> None:
    curved = replace(PART, grain=Grain.ACROSS)

    (found,) = group(batch_of(curved), settings(mode=Mode.SAW, stages=2)).groups

    assert (found.problem.mode, found.problem.stages, found.problem.spacing) == (Mode.SAW, 2, 4.0)
    assert found.problem.items[0].outline is None


def test_clamps_of_the_machine_keep_parts_away_with_room_for_the_cutter() -> None:
    clamp = Zone(name="grampo", x=0.0, y=0.0, length=100.0, width=50.0, height=30.0)
    profile = load("router").model_copy(update={"zones": (clamp,)})

    (stock,) = group(batch_of(PART), settings(profile)).groups[0].problem.stocks

    # the machine's X runs back along the sheet's width, its Y along the sheet's length
    (keepout,) = stock.keepouts
    assert (keepout.x, keepout.y) == pytest.approx((0.0, 1742.0))
    assert (keepout.length, keepout.width) == pytest.approx((58.0, 108.0))
    saw = group(batch_of(PART), settings(profile, mode=Mode.SAW)).groups[0]
    assert saw.problem.stocks[0].keepouts == ()
