"""All lists of a source, each read or refused by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.errors import InputError
from core.formats.kinds import FileKind
from core.formats.limits import LIST_BYTES
from core.formats.lists import read_list
from core.formats.preset import ImportPreset
from core.formats.rows import ListContent
from core.formats.source import SourceFile, SourceSet

_LISTS = (FileKind.XML, FileKind.SPREADSHEET, FileKind.TEXT)

type Kinds = Mapping[tuple[int, str], FileKind]
"""Kind of each file by root and path."""


@dataclass(slots=True)
class Lists:
    """Lists of the source with their files, and the files that could not be used.

    Args:
        read: lists in the order of the source.
        refused: files that look like lists and are broken or hostile.
        doubles: files whose bytes are those of a list read before.
        hashes: of every list file that was read.
    """

    read: list[tuple[SourceFile, ListContent]] = field(default_factory=list)
    refused: list[tuple[SourceFile, InputError]] = field(default_factory=list)
    doubles: list[tuple[SourceFile, SourceFile]] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)


def read_lists(
    found: SourceSet, kinds: Kinds, preset: ImportPreset, stop: Callable[[], None]
) -> Lists:
    """Read every file that may be a list.

    Args:
        found: the source.
        kinds: by content.
        preset: for tables and budgets.
        stop: raises when the user wants no more.
    """
    lists = Lists()
    first: dict[str, SourceFile] = {}
    for file in found.files:
        stop()
        kind = kinds[file.root, file.path]
        if kind in _LISTS:
            _read(lists, first, file, kind, preset)
    return lists


def _read(
    lists: Lists,
    first: dict[str, SourceFile],
    file: SourceFile,
    kind: FileKind,
    preset: ImportPreset,
) -> None:
    try:
        data = file.read(LIST_BYTES)
        sha = hashlib.sha256(data).hexdigest()
        lists.hashes[file.name] = sha
        if sha in first:
            lists.doubles.append((file, first[sha]))
            return
        content = read_list(data, file.name, kind, preset)
    except InputError as error:
        lists.refused.append((file, error))
        return
    if content is not None:
        first[sha] = file
        lists.read.append((file, content))
