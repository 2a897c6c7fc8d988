"""Every shipped batch goes the whole way, and no piece is lost on it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import SAMPLES, Radha

NAMES = ("cozinha_dxt", "guarda_roupa_dxt", "cozinha_promob", "lote_gabster", "curvos")


@dataclass(frozen=True)
class Result:
    out: Path
    code: int
    layout: dict[str, Any]
    report: dict[str, Any]
    complaint: str


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_goes_the_whole_way(name: str, radha: Radha, tmp_path: Path) -> None:
    """One run, many questions: a run takes seconds, a question none."""
    result = run(radha, name, tmp_path / "resultado")

    only_the_part_without_drawing_is_left_out(result)
    no_piece_is_lost_between_source_report_and_layout(result)
    piece_codes_are_unique(result)
    parts_lie_inside_the_trims_with_x_and_y_at_their_corner(result)
    every_sheet_has_its_program_and_every_operation_on_it_its_tool(result)
    the_bound_is_no_more_than_what_is_used(result)
    the_report_names_every_file_with_its_hash(result)


def run(radha: Radha, name: str, out: Path) -> Result:
    done = radha("nest", SAMPLES / name, "--out", out, "--time", "2", "--json")
    complaint = done.stderr.decode()
    assert (out / "layout.json").is_file(), complaint + done.stdout.decode()[:2000]
    layout = json.loads((out / "layout.json").read_text(encoding="utf-8"))
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout) == report
    return Result(out, done.returncode, layout, report, complaint)


def placed(result: Result) -> list[tuple[str, int]]:
    return [(p["part"], p["copy"]) for s in result.layout["sheets"] for p in s["parts"]]


def only_the_part_without_drawing_is_left_out(result: Result) -> None:
    reasons = {copy["reason"] for copy in result.layout["unplaced"]}

    assert reasons <= {"sem desenho"}
    assert result.code == (3 if reasons else 0)
    assert "Traceback" not in result.complaint


def no_piece_is_lost_between_source_report_and_layout(result: Result) -> None:
    unplaced = [(copy["part"], copy["copy"]) for copy in result.layout["unplaced"]]
    every = placed(result) + unplaced
    pieces = result.report["pieces"]

    assert len(set(every)) == len(every) == pieces["total"]
    assert (pieces["placed"], pieces["unplaced"]) == (len(placed(result)), len(unplaced))
    assert pieces["total"] == result.report["import"]["counts"]["pieces"]


def piece_codes_are_unique(result: Result) -> None:
    codes = [p["code"] for s in result.layout["sheets"] for p in s["parts"]]

    assert len(set(codes)) == len(codes)
    assert all(code.isalnum() and code.isupper() for code in codes)


def parts_lie_inside_the_trims_with_x_and_y_at_their_corner(result: Result) -> None:
    for sheet in result.layout["sheets"]:
        for part in sheet["parts"]:
            xs, ys = zip(*part["outline"], strict=True)
            assert (min(xs), min(ys)) == pytest.approx((part["x"], part["y"]), abs=1e-3)
            assert min(xs) >= 10 - 1e-6
            assert min(ys) >= 10 - 1e-6
            assert max(xs) <= sheet["length"] - 10 + 1e-6
            assert max(ys) <= sheet["width"] - 10 + 1e-6


def every_sheet_has_its_program_and_every_operation_on_it_its_tool(result: Result) -> None:
    numbers = {tool["number"] for tool in result.layout["tools"]}
    names = [sheet["program"] for sheet in result.layout["sheets"]]

    assert len(set(names)) == len(names)
    for sheet in result.layout["sheets"]:
        assert (result.out / sheet["program"]).is_file()
        for part in sheet["parts"]:
            up = "bottom" if part["mirrored"] else "top"
            for operation in part["operations"]:
                if operation["face"] == up:
                    assert operation["tool"] in numbers


def the_bound_is_no_more_than_what_is_used(result: Result) -> None:
    totals = result.layout["totals"]

    assert 1 <= totals["lower_bound"] <= totals["sheets"] == len(result.layout["sheets"])
    assert 0 < totals["utilisation"] < 1


def the_report_names_every_file_with_its_hash(result: Result) -> None:
    told = {entry["name"]: entry["sha256"] for entry in result.report["files"]}
    there = {
        path.relative_to(result.out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in result.out.rglob("*")
        if path.is_file() and path.name != "report.json"
    }

    assert told == there
    assert {"plan.pdf", "labels.pdf", "layout.json"} <= set(there)
    assert result.report["proof"] == {"ok": True, "findings": []}
    assert [p.name for p in result.out.parent.iterdir()] == ["resultado"]
