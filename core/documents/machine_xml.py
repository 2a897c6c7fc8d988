"""The XML that the label applicator reads: `.cyc` of a sheet and the list of the batch.

The form is the factory's (docs/formats/cyc.md): attributes in the order Value, Name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

from core.documents.images import large_name, small_name
from core.documents.label_point import LabelPlan, LabelPoint
from core.documents.names import stem
from core.layout.model import Layout, Sheet
from core.machine.profile import MachineProfile

type Fields = Sequence[tuple[str, str]]
"""Name and value."""

DECIMALS = 3
"""Of positions and turns: a thousandth is finer than any applicator."""


def cycle_name(sheet: Sheet) -> str:
    """File name of the sheet's label cycle."""
    return f"{stem(sheet)}.cyc"


def image_name(code: str) -> str:
    """File name of a label's picture, and its `LabelName`."""
    return f"{code}.bmp"


def cycles(layout: Layout, plan: LabelPlan) -> dict[str, bytes]:
    """The `.cyc` of every sheet with a program."""
    return {
        cycle_name(sheet): cycle(plan.points.get(sheet.id, ()))
        for sheet in layout.sheets
        if sheet.program
    }


def cycle(points: Iterable[LabelPoint]) -> bytes:
    """One `Cycle_Label` for every label that the applicator lays."""
    return _document("Cycle_Label", [_label(point) for point in points])


def batch_list(layout: Layout, profile: MachineProfile) -> bytes:
    """One `Cycle_List` for every sheet with a program, in the profile's order of thickness."""
    falling = profile.labels.order == "descending"
    sheets = sorted(
        (sheet for sheet in layout.sheets if sheet.program),
        key=lambda sheet: -sheet.thickness if falling else sheet.thickness,
    )
    return _document("Cycle_List", [_sheet(sheet, profile) for sheet in sheets])


def _label(point: LabelPoint) -> Fields:
    return (
        ("LabelName", image_name(point.code)),
        ("X", _number(point.machine_x)),
        ("Y", _number(point.machine_y)),
        ("R", _whole(point.rotation)),
    )


def _sheet(sheet: Sheet, profile: MachineProfile) -> Fields:
    way = "Vertical" if sheet.width >= sheet.length else "Horizontal"
    return (
        ("PlateID", sheet.program),
        ("LabelName", cycle_name(sheet) if profile.labels.applicator else ""),
        ("LargeImage", large_name(sheet)),
        ("SmallImage", small_name(sheet)),
        ("Color", f"{way}({sheet.length / 1000:.2f}X{sheet.width / 1000:.2f})"),
        ("Thickness", _whole(sheet.thickness)),
    )


def _number(value: float) -> str:
    return str(round(value, DECIMALS) + 0.0)  # + 0.0 turns -0.0 into 0.0


def _whole(value: float) -> str:
    """Without decimals unless there are some."""
    rounded = round(value, DECIMALS) + 0.0
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def _document(kind: str, entries: Iterable[Fields]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<CycleFile>"]
    for fields in entries:
        lines.append(f'  <Cycle Name="{kind}">')
        lines.extend(
            f'    <Field Value={_attribute(value)} Name="{name}"/>' for name, value in fields
        )
        lines.append("  </Cycle>")
    lines.append("</CycleFile>")
    return ("\n".join(lines) + "\n").encode()


def _attribute(value: str) -> str:
    return quoteattr("".join(c for c in value if c.isprintable()))
