"""What the proofs found, in one form for report, window and command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.messages import say
from core.nesting.problem import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofNote:
    """One finding.

    Args:
        code: of the message catalogue.
        text: the sentence.
        place: where: group, sheet, program, part.
    """

    code: str
    text: str
    place: str = ""
    sheet: str = ""
    part: str = ""

    def form(self) -> dict[str, Any]:
        """As `report.json` has it."""
        return {
            "code": self.code,
            "text": self.text,
            "place": self.place,
            "sheet": self.sheet,
            "part": self.part,
        }


def finding_note(finding: Finding, group: str) -> ProofNote:
    """A finding of the layout's judge."""
    items = ", ".join(finding.items)
    text = say(finding.code, sheet=finding.sheet, items=items, detail=finding.detail)
    sheet = "" if finding.sheet is None else str(finding.sheet + 1)
    return ProofNote(code=finding.code, text=text, place=group, sheet=sheet, part=items)
