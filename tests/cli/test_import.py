import json
from pathlib import Path

import pytest

from core.cli import run
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
