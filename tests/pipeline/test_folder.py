import json
from pathlib import Path

import pytest

from core.errors import EnvironmentFault, InputError
from core.messages import known
from core.pipeline import folder
from core.pipeline.folder import ensure_replaceable, write_folder

REPORT = json.dumps({"product": "radha"}).encode()


def names(path: Path) -> list[str]:
    return sorted(str(p.relative_to(path)) for p in path.rglob("*") if p.is_file())


def test_a_new_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    out = tmp_path / "a" / "resultado"

    write_folder(out, {"report.json": REPORT, "etiquetas/1.bmp": b"x"})

    assert names(out) == ["etiquetas/1.bmp", "report.json"]
    assert [p.name for p in out.parent.iterdir()] == ["resultado"]


def test_an_older_result_of_ours_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "r"
    write_folder(out, {"report.json": REPORT, "velho.nc": b"1"})

    write_folder(out, {"report.json": REPORT, "novo.nc": b"2"})

    assert names(tmp_path) == ["r/novo.nc", "r/report.json"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    out = tmp_path / "r"
    out.mkdir()

    write_folder(out, {"report.json": REPORT})

    assert names(out) == ["report.json"]


@pytest.mark.parametrize("mark", [None, b"{}", b"not json", b'{"product": "other"}', b"[]"])
def test_a_folder_of_somebody_else_is_refused_and_stays(tmp_path: Path, mark: bytes | None) -> None:
    out = tmp_path / "r"
    out.mkdir()
    (out / "foto.jpg").write_bytes(b"x")
    if mark is not None:
        (out / "report.json").write_bytes(mark)
    before = names(tmp_path)

    with pytest.raises(InputError) as caught:
        ensure_replaceable(out)
    with pytest.raises(InputError):
        write_folder(out, {"report.json": REPORT})

    assert known(caught.value.code)
    assert names(tmp_path) == before


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "r"
    out.write_bytes(b"")

    with pytest.raises(InputError) as caught:
        ensure_replaceable(out)

    assert caught.value.code == "geral.destino_arquivo"


def test_a_write_that_fails_leaves_the_old_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "r"
    write_folder(out, {"report.json": REPORT, "velho.nc": b"1"})

    def full(path: Path, data: bytes) -> None:
        if path.name == "novo.nc":
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr(folder, "_write", full)
    with pytest.raises(EnvironmentFault) as caught:
        write_folder(out, {"a.nc": b"3", "novo.nc": b"2", "report.json": REPORT})

    assert caught.value.code == "geral.gravacao"
    assert names(tmp_path) == ["r/report.json", "r/velho.nc"]


def test_an_interruption_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_path: Path, _data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "r", {"report.json": REPORT})

    assert list(tmp_path.iterdir()) == []
