from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from core.documents import LabelGrid, barcodes
from core.documents.label_design import design
from core.documents.label_model import FIELDS, Label, labels_of
from core.documents.label_sheets import DEFAULT_GRID, labels_pdf
from core.documents.work import marked_codes, work_list
from core.documents.zpl import escaped, label_zpl, labels_zpl
from core.drawing import Image as Cells
from core.drawing import Stroke, Text
from core.drawing.fonts import CAP_HEIGHT, text_width
from core.drawing.png import render
from core.errors import InputError, ProofError
from core.machine.profile import LabelField, Labels
from core.parts import Band, Bands
from tests.support.documents import CREATED, VERSION, picture, simple_documents, simple_paper

LABELS = simple_paper().profile.labels


def all_labels() -> tuple[Label, ...]:
    paper = simple_paper()
    marked = marked_codes(work_list(paper.layout))
    return labels_of(paper.layout, paper.batch, VERSION, marked)


def label(**fields: str) -> Label:
    found = all_labels()[0]
    return replace(found, fields={**found.fields, **fields})


def spilled(drawn: tuple[object, ...], length: float, width: float) -> list[str]:
    found = []
    for item in drawn:
        if isinstance(item, Text):
            wide = text_width(item.text, item.size, bold=item.bold)
            left = item.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[item.align] * wide
            inside = left >= -1e-6 and left + wide <= length + 1e-6
            if not inside or item.y < 0 or item.y + item.size * CAP_HEIGHT > width:
                found.append(item.text)
    return found


def test_one_label_for_every_copy_and_offcut_sheet_by_sheet() -> None:
    paper = simple_paper()

    codes = [found.code for found in all_labels()]

    assert codes == [
        code
        for sheet in paper.layout.sheets
        for code in [p.code for p in sheet.parts] + [o.name for o in sheet.offcuts]
    ]


def test_what_a_label_says() -> None:
    said = label().fields

    assert set(FIELDS) == set(said)
    assert said["PartName"] == "LATERAL"
    assert said["Size"] == "700 × 500 × 18"
    assert said["Program1"] == "00000101"
    assert said["Client"] == "Cliente Teste"
    assert said["Copy"] == "1/4"
    assert said["Version"] == VERSION


def test_a_label_shows_the_cut_size() -> None:
    paper = simple_paper()
    parts = {part.id: part for part in paper.batch.parts()}
    door = replace(parts["00000102"], bands=Bands(c1=Band("f", 1.0), l1=Band("f", 0.5)))
    assert door.cut_size == (599.5, 399.0)
    first = paper.layout.sheets[0]
    shown = replace(first.parts[4], cut_length=599.5, cut_width=399.0)
    layout = replace(paper.layout, sheets=(replace(first, parts=(shown,)),))
    package = replace(paper.batch.packages[0], parts=(door,))

    said = labels_of(layout, replace(paper.batch, packages=(package,)), VERSION)[0].fields

    assert said["Length"] == "599,5"
    assert said["Edges"] == "C1 L1"


def test_copies_go_on_counting_over_rows_of_the_same_number() -> None:
    paper = simple_paper()
    package = paper.batch.packages[0]
    side = package.parts[0]
    more = replace(side, id="other", pieces=tuple(replace(p, copy=p.copy + 4) for p in side.pieces))
    batch = replace(paper.batch, packages=(replace(package, parts=(*package.parts, more)),))

    assert labels_of(paper.layout, batch, VERSION)[0].fields["Copy"] == "1/8"


def test_second_face_and_edge_work_is_marked() -> None:
    marked = {found.fields["PartName"]: found.marked for found in all_labels() if not found.offcut}

    assert marked == {
        "LATERAL": True,  # edge drilling
        "PORTA": False,
        "PRATELEIRA CURVA": False,
        "BASE": False,  # lies face down, all its work is up
        "TAMPO L": False,
        "FUNDO": True,  # one hole at the bottom
        "TRAVESSA": False,
    }


def test_pictures_have_the_applicators_size_and_read_back() -> None:
    files = simple_documents().files

    pictures = {name: data for name, data in files.items() if name.startswith(("AA", "001S"))}
    assert len(pictures) == 17
    for name, data in pictures.items():
        found = picture(data)
        assert found.size == (400, 240)
        assert found.format == "BMP"
        texts = {code.text for code in zxingcpp.read_barcodes(found)}
        assert texts == {name.removesuffix(".bmp")}


def test_a_label_that_does_not_read_back_is_never_delivered() -> None:
    made = design(label(), LABELS)
    finished = render(made.drawing, 8.0, grey=True)
    barcodes.prove(finished, list(made.codes), "AA0000010101")

    spoilt = finished.copy()
    spoilt.paste(255, (0, 160, 400, 240))
    with pytest.raises(ProofError, match="etiqueta_ilegivel"):
        barcodes.prove(spoilt, list(made.codes), "AA0000010101")
    with pytest.raises(ProofError, match="etiqueta_ilegivel"):
        barcodes.prove(finished, [(barcodes.CODE_128, "OTHER")], "AA0000010101")


@pytest.mark.parametrize("size", [(50.0, 30.0), (100.0, 60.0), (60.0, 40.0), (80.0, 30.0)])
@pytest.mark.parametrize("dots", [4.0, 8.0, 12.0])
def test_long_texts_are_cut_and_told_and_never_spill(
    size: tuple[float, float], dots: float
) -> None:
    long = "LATERAL DIREITA DO ARMÁRIO SUPERIOR DA COZINHA COM PUXADOR CAVA EMBUTIDO"
    labels = Labels(length=size[0], width=size[1], pixels_per_mm=dots)

    made = design(label(PartName=long, Client=long, Comment=long, Material=long), labels)

    if size[0] <= 60.0:
        assert {"PartName", "Client", "Material", "Edges"} <= set(made.shortened)
    assert spilled(made.drawing.items, *size) == []
    finished = render(made.drawing, dots, grey=True)
    barcodes.prove(finished, list(made.codes), "AA0000010101")


def test_a_long_name_takes_two_lines_before_it_loses_letters() -> None:
    made = design(label(PartName="LATERAL ESQUERDA BALCÃO GAVETEIRO"), LABELS)

    assert made.shortened == ()
    assert {"LATERAL ESQUERDA", "BALCÃO GAVETEIRO"} <= set(made.drawing.texts())


def test_nothing_on_a_label_touches_anything_else() -> None:
    """Texts, barcodes, mark and the panel's picture each have a place of their own."""
    full = label(PartName="PORTA DE CORRER ESQUERDA", Edges="C1 C2 L1 L3", Comment="lado A")
    items = design(full, LABELS).drawing.items
    boxes: list[tuple[float, float, float, float]] = []
    for item in items:
        if isinstance(item, Text) and item.text != "A":
            wide = text_width(item.text, item.size, bold=item.bold)
            boxes.append((item.x, item.y, item.x + wide, item.y + item.size * CAP_HEIGHT))
        elif isinstance(item, Cells):
            boxes.append((item.x, item.y, item.x + item.width, item.y + item.height))
    lines = [path.bounds for item in items if isinstance(item, Stroke) for path in item.paths]
    lows, highs = zip(*((b[:2], b[2:]) for b in lines), strict=True)
    boxes.append((*map(min, zip(*lows, strict=True)), *map(max, zip(*highs, strict=True))))

    assert len(boxes) == 12
    for number, (l0, b0, r0, t0) in enumerate(boxes):
        for l1, b1, r1, t1 in boxes[number + 1 :]:
            assert r0 <= l1 or r1 <= l0 or t0 <= b1 or t1 <= b0


def test_a_label_too_small_for_its_code_is_refused() -> None:
    with pytest.raises(InputError, match="etiqueta_pequena"):
        design(label(), Labels(length=15.0, width=10.0, pixels_per_mm=8.0))


def test_the_profiles_own_layout_is_honoured() -> None:
    own = Labels(
        pixels_per_mm=8.0,
        layout=(
            LabelField(field="PartName", x=2.0, y=1.0, size=4.0),
            LabelField(field="Length", x=2.0, y=8.0, text="C "),
            LabelField(field="Text", x=20.0, y=8.0, text="FÁBRICA"),
            LabelField(field="Code128", x=0.0, y=14.0, size=8.0),
            LabelField(field="QR", x=36.0, y=2.0, size=10.5),
            LabelField(field="MarkA", x=28.0, y=2.0, size=4.0),
            LabelField(field="Thumbnail", x=34.0, y=15.0, size=8.0),
        ),
    )

    made = design(label(), own)

    texts = {item.text: item for item in made.drawing.items if isinstance(item, Text)}
    assert set(texts) == {"LATERAL", "C 700", "FÁBRICA", "A"}
    assert texts["LATERAL"].x == 2.0
    assert texts["LATERAL"].y + texts["LATERAL"].size * CAP_HEIGHT == pytest.approx(29.0)
    barcodes.prove(render(made.drawing, 8.0, grey=True), list(made.codes), "AA0000010101")


def test_an_unknown_field_is_refused_by_name() -> None:
    own = Labels(layout=(LabelField(field="Preco", x=0.0, y=0.0),))

    with pytest.raises(InputError, match="Preco"):
        design(label(), own)


def read_pdf(data: bytes, dpi: int) -> list[tuple[str, list[tuple[str, str]]]]:
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        text = page.get_textpage().get_text_range()
        image = page.render(scale=dpi / 72).to_pil()
        codes = [(str(code.format), code.text) for code in zxingcpp.read_barcodes(image)]
        found.append((text, codes))
    document.close()
    return found


def test_the_pdf_reads_back_at_200_dpi_each_code_once() -> None:
    paper = simple_paper()
    wanted = sorted(part.code for sheet in paper.layout.sheets for part in sheet.parts)

    ((text, codes),) = read_pdf(simple_documents().files["labels.pdf"], 200)

    assert sorted(code for kind, code in codes if kind == barcodes.CODE_128) == wanted
    assert sorted(code for kind, code in codes if kind == barcodes.QR) == wanted
    assert "PRATELEIRA CURVA" in text
    assert "Sobra da chapa 001" in text


def test_labels_begin_where_the_sheet_is_still_whole() -> None:
    made = [design(found, LABELS) for found in all_labels()]
    grid = LabelGrid(start=20)

    pages = read_pdf(labels_pdf(made, grid, title="t", created=CREATED), 150)

    assert len(pages) == 2
    assert len([c for c in pages[0][1] if c[0] == barcodes.CODE_128]) == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"start": 22}, "etiqueta_inicio"),
        ({"start": 0}, "etiqueta_inicio"),
        ({"columns": 4}, "etiqueta_grade"),
        ({"rows": 0}, "etiqueta_grade"),
    ],
)
def test_an_impossible_grid_is_refused(wrong: dict[str, int], code: str) -> None:
    with pytest.raises(InputError, match=code):
        LabelGrid(**wrong)


def test_no_labels_make_an_empty_page() -> None:
    assert len(read_pdf(labels_pdf([], DEFAULT_GRID, title="t", created=CREATED), 50)) == 1


def test_zpl_has_one_utf8_format_a_label() -> None:
    text = simple_documents().files["labels.zpl"].decode("utf-8")

    formats = text.split("^XA")[1:]
    assert len(formats) == 17
    assert all(entry.rstrip().endswith("^XZ") and "^CI28" in entry for entry in formats)
    assert text.count("^BCN,") == 16
    assert text.count("^BQN,2,") == 16
    assert text.count("^FDHA,AA0000010101^FS") == 1


def test_zpl_fields_cannot_command_the_printer() -> None:
    sly = label(PartName="PORTA ^XZ~JA_\\", Client="ção")

    text = label_zpl(design(sly, LABELS))

    assert text.count("^XZ") == 1
    assert "~" not in text
    assert "PORTA _5EXZ_7EJA_5F_5C" in text
    assert "ção" in text
    assert escaped("a\nb") == "a b"


def test_the_graphic_of_zpl_is_as_long_as_it_says() -> None:
    text = labels_zpl([design(label(), LABELS)]).decode()

    graphic = text.split("^GFA,")[1].split("^FS")[0]
    total, field, row, data = graphic.split(",")
    assert total == field
    assert len(data) == 2 * int(total)
    assert int(total) % int(row) == 0


def test_one_bit_more_or_less_is_seen() -> None:
    """The cells are those of the standard: start, checksum and stop of a known code."""
    row = barcodes.code128("A7000123")[0]
    image = Image.new("L", (2 * (len(row) + 20), 40), 255)
    for at, cell in enumerate(row):
        if cell:
            image.paste(0, (2 * (at + 10), 0, 2 * (at + 11), 40))

    assert barcodes.read_back(image) == [(barcodes.CODE_128, "A7000123")]
    image.paste(255, (2 * 40, 0, 2 * 46, 40))
    assert barcodes.read_back(image) == []


def test_dates_come_from_the_argument() -> None:
    data = labels_pdf([], DEFAULT_GRID, title="t", created=datetime(2030, 1, 2, 3, 4, tzinfo=UTC))

    document = pypdfium2.PdfDocument(data)
    info = document.get_metadata_dict()
    document.close()

    assert info["CreationDate"] == "D:20300102030400"
