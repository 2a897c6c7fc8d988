"""What a second import of a source changed, by the parts' stable ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.parts import Batch, Operation, Part

FIELDS = (
    "name",
    "program",
    "code",
    "length",
    "width",
    "thickness",
    "material",
    "quantity",
    "client",
    "room",
    "notes",
    "grain",
    "bands",
    "outline",
    "attachments",
    "drawing",
    "drawn",
    "blocked",
)
"""What is compared as it stands; operations are compared without their origin."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A part that is in both batches and not the same.

    Args:
        before, after: the two states.
        fields: names of what differs; `operations` among them.
    """

    before: Part
    after: Part
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Parts that came, changed and went."""

    added: tuple[Part, ...]
    changed: tuple[Changed, ...]
    removed: tuple[Part, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def difference(before: Batch, after: Batch) -> Difference:
    """What must be done to get from one batch to the other."""
    old = {part.id: part for part in before.parts()}
    new = {part.id: part for part in after.parts()}
    return Difference(
        added=tuple(part for key, part in new.items() if key not in old),
        changed=tuple(_changed(old, new)),
        removed=tuple(part for key, part in old.items() if key not in new),
    )


def _changed(old: dict[str, Part], new: dict[str, Part]) -> Iterator[Changed]:
    for key, after in new.items():
        before = old.get(key)
        fields = _differing(before, after) if before else ()
        if before and fields:
            yield Changed(before, after, fields)


def _differing(before: Part, after: Part) -> tuple[str, ...]:
    plain = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    if _bare(before.operations) != _bare(after.operations):
        plain.append("operations")
    return tuple(plain)


def _bare(operations: tuple[Operation, ...]) -> list[Operation]:
    """Operations without the place where they were read."""
    return [replace(operation, origin=None) for operation in operations]
