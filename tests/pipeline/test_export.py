import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.cnc import Programs, make_programs
from core.errors import ProofError
from core.formats import ImportResult
from core.layout.model import Layout
from core.machine.profile import LayerOverride, load
from core.nesting import solve_all
from core.nesting.problem import Finding, Mode, Problem, Solution
from core.parts.codes import MemoryRegister
from core.pipeline import making, nesting
from core.pipeline.events import Event, Phase, Progress
from core.pipeline.export import export, refusal
from core.pipeline.nesting import LayoutRefused, nest
from core.pipeline.reading import read
from core.pipeline.report import Outcome
from core.pipeline.settings import Settings
from tests.support.lists import drawing, dxt, dxt_part, write
from tests.support.pipeline import settings, small_source, stacked

WHEN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def all_stacked(problems: tuple[Problem, ...], **_: Any) -> tuple[Solution, ...]:
    return tuple(stacked(problem) for problem in problems)


@pytest.fixture(autouse=True)
def one_sheet_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is tested elsewhere; here a layout must only be right, and there at once."""
    monkeypatch.setattr(nesting, "solve_all", all_stacked)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    source = small_source(tmp_path_factory.mktemp("fonte") / "lote")
    return read([source], settings(), codes=MemoryRegister())


@pytest.fixture
def layout(result: ImportResult) -> Layout:
    return nest(result.batch, settings())


def report_in(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return found


def shifted(*arguments: Any, **more: Any) -> Programs:
    """Programs of which the first cuts everything two tenths of a millimetre aside."""
    programs = make_programs(*arguments, **more)
    name = min(programs.files)
    text = programs.files[name].decode("ascii")
    spoiled = text.replace("G21", "G21 G92 X0.2", 1)
    return replace(programs, files={**programs.files, name: spoiled.encode("ascii")})


def test_a_proved_result_stands_whole_and_the_same_for_the_same_layout(
    result: ImportResult, layout: Layout, tmp_path: Path
) -> None:
    one = export(result, layout, settings(), tmp_path / "a", created=WHEN)
    other = export(result, layout, settings(), tmp_path / "b", created=WHEN)

    assert one.outcome is Outcome.DONE
    assert one.report["proof"]["ok"]
    for name in one.files:
        assert (one.out / name).read_bytes() == (other.out / name).read_bytes(), name
    assert sorted(p.relative_to(one.out).as_posix() for p in one.out.rglob("*")) == list(one.files)


def test_a_failed_proof_leaves_nothing_but_the_report(
    result: ImportResult, layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "r"
    export(result, layout, settings(), out, created=WHEN)
    monkeypatch.setattr(making, "make_programs", shifted)

    failed = export(result, layout, settings(), out, created=WHEN)

    assert (failed.outcome, failed.exit_code) == (Outcome.PROOF_FAILED, 4)
    assert [path.name for path in out.iterdir()] == ["report.json"]
    report = report_in(out)
    assert report["proof"]["ok"] is False
    assert any(note["place"].startswith("001") for note in report["proof"]["findings"])
    assert report["files"] == []


def test_a_layout_that_its_judge_refuses_ends_the_same_way(
    result: ImportResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        nesting,
        "check",
        lambda _problem, _solution: (Finding("nesting.sobreposicao", sheet=0, items=("a", "b")),),
    )
    with pytest.raises(LayoutRefused) as caught:
        nest(result.batch, settings())

    written = refusal(result, caught.value.notes, settings(), tmp_path / "r")

    assert written.exit_code == 4
    assert [path.name for path in written.out.iterdir()] == ["report.json"]
    assert report_in(written.out)["proof"]["findings"][0]["part"] == "a, b"


def test_documents_that_do_not_read_back_are_a_failed_proof(
    result: ImportResult, layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: Any, **__: Any) -> None:
        raise ProofError("geral.conferencia")

    monkeypatch.setattr(making, "make_documents", unreadable)

    failed = export(result, layout, settings(), tmp_path / "r")

    assert failed.exit_code == 4
    assert [path.name for path in failed.out.iterdir()] == ["report.json"]
    assert failed.report["proof"]["findings"][0]["code"] == "geral.conferencia"


def test_what_was_stopped_says_so(result: ImportResult, layout: Layout, tmp_path: Path) -> None:
    stopped = export(result, layout, settings(), tmp_path / "r", stopped=lambda: True)

    assert (stopped.outcome, stopped.exit_code) == (Outcome.STOPPED, 130)
    assert report_in(tmp_path / "r")["outcome"] == "stopped"
    assert (tmp_path / "r" / "layout.json").is_file()


def test_an_operation_lost_in_the_import_is_found_in_the_raw_drawing(
    result: ImportResult, tmp_path: Path
) -> None:
    victim = next(part for part in result.batch.parts() if part.operations)
    layer = victim.operations[0].layer
    poorer = replace(
        victim, operations=tuple(one for one in victim.operations if one.layer != layer)
    )
    packages = tuple(
        replace(
            package,
            parts=tuple(poorer if part.id == victim.id else part for part in package.parts),
        )
        for package in result.batch.packages
    )
    spoiled = replace(result, batch=replace(result.batch, packages=packages))

    done = export(spoiled, nest(spoiled.batch, settings()), settings(), tmp_path / "r")

    assert done.exit_code == 4
    assert {note["part"] for note in done.report["proof"]["findings"]} == {victim.label}


def test_every_phase_is_told_in_order(result: ImportResult, tmp_path: Path) -> None:
    heard: list[Event] = []
    chosen: Settings = settings()

    export(result, nest(result.batch, chosen, heard.append), chosen, tmp_path / "r", heard.append)

    phases = [event.phase for event in heard if isinstance(event, Progress)]
    assert list(dict.fromkeys(phases)) == [
        Phase.NEST,
        Phase.CHECK,
        Phase.PROGRAMS,
        Phase.DOCUMENTS,
        Phase.PROOF,
        Phase.WRITE,
    ]


def test_the_saw_lists_all_machining_as_left_to_do(
    result: ImportResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nesting, "solve_all", solve_all)  # a saw's layout needs its cutting tree
    chosen = settings(mode=Mode.SAW)

    done = export(result, nest(result.batch, chosen), chosen, tmp_path / "r")

    assert done.exit_code == 0
    left = {entry["part_id"] for entry in done.report["second_face"]}
    wanted = {
        part.id
        for part in result.batch.parts()
        if part.operations or not part.cut_outline.is_rectangle()
    }
    assert left == wanted
    assert not any(name.endswith(".nc") for name in done.files)


def test_a_row_that_was_skipped_is_told_and_ends_as_left_out(tmp_path: Path) -> None:
    source = small_source(tmp_path / "lote")
    bad = "<ListInformation><Part><Field><Name>PartName</Name><Value>X</Value></Field></Part>"
    (source / "outra.dxt").write_text(bad + "</ListInformation>", encoding="utf-8")
    result = read([source], settings(), codes=MemoryRegister())

    exported = export(result, nest(result.batch, settings()), settings(), tmp_path / "out")

    assert (exported.outcome, exported.exit_code) == (Outcome.LEFT_OUT, 3)
    (lost,) = report_in(tmp_path / "out")["lost"]
    assert lost["code"] == "importacao.medida_ausente"
    assert lost["told"].startswith("outra.dxt 1 X: ")


def test_layers_that_the_machine_registers_are_read_and_proved_as_registered(
    tmp_path: Path,
) -> None:
    holes = [(50.0, 60.0, 8.0, 12.0), (90.0, 60.0, 5.0, 12.0)]
    files: dict[str, str | bytes] = {
        "l.dxt": dxt(dxt_part()),
        "101.dxf": drawing(holes=holes),
    }
    source = write(tmp_path / "lote", files)
    registered = (
        LayerOverride(layer="FURO_8_12", depth=9.0),
        LayerOverride(layer="FURO_5_12", kind="ignore"),
    )
    chosen = settings(load("router").model_copy(update={"layers": registered}))
    result = read([source], chosen, codes=MemoryRegister())

    exported = export(result, nest(result.batch, chosen), chosen, tmp_path / "out")

    (part,) = result.batch.parts()
    assert [(one.layer, one.depth) for one in part.operations] == [("FURO_8_12", 9.0)]
    assert exported.outcome is Outcome.DONE
    told = {one["code"] for one in report_in(tmp_path / "out")["import"]["assumptions"]}
    assert "desenho.camada_registrada" in told
