"""DXT cut lists (docs/formats/dxt.md): one `Part` element, one physical panel."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from core.formats.limits import ROWS
from core.formats.rows import HardwareRow, LeftRow, ListContent, ListRow, PanelRow, encoding_assumed
from core.formats.values import (
    Decimals,
    RowError,
    check_rows,
    copies,
    hardware_quantity,
    material_name,
    part_name,
    plain,
    size,
)
from core.formats.xml import Document, Element, children, line_of, local, text_of
from core.messages import known
from core.parts import Band, Grain, Origin
from core.units import parse_decimal

ROOT = "ListInformation"
HARDWARE = "HardwareData"
HARDWARE_ITEM = "Hardware"

# Fields of our own lists that other readers do not look at.
OWN_IDENTITY = "PartId"
OWN_CODE = "PieceCodeSource"
OWN_GRAIN = "Grain"
OWN_SIZE = "SizeKind"
OWN_BLOCKED = "Blocked"
_THICKEST = 50.0
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
OWN_BANDS = ("BandC1", "BandC2", "BandL1", "BandL3")


def is_dxt(root: Element) -> bool:
    """Whether this document is such a list."""
    return local(root) == ROOT


def read_dxt(document: Document, file: str) -> ListContent:
    """All parts of a list.

    Raises:
        InputError: more rows than anybody cuts at once.
    """
    wanted = {"Part": _row, HARDWARE_ITEM: _hardware}
    elements = [element for element in document.root.iter() if local(element) in wanted]
    check_rows(len(elements), file, ROWS)
    decimals = Decimals()
    rows = tuple(wanted[local(element)](element, file, decimals) for element in elements)
    return ListContent(
        kind="dxt",
        file=file,
        text=document.text,
        rows=rows,
        elements=len(elements),
        decimal=decimals.name,
        assumptions=tuple(encoding_assumed(file, document.text)),
    )


def _row(part: Element, file: str, decimals: Decimals) -> ListRow:
    fields = _fields(part)
    origin = Origin(file, line_of(part))
    try:
        return _panel(fields, origin, decimals)
    except RowError as error:
        label = fields.get("partname") or fields.get("filename") or fields.get("program1") or ""
        return LeftRow.wrong(origin, plain(label), error)


def _hardware(element: Element, file: str, decimals: Decimals) -> ListRow:
    """An item of the element that only our own lists have."""
    origin = Origin(file, line_of(element))
    texts = {local(child): plain(text_of(child)) for child in element}
    name, code = texts.get("Name", ""), texts.get("Code", "")
    try:
        return HardwareRow(
            origin=origin,
            name=name,
            quantity=hardware_quantity(texts.get("Quantity", ""), decimals),
            client=texts.get("Client", ""),
            room=texts.get("Project", ""),
            code=code,
            merge=f"{code}\n{name}",
        )
    except RowError as error:
        return LeftRow.wrong(origin, name, error)


def _fields(part: Element) -> dict[str, str]:
    """Field values by lower-case name; the first of a name counts, a missing value is empty."""
    found: dict[str, str] = {}
    for element in children(part, "Field"):
        name = text_of(next(children(element, "Name"), None)).casefold()
        found.setdefault(name, text_of(next(children(element, "Value"), None)))
    return found


def _panel(fields: dict[str, str], origin: Origin, decimals: Decimals) -> PanelRow:
    program = plain(fields.get("program1", "")) or None
    filename = fields.get("filename", "").replace("\\", "/")
    stem = PurePosixPath(filename).stem
    own_code = fields.get(OWN_CODE.casefold())
    row = PanelRow(
        origin=origin,
        name=part_name(fields.get("partname", "")),
        length=size(fields.get("length", ""), "Length", decimals),
        width=size(fields.get("width", ""), "Width", decimals),
        thickness=size(fields.get("thickness", ""), "Thickness", decimals),
        material=material_name(fields.get("material", "")),
        quantity=copies(fields.get("quantity", ""), decimals),
        client=plain(fields.get("client", "")),
        room=plain(fields.get("project", "")),
        program=program,
        code=plain(own_code) if own_code is not None else ("" if program else plain(stem)),
        notes=plain(fields.get("comment", "")),
        drawing=_drawing_names(filename, program),
        boring=(stem,) if stem else (),
    )
    return _with_own(row, fields)


def _with_own(row: PanelRow, fields: dict[str, str]) -> PanelRow:
    """The fields that only our own lists have; other writers leave them out."""
    bands = tuple(_band(fields.get(name.casefold(), "")) for name in OWN_BANDS)
    grain = fields.get(OWN_GRAIN.casefold(), "")
    kind = fields.get(OWN_SIZE.casefold(), "")
    return replace(
        row,
        identity=_identity(fields.get(OWN_IDENTITY.casefold(), "")),
        blocked=_code(fields.get(OWN_BLOCKED.casefold(), "")),
        grain=Grain(grain) if grain in set(Grain) else None,
        size=kind if kind in ("cut", "finished") else "",
        bands=(bands[0], bands[1], bands[2], bands[3]) if any(bands) else None,
    )


def _identity(text: str) -> str:
    return text if _ID.fullmatch(text) else ""


def band_text(band: Band | None) -> str:
    """A band as our lists carry it: thickness, pre-milling and name."""
    return f"{band.thickness!r};{band.premilling!r};{band.name}" if band else ""


def _band(text: str) -> Band | None:
    thickness, mark, rest = text.partition(";")
    premilling, second, name = rest.partition(";")
    if not mark or not second:
        return None
    try:
        band = Band(plain(name), parse_decimal(thickness), parse_decimal(premilling))
    except ValueError:
        return None
    return band if 0 <= band.thickness <= _THICKEST and 0 <= band.premilling <= _THICKEST else None


def _code(text: str) -> str:
    return text if known(text) else ""


def _drawing_names(filename: str, program: str | None) -> tuple[str, ...]:
    if filename:
        return (filename,)
    if program is None:
        return ()
    return tuple(dict.fromkeys((f"{program}.dxf", f"{program.lstrip('0') or '0'}.dxf")))
