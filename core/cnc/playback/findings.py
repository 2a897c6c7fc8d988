"""What the judge has against a program: a code of the catalogue and the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import Value
from core.messages import say

type Values = Mapping[str, Value]

MOST_OF_A_KIND = 20
"""A broken program is told by its first findings of each code; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFinding:
    """One thing that is wrong.

    Args:
        code: `prova.…` of the message catalogue.
        values: what the sentence names.
        sheet: id of the sheet.
        program: file name.
        part, copy: the physical copy it concerns.
        line: of the program, from 1.
        x, y: where, mm in the sheet frame (machine frame where no sheet is known).
    """

    code: str
    values: dict[str, Value] = field(default_factory=dict)
    sheet: str = ""
    program: str = ""
    part: str = ""
    copy: int | None = None
    line: int | None = None
    x: float | None = None
    y: float | None = None

    @property
    def text(self) -> str:
        """The sentence for people."""
        places = {
            "sheet": self.sheet,
            "program": self.program,
            "part": self.part,
            "copy": self.copy,
            "line": self.line,
        }
        return say(self.code, {**places, **self.values})

    def form(self) -> dict[str, Any]:
        """As the JSON files have it."""
        found: dict[str, Any] = {"code": self.code, "text": self.text}
        for name in ("sheet", "program", "part", "copy", "line", "x", "y"):
            value = getattr(self, name)
            if value not in ("", None):
                found[name] = round(value, 3) if isinstance(value, float) else value
        return found


def finding(  # the one short way to make one
    code: str,
    values: Values | None = None,
    *,
    part: str = "",
    copy: int | None = None,
    line: int | None = None,
    at: tuple[float, float] | None = None,
) -> ProofFinding:
    """A finding of this area: `code` without its `prova.`; `at` is its place in mm."""
    x, y = at if at is not None else (None, None)
    return ProofFinding(
        code=f"prova.{code}", values=dict(values or {}), part=part, copy=copy, line=line, x=x, y=y
    )


def placed(findings: Iterable[ProofFinding], sheet: str, program: str) -> list[ProofFinding]:
    """The findings with their sheet and program filled in."""
    return [replace(found, sheet=sheet, program=program) for found in findings]


def bounded(findings: Iterable[ProofFinding]) -> tuple[ProofFinding, ...]:
    """The first findings of each code, in order."""
    seen: Counter[str] = Counter()
    kept = []
    for found in findings:
        seen[found.code] += 1
        if seen[found.code] <= MOST_OF_A_KIND:
            kept.append(found)
    return tuple(kept)
