"""Bytes to text, with what had to be assumed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 com BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LATIN = frozenset({"iso8859-1", "cp1252", "latin-1", "iso8859-15", "ascii"})


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text.

    Args:
        encoding: the name people know it by.
        assumption: code of what had to be assumed, empty when the bytes or the declaration
            leave no doubt.
    """

    text: str
    encoding: str
    assumption: str = ""


def decode(data: bytes, declared: str | None = None) -> Text:
    """The text of a file: byte order mark, then UTF-8, then Windows-1252.

    A declaration counts where the bytes do not contradict it; accented letters that are valid
    UTF-8 are hardly ever meant as Latin-1, whatever the declaration says.
    """
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return Text(_lenient(data, codec), name)
    wide = _without_mark(data)
    if wide:
        return Text(_lenient(data, wide), "UTF-16", "formatos.encoding_assumida")
    try:
        return _utf8(data, declared)
    except UnicodeDecodeError:
        return _single_byte(data, declared)


def _utf8(data: bytes, declared: str | None) -> Text:
    text = data.decode("utf-8")
    if text.isascii():
        return Text(text, "ASCII")
    wrong = declared is not None and _codec(declared) != "utf-8"
    return Text(text, "UTF-8", "formatos.encoding_declarada_errada" if wrong else "")


def _single_byte(data: bytes, declared: str | None) -> Text:
    codec = _codec(declared) if declared else ""
    if codec and codec not in _LATIN and codec != "utf-8":
        try:
            return Text(data.decode(codec), codec)
        except (UnicodeDecodeError, LookupError):
            pass
    wrong = declared is not None and codec not in _LATIN
    code = "formatos.encoding_declarada_errada" if wrong else "formatos.encoding_assumida"
    honest = codec in _LATIN and codec != "ascii"
    try:
        return Text(data.decode("cp1252"), "Windows-1252", "" if honest else code)
    except UnicodeDecodeError:
        # five bytes mean nothing in Windows-1252; Latin-1 gives every byte a place
        return Text(data.decode("latin-1"), "ISO-8859-1", "" if honest else code)


def _codec(declared: str) -> str:
    try:
        found = codecs.lookup(declared)
    except (LookupError, ValueError):
        return ""
    # rot13, zlib and their like are codecs too, but no encodings of text
    return found.name if getattr(found, "_is_text_encoding", True) else ""


def _without_mark(data: bytes) -> str:
    head = data[:64]
    if len(head) >= 8 and len(head) % 2 == 0 and head.count(0) >= len(head) // 3:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if odd > 2 * even:
            return "utf-16-le"
        if even > 2 * odd:
            return "utf-16-be"
    return ""


def _lenient(data: bytes, codec: str) -> str:
    return data.decode(codec, errors="replace")
