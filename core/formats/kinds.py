"""What a file is, told by its content; a name decides only where the content cannot."""

from __future__ import annotations

import re
from enum import StrEnum

from core.formats.source import SourceFile
from core.formats.text import decode
from core.formats.xml import looks_like_xml


class FileKind(StrEnum):
    """The kinds of file that a source may hold."""

    XML = "xml"
    DRAWING = "drawing"
    BORING = "boring"
    SPREADSHEET = "spreadsheet"
    TEXT = "text"
    ATTACHMENT = "attachment"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


_BINARY_DXF = b"AutoCAD Binary DXF"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BY_SUFFIX = {
    ".dxf": FileKind.DRAWING,
    ".bpp": FileKind.BORING,
    ".gbs": FileKind.ATTACHMENT,
    ".xlsx": FileKind.SPREADSHEET,
    ".csv": FileKind.TEXT,
}
_DXF = re.compile(r"\s*0[ \t]*\r?\n[ \t]*SECTION\b", re.IGNORECASE)
_COMMENT = re.compile(r"\s*999[ \t]*\r?\n[^\n]*\n")
_BPP = re.compile(
    r"^[ \t]*(\[HEADER\]|\[PROGRAM\]|TYPE=BPP)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE
)


def kind_of(file: SourceFile) -> FileKind:
    """The kind of a file, by its first bytes."""
    return kind_of_bytes(file.head(), file.suffix)


def kind_of_bytes(head: bytes, suffix: str) -> FileKind:
    """The kind of these first bytes."""
    if head.startswith(_BINARY_DXF):
        return FileKind.DRAWING
    if head.startswith(b"PK\x03\x04"):
        named = suffix in (".xlsx", ".xlsm")
        return FileKind.SPREADSHEET if named or b"[Content_Types].xml" in head else FileKind.ARCHIVE
    if head.startswith(_OLE):
        return FileKind.SPREADSHEET
    if suffix == ".gbs":
        return FileKind.ATTACHMENT
    if looks_like_xml(head):
        return FileKind.XML
    return _of_text(head, suffix)


def _of_text(head: bytes, suffix: str) -> FileKind:
    text = decode(head).text
    start = text
    while found := _COMMENT.match(start):
        start = start[found.end() :]
    if _DXF.match(start):
        return FileKind.DRAWING
    if _BPP.search(text):
        return FileKind.BORING
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    binary = b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    tabular = any(mark in text for mark in ";,\t") and "\n" in text
    return FileKind.TEXT if tabular and not binary else FileKind.UNKNOWN
