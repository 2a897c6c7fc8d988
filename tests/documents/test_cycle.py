from dataclasses import replace

import pytest
import shapely
from lxml import etree

from core.documents.label_point import NO_ROOM, TOO_SMALL, Spot, label_spot, plan_labels
from core.documents.machine_xml import batch_list, cycle, cycles
from core.drawing.room import taken_on
from core.drawing.sheet import up_face
from core.layout.model import Layout, Offcut
from core.machine.profile import Labels, MachineProfile, load
from tests.support.documents import simple_paper
from tests.support.layouts import (
    drill,
    groove,
    make_layout,
    make_part,
    make_sheet,
    place,
)


@pytest.fixture(scope="module")
def profile() -> MachineProfile:
    return load("router")


def labelled(profile: MachineProfile, **labels: object) -> MachineProfile:
    return profile.model_copy(
        update={"labels": Labels(**{**profile.labels.model_dump(), **labels})}
    )


def test_the_form_of_a_cycle() -> None:
    paper = simple_paper()
    plan = plan_labels(paper.layout, paper.profile)

    data = cycles(paper.layout, plan)["001-MDF Branco 18mm.cyc"]

    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<CycleFile>\n  <Cycle Name="Cycle_Label">\n'
        '    <Field Value="AA0000010101.bmp" Name="LabelName"/>\n'
        '    <Field Value="1590.0" Name="X"/>\n    <Field Value="360.0" Name="Y"/>\n'
        '    <Field Value="90" Name="R"/>\n  </Cycle>\n'
    )
    assert data.decode().startswith(head)


def test_every_copy_and_every_offcut_has_exactly_one_place() -> None:
    paper = simple_paper()
    plan = plan_labels(paper.layout, paper.profile)

    found = [
        field.get("Value")
        for data in cycles(paper.layout, plan).values()
        for field in etree.fromstring(data).iter("Field")
        if field.get("Name") == "LabelName"
    ]

    wanted = [part.code for sheet in paper.layout.sheets for part in sheet.parts]
    wanted += [offcut.name for sheet in paper.layout.sheets for offcut in sheet.offcuts]
    assert sorted(map(str, found)) == sorted(f"{code}.bmp" for code in wanted)
    assert plan.by_hand == ()


def test_the_label_lies_inside_its_part_and_on_nothing() -> None:
    paper = simple_paper()
    labels = paper.profile.labels
    plan = plan_labels(paper.layout, paper.profile)

    for sheet in paper.layout.sheets:
        places = {point.code: point for point in plan.points[sheet.id]}
        for part in sheet.parts:
            point = places[part.code]
            upright = round(point.rotation - 90.0) % 180 != 0
            size = (labels.width, labels.length) if upright else (labels.length, labels.width)
            box = shapely.box(
                point.x - size[0] / 2,
                point.y - size[1] / 2,
                point.x + size[0] / 2,
                point.y + size[1] / 2,
            )
            assert shapely.Polygon(part.outline.points()).contains(box), part.code
            taken = taken_on(up_face(part), part.operations, part.thickness)
            assert not any(shape.intersects(box) for shape in taken), part.code


def test_the_reading_direction_turns_with_the_part(profile: MachineProfile) -> None:
    side = make_part("1", "LATERAL", 700.0, 500.0, copies=4)
    parts = [place(side, n + 1, 10.0 + 600.0 * n, 10.0, 90.0 * n) for n in range(4)]
    layout = make_layout([make_sheet("001", parts, profile)], profile)

    turned = [point.rotation for point in plan_labels(layout, profile).points["001"]]

    # the router's frame is the sheet's, turned by a quarter
    assert turned == [90.0, 180.0, 270.0, 0.0]
    more = plan_labels(layout, labelled(profile, rotation=270.0)).points["001"]
    assert [point.rotation for point in more] == [0.0, 90.0, 180.0, 270.0]


def test_offsets_are_the_applicators(profile: MachineProfile) -> None:
    layout = one(make_part("1", "P", 400.0, 300.0), profile)

    plain = plan_labels(layout, profile).points["001"][0]
    moved = plan_labels(layout, labelled(profile, offset_x=12.5, offset_y=-3.0)).points["001"][0]

    assert (moved.machine_x, moved.machine_y) == (plain.machine_x + 12.5, plain.machine_y - 3.0)
    assert (moved.x, moved.y) == (plain.x, plain.y)


def test_positions_are_finite_decimals(profile: MachineProfile) -> None:
    layout = one(make_part("1", "P", 400.0 / 3, 100.0), profile)

    text = cycle(plan_labels(layout, profile).points["001"]).decode()

    assert 'Value="1790.0" Name="X"' in text
    assert 'Value="76.667" Name="Y"' in text


def test_a_narrow_part_takes_the_label_along_itself(profile: MachineProfile) -> None:
    upright = make_part("1", "MONTANTE", 40.0, 600.0)

    assert label_spot(place(upright, 1, 10.0, 10.0), profile.labels) == Spot(
        (20.0, 300.0), across=True
    )


def test_small_and_crowded_parts_are_told_not_dropped(profile: MachineProfile) -> None:
    small = make_part("1", "TACO", 60.0, 25.0)
    holes = [drill(x, y, 15.0, 10.0) for x in range(15, 120, 25) for y in range(15, 90, 25)]
    crowded = make_part("2", "PERFURADA", 120.0, 90.0, *holes)
    parts = [place(small, 1, 10.0, 10.0), place(crowded, 1, 200.0, 10.0)]
    layout = make_layout([make_sheet("001", parts, profile)], profile)

    plan = plan_labels(layout, profile)

    assert plan.points["001"] == ()
    assert [(label.part, label.reason) for label in plan.by_hand] == [
        ("1", TOO_SMALL),
        ("2", NO_ROOM),
    ]
    assert plan.by_hand[0].form()["text"] == "A peça é menor que a etiqueta: colar à mão."


def test_a_panel_face_down_is_labelled_off_its_bottom_holes(profile: MachineProfile) -> None:
    across = groove([(0.0, 100.0), (300.0, 100.0)], 20.0, 6.0)
    part = make_part("1", "P", 300.0, 200.0, across)

    up = label_spot(place(part, 1, 10.0, 10.0), profile.labels)
    down = label_spot(place(part, 1, 10.0, 10.0, face_down=True), profile.labels)

    assert isinstance(up, Spot)
    assert isinstance(down, Spot)
    assert abs(up.centre[1] - 100.0) >= 10.0 + 15.0
    assert down.centre == (150.0, 100.0)


def test_the_list_names_every_sheet_with_its_own_size() -> None:
    paper = simple_paper()
    small = replace(paper.layout.sheets[0], length=1200.0, width=1200.0, thickness=15.5)
    layout = replace(paper.layout, sheets=(small, paper.layout.sheets[1]))

    root = etree.fromstring(batch_list(layout, paper.profile))

    rows = [
        {field.get("Name"): field.get("Value") for field in entry}
        for entry in root.findall("Cycle")
    ]
    assert [entry.get("Name") for entry in root] == ["Cycle_List", "Cycle_List"]
    assert rows[0] == {
        "PlateID": "002-MDF Cru 15mm.nc",
        "LabelName": "002-MDF Cru 15mm.cyc",
        "LargeImage": "002-MDF Cru 15mm_LargeImage.bmp",
        "SmallImage": "002-MDF Cru 15mm_SmallImage.bmp",
        "Color": "Horizontal(2.75X1.85)",
        "Thickness": "15",
    }
    assert rows[1]["Color"] == "Vertical(1.20X1.20)"
    assert rows[1]["Thickness"] == "15.5"
    assert list(root[0][0].attrib) == ["Value", "Name"]


def test_names_with_marks_are_escaped(profile: MachineProfile) -> None:
    paper = simple_paper()
    odd = replace(paper.layout.sheets[0], program='001-A&B "x" <y>.nc')

    root = etree.fromstring(batch_list(replace(paper.layout, sheets=(odd,)), profile))

    assert root[0][0].get("Value") == '001-A&B "x" <y>.nc'


def test_an_offcut_is_labelled_in_its_middle(profile: MachineProfile) -> None:
    offcut = Offcut(x=100.0, y=200.0, length=1000.0, width=400.0, name="001S01")
    layout = make_layout([make_sheet("001", [], profile, offcuts=[offcut])], profile)

    point = plan_labels(layout, profile).points["001"][0]

    assert (point.code, point.x, point.y) == ("001S01", 600.0, 400.0)
    assert (point.machine_x, point.machine_y) == (1450.0, 600.0)


def one(part: object, profile: MachineProfile) -> Layout:
    placed = place(part, 1, 10.0, 10.0)  # type: ignore[arg-type]  # a part of make_part
    return make_layout([make_sheet("001", [placed], profile)], profile)
