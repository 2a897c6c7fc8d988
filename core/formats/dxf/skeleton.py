"""The smallest AutoCAD 2004 file around entities: tables, model and paper space, dictionary.

Autodesk's DXF reference, "DXF file structure": from AC1018 on, readers want handles, the nine
tables, the two block records with their blocks, and the root dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.formats.dxf.tags import MARK
from core.geometry import Bounds

type Tags = Sequence[tuple[int, str | float]]

VERSION = "1"
"""Of the conventions for what we write; stands in the mark."""

_MODEL, _PAPER, _ROOT, _GROUPS = "1F", "1B", "C", "D"
_FIRST_FREE = 0x100


def document(layers: Mapping[str, str], entities: Iterable[Tags], bounds: Bounds) -> str:
    """The whole file; entities come without handle and owner, after their kind and (100)."""
    handles = _Handles()
    blocks = [
        _block("*Model_Space", _MODEL, handles),
        _block("*Paper_Space", _PAPER, handles, [(67, "1")]),
    ]
    layer_names = ["0", *(name for name in layers.values() if name != "0")]
    parts = [
        _lines([(999, f"{MARK} {VERSION}")]),
        _section("HEADER", [_header(bounds)]),
        _section("TABLES", [_tables(layer_names, handles)]),
        _section("BLOCKS", blocks),
        _section("ENTITIES", [_owned(tags, handles) for tags in entities]),
        _section("OBJECTS", [_objects()]),
        _lines([(0, "EOF")]),
    ]
    text = "".join(parts)
    seed = f"{handles.next():X}"
    return text.replace("@SEED@", seed, 1)


class _Handles:
    def __init__(self) -> None:
        self._last = _FIRST_FREE

    def next(self) -> int:
        self._last += 1
        return self._last


def _lines(tags: Iterable[tuple[int, str | float]]) -> str:
    return "".join(
        f"{code}\r\n{value if isinstance(value, str) else repr(float(value))}\r\n"
        for code, value in tags
    )


def _section(name: str, bodies: Iterable[str]) -> str:
    return _lines([(0, "SECTION"), (2, name)]) + "".join(bodies) + _lines([(0, "ENDSEC")])


def _header(bounds: Bounds) -> str:
    x0, y0, x1, y1 = bounds
    return _lines(
        [
            (9, "$ACADVER"), (1, "AC1018"),
            (9, "$DWGCODEPAGE"), (3, "ANSI_1252"),
            (9, "$HANDSEED"), (5, "@SEED@"),
            (9, "$INSUNITS"), (70, "4"),
            (9, "$MEASUREMENT"), (70, "1"),
            (9, "$EXTMIN"), (10, x0), (20, y0), (30, 0.0),
            (9, "$EXTMAX"), (10, x1), (20, y1), (30, 0.0),
            (9, "$LASTSAVEDBY"), (1, "Radha"),
            (9, "$CUSTOMPROPERTYTAG"), (1, MARK),
            (9, "$CUSTOMPROPERTY"), (1, VERSION),
        ]
    )  # fmt: skip


def _tables(layers: Sequence[str], handles: _Handles) -> str:
    spaces = [_space("*Model_Space", _MODEL), _space("*Paper_Space", _PAPER)]
    application = _record("APPID", "AcDbRegAppTableRecord", "9", handles, [(2, "ACAD"), (70, "0")])
    return "".join(
        [
            _table("VPORT", "8", []),
            _table("LTYPE", "5", [_linetype(name, handles) for name in _LINETYPES]),
            _table("LAYER", "2", [_layer(name, handles) for name in layers]),
            _table("STYLE", "3", [_style(handles)]),
            _table("VIEW", "6", []),
            _table("UCS", "7", []),
            _table("APPID", "9", [application]),
            _table("DIMSTYLE", "A", [_dimstyle(handles)]),
            _table("BLOCK_RECORD", "1", spaces),
        ]
    )


_LINETYPES = ("ByBlock", "ByLayer", "Continuous")


def _table(name: str, handle: str, records: Sequence[str]) -> str:
    head: list[tuple[int, str | float]] = [
        (0, "TABLE"), (2, name), (5, handle), (330, "0"), (100, "AcDbSymbolTable"),
        (70, str(len(records))),
    ]  # fmt: skip
    if name == "DIMSTYLE":
        head.append((100, "AcDbDimStyleTable"))
    return _lines(head) + "".join(records) + _lines([(0, "ENDTAB")])


def _record(kind: str, subclass: str, owner: str, handles: _Handles, tags: Tags) -> str:
    # dimension styles have their handle under another code, for want of a free one
    code = 105 if kind == "DIMSTYLE" else 5
    head: Tags = [
        (0, kind), (code, f"{handles.next():X}"), (330, owner),
        (100, "AcDbSymbolTableRecord"), (100, subclass),
    ]  # fmt: skip
    return _lines([*head, *tags])


def _linetype(name: str, handles: _Handles) -> str:
    tags: Tags = [(2, name), (70, "0"), (3, ""), (72, "65"), (73, "0"), (40, 0.0)]
    return _record("LTYPE", "AcDbLinetypeTableRecord", "5", handles, tags)


def _layer(name: str, handles: _Handles) -> str:
    tags: Tags = [(2, name), (70, "0"), (62, "7"), (6, "Continuous")]
    return _record("LAYER", "AcDbLayerTableRecord", "2", handles, tags)


def _style(handles: _Handles) -> str:
    tags: Tags = [
        (2, "Standard"), (70, "0"), (40, 0.0), (41, 1.0), (50, 0.0), (71, "0"), (42, 2.5),
        (3, "txt"), (4, ""),
    ]  # fmt: skip
    return _record("STYLE", "AcDbTextStyleTableRecord", "3", handles, tags)


def _dimstyle(handles: _Handles) -> str:
    tags: Tags = [(2, "Standard"), (70, "0")]
    return _record("DIMSTYLE", "AcDbDimStyleTableRecord", "A", handles, tags)


def _space(name: str, handle: str) -> str:
    head: Tags = [
        (0, "BLOCK_RECORD"), (5, handle), (330, "1"),
        (100, "AcDbSymbolTableRecord"), (100, "AcDbBlockTableRecord"), (2, name),
    ]  # fmt: skip
    return _lines(head)


def _block(name: str, owner: str, handles: _Handles, paper: Tags = ()) -> str:
    tags: Tags = [
        (0, "BLOCK"), (5, f"{handles.next():X}"), (330, owner), (100, "AcDbEntity"), *paper,
        (8, "0"), (100, "AcDbBlockBegin"), (2, name), (70, "0"),
        (10, 0.0), (20, 0.0), (30, 0.0), (3, name), (1, ""),
        (0, "ENDBLK"), (5, f"{handles.next():X}"), (330, owner), (100, "AcDbEntity"), *paper,
        (8, "0"), (100, "AcDbBlockEnd"),
    ]  # fmt: skip
    return _lines(tags)


def _owned(tags: Tags, handles: _Handles) -> str:
    return _lines([tags[0], (5, f"{handles.next():X}"), (330, _MODEL), *tags[1:]])


def _objects() -> str:
    tags: Tags = [
        (0, "DICTIONARY"), (5, _ROOT), (330, "0"), (100, "AcDbDictionary"), (281, "1"),
        (3, "ACAD_GROUP"), (350, _GROUPS),
        (0, "DICTIONARY"), (5, _GROUPS), (330, _ROOT), (100, "AcDbDictionary"), (281, "1"),
    ]  # fmt: skip
    return _lines(tags)
