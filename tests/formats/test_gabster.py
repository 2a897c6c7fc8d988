from pathlib import Path

import pytest

from core.formats.report import Outcome
from tests.support.lists import drawing, only, read, write

ROW = (
    "PCA001", "702", "551.5", "18", "MDF Exemplo 18", "", "00000101 - Lateral móvel",
    "obs livre", "", "55-Cliente Fictício",
)  # fmt: skip


def line(delimiter: str = ",", comma: bool = False, **cells: str) -> str:
    row = [cells.get(f"c{at}", cell) for at, cell in enumerate(ROW)]
    if comma:
        row = [row[0], *(cell.replace(".", ",") for cell in row[1:4]), *row[4:]]
    return delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize(
    ("delimiter", "comma", "sign"),
    [(",", False, "ponto"), (";", False, "ponto"), (";", True, "vírgula"), (",", True, "vírgula")],
)
def test_a_row_in_every_dialect(
    tmp_path: Path, encoding: str, delimiter: str, comma: bool, sign: str
) -> None:
    text = line(delimiter, comma) + "\r\n"
    folder = write(tmp_path, {"lote.csv": text.encode(encoding), "pca001.DXF": drawing()})

    result = read(folder)

    part = only(result)
    assert (part.length, part.width, part.thickness) == (702.0, 551.5, 18.0)
    assert (part.program, part.code, part.name) == ("00000101", "PCA001", "LATERAL MÓVEL")
    assert part.material == "MDF Exemplo 18mm"
    assert part.client == "Cliente Fictício"
    assert result.batch.packages[0].name == "Cliente Fictício"
    assert part.notes == "obs livre"
    assert part.drawn
    assert result.report.files[0].kind == "gabster"
    assert result.report.files[0].decimal == sign


def test_several_clients_a_header_and_short_rows(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "Código,Comprimento,Largura,Espessura,Material,,Nome,Obs,,Cliente",
            line(),
            "PCA002,700,500,18,MDF",
            line(c0="PCA003", c9="56-Outra - Cliente"),
            line(c0="PCA004", c1="setecentos"),
            "",
        ]
    )

    result = read(write(tmp_path, {"lote.txt": text}))

    assert [package.client for package in result.batch.packages] == [
        "Cliente Fictício",
        "Outra - Cliente",
    ]
    left = [(row.line, row.code) for row in result.report.left_out() if row.line]
    assert left == [(3, "importacao.colunas_de_menos"), (5, "importacao.medida_invalida")]
    assert result.report.counts.balanced
    header = [one for one in result.report.assumptions if one.code == "importacao.cabecalho"]
    assert [dict(one.values) for one in header] == [{"line": 1}]


def test_equal_rows_are_copies(tmp_path: Path) -> None:
    text = "\n".join([line(), line(), line()])

    part = only(read(write(tmp_path, {"lote.csv": text})))

    assert [piece.copy for piece in part.pieces] == [1, 2, 3]


def test_a_gbs_is_carried_and_told_and_the_part_stays(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"lote.csv": line(), "PCA001.dxf": drawing(), "PCA001.GBS": b"GBS\x00"}
    )

    result = read(folder)

    part = only(result)
    assert part.blocked is None
    assert [(one.name, one.kind, one.size) for one in part.attachments] == [
        ("PCA001.GBS", "gbs", 4)
    ]
    (told,) = [item for item in result.report.items if item.outcome is Outcome.ATTACHED]
    assert (told.part, told.code) == (part.id, "importacao.gbs_nao_entendido")


def test_an_open_quote_or_an_endless_line_loses_no_row_after_it(tmp_path: Path) -> None:
    broken = [line(c0='"PCA000'), "x" * 300_000, line(c0="PCA009")]

    result = read(write(tmp_path, {"lote.csv": "\n".join([line(), *broken])}))

    codes = {part.code for part in result.batch.parts()}
    told = sum(1 for _ in result.report.rows())
    assert codes >= {"PCA001"}
    assert result.report.counts.balanced
    assert told == result.report.counts.rows >= 2


def test_a_decimal_comma_between_commas_is_quarantined_not_misread(tmp_path: Path) -> None:
    shifted = line().replace("551.5", "551,5").replace("PCA001", "PCA002")

    result = read(write(tmp_path, {"lote.csv": f"{line()}\n{shifted}\n"}))

    assert only(result).code == "PCA001"
    told = [(row.line, row.code) for row in result.report.left_out() if row.line]
    assert told == [(2, "importacao.colunas_deslocadas")]
