"""Zip sources: entries are looked at one by one, streamed, and never written anywhere."""

from __future__ import annotations

import lzma
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from core.errors import InputError
from core.formats.limits import (
    ARCHIVE_ENTRIES,
    ARCHIVE_RATIO,
    ARCHIVE_TOTAL,
    MEGABYTE,
    RATIO_COUNTS_FROM,
)

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_DRIVE = re.compile(r"[A-Za-z]:")
_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db")
BROKEN = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,  # what bz2 raises for bad data, and seek for an offset outside the file
)
"""What reading a damaged archive may raise."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A name of the source that was not taken in: file and reason."""

    file: str
    code: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable entry."""

    path: str
    size: int
    read: Callable[[int], bytes]


@dataclass(slots=True)
class Archive:
    """An open zip: what can be read of it and what was refused."""

    zip: ZipFile
    entries: list[Entry] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def close(self) -> None:
        """Let go of the file."""
        self.zip.close()


def is_zip(path: Path) -> bool:
    """Whether this is an archive of files, told by its content; an XLSX is a list, not one."""
    with path.open("rb") as stream:
        if stream.read(4) not in _ZIP_STARTS:
            return False
    try:
        with ZipFile(path) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except BROKEN:
        return True


def open_archive(path: Path) -> Archive:
    """The entries of a zip, dangerous ones refused one by one.

    Raises:
        InputError: not a zip, encrypted, too many entries or too large unpacked.
    """
    try:
        opened = ZipFile(path)
    except BROKEN as error:
        raise InputError("formatos.zip_invalido", file=path.name) from error
    archive = Archive(opened)
    try:
        _look_over(archive, path.name)
    except BaseException:
        archive.close()
        raise
    return archive


def _look_over(archive: Archive, name: str) -> None:
    infos = [info for info in archive.zip.infolist() if not info.is_dir()]
    if len(infos) > ARCHIVE_ENTRIES:
        raise InputError("formatos.arquivos_demais", file=name, limit=ARCHIVE_ENTRIES)
    if any(info.flag_bits & 0x1 for info in infos):
        raise InputError("formatos.zip_com_senha", file=name)
    if sum(info.file_size for info in infos) > ARCHIVE_TOTAL:
        raise InputError("formatos.zip_bomba", file=name, limit=ARCHIVE_TOTAL // MEGABYTE)
    seen: set[str] = set()
    for info in infos:
        path = info.filename.replace("\\", "/")
        if any(mark in path for mark in _SYSTEM):
            continue
        code = _refusal(info, path, seen)
        if code:
            archive.troubles.append(Trouble(f"{name}/{_shown(path)}", code))
        else:
            seen.add(path)
            archive.entries.append(Entry(path, info.file_size, _reader(archive, info, name)))


def _refusal(info: ZipInfo, path: str, seen: set[str]) -> str:
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or _DRIVE.match(path) or "\0" in path:
        return "formatos.zip_caminho"
    if path in seen:
        return "formatos.zip_repetido"
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return "formatos.atalho_para_fora"
    if path.lower().endswith(".zip"):
        return "formatos.zip_dentro"
    bomb = info.file_size > RATIO_COUNTS_FROM and (
        info.file_size > ARCHIVE_RATIO * max(1, info.compress_size)
    )
    return "formatos.zip_taxa" if bomb else ""


def _reader(archive: Archive, info: ZipInfo, name: str) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        try:
            with archive.zip.open(info) as stream:
                # a size that the directory understates is cut off here
                return stream.read(limit)
        except BROKEN as error:
            shown = f"{name}/{_shown(info.filename)}"
            raise InputError("formatos.zip_entrada_ruim", file=shown) from error

    return read


def _shown(path: str) -> str:
    """A hostile name made harmless for screens and logs."""
    return "".join(char if char.isprintable() else "?" for char in path)[:200]
