"""Kinds are told by bytes; what hides behind another name is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from core.arquivos.kinds import (
    CSV,
    DOCX,
    DXF,
    HEAD_BYTES,
    JPEG,
    JSON,
    KINDS,
    PDF,
    PNG,
    SVG,
    TEXT,
    WEBP,
    XLSX,
    XML,
    ZIP,
    ZSTD,
    check_archive,
    check_head,
    check_type,
    suffix_of,
    type_of,
)
from core.errors import InputError
from core.messages import known

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(64)
ELF = b"\x7fELF\x02\x01\x01" + bytes(64)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG_BYTES = (
    b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
)


def packed(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


GOOD = {
    PDF: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    PNG: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    JPEG: b"\xff\xd8\xff\xe0\x00\x10JFIF",
    WEBP: b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    SVG: SVG_BYTES,
    XML: b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\n<ListInformation/>",
    DXF: b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n",
    CSV: "código;peça\r\n1;Lateral\r\n".encode("cp1252"),
    TEXT: b"%\nG90 G54\nM30\n%\x1a",
    JSON: b'{"layout": []}',
    ZIP: packed(a=b"1"),
    ZSTD: b"\x28\xb5\x2f\xfd\x04\x00",
    XLSX: packed(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>"}),
    DOCX: packed(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<document/>"}),
}


def test_every_kind_is_tried_here() -> None:
    assert set(GOOD) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_takes_each_kind(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(GOOD[kind])

    check_head(GOOD[kind], kind)
    check_archive(file, kind)

    assert suffix_of(kind) != ".bin"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "data", [EXE, ELF, HTML, b"\x00\x01\x02"], ids=["exe", "elf", "html", "bin"]
)
def test_refuses_what_is_something_else(kind: str, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        check_head(data, kind)

    assert known(caught.value.code)


@pytest.mark.parametrize("data", [EXE, ELF, b"\x00\x01\x02", HTML, HTML.decode().encode("utf-16")])
def test_finds_no_kind_for_what_is_not_taken(data: bytes) -> None:
    with pytest.raises(InputError):
        type_of(data, "proposta.pdf")


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "application/x-msdownload", "application/javascript", "application/octet-stream"],
)
def test_refuses_types_that_are_not_taken(media_type: str) -> None:
    with pytest.raises(InputError):
        check_type(media_type)


def test_knows_types_by_their_other_names() -> None:
    assert check_type("text/xml") == XML
    assert check_type("application/dxf") == DXF


@pytest.mark.parametrize("kind", [SVG, XML])
def test_markup_is_told_by_its_root(kind: str) -> None:
    other = SVG if kind == XML else XML
    with pytest.raises(InputError):
        check_head(GOOD[other], kind)


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!-- - -- ><html xmlns="http://www.w3.org/1999/xhtml"/>',
        b"<?xml version='1.0'?>\n<!DOCTYPE html>\n<x:html/>",
        b"\xff\xfe" + "<html/>".encode("utf-16-le"),
    ],
)
def test_a_page_is_no_document(data: bytes) -> None:
    with pytest.raises(InputError):
        check_head(data, XML)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("lista.CSV", b"a;b", CSV),
        ("a.json", b"[1]", JSON),
        ("x.json", GOOD[PDF], PDF),
        ("dados.xlsx", GOOD[XLSX], XLSX),
        ("dados.zip", GOOD[XLSX], ZIP),
        ("programa.nc", GOOD[TEXT], TEXT),
        ("lote.dxt", GOOD[XML], XML),
        ("", GOOD[PNG], PNG),
        ("desenho.dxf", b"999\ncomentario\n0\nSECTION\n", DXF),
    ],
)
def test_a_name_decides_only_between_kinds_that_fit(name: str, data: bytes, kind: str) -> None:
    assert type_of(data, name) == kind


def _file(folder: Path, data: bytes) -> Path:
    file = folder / "arquivo"
    file.write_bytes(data)
    return file


def test_refuses_a_bomb(tmp_path: Path) -> None:
    bomb = _file(tmp_path, packed(zeros=bytes(50 * 1024 * 1024)))

    with pytest.raises(InputError) as caught:
        check_archive(bomb, ZIP)

    assert caught.value.code == "formatos.zip_taxa"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\windows\\x", "a\\..\\..\\b"]
)
def test_refuses_entries_that_leave_the_archive(name: str, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, b"x")

    with pytest.raises(InputError) as caught:
        check_archive(_file(tmp_path, buffer.getvalue()), ZIP)

    assert caught.value.code == "formatos.zip_caminho"


@pytest.mark.parametrize("kind", [XLSX, DOCX])
def test_an_archive_is_no_workbook(kind: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        check_archive(_file(tmp_path, GOOD[ZIP]), kind)

    assert caught.value.code == "arquivos.conteudo_outro"


def test_refuses_a_torn_archive(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        check_archive(_file(tmp_path, GOOD[XLSX][:-30]), XLSX)


def test_a_long_prologue_is_read_in_linear_time() -> None:
    # a hostile head must not make the patterns go back and forth
    heads = (
        b"<!--" * (HEAD_BYTES // 4),
        b"<?" * (HEAD_BYTES // 2),
        b" " * HEAD_BYTES,
        b"999\n\n" * (HEAD_BYTES // 5),
        b"<!DOCTYPE " * (HEAD_BYTES // 10),
    )
    for head in heads:
        for kind in (SVG, XML, DXF):
            with pytest.raises(InputError):
                check_head(head, kind)
