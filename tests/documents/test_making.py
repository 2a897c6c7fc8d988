from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from core.file_names import safe_name
from core.machine.profile import Labels
from tests.support.documents import picture, simple_documents, simple_paper


def test_all_files_have_the_names_the_machine_expects() -> None:
    files = set(simple_documents().files)

    assert {"labels.pdf", "labels.zpl", "plan.pdf", "pecas.xlsx", "segunda_face.pdf"} <= files
    assert "Lote Teste.xml" in files
    for stem in ("001-MDF Branco 18mm", "002-MDF Cru 15mm"):
        assert {f"{stem}.cyc", f"{stem}_LargeImage.bmp", f"{stem}_SmallImage.bmp"} <= files


def test_the_same_layout_gives_the_same_bytes() -> None:
    again = simple_paper().make().files

    assert {name for name, data in simple_documents().files.items() if again[name] != data} == set()


def test_without_programs_there_is_nothing_for_the_machine() -> None:
    paper = simple_paper()
    sheets = tuple(replace(sheet, program="") for sheet in paper.layout.sheets)

    files = replace(paper, layout=replace(paper.layout, sheets=sheets)).make().files

    assert sorted(files) == [
        "labels.pdf",
        "labels.zpl",
        "pecas.xlsx",
        "plan.pdf",
        "segunda_face.pdf",
    ]


def test_an_empty_layout_still_has_its_documents() -> None:
    paper = simple_paper()
    totals = replace(paper.layout.totals, sheets=0, utilisation=0.0, lower_bound=0.0)
    layout = replace(paper.layout, sheets=(), unplaced=(), totals=totals)

    files = replace(paper, layout=layout).make().files

    assert sorted(files) == ["labels.pdf", "labels.zpl", "pecas.xlsx", "plan.pdf"]


def test_names_in_any_script_go_through() -> None:
    paper = simple_paper()
    odd = "椅子 \U0001f600 Ŝtulo \u202e\x00abc"
    first = paper.layout.sheets[0]
    parts = tuple(replace(part, name=odd) for part in first.parts)
    layout = replace(paper.layout, sheets=(replace(first, parts=parts),))

    files = replace(paper, layout=layout).make().files

    assert files["plan.pdf"].startswith(b"%PDF")


def test_without_an_applicator_there_are_no_cycles_and_no_label_pictures() -> None:
    paper = simple_paper()
    labels = Labels(**{**paper.profile.labels.model_dump(), "applicator": False})

    files = replace(paper, profile=paper.profile.model_copy(update={"labels": labels})).make().files

    assert not any(name.endswith(".cyc") or name.startswith("AA") for name in files)
    assert b'Value="" Name="LabelName"' in files["Lote Teste.xml"]


def test_places_by_hand_and_by_the_applicator_cover_every_copy() -> None:
    paper, made = simple_paper(), simple_documents()

    codes = {part.code for sheet in paper.layout.sheets for part in sheet.parts}

    laid = {code for code, point in made.label_points.items() if not point.offcut}
    assert laid | {label.code for label in made.by_hand} == codes
    assert not laid & {label.code for label in made.by_hand}


def test_sheet_pictures_have_the_fixed_sizes_and_keep_the_shape() -> None:
    files = simple_documents().files
    for name, size in (("LargeImage", (592, 890)), ("SmallImage", (122, 183))):
        found = picture(files[f"001-MDF Branco 18mm_{name}.bmp"])
        assert (found.format, found.mode, found.size) == ("BMP", "RGB", size)
        dark = np.argwhere(np.asarray(found.convert("L")) < 128)
        high, wide = dark.max(axis=0) - dark.min(axis=0)
        assert wide / high == pytest.approx(1850 / 2750, rel=0.02)


def ground(data: bytes) -> np.ndarray:
    """Where the warm colour of parts lies on a sheet's picture."""
    pixels = np.asarray(picture(data))
    return (pixels[:, :, 2] < 240) & (pixels[:, :, 0] > 240)


def test_the_picture_is_the_machines_view() -> None:
    """The free strip lies at the sheet's high Y, which is the machine's low X: the left."""
    parts = ground(simple_documents().files["001-MDF Branco 18mm_SmallImage.bmp"])

    assert parts[:, 61:].sum() > 2 * parts[:, :61].sum()


def test_mirrors_mirror_the_picture() -> None:
    paper = simple_paper()
    labels = Labels(**{**paper.profile.labels.model_dump(), "sheet_image_mirror_y": True})
    turned = replace(paper, profile=paper.profile.model_copy(update={"labels": labels})).make()
    name = "001-MDF Branco 18mm_SmallImage.bmp"

    plain, mirrored = ground(simple_documents().files[name]), ground(turned.files[name])

    assert (plain[:, ::-1] == mirrored).mean() > 0.95
    assert (plain == mirrored).mean() < 0.8


def rows_of(name: str) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(simple_documents().files["pecas.xlsx"]))
    return [list(row) for row in book.get_sheet_by_name(name).to_python()]


def test_the_table_of_pieces_has_numbers_as_numbers() -> None:
    head, first, *rest = rows_of("Peças")

    assert len(rest) == 15
    row = dict(zip(head, first, strict=True))
    assert row["Código"] == "AA0000010101"
    assert row["Nº programa"] == "00000101"
    assert row["Corte C (mm)"] == 700.0
    assert row["Espessura (mm)"] == 18.0
    assert row["X (mm)"] == 10.0


def test_the_other_tables() -> None:
    head, *rows = rows_of("Materiais")
    assert [row[head.index("Material")] for row in rows] == ["MDF Branco 18mm", "MDF Cru 15mm"]
    assert rows[0][head.index("Chapas")] == 1.0
    assert rows[0][head.index("Área (m²)")] == pytest.approx(5.0875)

    assert len(rows_of("Chapas")) == 3
    assert rows_of("Fora do plano")[1][0] == "AA0000020303"
    assert rows_of("Fora do plano")[1][-1] == "não coube em nenhuma chapa"


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    rows = rows_of("Ferragens")

    assert rows[2][3] == "=1+2"
    assert rows[1][4] == 12.0


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Lote_7", "Lote_7"),
        ("a/b\\c:d", "a-b-c-d"),
        ("nome. ", "nome"),
        ("CON", "_CON"),
        ("///", "lote"),
        ("", "lote"),
        ("../x", "..-x"),
    ],
)
def test_names_are_safe_everywhere(given: str, name: str) -> None:
    assert safe_name(given) == name
