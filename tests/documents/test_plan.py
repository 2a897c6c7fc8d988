from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from core.documents.plan import plan_pages, plan_pdf, work_pages
from core.documents.plan_sheet import signs
from core.documents.plan_summary import bound_sentence
from core.documents.saw import saw_steps
from core.documents.work import Work, work_list
from core.drawing import Drawing, Text
from core.drawing.fonts import text_width
from core.layout.model import GroupSummary, Offcut
from core.machine.profile import load
from core.parts import Face
from tests.support.documents import CREATED, VERSION, saw_tree, simple_documents, simple_paper
from tests.support.layouts import drill, make_layout, make_part, make_sheet, place


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_the_plan_tells_everything_in_text() -> None:
    pages = pages_of(simple_documents().files["plan.pdf"])
    whole = "\n".join(pages)

    assert "Menos chapas não é possível: 2 chapas são o mínimo teórico." in pages[0]
    assert "MDF Branco 18mm" in pages[0]
    assert "30,4 %" in pages[0]
    assert "10,18 m²" in pages[0]
    for name in ("LATERAL", "PORTA", "PRATELEIRA CURVA", "BASE", "TAMPO L", "FUNDO", "TRAVESSA"):
        assert name in whole
    assert "001-MDF Branco 18mm.nc" in whole
    assert "não coube em nenhuma chapa" in whole
    assert "2730 × 500" in whole
    assert "AA0000010104" in whole
    assert all(VERSION in page and "Página" in page for page in pages)


def test_one_page_a_sheet_with_its_parts_and_utilisation() -> None:
    pages = pages_of(simple_documents().files["plan.pdf"])

    first = [page for page in pages if page.startswith("Chapa 001")]
    assert len(first) == 1
    assert "2750 × 1850 × 18 mm" in first[0]
    assert "aproveitamento 48,9 %" in first[0]
    assert "700 × 500" in first[0]


def test_the_bound_counts_sheets_over_the_minimum() -> None:
    paper = simple_paper()
    said = [
        bound_sentence(
            replace(
                paper.layout, totals=replace(paper.layout.totals, sheets=sheets, lower_bound=7.0)
            )
        )
        for sheets in (9, 8, 7)
    ]

    assert said == [
        "No máximo 2 chapas acima do mínimo teórico (7).",
        "No máximo 1 chapa acima do mínimo teórico (7).",
        "Menos chapas não é possível: 7 chapas são o mínimo teórico.",
    ]


def test_the_searchs_own_minimum_stands_in_the_table() -> None:
    paper = simple_paper()
    group = GroupSummary(
        material="MDF Branco 18mm",
        thickness=18.0,
        sheets=1,
        pieces=10,
        cost=5.0,
        lower_bound=4.0,
        fewest_sheets=1,
        seconds=1.0,
    )
    layout = replace(paper.layout, groups=(group,))

    cover = next(iter(plan_pages(layout, paper.batch, VERSION, CREATED, ())))

    row = [text for text in cover.texts() if text == "1"]
    assert len(row) >= 2


def test_the_second_face_lists_what_is_left() -> None:
    paper = simple_paper()
    left = work_list(paper.layout)

    faces = [(work.code, work.face) for work in left]

    assert faces == [
        *((f"AA00000101{n:02d}", face) for n in range(1, 5) for face in ("L1", "L3")),
        *((f"AA00000202{n:02d}", "bottom") for n in range(1, 4)),
    ]
    assert left[0].text == "furo Ø8 × 24"
    assert left[0].flip == ""
    assert left[-1].flip == "no eixo X (comprimento)"
    (page,) = work_pages(left)
    assert "topo L1" in page.texts()


def test_its_own_document_draws_every_part_on_the_list() -> None:
    pages = pages_of(simple_documents().files["segunda_face.pdf"])

    assert len(pages) == 3
    assert "AA0000010101, AA0000010102, AA0000010103, AA0000010104" in pages[1]
    assert "vista do verso" in pages[2]
    assert "(30; 40)" in pages[2]


def test_the_saws_steps_follow_the_tree() -> None:
    paper = simple_paper()
    sheet = replace(paper.layout.sheets[0], cuts=saw_tree())

    steps = saw_steps(sheet)

    said = [(s.number, s.phase, "Y" if s.upright else "X", s.measure, s.result) for s in steps]
    assert said == [
        (1, 0, "X", 10.0, None),
        (2, 0, "X", 10.0, None),
        (3, 0, "Y", 10.0, None),
        (4, 0, "Y", 10.0, None),
        (5, 1, "X", 700.0, None),
        (6, 2, "Y", 700.0, None),
        (7, 2, "Y", 500.0, 1),
        (8, 3, "X", 500.0, 0),
    ]
    assert steps[4].start == (10.0, 710.0)
    assert steps[4].length == 2730.0
    assert steps[5].length == 700.0


def test_the_saws_page_numbers_every_cut_on_drawing_and_list() -> None:
    paper = simple_paper()
    first = replace(paper.layout.sheets[0], cuts=saw_tree(), program="")
    layout = replace(paper.layout, sheets=(first,))

    data = plan_pdf(layout, paper.batch, version=VERSION, created=CREATED)

    (page,) = [text for text in pages_of(data) if "sequência de cortes" in text]
    assert "8 cortes" in page
    lines = page.split()
    for number in range(1, 9):
        assert lines.count(str(number)) >= 2


def test_a_long_list_goes_on_on_the_next_page() -> None:
    profile = load("router")
    rail = make_part("1", "TRAVESSA", 200.0, 60.0, copies=120)
    parts = [
        place(rail, n + 1, 10.0 + 210.0 * (n % 12), 10.0 + 70.0 * (n // 12)) for n in range(120)
    ]
    paper = simple_paper()
    layout = make_layout([make_sheet("001", parts, profile)], profile)
    package = replace(paper.batch.packages[0], parts=(rail,))
    batch = replace(paper.batch, packages=(package,))

    pages = pages_of(plan_pdf(layout, batch, version=VERSION, created=CREATED))

    mine = [page for page in pages if "Chapa 001" in page.splitlines()[0]]
    assert len(mine) >= 2
    for piece in rail.pieces:
        assert sum(piece.code in page.split() for page in mine) == 1


def right_sides(pages: Sequence[Drawing]) -> list[float]:
    found = []
    for page in pages:
        for item in page.items:
            if isinstance(item, Text) and not item.rotation:
                wide = text_width(item.text, item.size, bold=item.bold)
                share = {"start": 1.0, "middle": 0.5, "end": 0.0}[item.align]
                found.append(item.x + share * wide)
    return found


def test_long_names_stay_on_the_paper() -> None:
    paper = simple_paper()
    long = "NOME MUITO LONGO DE UMA PEÇA QUE NINGUÉM CONSEGUE LER INTEIRO " * 3
    first = paper.layout.sheets[0]
    parts = tuple(replace(part, name=long) for part in first.parts)
    layout = replace(
        paper.layout,
        batch=long,
        sheets=(replace(first, parts=parts, material=long, program=long + ".nc"),),
    )

    pages = list(plan_pages(layout, paper.batch, VERSION, CREATED, work_list(layout)))

    assert max(right_sides(pages)) <= 287.0 + 1e-6


def test_an_empty_list_makes_no_page() -> None:
    assert list(work_pages(())) == []


@pytest.mark.parametrize("face", ["top", "bottom", "C1", "C2", "L1", "L3"])
def test_every_face_has_a_word(face: str) -> None:
    work = Work(sheet="001", part="1", copy=1, code="A1", name="P", face=face, flip="", text="furo")

    (page,) = work_pages([work])

    assert not any(text.startswith("documentos.") for text in page.texts())


def test_the_legend_explains_only_what_is_on_the_sheet() -> None:
    panel = make_part(
        "1", "LATERAL", 700.0, 500.0, drill(50, 50, 5, 12), drill(100, 9, 8, 24, Face.C1)
    )
    lies = place(panel, 1, x=10.0, y=10.0)
    sheet = make_sheet("001", (lies,), load("router"))

    assert signs(sheet) == {"furo", "outra_face"}
    assert signs(replace(sheet, parts=(), offcuts=(Offcut(x=0, y=0, length=9, width=9),))) == {
        "sobra"
    }


def test_a_reason_with_values_is_told_whole_on_the_plan_and_in_the_table() -> None:
    paper = simple_paper()
    told = replace(
        paper.layout.unplaced[0], reason="desenho.contorno_aberto", text="12.dxf: aberto"
    )
    again = replace(paper, layout=replace(paper.layout, unplaced=(told,)))

    files = again.make().files

    assert "12.dxf: aberto" in "\n".join(pages_of(files["plan.pdf"]))
    rows = CalamineWorkbook.from_object(BytesIO(files["pecas.xlsx"]))
    assert rows.get_sheet_by_name("Fora do plano").to_python()[1][-1] == "12.dxf: aberto"
