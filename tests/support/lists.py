"""Small sources of our own making, as text and bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from core.formats.importing import ImportResult, read_batch
from core.formats.preset import ImportPreset
from core.parts import Part
from core.parts.codes import CodeRegister, MemoryRegister

type Files = Mapping[str, str | bytes]
"""Bytes or text by name."""

PANEL = {
    "Filename": "101.DXF",
    "PartName": "Lateral Teste",
    "Length": "702.0",
    "Width": "551.5",
    "Thickness": "18",
    "Material": "MDF Exemplo 18mm",
    "Client": "Cliente Ficticio",
    "Project": "Quarto",
    "Program1": "00000101",
    "Comment": "",
}


def dxt_part(**fields: str | None) -> str:
    """A `Part`; a field given as None is left out, one as "-" has no `Value`."""
    texts = []
    for name, value in {**PANEL, **fields}.items():
        if value is None:
            continue
        shown = "" if value == "-" else f"<Value>{escape(value)}</Value>"
        texts.append(f"<Field><Name>{name}</Name><Type>Text</Type>{shown}</Field>")
    return f"<Part>{''.join(texts)}</Part>"


def dxt(*parts: str, declaration: str = '<?xml version="1.0"?>') -> str:
    """A whole DXT list, one part a line from line 2."""
    body = "\n".join(parts)
    return f"{declaration}<ListInformation><PartData>\n{body}\n</PartData></ListInformation>"


def drawing(
    length: float = 702.0,
    width: float = 551.5,
    holes: Iterable[tuple[float, float, float, float]] = (),
) -> bytes:
    """An R12 drawing: rectangle on CONTORNO, holes (x, y, diameter, depth) on FURO layers."""
    corners = [(0.0, 0.0), (length, 0.0), (length, width), (0.0, width)]
    lines = ["0", "SECTION", "2", "ENTITIES", "0", "POLYLINE", "8", "CONTORNO", "66", "1"]
    lines += ["70", "1"]
    for x, y in corners:
        lines += ["0", "VERTEX", "8", "CONTORNO", "10", f"{x}", "20", f"{y}"]
    lines += ["0", "SEQEND", "8", "CONTORNO"]
    for x, y, diameter, depth in holes:
        layer = f"FURO_{diameter:g}_{depth:g}".replace(".", "-")
        lines += ["0", "CIRCLE", "8", layer, "10", f"{x}", "20", f"{y}", "40", f"{diameter / 2}"]
    lines += ["0", "ENDSEC", "0", "EOF", ""]
    return "\r\n".join(lines).encode()


def write(folder: Path, files: Files) -> Path:
    """The files in a folder, which is made."""
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def zipped(files: Files) -> bytes:
    """The files in a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def read(
    *sources: Path, preset: ImportPreset | None = None, codes: CodeRegister | None = None
) -> ImportResult:
    """The batch of these sources."""
    return read_batch(sources, preset=preset or ImportPreset(), codes=codes or MemoryRegister())


def only(result: ImportResult) -> Part:
    """The batch's one part."""
    (part,) = result.batch.parts()
    return part
