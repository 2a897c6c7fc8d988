import json
from pathlib import Path

import pytest

from core.cli import run
from core.formats.diff import FIELDS
from core.messages import known
from tests.support.lists import drawing, dxt, dxt_part, write


def test_a_whole_batch_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "lote", {"l.dxt": dxt(dxt_part()), "101.dxf": drawing()})

    assert run(["import", str(source)]) == 0
    assert "Lote lote: 1 peça" in capsys.readouterr().out


def test_skipped_rows_and_refused_files_end_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good: dict[str, str | bytes] = {"l.dxt": dxt(dxt_part()), "101.dxf": drawing()}
    row = write(tmp_path / "row", {**good, "l.dxt": dxt(dxt_part(), dxt_part(Length="x"))})
    file = write(tmp_path / "file", {**good, "m.dxt": "<ListInformation><Part>"})

    assert run(["import", str(row)]) == 3
    assert "l.dxt 3 Lateral Teste: A medida Length não é um número: x" in capsys.readouterr().out
    assert run(["import", str(file), "--json"]) == 3
    told = json.loads(capsys.readouterr().out)["report"]["items"]
    assert [one["code"] for one in told if one["kind"] == "file"] == ["formatos.xml_truncado"]


def test_a_part_that_may_not_be_cut_is_told_once_with_file_and_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torn = drawing(holes=[(50, 50, 5, 12)]).replace(b"FURO_5_12", b"FURO_5")
    source = write(tmp_path / "lote", {"l.dxt": dxt(dxt_part()), "101.dxf": torn})

    assert run(["import", str(source)]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "101.dxf" in line]
    assert told == [
        "00000101 LATERAL TESTE: 101.dxf: o nome da camada FURO_5 não diz o que usinar (handle #2)."
    ]


def test_a_second_import_tells_what_came_changed_and_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panels = [dxt_part(), dxt_part(Program1="102"), dxt_part(Program1="103")]
    source = write(tmp_path / "lote", {"l.dxt": dxt(*panels), "101.dxf": drawing()})
    assert run(["import", str(source), "--json"]) == 0
    before = tmp_path / "antes.json"
    before.write_text(capsys.readouterr().out, encoding="utf-8")

    assert run(["import", str(source), "--previous", str(before)]) == 0
    assert "Nada mudou" in capsys.readouterr().out
    write(source, {"l.dxt": dxt(dxt_part(Comment="x"), panels[1], dxt_part(Program1="104"))})
    assert run(["import", str(source), "--previous", str(before)]) == 0
    told = capsys.readouterr().out.splitlines()[2:]
    assert told == [
        "Nova: 104 LATERAL TESTE",
        "Mudou: 00000101 LATERAL TESTE (observações)",
        "Saiu: 103 LATERAL TESTE",
    ]
    assert run(["import", str(source), "--previous", str(before), "--json"]) == 0
    (changed,) = json.loads(capsys.readouterr().out)["difference"]["changed"]
    assert (changed["part"], changed["fields"]) == ("00000101", ["notes"])


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"batch": {"version": 9}}', "[" * 90_000])
def test_what_is_no_former_import_is_refused_by_name(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "lote", {"l.dxt": dxt(dxt_part()), "101.dxf": drawing()})
    before = tmp_path / "antes.json"
    before.write_text(text, encoding="utf-8")

    assert run(["import", str(source), "--previous", str(before)]) == 2
    assert "antes.json: não é um lote" in capsys.readouterr().err


def test_every_field_that_may_differ_has_a_word() -> None:
    assert [field for field in (*FIELDS, "operations") if not known(f"campo.{field}")] == []
