"""The final archive of a batch: its list and drawings in one zip, the same bytes for the same."""

from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from core.formats import write_batch
from core.parts import Batch

_BEGINNING = (1980, 1, 1, 0, 0, 0)
PREFIX = "Lote_"


def object_key(nome: str) -> str:
    """What the old API calls a batch's archive; a name that no storage ever sees."""
    return f"lotes/{archive_name(nome)}"


def archive_name(nome: str) -> str:
    """The file name under which a batch's archive is handed out."""
    return f"{PREFIX}{nome}.zip"


def batch_archive(batch: Batch) -> bytes:
    """DXT and DXF of a batch.

    Raises:
        InputError: a hole without diameter or a groove without width.
    """
    files = write_batch(replace(batch, name=f"{PREFIX}{batch.name}"))
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in sorted(files.items()):
            entry = ZipInfo(name, _BEGINNING)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return stream.getvalue()
