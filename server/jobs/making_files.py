"""Final files of a layout, proved, as one archive and each by its content."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from core.db.unit import Unit
from core.formats import ImportResult
from core.formats.report import Counts, ImportReport
from core.layout.model import Layout
from core.parts import Batch
from core.pipeline.events import Listener
from core.pipeline.export import Exported, export
from core.pipeline.settings import Settings
from core.producao.commands.plano import Arquivo
from server.jobs.raw_drawings import raw_drawings
from server.jobs.work import Work

ARCHIVE = "\0"
"""Name of the archive among the files; none of them can bear it."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_TYPES = {
    ".pdf": ("documento", "application/pdf"),
    ".json": ("dados", "application/json"),
    ".xml": ("dados", "application/xml"),
    ".csv": ("tabela", "text/csv"),
    ".xlsx": (
        "tabela",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ".bmp": ("imagem", "image/bmp"),
    ".png": ("imagem", "image/png"),
    ".svg": ("imagem", "image/svg+xml"),
    ".cyc": ("etiquetas", "application/xml"),
    ".zpl": ("etiquetas", "text/plain"),
}
_OTHER = ("outro", "application/octet-stream")
_PROGRAM = ("programa", "text/plain")


@dataclass(frozen=True)
class Made:
    """What came of it: files by hash, or what the proof found."""

    arquivos: tuple[Arquivo, ...] = ()
    arquivo_sha256: str | None = None
    achados: tuple[dict[str, Any], ...] = ()

    def arguments(self) -> dict[str, Any]:
        """The same as arguments of a command."""
        return {
            "arquivos": self.arquivos,
            "arquivo_sha256": self.arquivo_sha256,
            "achados": self.achados,
        }


def make(
    work: Work,
    lote_id: UUID,
    batch: Batch,
    layout: Layout,
    settings: Settings,
    listener: Listener,
) -> Made:
    """Make, prove and store; nothing is stored unless all of it passed its proof."""
    result = _result(batch, raw_drawings(work, lote_id))
    with TemporaryDirectory(prefix="radha-plano-") as scratch:
        out = Path(scratch) / "saida"
        exported = export(result, layout, settings, out, listener)
        achados = tuple(exported.report["proof"]["findings"])
        if achados:
            return Made(achados=achados)
        return _stored(work, exported, Path(scratch) / "arquivos.zip")


def _stored(work: Work, exported: Exported, archive: Path) -> Made:
    programs = {sheet.program: sheet.id for sheet in exported.layout.sheets if sheet.program}
    _pack(exported, archive)
    contents: dict[str, tuple[Path, str]] = {
        name: (exported.out / name, _kind(name, programs)[1]) for name in exported.files
    }
    contents[ARCHIVE] = (archive, "application/zip")
    with Unit(work.database) as unit:
        hashes = work.files.put_all(unit.session, contents)
        unit.commit()
    return Made(
        arquivos=tuple(
            Arquivo(
                nome=name,
                tipo=_kind(name, programs)[0],
                tamanho=(exported.out / name).stat().st_size,
                sha256=hashes[name],
                chapa=programs.get(name),
            )
            for name in exported.files
        ),
        arquivo_sha256=hashes[ARCHIVE],
    )


def _pack(exported: Exported, archive: Path) -> None:
    """The same files give the same archive."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in exported.files:
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(entry, "w") as target:
                target.write((exported.out / name).read_bytes())


def _kind(name: str, programs: Mapping[str, str]) -> tuple[str, str]:
    if name in programs:
        return _PROGRAM
    return _TYPES.get(PurePosixPath(name).suffix.lower(), _OTHER)


def _result(batch: Batch, drawings: Mapping[str, bytes]) -> ImportResult:
    """The import behind the rows: it was reconciled with its source when it was read."""
    parts = list(batch.parts())
    hardware = sum(len(package.hardware) for package in batch.packages)
    counts = Counts(
        rows=len(parts) + hardware,
        part_rows=len(parts),
        hardware_rows=hardware,
        ignored_rows=0,
        skipped_rows=0,
        parts=len(parts),
        pieces=sum(part.quantity for part in parts),
        hardware=hardware,
        drawn=sum(1 for part in parts if part.drawn),
        blocked=sum(1 for part in parts if part.blocked),
    )
    report = ImportReport(
        source=batch.name, preset="", files=(), items=(), assumptions=(), counts=counts
    )
    return ImportResult(batch, report, drawings)
