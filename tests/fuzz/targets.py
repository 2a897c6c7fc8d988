"""What is fuzzed: one function a reader, with small valid inputs to start from.

A target takes bytes and returns; the only error it may let out is one of the product's own
input errors, which it swallows. Anything else is a finding.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import InputError
from core.formats.bpp import Board, read_bpp
from core.formats.kinds import FileKind, kind_of_bytes
from core.formats.lists import read_list
from core.formats.preset import ImportPreset, parse
from core.formats.rows import HardwareRow, PanelRow
from core.formats.source import open_sources
from core.formats.text import decode
from tests.fuzz import fuzz_dxf
from tests.fuzz.seeds import SEEDS

_PRESET = ImportPreset()
_READ_AT_MOST = 64 * 1024


@dataclass(frozen=True)
class Target:
    """A reader under fuzz.

    Args:
        one_input: feeds it bytes; raises on a finding.
        seeds: small valid inputs.
    """

    name: str
    one_input: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _list(kind: FileKind) -> Callable[[bytes], None]:
    def one_input(data: bytes) -> None:
        try:
            content = read_list(data, "fuzz", kind, _PRESET)
        except InputError:
            return
        if content is None:
            return
        assert len(content.rows) == content.elements
        for row in content.rows:
            if isinstance(row, PanelRow):
                sizes = (row.length, row.width, row.thickness)
                assert all(math.isfinite(size) and 0 < size <= 10_000 for size in sizes)
                assert 1 <= row.quantity <= 9_999
            elif isinstance(row, HardwareRow):
                assert math.isfinite(row.quantity)
                assert row.quantity > 0

    return one_input


def _bpp(data: bytes) -> None:
    program = read_bpp(data, "fuzz", Board(700.0, 400.0, 18.0), _PRESET.bpp_faces)
    for operation in program.operations:
        x, y = operation.path.start
        assert math.isfinite(operation.depth)
        assert 0 <= x <= 700
        assert 0 <= y <= 700


def _preset(data: bytes) -> None:
    try:
        parse(data, "fuzz")
    except InputError:
        return


def _text(data: bytes) -> None:
    assert isinstance(decode(data[8:], data[:8].decode("latin-1")).text, str)
    kind_of_bytes(data[8:], data[:4].decode("latin-1"))


def _zip(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.zip"
        path.write_bytes(data)
        try:
            with open_sources([path]) as found:
                for file in found.files[:20]:
                    assert len(_bytes_of(file.read)) <= _READ_AT_MOST
        except InputError:
            return
        assert [one.name for one in Path(folder).iterdir()] == ["fuzz.zip"]


def _bytes_of(read: Callable[[int], bytes]) -> bytes:
    try:
        return read(_READ_AT_MOST)
    except InputError:
        return b""


def _xlsx_member(data: bytes) -> None:
    """The XML inside a workbook; its zip layer has a target of its own."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SEEDS["xlsx"][0])) as source,
        zipfile.ZipFile(stream, "w") as changed,
    ):
        for name in source.namelist():
            own = name == "xl/worksheets/sheet1.xml"
            changed.writestr(name, data if own else source.read(name))
    _list(FileKind.SPREADSHEET)(stream.getvalue())


_RUN: dict[str, Callable[[bytes], None]] = {
    "dxt": _list(FileKind.XML),
    "promob": _list(FileKind.XML),
    "promob_budget": _list(FileKind.XML),
    "gabster": _list(FileKind.TEXT),
    "table": _list(FileKind.TEXT),
    "xlsx": _list(FileKind.SPREADSHEET),
    "xlsx_member": _xlsx_member,
    "bpp": _bpp,
    "dxf": fuzz_dxf.one_input,
    "preset": _preset,
    "text": _text,
    "zip": _zip,
}

TARGETS = {name: Target(name, run, SEEDS[name]) for name, run in _RUN.items()}
