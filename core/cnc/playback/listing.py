"""The list of sheets that the cell works off: one cycle a sheet, naming files that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from core.cnc.playback.cycles import Cycle, read_cycles
from core.cnc.playback.findings import ProofFinding, Values, finding
from core.cnc.playback.names import base, by_base
from core.layout.model import Layout
from core.machine.profile import MachineProfile

_NAMED = ("PlateID", "LabelName", "LargeImage", "SmallImage")


def check_list(
    layout: Layout, files: Mapping[str, bytes], profile: MachineProfile
) -> Iterator[ProofFinding]:
    """The list among the files against the sheets and the files."""
    lists = {}
    for name, data in files.items():
        if not name.lower().endswith(".xml"):
            continue
        cycles = read_cycles(data)
        if cycles is None:
            yield finding("xml_invalido", {"file": name})
        elif all(cycle.name == "Cycle_List" for cycle in cycles):
            lists[name] = cycles
    if not lists and profile.labels.applicator:
        yield finding("lista_falta")
    if len(lists) > 1:
        yield finding("lista_repetida")
    for name, cycles in lists.items():
        yield from _cycles(name, cycles, layout, files, profile)


def _cycles(
    name: str,
    cycles: tuple[Cycle, ...],
    layout: Layout,
    files: Mapping[str, bytes],
    profile: MachineProfile,
) -> Iterator[ProofFinding]:
    written = by_base(files)
    plates = Counter(base(cycle.fields.get("PlateID", "")) for cycle in cycles)
    known = {base(sheet.program) for sheet in layout.sheets}
    for sheet in layout.sheets:
        if plates[base(sheet.program)] != 1:
            yield finding("lista_chapa", {"file": name, "sheet": sheet.id})
    for plate in plates:
        if plate not in known:
            yield finding("lista_estranha", {"file": name, "label": plate})
    for cycle in cycles:
        plate = base(cycle.fields.get("PlateID", ""))
        for field in _NAMED:
            given = cycle.fields.get(field, "")
            if not given and field == "LabelName" and not profile.labels.applicator:
                continue
            values: Values = {"file": name, "label": given or field}
            if base(given) not in written:
                yield finding("lista_arquivo", values)
            elif not base(given).startswith(plate.rpartition(".")[0]):
                yield finding("lista_estranha", values)
