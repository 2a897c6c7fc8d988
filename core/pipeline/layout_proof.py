"""What a layout and its label pictures must still be when they are about to be written."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import zxingcpp
from PIL import Image

from core.errors import Value
from core.layout.model import Layout
from core.messages import say
from core.parts import Grain, Part
from core.pipeline.proof import ProofNote

_TURN = 1e-6
_ALONG, _ACROSS = 0.0, 90.0


def check_turns(layout: Layout, parts: Mapping[str, Part]) -> Iterator[ProofNote]:
    """Parts that lie across a grain that they should follow, or along one they should cross."""
    for sheet in layout.sheets:
        for lies in sheet.parts:
            part = parts.get(lies.part_id)
            wanted = _wanted(part.grain, grained=sheet.has_grain) if part else None
            if wanted is None:
                continue
            off = (lies.rotation - wanted) % 180.0
            if min(off, 180.0 - off) > _TURN:
                values: dict[str, Value] = {
                    "sheet": sheet.id,
                    "part": lies.part,
                    "rotation": lies.rotation,
                }
                yield ProofNote(
                    code="geral.veio_girado",
                    text=say("geral.veio_girado", values),
                    sheet=sheet.id,
                    part=f"{lies.part} ({lies.copy})",
                )


def _wanted(grain: Grain, *, grained: bool) -> float | None:
    """Turn of the part to the sheet, but for half turns; None where any is right."""
    if grain is Grain.ACROSS:
        return _ACROSS
    free = grain is Grain.FREE or (grain is Grain.UNKNOWN and not grained)
    return None if free else _ALONG


def check_label_pictures(layout: Layout, files: Mapping[str, bytes]) -> Iterator[ProofNote]:
    """Label pictures, named by a piece code, whose barcodes name another piece."""
    pictures = {
        PurePosixPath(name).stem: name for name in files if name.lower().endswith((".bmp", ".png"))
    }
    codes = {lies.code: sheet.id for sheet in layout.sheets for lies in sheet.parts}
    for code, sheet in codes.items():
        name = pictures.get(code)
        said = _said(files[name]) if name else set()
        if name and said and code not in said:
            told: dict[str, Value] = {"file": name, "said": ", ".join(sorted(said))}
            yield ProofNote(
                code="geral.etiqueta_de_outra",
                text=say("geral.etiqueta_de_outra", told),
                place=name,
                sheet=sheet,
            )


def _said(picture: bytes) -> set[str]:
    """Texts of the barcodes; where the picture cannot be opened, that it says nothing."""
    try:
        with Image.open(io.BytesIO(picture)) as image:
            grey = image.convert("L")
    except OSError:
        return {"-"}
    found = zxingcpp.read_barcodes(grey, try_rotate=False, try_invert=False, try_downscale=False)
    return {barcode.text for barcode in found}
