"""Which kinds of file are taken, told by their bytes and never by their name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from core.errors import InputError
from core.formats.archive import open_archive

HEAD_BYTES = 16 * 1024
"""What is looked at of a file to tell its kind."""

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
SVG = "image/svg+xml"
XML = "application/xml"
DXF = "image/vnd.dxf"
CSV = "text/csv"
TEXT = "text/plain"
JSON = "application/json"
ZIP = "application/zip"
ZSTD = "application/zstd"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8 = b"\xef\xbb\xbf"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_HTML = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|body|script|iframe|meta|style|title|div|p|a|img)\b",
    re.IGNORECASE,
)
# declaration, comments, processing instructions and a document type before the first element
_PROLOGUE = re.compile(
    r"\s*(?:<\?(?:[^?]|\?(?!>))*\?>\s*|<!--(?:[^-]|-(?!->))*-->\s*|<!DOCTYPE[^<>\[]*>\s*)*",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_DXF_TEXT = re.compile(
    r"(?:\s*999[ \t]*\r?\n[^\n]*\n)*\s*0[ \t]*\r?\n[ \t]*SECTION\b", re.IGNORECASE
)
_JSON = re.compile(r"\s*(?:[\[{\"\-0-9]|true\b|false\b|null\b)")
_MUST_NOT_HOLD = frozenset(
    {"formatos.zip_caminho", "formatos.zip_taxa", "formatos.atalho_para_fora"}
)


def _text(head: bytes) -> str | None:
    """The beginning as text; None for anything with a binary byte in it."""
    if head.startswith(_UTF16):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if _CONTROL.search(head):
        return None
    return head.removeprefix(_UTF8).decode("utf-8", "replace")


def _plain(head: bytes) -> bool:
    text = _text(head)
    return text is not None and not _HTML.match(text)


def _root(head: bytes) -> str | None:
    text = _text(head)
    if text is None:
        return None
    start = _PROLOGUE.match(text)
    found = _ROOT.match(text, start.end() if start else 0)
    return found[1].lower() if found else None


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _is_dxf(head: bytes) -> bool:
    if head.startswith(b"AutoCAD Binary DXF"):
        return True
    text = _text(head)
    return text is not None and _DXF_TEXT.match(text) is not None


def _is_json(head: bytes) -> bool:
    text = _text(head)
    return text is not None and _JSON.match(text) is not None


_CHECKS: dict[str, Callable[[bytes], bool]] = {
    PDF: _starts(b"%PDF-"),
    PNG: _starts(b"\x89PNG\r\n\x1a\n"),
    JPEG: _starts(b"\xff\xd8\xff"),
    WEBP: lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    SVG: lambda head: _root(head) == "svg",
    XLSX: _starts(*_ZIPS),
    DOCX: _starts(*_ZIPS),
    ZIP: _starts(*_ZIPS),
    ZSTD: _starts(b"\x28\xb5\x2f\xfd"),
    DXF: _is_dxf,
    XML: lambda head: _root(head) not in {None, "html", "svg"},
    JSON: _is_json,
    CSV: _plain,
    TEXT: _plain,
}
_ALIASES = {
    "text/xml": XML,
    "application/dxf": DXF,
    "application/x-dxf": DXF,
    "image/x-dxf": DXF,
    "image/jpg": JPEG,
    "application/x-zip-compressed": ZIP,
    "application/vnd.ms-excel": CSV,  # what browsers of Windows call a .csv
}
_BY_SUFFIX = {
    ".csv": CSV,
    ".json": JSON,
    ".xlsx": XLSX,
    ".docx": DOCX,
}
_SNIFFED = (PDF, PNG, JPEG, WEBP, ZSTD, ZIP, DXF, SVG, XML)
_PACKED = {XLSX: "xl/", DOCX: "word/"}

_SUFFIXES = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    WEBP: ".webp",
    SVG: ".svg",
    XML: ".xml",
    DXF: ".dxf",
    CSV: ".csv",
    TEXT: ".txt",
    JSON: ".json",
    ZIP: ".zip",
    ZSTD: ".zst",
    XLSX: ".xlsx",
    DOCX: ".docx",
}

KINDS = tuple(_CHECKS)
"""The media types that are taken."""


def suffix_of(media_type: str) -> str:
    """How the name of such a file ends where nobody gave it one."""
    return _SUFFIXES.get(media_type, ".bin")


def check_type(media_type: str) -> str:
    """The media type under the one name it has here.

    Raises:
        InputError: files of this type are not taken.
    """
    found = _ALIASES.get(media_type, media_type)
    if found not in _CHECKS:
        raise InputError("arquivos.tipo_recusado", tipo=media_type)
    return found


def type_of(head: bytes, name: str = "") -> str:
    """The media type of a file that came without one.

    Args:
        head: its first bytes, at most `HEAD_BYTES` are looked at.
        name: what its sender calls it; decides only between kinds that both fit the bytes.

    Raises:
        InputError: a kind that is not taken.
    """
    head = head[:HEAD_BYTES]
    named = _BY_SUFFIX.get(Path(name).suffix.lower())
    if named and _CHECKS[named](head):
        return named
    for media_type in (*_SNIFFED, TEXT):
        if _CHECKS[media_type](head):
            return media_type
    raise InputError("arquivos.tipo_recusado", tipo="")


def check_head(head: bytes, media_type: str) -> None:
    """Hold the beginning of a file to the type it claims.

    Raises:
        InputError: the bytes are something else, or such files are not taken.
    """
    if not _CHECKS[check_type(media_type)](head[:HEAD_BYTES]):
        raise InputError("arquivos.conteudo_outro", tipo=media_type)


def check_archive(path: Path, media_type: str) -> None:
    """Hold a packed file to the limits under which it would be opened; others pass.

    Raises:
        InputError: no such archive, a bomb, encrypted, or with entries that leave it.
    """
    if media_type not in {ZIP, *_PACKED}:
        return
    archive = open_archive(path)
    try:
        worst = next((it for it in archive.troubles if it.code in _MUST_NOT_HOLD), None)
        names = [entry.path for entry in archive.entries]
    finally:
        archive.close()
    if worst is not None:
        raise InputError(worst.code, file=worst.file)
    inside = _PACKED.get(media_type)
    if inside and not any(name.startswith(inside) for name in names):
        raise InputError("arquivos.conteudo_outro", tipo=media_type)
