"""What CADs, converters and mail programs do to files."""

from __future__ import annotations

import codecs

import pytest

from core.errors import InputError
from core.formats.dxf import expand
from core.formats.dxf.tags import LINES
from core.geometry import Path
from core.messages import known
from tests.support.drawings import (
    assumed,
    block,
    circle,
    file_of,
    insert,
    line,
    panel,
    read,
    rectangle,
    tags,
)

PLAIN = (rectangle("CONTORNO", 0, 0, 700, 500), circle("FURO_8_12", 37.5, -22, 4))
GOOD = file_of(*PLAIN)
ENTITIES = b"0\nSECTION\n2\nENTITIES"
BOX = Path.rectangle(0.0, 0.0, 700.0, 500.0)


def is_good(data: bytes) -> bool:
    drawing = read(data)
    return (
        drawing.blocked is None
        and drawing.outline == BOX
        and [op.path.start for op in drawing.operations] == [(37.5, 478.0)]
    )


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\n", b"\r"),
        GOOD.replace(b"\n", b"\r\r\n"),
        codecs.BOM_UTF8 + GOOD,
        GOOD.decode().encode("utf-16"),
        b"\n\n" + GOOD,
        b"999\ncomment\n" + GOOD,
        GOOD + b"garbage \x00\x01 not a pair at all\n\n12\n",
        GOOD.replace(b"\n0\nEOF\n", b"\n"),
        GOOD.removesuffix(b"\n"),
        GOOD.replace(b"\n0\n", b"\n  0\n").replace(b"\n10\n", b"\n 10\n"),
        GOOD.replace(b"\n0\nCIRCLE", b"\n999\nnote\n0\nCIRCLE"),
        GOOD.replace(b"\n0\nCIRCLE", b"\n\n0\nCIRCLE"),
        file_of(*PLAIN, header=""),
        GOOD.replace(ENTITIES, b"0\nSECTION\n2\nTABLES\nx\n0\nENDSEC\n" + ENTITIES),
    ],
    ids=range(16),
)  # fmt: skip
def test_files_that_are_read_all_the_same(data: bytes) -> None:
    assert is_good(data)


def test_decimal_commas_are_mended_in_numbers_only() -> None:
    data = panel(circle("FURO_8,5_12,5", "37,5", "22", 4), circle("Peça, nova", "1,5", 2, 3))

    drawing = read(data)

    assert drawing.operations[0].path.start == (37.5, 22.0)
    assert drawing.operations[0].diameter == 8.5
    assert drawing.notes[1].layer == "FURO_8,5_12,5"
    assert drawing.notes[2].layer == "Peça, nova"
    assert drawing.decimal == "vírgula"
    assert dict(next(a for a in drawing.assumptions if "virgula" in a.code).values)["count"] == 2


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (panel(circle("USINAR_5_Ção", 1, 1, 1)), "UTF-8"),
        (codecs.BOM_UTF8 + panel(circle("USINAR_5_Ção", 1, 1, 1)), "UTF-8 com BOM"),
        (panel(circle("USINAR_5_Ção", 1, 1, 1)).decode().encode("cp1252"), "Windows-1252"),
        (GOOD, "ASCII"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    drawing = read(data)

    assert drawing.encoding == encoding
    assert drawing.notes[-1].layer == ("USINAR_5_Ção" if b"USINAR" in data else "FURO_8_12")


def test_the_code_page_in_the_header_counts() -> None:
    header = tags(9, "$DWGCODEPAGE", 3, "ANSI_1250")
    data = file_of(circle("łóżko", 1, 1, 1), header=header).decode().encode("cp1250")

    assert read(data).notes[0].layer == "łóżko"


def test_letters_that_cads_escape() -> None:
    assert read(file_of(circle("PE\\U+00C7A", 1, 1, 1))).notes[0].layer == "PEÇA"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "desenho.nao_e_dxf"),
        (b"\x00" * 100, "desenho.nao_e_dxf"),
        (b"hello\nworld\n", "desenho.nao_e_dxf"),
        (b"AutoCAD Binary DXF\r\n\x1a\x00" + b"\x00" * 50, "desenho.binario"),
        (b"AC1027\x00\x00" + b"\x00" * 50, "desenho.dwg"),
        (b"0\nSECTION\n2\nHEADER\n0\nENDSEC\n0\nEOF\n", "desenho.sem_entidades"),
        (GOOD[:30], "desenho.sem_entidades"),
        (b"0\nSECTION\n2\nENTITIES\n" + b"\n" * (LINES + 1), "desenho.entidades_demais"),
        (b" " * (20 * 1024 * 1024 + 1), "formatos.arquivo_grande"),
    ],
    ids=range(9),
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data)

    assert caught.value.code == code
    assert caught.value.values["file"] == "peca.dxf"
    assert known(code)


@pytest.mark.parametrize("cut", range(60, len(GOOD) - 12, 7))
def test_a_truncated_file_is_never_machined(cut: int) -> None:
    try:
        drawing = read(GOOD[:cut])
    except InputError:
        return

    assert drawing.blocked is not None


def test_a_line_that_is_lost_blocks() -> None:
    lines = GOOD.split(b"\n")
    at = lines.index(b"CIRCLE") + 3
    drawing = read(b"\n".join(lines[:at] + lines[at + 1 :]))

    assert drawing.blocked is not None


def test_damage_names_its_line() -> None:
    drawing = read(GOOD.replace(b"\n0\nCIRCLE", b"\nrubbish\n0\nCIRCLE"))

    assert drawing.blocked == "desenho.danificado"
    assert dict(drawing.blocked_values)["line"] == GOOD[: GOOD.index(b"CIRCLE")].count(b"\n")


def test_a_section_without_a_name_blocks() -> None:
    nameless = circle("FURO_8_12", 9, 9, 4).encode()
    drawing = read(GOOD.replace(ENTITIES, b"0\nSECTION\n" + nameless + b"0\nENDSEC\n" + ENTITIES))

    assert drawing.blocked == "desenho.danificado"


def test_damage_elsewhere_is_of_no_matter() -> None:
    tables = b"0\nSECTION\n2\nTABLES\nrubbish\nmore rubbish\n0\nENDSEC\n"

    assert is_good(GOOD.replace(b"0\nSECTION\n2\nENT", tables + b"0\nSECTION\n2\nENT"))


def test_too_many_entities() -> None:
    stored = block("B", *[circle("FURO_5_12", n, 1, 2) for n in range(100)])
    crowd = insert("0", "B", 0, 0, 70, 100, 71, 100, 44, 1, 45, 1)

    with pytest.raises(InputError) as caught:
        read(panel(crowd, blocks=[stored]))

    assert caught.value.code == "desenho.entidades_demais"


def test_blocks_that_multiply_are_stopped() -> None:
    blocks = [block("B0", circle("FURO_5_12", 1, 1, 2))]
    blocks += [block(f"B{n}", *[insert("0", f"B{n - 1}")] * 10) for n in range(1, 12)]

    with pytest.raises(InputError):
        read(panel(insert("0", "B11"), blocks=blocks))


@pytest.mark.parametrize("array", [(70, 32767, 71, 32767), (70, 10**12), (71, -5), (70, "x")])
def test_arrays_of_any_size_end(array: tuple[object, ...]) -> None:
    stored = block("B")

    drawing = read(panel(insert("0", "B", 0, 0, *array), blocks=[stored]))

    assert drawing.operations == ()


@pytest.mark.parametrize("layer", ["USINAR_5_Desbaste", "CONTORNO"])
def test_crowds_of_contours_inside_each_other_are_refused(layer: str) -> None:
    rings = [circle(layer, 350, 250, 1 + number / 4) for number in range(500)]

    drawing = read(file_of(*rings) if layer == "CONTORNO" else panel(*rings))

    assert drawing.blocked == "desenho.contornos_demais"


def test_a_thousand_slots_are_no_crowd() -> None:
    slots = [
        circle("USINAR_18_Desbaste", 10 + 16 * (n % 40), 10 + 16 * (n // 40), 6)
        for n in range(1000)
    ]

    drawing = read(panel(*slots))

    assert drawing.blocked is None
    assert len(drawing.operations) == 1000


def test_fitted_curves_count_for_the_time_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expand, "MOST_EFFORT", 5_000)
    body = tags(8, "USINAR_4_Linha", 10, 300, 20, 200, 11, 100, 21, 0, 40, 0.5)
    curves = [tags(0, "ELLIPSE", 5, "E") + body for _ in range(30)]

    assert read(panel(*curves[:3])).blocked is None
    with pytest.raises(InputError) as caught:
        read(panel(*curves))

    assert caught.value.code == "desenho.entidades_demais"


def test_blocks_within_blocks_end() -> None:
    blocks = [block("B0", circle("FURO_5_12", 1, 1, 2))]
    blocks += [block(f"B{n}", insert("0", f"B{n - 1}")) for n in range(1, 40)]

    assert read(panel(insert("0", "B39"), blocks=blocks)).blocked == "desenho.bloco_recursivo"


def test_a_drawing_without_anything_is_the_list_rectangle() -> None:
    drawing = read(file_of())

    assert (drawing.outline, drawing.operations, drawing.blocked) == (BOX, (), None)
    assert "desenho.contorno_do_tamanho" in assumed(drawing)


def test_entities_in_two_sections_are_all_read() -> None:
    more = b"0\nSECTION\n2\nENTITIES\n" + line("RASGO_6_8", (0, 20), (700, 20)).encode()
    data = GOOD.replace(b"0\nEOF\n", more + b"0\nENDSEC\n0\nEOF\n")

    assert len(read(data).operations) == 2
