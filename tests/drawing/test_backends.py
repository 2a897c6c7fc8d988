from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pypdfium2
from lxml import etree
from PIL import Image as Pillow

from core.drawing import Drawing, Fill, Image, Stroke, Text
from core.drawing.display import placed
from core.drawing.pdf import pdf_bytes
from core.drawing.png import png_bytes, render
from core.drawing.svg import svg_bytes
from core.geometry import Path

CREATED = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
BLACK = "#000000"


def rounded() -> Path:
    return Path(((10.0, 5.0, 0.0), (30.0, 5.0, 1.0), (30.0, 15.0, 0.0), (10.0, 15.0, 1.0)), True)


def scene() -> Drawing:
    return Drawing(
        60.0,
        40.0,
        (
            Fill(paths=(rounded(),), colour=BLACK, holes=(Path.circle((20.0, 10.0), 3.0),)),
            Fill(paths=(Path.rectangle(45.0, 5.0, 10.0, 10.0),), colour="#FF0000"),
            Stroke(
                paths=(Path.polyline([(5.0, 25.0), (55.0, 25.0)]),),
                colour="#0000FF",
                width=1.0,
                dash=(4.0, 4.0),
            ),
            Image(x=5.0, y=30.0, cell_width=1.0, cell_height=2.0, rows=(b"\1\0\1", b"\0\1\0")),
            Text(x=30.0, y=32.0, text="AÇÃO", size=5.0, bold=True),
            Text(x=57.0, y=28.0, text="EM PÉ", size=3.0, rotation=90.0),
        ),
    )


def of_pdf(data: bytes, dots_per_mm: float) -> Pillow.Image:
    document = pypdfium2.PdfDocument(data)
    picture: Pillow.Image = (
        document[0].render(scale=dots_per_mm * 25.4 / 72).to_pil().convert("RGB")
    )
    document.close()
    return picture


def at(picture: Pillow.Image, x: float, y: float, dots: float, height: float) -> tuple[int, ...]:
    found = picture.getpixel((int(x * dots), int((height - y) * dots)))
    assert isinstance(found, tuple)
    return found


def test_pixels_and_pdf_show_the_same() -> None:
    ours = render(scene(), 8.0, smooth=2)
    theirs = of_pdf(pdf_bytes([scene()], title="t", created=CREATED), 8.0)

    assert ours.size == (480, 320)
    a = np.asarray(ours.convert("L"), float)
    b = np.asarray(theirs.resize(ours.size).convert("L"), float)
    assert np.abs(a - b).mean() < 3.0


def test_holes_stay_open_and_arcs_are_round() -> None:
    for picture in (
        render(scene(), 8.0),
        of_pdf(pdf_bytes([scene()], title="t", created=CREATED), 8.0),
    ):
        assert at(picture, 20.0, 10.0, 8.0, 40.0) == (255, 255, 255)
        assert at(picture, 25.0, 10.0, 8.0, 40.0) == (0, 0, 0)
        assert at(picture, 34.0, 10.0, 8.0, 40.0) == (0, 0, 0)  # inside the half circle
        assert at(picture, 34.8, 14.5, 8.0, 40.0) == (255, 255, 255)  # outside it
        assert at(picture, 50.0, 10.0, 8.0, 40.0) == (255, 0, 0)


def test_dashes_leave_gaps() -> None:
    picture = render(scene(), 8.0)

    assert at(picture, 7.0, 25.0, 8.0, 40.0) == (0, 0, 255)
    assert at(picture, 11.0, 25.0, 8.0, 40.0) == (255, 255, 255)


def test_cells_are_whole_pixels() -> None:
    picture = render(scene(), 8.0, grey=True)
    cells = np.asarray(picture)[320 - 34 * 8 : 320 - 30 * 8, 40:64]

    assert set(np.unique(cells)) == {0, 255}
    assert (cells[:16, :8] == 0).all()
    assert (cells[:16, 8:16] == 255).all()
    assert (cells[16:, 8:16] == 0).all()


def test_pdf_text_is_text_with_accents() -> None:
    data = pdf_bytes([scene()], title="Título", created=CREATED)
    document = pypdfium2.PdfDocument(data)
    text = document[0].get_textpage().get_text_range()
    info = document.get_metadata_dict()
    document.close()

    assert "AÇÃO" in text
    assert "EM PÉ" in text
    assert info["Title"] == "Título"
    assert info["CreationDate"] == "D:20260304050600"


def test_the_same_drawing_gives_the_same_bytes() -> None:
    first = pdf_bytes([scene(), scene()], title="t", created=CREATED)

    assert pdf_bytes([scene(), scene()], title="t", created=CREATED) == first
    assert png_bytes(scene(), 4.0) == png_bytes(scene(), 4.0)
    assert svg_bytes(scene()) == svg_bytes(scene())


def test_svg_is_xml_in_mm_with_escaped_text() -> None:
    drawing = Drawing(20.0, 10.0, (Text(x=1.0, y=2.0, text='<a&"b">', size=3.0), *scene().items))

    root = etree.fromstring(svg_bytes(drawing))

    assert root.get("width") == "20.000mm"
    texts = [found.text for found in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ['<a&"b">', "AÇÃO", "EM PÉ"]


def test_placed_items_keep_their_shape() -> None:
    small = Drawing(120.0, 80.0, placed(scene().items, 0.0, 0.0, 2.0))

    twice = np.asarray(render(small, 4.0).convert("L"), float)
    once = np.asarray(render(scene(), 8.0).convert("L"), float)

    assert np.abs(twice - once).mean() < 0.5


def test_a_png_opens() -> None:
    picture = Pillow.open(BytesIO(png_bytes(scene(), 4.0)))

    assert picture.size == (240, 160)
