import json
from dataclasses import replace
from datetime import UTC, datetime

from core.nesting.problem import Mode
from core.parts import Batch, Grain, OperationKind
from core.pipeline.assemble import assemble
from core.pipeline.groups import group
from core.pipeline.proof import ProofNote
from core.pipeline.report import Findings, Outcome, report_form
from core.pipeline.saw import parts_after_the_saw
from core.pipeline.settings import Settings
from tests.support.layouts import drill, make_part, rounded, shape
from tests.support.pipeline import batch_of, settings, sheet, stacked

WHEN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def findings(batch: Batch, chosen: Settings, *, leave: int = 0) -> Findings:
    grouping = group(batch, chosen)
    solutions = [stacked(found.problem, leave=leave) for found in grouping.groups]
    return Findings(
        outcome=Outcome.LEFT_OUT,
        batch=batch,
        layout=assemble(batch, grouping, solutions, chosen),
        settings=chosen,
        created=WHEN,
        layout_version="0123abcd",
        imported={"rows": 3},
        proved=True,
        files={"b.nc": b"2", "a.nc": b""},
    )


def test_pieces_add_up_and_every_left_out_copy_has_its_reason() -> None:
    batch = batch_of(
        make_part("1", "A", 600.0, 300.0, copies=3),
        replace(make_part("2", "B", 100.0, 100.0, copies=2), drawn=False),
    )

    form = report_form(findings(batch, settings(), leave=1))

    assert form["pieces"] == {"total": 5, "placed": 2, "unplaced": 3}
    unplaced = form["nesting"]["unplaced"]
    assert [(u["part"], u["copy"], u["reason"]) for u in unplaced] == [
        ("2", 1, "sem desenho"),
        ("2", 2, "sem desenho"),
        ("1", 3, "não coube em nenhuma chapa"),
    ]
    assert unplaced[2]["piece"] == batch.part("1").pieces[2].code


def test_outcome_files_machine_and_import_are_told() -> None:
    form = report_form(findings(batch_of(make_part("1", "A", 600.0, 300.0)), settings()))

    assert (form["product"], form["version"]) == ("radha", 1)
    assert (form["outcome"], form["exit_code"]) == ("left_out", 3)
    assert form["machine"]["state"] == "untested"
    assert form["import"] == {"rows": 3}
    assert [(f["name"], f["size"]) for f in form["files"]] == [("a.nc", 0), ("b.nc", 1)]
    assert form["files"][0]["sha256"].startswith("e3b0c442")
    assert json.loads(json.dumps(form, allow_nan=False)) == form


def test_assumed_grain_is_said_by_material() -> None:
    batch = batch_of(
        make_part("1", "A", 600.0, 300.0, copies=3),
        replace(make_part("2", "B", 600.0, 300.0), grain=Grain.FREE),
        make_part("3", "C", 600.0, 300.0, material="Carvalho 18mm"),
    )
    stock = (sheet("a"), sheet("b", material="Carvalho 18mm", grain=False))

    form = report_form(findings(batch, settings(stock=stock)))

    assert [(a["material"], a["pieces"]) for a in form["assumptions"]] == [("MDF Branco 18mm", 3)]
    assert "3" in form["assumptions"][0]["text"]


def test_findings_stand_in_the_report() -> None:
    found = findings(batch_of(make_part("1", "A", 600.0, 300.0)), settings())
    note = ProofNote(code="prova.x", text="furo ausente", place="001.nc", sheet="001", part="1")

    form = report_form(replace(found, proved=False, notes=(note,), outcome=Outcome.PROOF_FAILED))

    assert form["exit_code"] == 4
    assert form["proof"] == {
        "ok": False,
        "findings": [
            {
                "code": "prova.x",
                "text": "furo ausente",
                "place": "001.nc",
                "sheet": "001",
                "part": "1",
            }
        ],
    }


def test_what_the_saw_leaves_to_do_is_listed() -> None:
    plain = make_part("1", "A", 600.0, 300.0)
    curved = make_part("2", "B", 500.0, 300.0, outline=rounded(500.0, 300.0, 60.0))
    drilled = make_part(
        "3",
        "C",
        500.0,
        300.0,
        drill(50, 50, 8, 12),
        shape(OperationKind.POCKET, curved.outline, 5.0),
    )

    found = parts_after_the_saw([plain, curved, drilled])

    assert [(entry["part"], entry["code"]) for entry in found] == [
        ("2", "geral.serra_contorno"),
        ("3", "geral.serra_usinagem"),
    ]
    assert "2" in found[1]["text"]


def test_stages_are_told_for_the_saw_only() -> None:
    batch = batch_of(make_part("1", "A", 600.0, 300.0))

    assert report_form(findings(batch, settings()))["settings"]["stages"] is None
    saw = report_form(findings(batch, settings(mode=Mode.SAW, stages=2)))["settings"]
    assert (saw["mode"], saw["stages"]) == ("saw", 2)
