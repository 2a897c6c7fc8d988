"""Every code has its sentence, and every sentence gets the values that it shows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import InputError
from core.formats.report_form import report_form
from core.messages import known, slots
from tests.support.drawings import file_of, lwpolyline
from tests.support.lists import drawing, dxt, dxt_part, read, write, zipped

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'"((?:importacao|formatos|codigos|desenho|machine)\.[a-z0-9_]+)"')
FILES = [
    *sorted((ROOT / "core/formats").rglob("*.py")),
    *sorted((ROOT / "core/machine").rglob("*.py")),
    ROOT / "core/parts/codes.py",
]
ALL = sorted((ROOT / "core").rglob("*.py"))
OF_AN_ENTITY = {"file", "handle", "layer", "kind"}
"""What the drawing's ledger and its report item add to every code."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_code_of_a_module_has_its_sentence(path: Path) -> None:
    codes = CODE.findall(path.read_text(encoding="utf-8"))

    assert [code for code in codes if not known(code)] == []


def raised(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Codes that are handed to a call by themselves, with the names of the values beside them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(args=[ast.Constant(value=str(code))], keywords=keywords) if known(code):
                names = {keyword.arg for keyword in keywords}
                if None not in names:
                    yield code, {name for name in names if name}


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "core").rglob("*.py")),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_every_sentence_gets_its_values(path: Path) -> None:
    implied = OF_AN_ENTITY if path.parent.name == "dxf" else set()

    wanting = {code: set(slots(code)) - given - implied for code, given in raised(path)}

    assert {code: names for code, names in wanting.items() if names} == {}


BOW_TIE = file_of(lwpolyline("CONTORNO", [(0, 0), (702, 551.5), (702, 0), (0, 551.5)]))
SPOILT: dict[str, str | bytes] = {
    "l.dxt": dxt(
        dxt_part(),
        *(dxt_part(Filename=f"{n}.dxf", Program1=f"{n}") for n in range(102, 108)),
        dxt_part(Length="x", Program1="108"),
        dxt_part(Program1="109", Blocked="desenho.contorno_cruzado"),
        dxt_part(Program1="110", Quantity="0"),
    ),
    "101.dxf": BOW_TIE,
    "102.dxf": drawing(600, 300),
    "103.dxf": b"no drawing",
    "104.dxf": drawing(holes=[(50, 50, 5, 12)]).replace(b"FURO_5_12", b"FURO_5"),
    "105.dxf": drawing(holes=[(50, 50, 5, 12)]).replace(b"CIRCLE", b"3DSOLID"),
    "106.dxf": drawing()[:-40],
    "104.bpp": '[PROGRAM]\n@ BH, "", "", 1, "", 0 : 9, "2", 37, 9, 0, 24, 8\n@ RO, 1\n@ BH, 1\n',
    "104.gbs": "x",
    "other.gbs": "x",
    "bad.xml": "<a><b></a>",
    "inner.zip": zipped({"a": "b"}),
    "picture.png": b"\x89PNG",
}


def test_a_spoilt_batch_is_told_without_gaps(tmp_path: Path) -> None:
    form = report_form(read(write(tmp_path, SPOILT)).report)

    crossed = [item for item in form["items"] if item["code"] == "desenho.contorno_cruzado"]
    assert {item["kind"] for item in crossed} == {"row", "entity"}
    told = [one["reason"] for one in [*form["items"], *form["assumptions"]] if one["reason"]]
    assert len(told) > 20
    assert [reason for reason in told if "?" in reason] == []


@pytest.mark.parametrize("name", ["../x.dxt", "C:/x.dxt", "a/inner.zip"])
def test_an_archive_of_which_nothing_is_left_is_refused_by_name(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "lote.zip"
    archive.write_bytes(zipped({name: dxt(dxt_part())}))

    with pytest.raises(InputError) as caught:
        read(archive)

    assert set(slots(caught.value.code)) == {"file"}
    assert "lote.zip" in str(caught.value.values["file"])
