"""`radha ledger` and what the doctor says of the ledger, as a person types them."""

import json
import sqlite3
from pathlib import Path

import pytest

from core.cli.edge import run
from core.messages import known
from desktop.sync.ledger import State, checks
from desktop.sync.ledger.flushing import Flushing, time_flushes
from desktop.sync.ledger.place import copy_file, ledger_file
from tests.support.ledgers import MORNING, gesture, open_ledger


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("RADHA_HOME", str(folder))
    monkeypatch.delenv("RADHA_LEDGER_COPY", raising=False)
    return folder


@pytest.fixture
def ledger(home: Path) -> Path:
    path = home / "ledger.db"
    with open_ledger(path) as opened:
        opened.record_many([gesture(number) for number in range(4)])
        opened.settle("op-000000", State.ACKED, 7, at=MORNING)
        opened.settle("op-000001", State.REFUSED, 8, {"why": "estoque"}, at=MORNING)
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    out = capsys.readouterr()
    return code, out.out, out.err


def spoil(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(b"\xff" * 100 + data[100:])


def test_status(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "ledger", "status")

    assert code == 0
    assert "2 operações" in out
    assert "Recusadas: 1" in out
    code, out, _ = said(capsys, "ledger", "status", "--json")
    told = json.loads(out)
    assert (told["pending"], told["confirmed"], told["refused"], told["quarantined"]) == (
        2,
        1,
        1,
        0,
    )
    assert told["file"] == str(ledger)
    assert told["last_confirmed"] == MORNING.isoformat()


def test_status_while_another_process_writes(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_ledger(ledger) as opened:
        opened.record_many([gesture(9)])
        _, out, _ = said(capsys, "ledger", "status", "--json")

    assert json.loads(out)["pending"] == 3


def test_status_without_a_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "ledger", "status")

    assert code == 2
    assert "Não há diário" in err
    assert not ledger_file().exists()


@pytest.mark.usefixtures("ledger")
def test_export_writes_a_line_an_operation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "ledger", "export", str(tmp_path / "tudo.jsonl"))

    lines = [json.loads(line) for line in (tmp_path / "tudo.jsonl").read_text("utf-8").splitlines()]
    assert code == 0
    assert "4 operações" in out
    assert [line["args"]["codigo"] for line in lines] == [f"K7{n:06d}" for n in range(4)]
    assert lines[1]["result"] == {"why": "estoque"}


def test_a_broken_ledger_is_told_exported_and_recovered(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(ledger)
    code, _, err = said(capsys, "ledger", "status")
    assert code == 2
    assert "radha ledger recover" in err

    code, out, _ = said(capsys, "ledger", "export", str(tmp_path / "tudo.jsonl"))
    assert code == 0
    assert "danificado" in out

    code, out, _ = said(capsys, "ledger", "recover")
    assert code == 0
    assert "4 operações" in out
    assert len(list(ledger.parent.glob("ledger-quebrado-*.db"))) == 1
    assert said(capsys, "ledger", "status")[0] == 0


def test_recover_in_json_and_from_the_copy_of_the_settings(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RADHA_LEDGER_COPY", str(tmp_path / "copia.jsonl"))
    path = home / "ledger.db"
    with open_ledger(path, copy=copy_file()) as opened:
        opened.record_many([gesture(1), gesture(2)])
    path.unlink()

    code, out, _ = said(capsys, "ledger", "recover", "--json")

    told = json.loads(out)
    assert code == 0
    assert (told["operations"], told["pending"], told["by_copy"], told["aside"]) == (2, 2, 2, None)


def test_the_doctor_tries_the_disk_and_the_ledger(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = said(capsys, "doctor", "--json")
    tried = {check["what"]: check for check in json.loads(out)["checks"]}

    assert tried["sqlite"]["detail"] == sqlite3.sqlite_version
    assert tried["gravação em disco"]["ok"]
    assert "200 gravações" in tried["gravação em disco"]["detail"]
    assert tried["espaço livre"]["ok"]
    assert tried["diário da estação"]["detail"] == "abre; 2 operações a enviar"

    spoil(ledger)
    code, out, _ = said(capsys, "doctor")
    assert code == 2
    assert "FALHA  diário da estação" in out


def test_a_disk_that_flushes_too_fast_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "time_flushes", lambda _folder: Flushing(0.02, 0.015))

    found = {check.what: check for check in checks.checks()}["gravação em disco"]

    assert found.ok
    assert found.doubt
    assert found.code == "cli.doctor_aviso"
    assert "queda de energia" in found.detail


def test_a_folder_that_cannot_be_written_is_told(home: Path) -> None:
    home.write_text("not a folder")

    found = {check.what: check for check in checks.checks()}

    assert not found["gravação em disco"].ok


def test_timing_leaves_nothing_behind(tmp_path: Path) -> None:
    found = time_flushes(tmp_path, commits=5)

    assert found.full_ms > 0
    assert found.off_ms > 0
    assert list(tmp_path.iterdir()) == []


def test_every_sentence_of_the_ledger_is_in_the_catalogue() -> None:
    import re  # noqa: PLC0415 - only here

    root = Path(checks.__file__).parents[1]
    codes = {
        code
        for file in root.rglob("*.py")
        for code in re.findall(r"\"(sync\.[a-z_]+)\"", file.read_text("utf-8"))
    }

    assert len(codes) > 15
    assert all(known(code) for code in codes)
