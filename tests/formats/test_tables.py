import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from core.errors import InputError
from core.formats.preset import BandRule, ColumnMap, ImportPreset, TableRule
from core.formats.report import Outcome
from core.parts import Grain
from tests.support.lists import drawing, only, read, write

PORTUGUESE = (
    "Código;Descrição;Comprimento (mm);Largura (mm);Espessura;Material;Qtde;Cliente;Ambiente;Veio\n"
    "P1;Lateral;702,0;551,5;18;MDF 18mm;2;Ana;Sala;comprimento\n"
)
ENGLISH = (
    "Part Name,Length,Width,Thickness,Material,Quantity,Client,Room,Grain,Code\n"
    "Lateral,702.0,551.5,18,MDF 18mm,2,Ana,Sala,along,P1\n"
)


def workbook(rows: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("vazia")
    sheet = book.add_worksheet("Peças")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def spreadsheet() -> bytes:
    header, row = (line.split(";") for line in PORTUGUESE.splitlines())
    values: list[object] = [*row[:2], 702, 551.5, 18, row[5], 2, *row[7:]]
    return workbook([["Lista de corte"], [], list(header), values])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lista.csv", PORTUGUESE.encode()),
        ("lista.txt", PORTUGUESE.encode("cp1252")),
        ("lista.csv", ENGLISH.encode()),
        ("lista.csv", ENGLISH.replace(",", "\t").encode()),
        ("lista.xlsx", spreadsheet()),
        ("lista.dat", spreadsheet()),
    ],
)
def test_columns_are_guessed_by_their_headers(tmp_path: Path, name: str, data: bytes) -> None:
    result = read(write(tmp_path, {name: data, "p1.dxf": drawing()}))

    part = only(result)
    assert (part.name, part.code, part.material) == ("LATERAL", "P1", "MDF 18mm")
    assert (part.length, part.width, part.thickness, part.quantity) == (702.0, 551.5, 18.0, 2)
    assert (part.client, part.room, part.grain) == ("Ana", "Sala", Grain.ALONG)
    assert part.drawn
    assert "importacao.coluna_suposta" in {one.code for one in result.report.assumptions}


def test_a_mapping_names_columns_by_header_or_number(tmp_path: Path) -> None:
    text = "A;B;medida maior;D\nporta;18;700;300\n"
    preset = ImportPreset(
        tables=TableRule(
            columns=ColumnMap(name=1, thickness=2, length="Medida Maior", width=4),
            material="MDF 18mm",
        )
    )

    part = only(read(write(tmp_path, {"x.csv": text}), preset=preset))

    assert (part.name, part.length, part.width, part.thickness) == ("PORTA", 700.0, 300.0, 18.0)
    assert part.material == "MDF 18mm"


def test_a_mapped_header_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    preset = ImportPreset(tables=TableRule(columns=ColumnMap(length="Medida", width=2)))

    with pytest.raises(InputError) as caught:
        read(write(tmp_path, {"x.csv": PORTUGUESE}), preset=preset)

    assert caught.value.code == "importacao.coluna_nao_existe"


def test_bad_rows_are_told_with_their_line_and_totals_ignored(tmp_path: Path) -> None:
    text = PORTUGUESE + "P2;Porta;;300;18;MDF;1;Ana;Sala;\n\nTotal;;700;;;;2;;;\n"

    result = read(write(tmp_path, {"x.csv": text}))

    told = [(row.line, row.outcome, row.code) for row in result.report.rows()]
    assert told == [
        (2, Outcome.PART, "importacao.sem_desenho"),
        (3, Outcome.SKIPPED, "importacao.medida_ausente"),
        (5, Outcome.IGNORED, "importacao.linha_total"),
    ]
    assert result.report.counts.balanced


def test_bands_grow_the_finished_part_around_the_cut_one(tmp_path: Path) -> None:
    text = (
        "nome;comprimento;largura;espessura;material;fita c1;fita l3\n"
        "porta;700;300;18;MDF;PVC 2;PVC 1\nlisa;700;300;18;MDF;Nada;\n"
    )
    preset = ImportPreset(
        bands={"PVC 2": BandRule(thickness=2, premilling=0.5), "pvc 1": BandRule(thickness=1)}
    )

    result = read(write(tmp_path, {"x.csv": text}), preset=preset)

    banded, plain = result.batch.parts()
    assert (banded.length, banded.width) == (701.0, 301.5)
    assert banded.cut_size == (700.0, 300.0)
    assert banded.cut_outline.bounds == (0.0, 0.0, 700.0, 300.0)
    assert plain.cut_size == (plain.length, plain.width) == (700.0, 300.0)
    unknown = [one for one in result.report.assumptions if "fita" in one.code]
    assert [dict(one.values) for one in unknown] == [{"band": "Nada"}]


def test_with_finished_sizes_the_cut_ones_are_smaller(tmp_path: Path) -> None:
    text = "nome;comprimento;largura;espessura;material;fita l1\nporta;700;300;18;MDF;PVC 2\n"
    preset = ImportPreset(size="finished", bands={"PVC 2": BandRule(thickness=2)})

    part = only(read(write(tmp_path, {"x.csv": text}), preset=preset))

    assert (part.length, part.width) == (700.0, 300.0)
    assert part.cut_size == (698.0, 300.0)


@pytest.mark.parametrize("cut", [30, 200, -200])
def test_a_truncated_spreadsheet_is_one_error(tmp_path: Path, cut: int) -> None:
    with pytest.raises(InputError):
        read(write(tmp_path, {"x.xlsx": spreadsheet()[:cut]}))


def test_prose_with_commas_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(write(tmp_path, {"leia-me.txt": "Olá, mundo,\numa, duas, tres\n"}))

    assert caught.value.code == "importacao.nada_reconhecido"


def bomb(sheet: str, shared: str = "") -> bytes:
    """A workbook whose worksheet is this XML."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(spreadsheet())) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                data = sheet.encode()
            if name == "xl/sharedStrings.xml" and shared:
                data = shared.encode()
            changed.writestr(name, data)
    return stream.getvalue()


HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


@pytest.mark.parametrize(
    "data",
    [
        bomb(HEAD + '<row r="1"><c r="XFD1048576"><v>1</v></c></row>' + TAIL),
        bomb(HEAD + '<row r="1"><c r="A1"/></row><row r="9999999999"><c><v>1</v></c></row>' + TAIL),
        bomb(HEAD + f'<row r="1"><c r="{"B" * 60}2"><v>1</v></c></row>' + TAIL),
        bomb(HEAD + "\0" + TAIL),
        bomb(HEAD + " " * 30_000_000 + TAIL),
        bomb(
            HEAD + '<c t="s"><v>0</v></c>' * 4000 + TAIL,
            "<sst><si><t>" + "".join(f"{n:07d}" for n in range(20_000)) + "</t></si></sst>",
        ),
    ],
    ids=["wide", "long", "letters", "two bytes a letter", "swelling", "shared text"],
)
def test_a_spreadsheet_that_would_fill_the_memory_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read(write(tmp_path, {"x.xlsx": data}))

    assert caught.value.code == "formatos.planilha_grande"


def test_an_old_spreadsheet_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(write(tmp_path, {"x.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)}))

    assert caught.value.code == "formatos.planilha_antiga"


def test_bands_stand_on_the_drawn_sides_where_list_and_drawing_differ_a_little(
    tmp_path: Path,
) -> None:
    text = "codigo;comprimento;largura;espessura;material;fita l3\np1;700;300;18;MDF;PVC 2\n"
    preset = ImportPreset(bands={"PVC 2": BandRule(thickness=2)})
    files = {"x.csv": text.encode(), "p1.dxf": drawing(700.3, 300.0)}

    part = only(read(write(tmp_path, files), preset=preset))

    assert part.outline.bounds == pytest.approx((0.0, 0.0, 702.3, 300.0))
    assert part.cut_outline.bounds == pytest.approx((0.0, 0.0, 700.3, 300.0))


def test_a_row_wider_than_its_header_is_quarantined(tmp_path: Path) -> None:
    text = "name,length,width,thickness\nA,700,300,18,,\nB,700,0,300,0,18\n"

    result = read(write(tmp_path, {"x.csv": text}))

    assert only(result).name == "A"
    told = [(row.line, row.code) for row in result.report.left_out() if row.line]
    assert told == [(3, "importacao.colunas_deslocadas")]
