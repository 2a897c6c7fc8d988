import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError
from core.messages import known, say_error
from core.pipeline.stock import parse_stock, read_stock

SHEET: dict[str, Any] = {
    "id": "a",
    "material": "MDF Branco 18mm",
    "thickness": 18,
    "length": 2750,
    "width": 1850,
}


def parsed(*entries: dict[str, Any]) -> Any:
    return parse_stock(json.dumps(entries).encode(), "estoque.json")


def test_what_is_not_said_has_its_default() -> None:
    (sheet,) = parsed(SHEET)

    assert (sheet.price, sheet.limit) == (2.75 * 1.85, None)
    assert (sheet.offcut, sheet.grain, sheet.keepouts) == (False, True, ())


def test_an_offcut_is_there_once_unless_said_otherwise() -> None:
    once, thrice = parsed(
        {**SHEET, "offcut": True}, {**SHEET, "id": "b", "offcut": True, "copies": 3}
    )

    assert (once.limit, thrice.limit) == (1, 3)


def test_minus_one_is_as_many_as_wanted() -> None:
    many, none = parsed({**SHEET, "offcut": True, "copies": -1}, {**SHEET, "id": "b", "copies": 0})

    assert (many.limit, none.limit) == (None, 0)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "estoque.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps([SHEET]).encode())

    assert [sheet.id for sheet in read_stock(path)] == ["a"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"length": 0}, "0.length"),
        ({"length": "x"}, "0.length"),
        ({"thickness": -1}, "0.thickness"),
        ({"copies": 1.5}, "0.copies"),
        ({"colour": "white"}, "0.colour"),
        ({"keepouts": [{"x": 0, "y": 0, "length": 1}]}, "0.keepouts.0.width"),
        ({"id": ""}, "0.id"),
    ],
)
def test_a_wrong_entry_is_named_by_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError) as caught:
        parsed({**SHEET, **change})

    assert caught.value.code == "estoque.errado"
    assert (caught.value.values["file"], caught.value.values["place"]) == ("estoque.json", place)
    assert place in say_error(caught.value)


@pytest.mark.parametrize("data", [b"", b"{", b'[{"id": NaN}]', b"\xff", b"3", b"[" * 100_000])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        parse_stock(data, "x.json")

    assert caught.value.code == "estoque.errado"


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        parsed(SHEET, SHEET)

    assert caught.value.code == "estoque.repetido"
    assert known("estoque.repetido")


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_stock(tmp_path / "nada.json")

    assert "nada.json" in say_error(caught.value)
