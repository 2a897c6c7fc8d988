"""Finding the file that a list names: any case, either slash, beside the list or below."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.formats.source import SourceFile


@dataclass(slots=True)
class Index:
    """Files by path and by name, all compared without case."""

    by_path: dict[tuple[int, str], SourceFile] = field(default_factory=dict)
    by_name: dict[str, list[SourceFile]] = field(default_factory=lambda: defaultdict(list))

    def add(self, files: Iterable[SourceFile]) -> None:
        """Take more files in; the first of a path counts."""
        for file in files:
            key = (file.root, file.path.casefold())
            if key not in self.by_path:
                self.by_path[key] = file
                self.by_name[posixpath.basename(key[1])].append(file)


@dataclass(slots=True)
class Finder:
    """Looks a name up as a list means it.

    Args:
        index: what the sources hold.
        more: further files beside a list that was given by itself, asked for only when the
            index has none.
    """

    index: Index
    more: Callable[[SourceFile], Iterable[SourceFile]]
    _asked: set[int] = field(default_factory=set)

    def find(self, name: str, near: SourceFile) -> SourceFile | None:
        """The file of this name: by path from the list, then nearest by name, then anywhere."""
        wanted = clean(name)
        if not wanted:
            return None
        found = self._look(wanted, near)
        if found is None and near.root not in self._asked:
            self._asked.add(near.root)
            self.index.add(self.more(near))
            found = self._look(wanted, near)
        return found

    def sibling(self, file: SourceFile, suffix: str) -> SourceFile | None:
        """The file of the same folder and stem with another suffix."""
        path = posixpath.join(file.folder, file.stem).casefold() + suffix
        return self.index.by_path.get((file.root, path))

    def beside(self, name: str, near: SourceFile) -> SourceFile | None:
        """The file of this name at the place that a list means, and nowhere else."""
        wanted = clean(name)
        return self._at(wanted, near) if wanted else None

    def _look(self, wanted: str, near: SourceFile) -> SourceFile | None:
        direct = self._at(wanted, near)
        if direct is not None:
            return direct
        named = self.index.by_name.get(posixpath.basename(wanted), [])
        below = [file for file in named if file.root == near.root] or named
        return min(below, key=lambda file: _distance(file, near), default=None)

    def _at(self, wanted: str, near: SourceFile) -> SourceFile | None:
        path = posixpath.normpath(posixpath.join(near.folder.casefold(), wanted))
        return self.index.by_path.get((near.root, path))


def clean(name: str) -> str:
    """A file name as a list gives it, comparable: no drive, no leading slash, lower case."""
    path = name.strip().strip('"').replace("\\", "/")
    if len(path) > 1 and path[1] == ":":
        path = posixpath.basename(path)
    return path.lstrip("/").casefold()


def _distance(file: SourceFile, near: SourceFile) -> tuple[int, str]:
    """Fewer folders away first, then by name, so that the answer never depends on the disk."""
    here = [step for step in near.folder.casefold().split("/") if step]
    there = [step for step in file.folder.casefold().split("/") if step]
    common = len(posixpath.commonprefix([here, there]))
    return (len(here) + len(there) - 2 * common, file.path.casefold())
