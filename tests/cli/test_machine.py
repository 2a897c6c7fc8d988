import json
from pathlib import Path

import pytest

from core.cli.edge import run
from core.machine.profile import load, parse


def test_the_old_settings_become_a_profile_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "maquina.json"
    old.write_text(
        json.dumps({"nome": "Velha", "zSeguranca": "55", "toleranciaCorte": "0,1"}),
        encoding="utf-8",
    )
    out = tmp_path / "nova" / "velha.toml"

    assert run(["machine", "import", str(old), "--out", str(out)]) == 0

    assert load(str(out)).heights.clear == 55.0
    shown = capsys.readouterr().out
    assert "config_maquina.toleranciaCorte" in shown
    assert str(out) in shown


def test_what_is_left_out_is_also_there_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "maquina.json"
    old.write_text(json.dumps({"zSeguranca": "", "trocaRapidaBrocas": True}), encoding="utf-8")

    assert run(["machine", "import", str(old), "--out", str(tmp_path / "x.toml"), "--json"]) == 0

    document = json.loads(capsys.readouterr().out)
    assert [left["code"] for left in document["left_out"]] == ["machine.antigo_sem_uso"]
    assert document["profile"]["heights"]["clear"] == 48.0


def test_a_profile_is_shown_as_a_file_that_can_be_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["machine", "show"]) == 0

    assert parse(capsys.readouterr().out, "shown") == load("router")


def test_a_wrong_profile_is_refused_by_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["machine", "show"]) == 0
    text = capsys.readouterr().out.replace("z_max = 150.0", "z_max = -1")
    wrong = tmp_path / "w.toml"
    wrong.write_text(text, encoding="utf-8")

    assert run(["machine", "check", str(wrong)]) == 2
    shown = capsys.readouterr().err
    assert "frame.z_max" in shown
    assert "w.toml" in shown


def test_an_output_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "maquina.json"
    old.write_text(json.dumps({"zSeguranca": "50"}), encoding="utf-8")

    assert run(["machine", "import", str(old), "--out", str(old / "x.toml")]) == 2
    assert "x.toml" in capsys.readouterr().err
