"""Code 128 and QR: made by zxing-cpp as cells, and read back from finished pictures."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import zxingcpp
from PIL import Image as Pillow

from core.errors import InputError, ProofError

type Cells = tuple[bytes, ...]
"""Rows from the top, one byte a cell, 1 is dark; without a quiet zone."""

QUIET_128 = 10
"""Light modules at both sides of a Code 128 (ISO/IEC 15417)."""

QUIET_QR = 4
"""Light modules around a QR code (ISO/IEC 18004)."""

CODE_128 = str(zxingcpp.BarcodeFormat.Code128)
QR = str(zxingcpp.BarcodeFormat.QRCode)

_READ = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode)


@lru_cache(maxsize=4096)
def code128(text: str) -> Cells:
    """One row of modules.

    Raises:
        InputError: the text cannot be a Code 128.
    """
    return _cells(text, zxingcpp.BarcodeFormat.Code128)[:1]


@lru_cache(maxsize=4096)
def qr(text: str) -> Cells:
    """A square of modules with the highest correction that its size allows."""
    return _cells(text, zxingcpp.BarcodeFormat.QRCode)


def _cells(text: str, kind: zxingcpp.BarcodeFormat) -> Cells:
    try:
        made = zxingcpp.create_barcode(text, kind)
    except ValueError as error:
        raise InputError("documentos.codigo_barras", code=text, detail=str(error)) from error
    picture = np.array(made.to_image(scale=1, add_quiet_zones=False))
    return tuple((row < 128).astype(np.uint8).tobytes() for row in picture)


def read_back(picture: Pillow.Image) -> list[tuple[str, str]]:
    """Kind (`CODE_128`, `QR`) and text of every barcode on the picture, upright ones only."""
    found = zxingcpp.read_barcodes(
        picture.convert("L"),
        formats=zxingcpp.BarcodeFormats(_READ),
        try_rotate=False,
        try_invert=False,
        try_downscale=False,
    )
    return sorted((str(barcode.format), barcode.text) for barcode in found)


def prove(picture: Pillow.Image, expected: list[tuple[str, str]], code: str) -> None:
    """Read the finished picture and compare.

    Raises:
        ProofError: a barcode is missing, says something else, or there is one too many.
    """
    found = read_back(picture)
    if found != sorted(expected):
        said = ", ".join(f"{kind} {text}" for kind, text in found) or "-"
        raise ProofError("documentos.etiqueta_ilegivel", code=code, found=said)
