from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import InputError
from core.nesting import solve
from core.nesting.instance import read_instance, solution_form
from core.nesting.problem import ALL_TURNS, STRAIGHT_TURNS, Mode, Problem, Trims

FORM: dict[str, Any] = {
    "name": "cozinha",
    "kerf": 4,
    "trim": 10,
    "sheets": [
        {"id": "full", "w": 2750, "h": 1850, "cost": 5087500, "copies": -1},
        {"id": 7, "w": 1000, "h": 600, "cost": 240000.5, "copies": 1},
    ],
    "parts": [
        {"id": "p0", "w": 720, "h": 560, "qty": 3, "rot": False},
        {"id": 1, "w": 100.5, "h": 400, "qty": 2, "rot": True},
    ],
}


def read(form: Any, mode: Mode = Mode.ROUTER, stages: int = 3) -> Problem:
    return read_instance(json.dumps(form).encode(), "x.json", mode, stages)


def test_the_form_is_read() -> None:
    found = read(FORM, Mode.SAW, 2)

    assert (found.name, found.mode, found.stages, found.spacing) == ("cozinha", Mode.SAW, 2, 4.0)
    assert found.trims == Trims(10.0, 10.0, 10.0, 10.0)
    assert [(s.id, s.copies, s.cost) for s in found.stocks] == [
        ("full", None, 5087500.0),
        ("7", 1, 240000.5),
    ]
    assert [(i.length, i.width, i.quantity, i.turns) for i in found.items] == [
        (720.0, 560.0, 3, STRAIGHT_TURNS),
        (100.5, 400.0, 2, ALL_TURNS),
    ]


def without(key: str, place: str | None = None) -> Any:
    form = json.loads(json.dumps(FORM))
    del (form if place is None else form[place][0])[key]
    return form


def with_value(place: str, index: int, key: str, value: Any) -> Any:
    form = json.loads(json.dumps(FORM))
    form[place][index][key] = value
    return form


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ([], "$"),
        (without("parts"), "parts"),
        (without("sheets"), "sheets"),
        ({**FORM, "parts": []}, "parts"),
        ({**FORM, "parts": [3]}, "parts[0]"),
        ({**FORM, "kerf": -1}, "kerf"),
        ({**FORM, "kerf": "4"}, "kerf"),
        ({**FORM, "trim": True}, "trim"),
        (without("w", "parts"), "parts[0].w"),
        (with_value("parts", 0, "qty", 1.5), "parts[0].qty"),
        (with_value("parts", 0, "qty", -1), "parts[0].qty"),
        (with_value("parts", 1, "rot", 1), "parts[1].rot"),
        (with_value("parts", 1, "id", None), "parts[1].id"),
        (with_value("sheets", 0, "w", 0), "sheets[0].w"),
        (with_value("sheets", 1, "copies", -2), "sheets[1].copies"),
        (with_value("sheets", 1, "cost", -5), "sheets[1].cost"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(form: Any, place: str) -> None:
    with pytest.raises(InputError) as caught:
        read(form)

    assert caught.value.values["file"] == "x.json"
    assert caught.value.values["place"] == place


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "nesting.nao_e_json"),
        (b"\xff\xfe{", "nesting.nao_e_utf8"),
        (b"[" * 100_000, "nesting.nao_e_json"),
        (b'{"kerf": 1' + b"0" * 5000 + b"}", "nesting.nao_e_json"),
    ],
)
def test_what_is_no_json_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_instance(data, "x.json", Mode.ROUTER, 3)

    assert caught.value.code == code


def test_infinite_numbers_are_refused() -> None:
    text = json.dumps(FORM).replace("720", "Infinity")

    with pytest.raises(InputError) as caught:
        read_instance(text.encode(), "x.json", Mode.ROUTER, 3)

    assert caught.value.values["place"] == "parts[0].w"


def test_repeated_ids_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        read(with_value("parts", 1, "id", "p0"))

    assert caught.value.code == "nesting.id_repetido"


def test_the_same_id_as_text_and_number_are_two() -> None:
    found = read(with_value("parts", 0, "id", "1"))

    assert len({item.id for item in found.items}) == 2


@pytest.mark.parametrize(("mode", "stages"), [(Mode.ROUTER, None), (Mode.SAW, 2)])
def test_the_solution_has_the_form(mode: Mode, stages: int | None) -> None:
    found = read(FORM, mode, 2)
    form = solution_form(found, solve(found, seconds=0, seed=1))

    assert list(form) == [
        "instance",
        "mode",
        "stages",
        "seconds",
        "lower_bound",
        "cost",
        "sheets",
        "unplaced",
        "progress",
    ]
    assert (form["instance"], form["mode"], form["stages"]) == ("cozinha", mode.value, stages)
    assert form["unplaced"] == []
    assert form["lower_bound"] <= form["cost"]
    placed = [p for sheet in form["sheets"] for p in sheet["placements"]]
    assert sorted(str(p["part"]) for p in placed) == ["1", "1", "p0", "p0", "p0"]
    assert {type(p["part"]) for p in placed} == {str, int}
    for entry in placed:
        assert list(entry) == ["part", "x", "y", "w", "h", "rotated"]
        size = {"p0": (720, 560), 1: (100.5, 400)}[entry["part"]]
        turned = (size[1], size[0]) if entry["rotated"] else size
        assert (entry["w"], entry["h"]) == turned
        assert min(entry["x"], entry["y"]) >= 10
    assert json.loads(json.dumps(form, allow_nan=False)) == form


def test_what_is_left_out_keeps_its_id_and_says_why() -> None:
    found = read(with_value("parts", 1, "w", 5000))
    form = solution_form(found, solve(found, seconds=0, seed=1))

    reason = {"reason": "maior que qualquer chapa disponível", "code": "nesting.grande_demais"}
    assert form["unplaced"] == [{"part": 1, "copies": 2, **reason}]
