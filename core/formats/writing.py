"""A batch as DXT and DXF, which reads back as the same batch (docs/formats/dxt.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from core.formats import dxt
from core.formats.dxf import write_drawing
from core.formats.xml import Element
from core.parts import NO_BANDS, Batch, Part

_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)
_LONGEST_STEM = 60


def write_batch(batch: Batch) -> dict[str, bytes]:
    """The files of a batch by name: one DXT list and a DXF for every drawn part.

    Sizes and drawings are the cut ones, as other programs expect them; bands, grain and ids
    stand in fields of our own, which other programs leave out. Hardware stands in an element
    of its own beside the parts. Attachments are not carried: their bytes are not in the batch.
    """
    names = _drawing_names(batch)
    root = etree.Element(dxt.ROOT)
    _application(root)
    data = etree.SubElement(root, "PartData")
    files: dict[str, bytes] = {}
    for part in batch.parts():
        for _ in part.pieces:
            _part(data, part, names[part.id])
        if part.drawn:
            files[names[part.id]] = write_drawing(cut_part(part))
    _hardware(root, batch)
    etree.indent(root)
    listed = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return {f"{safe_name(batch.name) or 'lote'}.dxt": listed + b"\n", **files}


def cut_part(part: Part) -> Part:
    """The part as the router and the saw have it, without bands."""
    length, width = part.cut_size
    return replace(
        part,
        length=length,
        width=width,
        outline=part.cut_outline,
        operations=part.cut_operations,
        bands=NO_BANDS,
    )


def safe_name(text: str) -> str:
    """A file name for every system: plain letters, no path, no device."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", bare).strip("._")[:_LONGEST_STEM]
    return f"_{name}" if _DEVICE.match(name) else name


def _drawing_names(batch: Batch) -> dict[str, str]:
    taken: set[str] = set()
    names: dict[str, str] = {}
    for part in batch.parts():
        stem = safe_name(part.label) or part.id
        name, number = f"{stem}.DXF", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}_{number}.DXF"
        taken.add(name.casefold())
        names[part.id] = name
    return names


def _application(root: Element) -> None:
    data = etree.SubElement(root, "ApplicationData")
    etree.SubElement(data, "Name").text = "Radha"
    etree.SubElement(data, "Version").text = "1.0"


def _part(data: Element, part: Part, drawing: str) -> None:
    element = etree.SubElement(data, "Part")
    for name, kind, value in _fields(part, drawing):
        field = etree.SubElement(element, "Field")
        etree.SubElement(field, "Name").text = name
        etree.SubElement(field, "Type").text = kind
        etree.SubElement(field, "Value").text = xml_text(value)


def _fields(part: Part, drawing: str) -> Iterator[tuple[str, str, str]]:
    length, width = part.cut_size
    yield "Filename", "Text", drawing
    yield "PartName", "Text", part.name
    yield "Length", "Real", _real(length)
    yield "Width", "Real", _real(width)
    yield "Thickness", "Real", _real(part.thickness)
    yield "Material", "Text", part.material
    yield "Client", "Text", part.client
    yield "Project", "Text", part.room
    yield "Program1", "Text", part.program or ""
    yield "Comment", "Text", part.notes
    yield dxt.OWN_IDENTITY, "Text", part.id
    yield dxt.OWN_CODE, "Text", part.code
    yield dxt.OWN_GRAIN, "Text", part.grain.value
    yield dxt.OWN_SIZE, "Text", "cut"
    if part.blocked and part.drawn:
        # a missing drawing shows itself; any other reason must not get lost
        yield dxt.OWN_BLOCKED, "Text", part.blocked
    bands = (part.bands.c1, part.bands.c2, part.bands.l1, part.bands.l3)
    for name, band in zip(dxt.OWN_BANDS, bands, strict=True):
        if band:
            yield name, "Text", dxt.band_text(band)


def _hardware(root: Element, batch: Batch) -> None:
    if not any(package.hardware for package in batch.packages):
        return
    data = etree.SubElement(root, dxt.HARDWARE)
    for package in batch.packages:
        for item in package.hardware:
            element = etree.SubElement(data, dxt.HARDWARE_ITEM)
            for name, value in (
                ("Name", item.name),
                ("Code", item.code),
                ("Quantity", _real(item.quantity)),
                ("Client", package.client),
                ("Project", package.room),
            ):
                etree.SubElement(element, name).text = xml_text(value)


def _real(value: float) -> str:
    """The shortest decimal that reads back as the same number, never with an exponent."""
    text = repr(value)
    if "e" in text:
        text = f"{value:.12f}".rstrip("0")
    return text.removesuffix(".0").rstrip(".") or "0"


def xml_text(text: str) -> str:
    """The text without characters that XML cannot carry."""
    return "".join(char for char in text if char in "\t\n\r" or _is_xml(ord(char)))


def _is_xml(code: int) -> bool:
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
