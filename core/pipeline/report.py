"""`report.json`: what came in, what became of it, what was proved (docs/formats/report.md)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.formats.report import ReportItem
from core.home import product_version
from core.layout.model import GroupSummary, Layout, UnplacedCopy
from core.machine.toml import profile_text
from core.messages import say
from core.nesting.problem import Mode
from core.parts import Batch
from core.pipeline.folder import OURS
from core.pipeline.proof import ProofNote
from core.pipeline.settings import Settings
from core.pipeline.turns import grain_is_assumed

VERSION = 1


class Outcome(StrEnum):
    """How a run ended; each has its exit code."""

    DONE = "done"
    LEFT_OUT = "left_out"
    PROOF_FAILED = "proof_failed"
    STOPPED = "stopped"


EXIT_CODES = {
    Outcome.DONE: 0,
    Outcome.LEFT_OUT: 3,
    Outcome.PROOF_FAILED: 4,
    Outcome.STOPPED: 130,
}


@dataclass(frozen=True, kw_only=True)
class Findings:
    """All that the report tells about one run, already in plain values where it is foreign."""

    outcome: Outcome
    batch: Batch
    layout: Layout
    settings: Settings
    created: datetime
    layout_version: str
    imported: Mapping[str, Any]
    proved: bool
    lost: Sequence[ReportItem] = ()
    notes: Sequence[ProofNote] = ()
    second_face: Sequence[Mapping[str, Any]] = ()
    by_hand: Sequence[Mapping[str, Any]] = ()
    notices: Sequence[Mapping[str, Any]] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


def report_form(found: Findings) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "product": OURS,
        "version": VERSION,
        "product_version": product_version(),
        "created": found.created.isoformat(),
        "outcome": found.outcome.value,
        "exit_code": EXIT_CODES[found.outcome],
        "batch": found.batch.name,
        "layout_version": found.layout_version,
        "settings": _settings(found.settings),
        "machine": _machine(found.settings),
        "pieces": _pieces(found),
        "import": dict(found.imported),
        "lost": [_lost(item) for item in found.lost],
        "nesting": {
            "groups": [_group(group) for group in found.layout.groups],
            "totals": _totals(found.layout),
            "unplaced": [_unplaced(copy, found.batch) for copy in found.layout.unplaced],
        },
        "assumptions": assumptions(found.batch, found.layout),
        "second_face": [dict(item) for item in found.second_face],
        "by_hand": [dict(item) for item in found.by_hand],
        "notices": [dict(item) for item in found.notices],
        "proof": {"ok": found.proved, "findings": [note.form() for note in found.notes]},
        "files": [_file(name, data) for name, data in sorted(found.files.items())],
    }


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "mode": settings.mode.value,
        "stages": settings.stages if settings.mode is Mode.SAW else None,
        "seconds": settings.seconds,
        "seed": settings.seed,
        "rectangles": settings.rectangles,
        "preset": settings.preset,
        "stock": None if settings.stock is None else len(settings.stock),
    }


def _machine(settings: Settings) -> dict[str, Any]:
    profile = settings.profile
    text = profile_text(profile).encode()
    return {
        "name": profile.name,
        "state": profile.state.value,
        "sha256": hashlib.sha256(text).hexdigest(),
    }


def _pieces(found: Findings) -> dict[str, int]:
    return {
        "total": sum(part.quantity for part in found.batch.parts()),
        "placed": sum(len(sheet.parts) for sheet in found.layout.sheets),
        "unplaced": len(found.layout.unplaced),
    }


def _lost(item: ReportItem) -> dict[str, Any]:
    """A row or file of the source that became nothing; `told` names it and the reason."""
    return {"file": item.file, "line": item.line, "code": item.code, "told": item.told}


def _group(group: GroupSummary) -> dict[str, Any]:
    return {
        "material": group.material,
        "thickness": group.thickness,
        "pieces": group.pieces,
        "sheets": group.sheets,
        "fewest_sheets": group.fewest_sheets,
        "cost": group.cost,
        "lower_bound": group.lower_bound,
        "seconds": round(group.seconds, 3),
        "progress": [[round(at, 3), cost] for at, cost in group.progress],
    }


def _totals(layout: Layout) -> dict[str, Any]:
    return {
        "sheets": layout.totals.sheets,
        "utilisation": layout.totals.utilisation,
        "lower_bound": layout.totals.lower_bound,
        "largest_offcut_area": layout.totals.largest_offcut_area,
    }


def _unplaced(copy: UnplacedCopy, batch: Batch) -> dict[str, Any]:
    part = batch.part(copy.part_id)
    piece = next(piece for piece in part.pieces if piece.copy == copy.copy)
    return {
        "part": copy.part,
        "copy": copy.copy,
        "part_id": copy.part_id,
        "name": part.name,
        "piece": piece.code,
        "code": copy.reason,
        "reason": copy.sentence,
    }


def assumptions(batch: Batch, layout: Layout) -> list[dict[str, Any]]:
    """What was taken for granted about the grain, one entry a material."""
    with_grain = {sheet.material for sheet in layout.sheets if sheet.has_grain}
    counted: Counter[str] = Counter()
    for part in batch.parts():
        if grain_is_assumed(part, sheet_has_grain=part.material in with_grain):
            counted[part.material] += part.quantity
    return [
        {
            "code": "geral.veio_assumido",
            "material": material,
            "pieces": count,
            "text": say("geral.veio_assumido", count=count, material=material),
        }
        for material, count in sorted(counted.items())
    ]


def _file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
