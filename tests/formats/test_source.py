import io
import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from core.errors import InputError
from core.formats.kinds import FileKind, kind_of_bytes
from core.formats.limits import ARCHIVE_ENTRIES
from core.formats.source import open_sources
from tests.support.lists import Files, drawing, dxt, dxt_part, only, read, write, zipped


def names(path: Path) -> list[str]:
    with open_sources([path]) as found:
        return [file.path for file in found.files]


def troubles(path: Path) -> dict[str, str]:
    with open_sources([path]) as found:
        return {trouble.file: trouble.code for trouble in found.troubles}


def test_a_folder_and_its_zip_hold_the_same(tmp_path: Path) -> None:
    files: Files = {"lote.dxt": dxt(dxt_part(Filename=r"des\101.dxf")), "Des/101.DXF": drawing()}
    folder = write(tmp_path / "lote", files)
    archive = tmp_path / "lote.zip"
    archive.write_bytes(zipped(files))

    one, other = only(read(folder)), only(read(archive))

    assert one.drawn
    assert other.drawn
    assert (one.id, one.outline) == (other.id, other.outline)


def test_names_that_lead_out_of_a_zip_are_refused_one_by_one(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    bad = ["../x.dxt", "/abs.dxt", "C:/x.dxt", "a/../../x.dxt", "..\\y.dxt", "\\\\host\\x.dxt"]
    archive.write_bytes(zipped({**dict.fromkeys(bad, "x"), "bom.dxt": dxt(dxt_part())}))

    assert names(archive) == ["bom.dxt"]
    assert set(troubles(archive).values()) == {"formatos.zip_caminho"}
    assert len(troubles(archive)) == len(bad)
    assert not (tmp_path.parent / "x.dxt").exists()


def test_a_zip_in_a_zip_is_told_and_not_opened(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped({"b.zip": zipped({"c.dxt": dxt(dxt_part())}), "d.txt": "x"}))

    assert names(archive) == ["d.txt"]
    assert troubles(archive) == {"a.zip/b.zip": "formatos.zip_dentro"}


def test_an_entry_that_swells_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "bomba.zip"
    archive.write_bytes(zipped({"a.dxt": b"0" * 3_000_000, "b.dxt": dxt(dxt_part())}))

    assert names(archive) == ["b.dxt"]
    assert troubles(archive) == {"bomba.zip/a.dxt": "formatos.zip_taxa"}


def test_a_directory_that_lies_about_a_size_does_not_get_more_than_the_limit(
    tmp_path: Path,
) -> None:
    data = bytearray(zipped({"a.dxt": os.urandom(50_000)}))
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    archive = tmp_path / "a.zip"
    archive.write_bytes(bytes(data))

    with open_sources([archive]) as found, pytest.raises(InputError) as caught:
        found.files[0].read(1000)

    assert caught.value.code in ("formatos.zip_entrada_ruim", "formatos.arquivo_grande")


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.dxt": "x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    archive = tmp_path / "a.zip"
    archive.write_bytes(bytes(data))

    with pytest.raises(InputError) as caught:
        open_sources([archive])

    assert caught.value.code == "formatos.zip_com_senha"


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(ARCHIVE_ENTRIES + 1):
            archive.writestr(f"{number}", b"")
    path = tmp_path / "a.zip"
    path.write_bytes(stream.getvalue())

    with pytest.raises(InputError) as caught:
        open_sources([path])

    assert caught.value.code == "formatos.arquivos_demais"


@pytest.mark.parametrize("cut", [3, 30, 60, -1])
def test_a_truncated_zip_is_one_error(tmp_path: Path, cut: int) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped({"lote.dxt": dxt(dxt_part())})[:cut])

    with pytest.raises(InputError):
        read(archive)


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "gigante.dxt"
    with path.open("wb") as stream:
        stream.write(b"<ListInformation>")
        stream.truncate(5 * 1024**3)

    with pytest.raises(InputError) as caught:
        read(path)

    assert caught.value.code == "formatos.arquivo_grande"
    assert caught.value.values["file"] == "gigante.dxt"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "fora", {"segredo.dxt": dxt(dxt_part())})
    folder = write(tmp_path / "lote", {"a.dxt": dxt(dxt_part())})
    (folder / "atalho.dxt").symlink_to(outside / "segredo.dxt")
    (folder / "pasta").symlink_to(outside, target_is_directory=True)
    (folder / "dentro.dxt").symlink_to(folder / "a.dxt")

    assert names(folder) == ["a.dxt", "dentro.dxt"]
    assert set(troubles(folder)) == {"atalho.dxt", "pasta"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a Unix thing")
def test_a_pipe_does_not_hang_the_import(tmp_path: Path) -> None:
    folder = write(tmp_path / "lote", {"a.dxt": dxt(dxt_part())})
    os.mkfifo(folder / "cano.dxt")

    assert stat.S_ISFIFO((folder / "cano.dxt").stat().st_mode)
    assert troubles(folder) == {"cano.dxt": "formatos.arquivo_especial"}


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "nada")

    assert caught.value.code == "importacao.fonte_nao_existe"


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path)

    assert caught.value.code == "importacao.fonte_vazia"


@pytest.mark.parametrize(
    ("head", "suffix", "kind"),
    [
        (dxt().encode(), ".txt", FileKind.XML),
        (dxt().encode("utf-16"), "", FileKind.XML),
        (drawing()[:100], ".xml", FileKind.DRAWING),
        (b"999\r\ncomment\r\n" + drawing()[:100], ".txt", FileKind.DRAWING),
        (b"AutoCAD Binary DXF\r\n\x1a\x00", ".bin", FileKind.DRAWING),
        (b"[HEADER]\r\nTYPE=BPP\r\n", ".txt", FileKind.BORING),
        (b"a;b\n1;2\n", ".lst", FileKind.TEXT),
        (b"GBS\x00\x01", ".gbs", FileKind.ATTACHMENT),
        (b"\x89PNG\r\n\x1a\n;,\n\x00", ".png", FileKind.UNKNOWN),
        (b"PK\x03\x04[Content_Types].xml", ".dat", FileKind.SPREADSHEET),
        (b"PK\x03\x04lote.dxt", ".zip", FileKind.ARCHIVE),
    ],
)
def test_the_kind_is_told_by_content(head: bytes, suffix: str, kind: FileKind) -> None:
    assert kind_of_bytes(head, suffix) is kind
