"""What is said about a drawing while it is read: notes, assumptions, the reason of a block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.errors import Value
from core.formats.dxf.model import Entity, EntityNote, Outcome, Values
from core.formats.rows import Assumption


@dataclass(slots=True)
class Ledger:
    """Gathers what the drawing's report says; entities go by their number."""

    file: str
    entities: Sequence[Entity]
    notes: dict[int, EntityNote] = field(default_factory=dict)
    assumptions: list[Assumption] = field(default_factory=list)
    blocked: str | None = None
    blocked_values: Values = ()

    def assume(self, code: str, **values: Value) -> None:
        """Something is taken for granted."""
        named = {"file": self.file, **values}
        self.assumptions.append(Assumption(self.file, code, tuple(named.items())))

    def block(self, code: str, **values: Value) -> None:
        """The part may not be machined; the first reason counts."""
        if self.blocked is None:
            self.blocked = code
            self.blocked_values = tuple({"file": self.file, **values}.items())

    def note(self, number: int, outcome: Outcome, code: str = "") -> None:
        """What became of an entity; what could not be read blocks the part."""
        one = self.entities[number]
        self.notes[number] = EntityNote(one.handle, one.layer, one.kind, outcome, code)
        if outcome == "unread":
            self.block(code, handle=one.handle, layer=one.layer, kind=one.kind)

    def note_all(self, numbers: Iterable[int], outcome: Outcome, code: str = "") -> None:
        """The same for several."""
        for number in numbers:
            self.note(number, outcome, code)

    def in_order(self) -> tuple[EntityNote, ...]:
        """The notes in the order of the file."""
        return tuple(self.notes[number] for number in sorted(self.notes))
