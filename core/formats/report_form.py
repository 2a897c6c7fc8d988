"""The import report as JSON values (docs/formats/import-report.md)."""

from __future__ import annotations

from typing import Any

from core.formats.report import FileNote, ImportReport, ReportItem
from core.formats.rows import Assumption
from core.messages import say

VERSION = 1


def report_form(report: ImportReport) -> dict[str, Any]:
    """Plain values; reasons stand both as code with values and in words."""
    counts = report.counts
    return {
        "version": VERSION,
        "source": report.source,
        "preset": report.preset,
        "counts": {
            "rows": counts.rows,
            "part_rows": counts.part_rows,
            "hardware_rows": counts.hardware_rows,
            "ignored_rows": counts.ignored_rows,
            "skipped_rows": counts.skipped_rows,
            "parts": counts.parts,
            "pieces": counts.pieces,
            "hardware": counts.hardware,
            "drawn": counts.drawn,
            "blocked": counts.blocked,
        },
        "files": [_file(note) for note in report.files],
        "assumptions": [_assumption(one) for one in report.assumptions],
        "items": [_item(item) for item in report.items],
    }


def _file(note: FileNote) -> dict[str, Any]:
    return {
        "name": note.name,
        "kind": note.kind,
        "size": note.size,
        "used": note.used,
        "sha256": note.sha256,
        "encoding": note.encoding,
        "decimal": note.decimal,
        "units": note.units,
    }


def _assumption(one: Assumption) -> dict[str, Any]:
    return {
        "file": one.file,
        "code": one.code,
        "values": dict(one.values),
        "reason": say(one.code, dict(one.values)),
    }


def _item(item: ReportItem) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "outcome": item.outcome.value,
        "file": item.file,
        "line": item.line,
        "handle": item.handle,
        "layer": item.layer,
        "label": item.label,
        "part": item.part,
        "pieces": item.pieces,
        "code": item.code,
        "values": dict(item.values),
        "reason": item.reason,
    }
