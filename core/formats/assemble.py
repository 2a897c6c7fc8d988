"""Drafts and hardware become a batch: copies merged, ids and piece codes given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from core.errors import InputError
from core.formats.identity import base_id, digest
from core.formats.limits import PIECES
from core.formats.panels import Draft
from core.formats.rows import HardwareRow
from core.parts import Batch, Hardware, Package, Part, Piece
from core.parts.codes import CodeRegister

type Place = tuple[str, str]
"""Client and room."""

type RowKey = tuple[int, int]
"""Number of the list and of the row in it, both from 0."""


@dataclass(slots=True)
class Kind:
    """Rows of equal content: one part."""

    draft: Draft
    place: str
    rows: list[Drafted] = field(default_factory=list)
    id: str = ""

    @property
    def quantity(self) -> int:
        """Physical copies."""
        return sum(one.draft.row.quantity for one in self.rows)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft with the full path of the list it came from."""

    key: RowKey
    draft: Draft
    place: str


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """The batch and which part each draft became."""

    batch: Batch
    part_of: dict[RowKey, str]
    shared_programs: tuple[str, ...]
    """Program numbers that several different parts carry."""
    in_several_lists: int
    """Panels, by name and owner, that stand in more than one list."""


def assemble(
    name: str, drafts: Sequence[Drafted], hardware: Iterable[HardwareRow], codes: CodeRegister
) -> Assembled:
    """The batch of all rows.

    Raises:
        InputError: more pieces than one batch may have.
        EnvironmentFault: the register of piece codes cannot be written.
    """
    if sum(one.draft.row.quantity for one in drafts) > PIECES:
        raise InputError("importacao.pecas_demais", limit=PIECES)
    kinds = _merged(drafts)
    _give_ids(kinds)
    given = iter(codes.give([key for kind in kinds for key in _keys(kind)]))
    first = _first_copies(kinds)
    parts: dict[Place, list[Part]] = defaultdict(list)
    for kind in kinds:
        pieces = tuple(
            Piece(copy, next(given))
            for copy in range(first[kind.id], first[kind.id] + kind.quantity)
        )
        part = replace(kind.draft.part, id=kind.id, pieces=pieces)
        parts[part.client, part.room].append(part)
    part_of = {one.key: kind.id for kind in kinds for one in kind.rows}
    return Assembled(
        batch=Batch(name, _packages(parts, _hardware(hardware))),
        part_of=part_of,
        shared_programs=_shared(kinds),
        in_several_lists=_in_several_lists(drafts),
    )


def _merged(drafts: Sequence[Drafted]) -> list[Kind]:
    kinds: dict[tuple[str, str], Kind] = {}
    for one in drafts:
        key = (one.draft.row.identity, one.draft.content)
        kind = kinds.setdefault(key, Kind(one.draft, one.place))
        kind.rows.append(one)
    return list(kinds.values())


def _give_ids(kinds: Sequence[Kind]) -> None:
    """Ids by what a panel is called; where several share that, by what they look like."""
    groups: dict[str, list[Kind]] = defaultdict(list)
    for kind in kinds:
        groups[kind.draft.row.identity or base_id(kind.draft.row)].append(kind)
    for base, group in groups.items():
        # sorted by content, so that the order of rows does not matter
        for number, kind in enumerate(sorted(group, key=_look), start=1):
            kind.id = base if number == 1 else f"{base}-{number}"
    taken: set[str] = set()
    for kind in kinds:
        while kind.id in taken:
            kind.id += "x"
        taken.add(kind.id)


def _look(kind: Kind) -> tuple[str, str, float, float, float, str, str]:
    part = kind.draft.part
    return (
        part.name,
        part.drawing or "",
        part.length,
        part.width,
        part.thickness,
        part.material,
        kind.draft.content,
    )


def _keys(kind: Kind) -> list[str]:
    """What a piece code belongs to: this list, this part as it is, this copy."""
    return [
        digest("piece", kind.place, kind.id, kind.draft.content, copy)
        for copy in range(1, kind.quantity + 1)
    ]


def _first_copies(kinds: Sequence[Kind]) -> dict[str, int]:
    """Copies count on over all parts of one program number, so that both together are unique."""
    next_copy: dict[str, int] = defaultdict(lambda: 1)
    first: dict[str, int] = {}
    for kind in sorted(kinds, key=lambda kind: kind.id):
        label = replace(kind.draft.part, id=kind.id).label
        first[kind.id] = next_copy[label]
        next_copy[label] += kind.quantity
    return first


def _shared(kinds: Sequence[Kind]) -> tuple[str, ...]:
    counts: dict[str, int] = defaultdict(int)
    for kind in kinds:
        if kind.draft.row.program:
            counts[kind.draft.row.program] += 1
    return tuple(sorted(program for program, count in counts.items() if count > 1))


def _in_several_lists(drafts: Sequence[Drafted]) -> int:
    lists: dict[str, set[int]] = defaultdict(set)
    for one in drafts:
        lists[base_id(one.draft.row)].add(one.key[0])
    return sum(len(numbers) > 1 for numbers in lists.values())


def _hardware(rows: Iterable[HardwareRow]) -> dict[Place, list[Hardware]]:
    merged: dict[Place, dict[str, Hardware]] = defaultdict(dict)
    for row in rows:
        items = merged[row.client, row.room]
        known = items.get(row.merge)
        items[row.merge] = (
            replace(known, quantity=known.quantity + row.quantity)
            if known
            else Hardware(row.name, row.quantity, row.code, row.origin)
        )
    return {place: list(items.values()) for place, items in merged.items()}


def _packages(
    parts: dict[Place, list[Part]], hardware: dict[Place, list[Hardware]]
) -> tuple[Package, ...]:
    return tuple(
        Package(client, room, tuple(parts.get((client, room), ())), tuple(items))
        for client, room in dict.fromkeys([*parts, *hardware])
        for items in (hardware.get((client, room), []),)
    )
