"""What the export page shows, as frozen values. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.pipeline.export import Exported
from core.pipeline.report import Outcome


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that was written; size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Something that the proof has against a program or a document."""

    text: str
    place: str
    sheet: str
    part: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Something a person should know about what was written."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Result:
    """What an export came to.

    Args:
        proved: nothing was found; only then programs were written.
        programs: how many programs were proved.
        unplaced: copies that are in no program.
        second_face: operations left for the other face or for an edge.
    """

    folder: Path
    proved: bool
    programs: int
    unplaced: int
    second_face: int
    files: tuple[FileLine, ...]
    findings: tuple[FindingLine, ...]
    notices: tuple[NoticeLine, ...]


def result_of(exported: Exported) -> Result:
    """The page after an export."""
    report = exported.report
    return Result(
        folder=exported.out,
        proved=exported.outcome is not Outcome.PROOF_FAILED,
        programs=sum(bool(sheet.program) for sheet in exported.layout.sheets),
        unplaced=len(exported.layout.unplaced),
        second_face=len(report["second_face"]),
        files=tuple(FileLine(entry["name"], entry["size"]) for entry in report["files"]),
        findings=tuple(_findings(report)),
        notices=tuple(_notices(report)),
    )


def folder_for(parent: Path, batch: str) -> Path:
    """Where a batch goes by default: a folder of its name that every system accepts."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "_", batch).strip(" .")
    return parent / f"{name or 'lote'}_radha"


def _findings(report: dict[str, Any]) -> Iterator[FindingLine]:
    for entry in report["proof"]["findings"]:
        yield FindingLine(entry["text"], entry["place"], entry["sheet"], entry["part"])


def _notices(report: dict[str, Any]) -> Iterator[NoticeLine]:
    """Like sentences counted together."""
    found: dict[str, int] = {}
    for entry in (*report["notices"], *report["assumptions"], *report["by_hand"]):
        text = str(entry.get("text", entry.get("code", "")))
        found[text] = found.get(text, 0) + 1
    for text, count in found.items():
        yield NoticeLine(text, count)
