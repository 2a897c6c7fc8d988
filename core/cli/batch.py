"""`radha nest`: the whole way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.cli.console import answer, answer_json, complain
from core.cli.progress import reporter, watching
from core.cli.stop import Stop
from core.errors import Cancelled
from core.messages import say
from core.pipeline.events import Event
from core.pipeline.export import Exported, export, refusal
from core.pipeline.folder import ensure_replaceable
from core.pipeline.nesting import LayoutRefused, nest
from core.pipeline.reading import read
from core.pipeline.report import Outcome
from core.pipeline.settings import Settings
from core.units import percent

SHOWN = 20
"""Lines of a list that people see before they are sent to the report."""


def run_nest(sources: Sequence[Path], settings: Settings, out: Path, *, as_json: bool) -> int:
    """The whole way from sources to a result folder."""
    ensure_replaceable(out)
    exported = whole_way(sources, settings, out)
    if as_json:
        answer_json(exported.report)
    else:
        programs = sum(1 for sheet in exported.layout.sheets if sheet.program)
        tell(exported.report, programs, exported.out)
    return exported.exit_code


def whole_way(sources: Sequence[Path], settings: Settings, out: Path) -> Exported:
    """Read, nest and export with progress; Ctrl-C keeps the best so far."""
    with Stop() as stop, reporter(settings.seconds) as report:
        asked = watching(stop, report)

        def heard(event: Event) -> None:
            report(event)
            asked()

        result = read(sources, settings, heard, asked)
        if stop.asked:
            raise Cancelled("geral.interrompido")
        try:
            layout = nest(result.batch, settings, heard, asked)
        except LayoutRefused as refused:
            return refusal(result, refused.notes, settings, out)
        return export(result, layout, settings, out, heard, stopped=stop)


def tell(report: dict[str, Any], programs: int, out: Path) -> None:
    """The result in a few lines.

    Args:
        report: the content of `report.json`.
        programs: how many programs there are.
        out: the result folder.
    """
    totals, pieces = report["nesting"]["totals"], report["pieces"]
    answer(
        say(
            "cli.resultado",
            sheets=totals["sheets"],
            placed=pieces["placed"],
            unplaced=pieces["unplaced"],
            utilisation=percent(totals["utilisation"]),
        )
    )
    answer(say("cli.limite", bound=f"{totals['lower_bound']:g}"))
    unplaced = report["nesting"]["unplaced"]
    for copy in unplaced[:SHOWN]:
        answer(say("cli.fora", copy))
    if len(unplaced) > SHOWN:
        answer(say("cli.fora_mais", count=len(unplaced) - SHOWN))
    lost = report["lost"]
    for item in lost[:SHOWN]:
        answer(say("cli.perdida", told=item["told"]))
    if len(lost) > SHOWN:
        answer(say("cli.fora_mais", count=len(lost) - SHOWN))
    _tell_doubts(report)
    _tell_proof(report, programs)
    answer(say("cli.pasta", out=str(out)))


def _tell_doubts(report: dict[str, Any]) -> None:
    """What was assumed, what is worth knowing and which labels are for hands: all in the report."""
    kept = sum(entry["pieces"] for entry in report["assumptions"])
    for code, count in (
        ("cli.veio", kept),
        ("cli.avisos", len(report["notices"])),
        ("cli.a_mao", len(report["by_hand"])),
    ):
        if count:
            answer(say(code, count=count))


def _tell_proof(report: dict[str, Any], programs: int) -> None:
    findings = report["proof"]["findings"]
    if report["proof"]["ok"]:
        if programs:
            answer(say("cli.prova_ok", programs=programs))
        if report["outcome"] == Outcome.STOPPED.value:
            complain(say("cli.parado"))
        return
    complain(say("cli.prova_falhou", findings=len(findings), file="report.json"))
    for finding in findings[:SHOWN]:
        place = " ".join(v for v in (finding["place"], finding["sheet"], finding["part"]) if v)
        complain(say("cli.achado", place=place or "-", text=finding["text"]))
