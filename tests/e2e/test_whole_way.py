"""What people do around a run: again, other machine, saw, stock, stop it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import SAMPLES, Radha, environment

CURVED = SAMPLES / "curvos"


def layout_of(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "layout.json").read_text(encoding="utf-8"))
    return found


def test_the_same_seed_gives_the_same_layout_and_replaces_the_old_result(
    radha: Radha, tmp_path: Path
) -> None:
    out = tmp_path / "r"
    before = b""
    # only what ends its planned rounds in time repeats: a machine busy with other tests gets more
    for seconds in ("2", "4", "8"):
        first = radha("nest", CURVED, "--out", out, "--time", seconds, "--seed", "7")
        before = (out / "layout.json").read_bytes()
        (out / "sobra.txt").write_text("de antes", encoding="utf-8")
        second = radha("nest", CURVED, "--out", out, "--time", seconds, "--seed", "7")
        if (out / "layout.json").read_bytes() == before:
            break

    assert first.returncode == second.returncode == 0, second.stderr.decode()
    assert [p.name for p in tmp_path.iterdir()] == ["r"]
    assert not (out / "sobra.txt").exists()
    assert (out / "layout.json").read_bytes() == before


def test_somebody_elses_folder_is_refused_before_any_work(radha: Radha, tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"x")

    done = radha("nest", CURVED, "--out", tmp_path)

    assert done.returncode == 2
    assert str(tmp_path) in done.stderr.decode()
    assert [p.name for p in tmp_path.iterdir()] == ["foto.jpg"]


def test_a_source_that_is_not_there_is_refused_and_nothing_is_written(
    radha: Radha, tmp_path: Path
) -> None:
    done = radha("nest", tmp_path / "nada", "--out", tmp_path / "r")

    assert done.returncode == 2
    assert "nada" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_the_saw_gives_a_plan_and_no_programs(radha: Radha, tmp_path: Path) -> None:
    out = tmp_path / "r"
    done = radha("nest", CURVED, "--out", out, "--mode", "saw", "--stages", "2", "--time", "1")

    assert done.returncode == 0, done.stderr.decode()
    layout = layout_of(out)
    assert layout["tools"] == []
    assert {sheet["program"] for sheet in layout["sheets"]} == {""}
    assert (out / "plan.pdf").is_file()
    assert not list(out.rglob("*.nc"))
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert {"geral.serra_contorno", "geral.serra_usinagem"} <= {
        entry["code"] for entry in report["second_face"]
    }


def test_parts_without_stock_are_left_out_by_reason(radha: Radha, tmp_path: Path) -> None:
    stock = tmp_path / "estoque.json"
    stock.write_text("[]", encoding="utf-8")
    out = tmp_path / "r"

    done = radha("nest", CURVED, "--out", out, "--stock", stock)

    assert done.returncode == 3, done.stderr.decode()
    layout = layout_of(out)
    assert layout["sheets"] == []
    assert {copy["code"] for copy in layout["unplaced"]} == {"layout.sem_chapa"}


def test_rectangles_cuts_the_part_without_drawing(radha: Radha, tmp_path: Path) -> None:
    source = SAMPLES / "cozinha_dxt"

    without = radha("nest", source, "--out", tmp_path / "a", "--time", "1")
    with_them = radha("nest", source, "--out", tmp_path / "b", "--time", "1", "--rectangles")

    assert (without.returncode, with_them.returncode) == (3, 0)
    left = {(u["part"], u["copy"]) for u in layout_of(tmp_path / "a")["unplaced"]}
    found = {
        (p["part"], p["copy"]): p for s in layout_of(tmp_path / "b")["sheets"] for p in s["parts"]
    }
    assert left
    assert all(found[copy]["operations"] == [] for copy in left)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_in_the_search_keeps_the_best_so_far(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "r"
    with subprocess.Popen(
        [sys.executable, "-m", "core.cli", "nest", str(CURVED), "--out", str(out), "--time", "200"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        start_new_session=True,
    ) as process:
        _wait_for(process, "melhor até agora")
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group hears it
        _, complaint = process.communicate(timeout=120)

    assert process.returncode == 130, complaint.decode()
    assert "Traceback" not in complaint.decode()
    assert layout_of(out)["totals"]["sheets"] >= 1
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_a_second_ctrl_c_leaves_nothing(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "r"
    with subprocess.Popen(
        [sys.executable, "-m", "core.cli", "nest", str(CURVED), "--out", str(out), "--time", "200"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        start_new_session=True,
    ) as process:
        _wait_for(process, "melhor até agora")
        os.killpg(process.pid, signal.SIGINT)
        _wait_for(process, "Parando")
        os.killpg(process.pid, signal.SIGINT)
        _, complaint = process.communicate(timeout=120)

    assert process.returncode == 130, complaint.decode()
    assert "Traceback" not in complaint.decode()
    assert list(tmp_path.iterdir()) == []


def _wait_for(process: subprocess.Popen[bytes], sentence: str) -> None:
    """Read standard error until the sentence comes."""
    assert process.stderr is not None
    for line in process.stderr:
        if sentence in line.decode():
            return
    raise AssertionError(f"{sentence!r} never came")


def test_the_demo_ends_well_and_says_where_things_are(radha: Radha, tmp_path: Path) -> None:
    out = tmp_path / "demo"

    done = radha("demo", "--out", out, "--time", "2")

    assert done.returncode == 0, done.stderr.decode()
    shown = done.stdout.decode()
    assert str(out) in shown
    assert "plan.pdf" in shown
    assert (out / "labels.pdf").is_file()


def test_what_a_program_cuts_can_be_looked_at(radha: Radha, tmp_path: Path) -> None:
    out = tmp_path / "r"
    assert radha("nest", CURVED, "--out", out, "--time", "1").returncode == 0
    sheet = layout_of(out)["sheets"][0]
    program = out / sheet["program"]

    drawn = radha("playback", program, "--machine", "router", "--out", tmp_path / "p.svg")
    told = radha("playback", program, "--machine", "router", "--out", tmp_path / "p.json")

    assert (drawn.returncode, told.returncode) == (0, 0), drawn.stderr.decode()
    assert (tmp_path / "p.svg").read_bytes().lstrip().startswith(b"<")
    found = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert len(found["pieces"]) >= len(sheet["parts"])


def test_an_instance_is_solved_and_written(radha: Radha, tmp_path: Path) -> None:
    instance = tmp_path / "i.json"
    instance.write_text(
        json.dumps(
            {
                "name": "i",
                "kerf": 4,
                "trim": 10,
                "sheets": [{"id": "s", "w": 2750, "h": 1850, "cost": 5.0875, "copies": -1}],
                "parts": [
                    {"id": "a", "w": 700, "h": 500, "qty": 8, "rot": True},
                    {"id": "b", "w": 3000, "h": 500, "qty": 1, "rot": False},
                ],
            }
        ),
        encoding="utf-8",
    )
    out = tmp_path / "s.json"

    done = radha("solve", instance, "--mode", "saw", "--time", "1", "--out", out)

    assert done.returncode == 3, done.stderr.decode()
    solution = json.loads(out.read_text(encoding="utf-8"))
    assert (solution["instance"], solution["mode"], solution["stages"]) == ("i", "saw", 3)
    assert sum(len(sheet["placements"]) for sheet in solution["sheets"]) == 8
    assert [(u["part"], u["copies"]) for u in solution["unplaced"]] == [("b", 1)]
