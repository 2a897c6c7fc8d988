"""Every physical copy exactly once, with its own code; every sheet with its own program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from core.cnc.playback.expected import SecondFace
from core.cnc.playback.findings import ProofFinding, Values, finding, placed
from core.cnc.playback.names import base, by_base
from core.layout.model import Layout
from core.machine.profile import MachineProfile
from core.parts import Part

type Copy = tuple[str, int]


def check_copies(
    layout: Layout, parts: Mapping[str, Part], imported: int | None
) -> Iterator[ProofFinding]:
    """No copy of a part is lost, doubled or invented, over sheets and left-overs.

    Args:
        layout: the layout.
        parts: the source, by `Part.id`.
        imported: pieces that the import counted, None where nobody did.
    """
    lying = [lies for sheet in layout.sheets for lies in sheet.parts]
    seen: Counter[tuple[str, int]] = Counter((lies.part_id, lies.copy) for lies in lying)
    seen.update((left.part_id, left.copy) for left in layout.unplaced)
    named: Counter[Copy] = Counter((lies.part, lies.copy) for lies in lying)
    named.update((left.part, left.copy) for left in layout.unplaced)
    for (part, copy), count in named.items():
        if count > 1:
            yield finding("copia_repetida", part=part, copy=copy)
    yield from _each_piece(parts, seen)
    yield from _codes(layout, parts)
    if imported is not None and imported != seen.total():
        values: Values = {"imported": imported, "found": seen.total()}
        yield finding("importacao_difere", values)


def _each_piece(
    parts: Mapping[str, Part], seen: Counter[tuple[str, int]]
) -> Iterator[ProofFinding]:
    wanted = {(part.id, piece.copy): part for part in parts.values() for piece in part.pieces}
    for (part_id, copy), part in wanted.items():
        count = seen[part_id, copy]
        if count == 0:
            yield finding("copia_perdida", part=part.label, copy=copy)
        elif count > 1:
            yield finding("copia_repetida", part=part.label, copy=copy)
    for part_id, copy in seen:
        if part_id in parts and (part_id, copy) not in wanted:
            yield finding("copia_desconhecida", part=parts[part_id].label, copy=copy)


def _codes(layout: Layout, parts: Mapping[str, Part]) -> Iterator[ProofFinding]:
    used: set[str] = set()
    for sheet in layout.sheets:
        for lies in sheet.parts:
            part = parts.get(lies.part_id)
            codes = {piece.copy: piece.code for piece in part.pieces} if part else {}
            values: Values = {"given": lies.code, "wanted": codes.get(lies.copy, "")}
            if part and codes.get(lies.copy) != lies.code:
                yield finding("codigo_errado", values, part=lies.part, copy=lies.copy)
            if lies.code in used:
                yield finding("codigo_repetido", values, part=lies.part, copy=lies.copy)
            used.add(lies.code)


def check_second_face(
    layout: Layout, parts: Mapping[str, Part], second_face: SecondFace
) -> Iterator[ProofFinding]:
    """The list of the second face names operations that exist on copies that lie."""
    lying = {
        (lies.part, lies.copy): parts.get(lies.part_id)
        for sheet in layout.sheets
        for lies in sheet.parts
    }
    for part, copy, operation in sorted(second_face):
        source = lying.get((part, copy))
        if source is None or not 0 <= operation < len(source.operations):
            yield finding("segunda_face_sobra", {"operation": operation}, part=part, copy=copy)


def check_programs(
    layout: Layout, files: Mapping[str, bytes], profile: MachineProfile
) -> Iterator[ProofFinding]:
    """Every sheet has a program of its own among the files, and no program is left."""
    written = by_base(files)
    used: Counter[str] = Counter(base(sheet.program) for sheet in layout.sheets if sheet.program)
    for sheet in layout.sheets:
        wrong = []
        if not sheet.program:
            wrong.append(finding("sem_programa"))
        elif base(sheet.program) not in written:
            wrong.append(finding("programa_falta"))
        elif used[base(sheet.program)] > 1 or len(written[base(sheet.program)]) > 1:
            wrong.append(finding("programa_repetido"))
        yield from placed(wrong, sheet.id, sheet.program)
    for name in files:
        if name.endswith(profile.files.extension) and base(name) not in used:
            yield finding("programa_sem_chapa", {"file": name})
