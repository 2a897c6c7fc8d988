"""Where a batch comes from: folders, zips and loose files as one set of named bytes.

Names inside a source are only ever compared, never used as paths to write to. Nothing is read
before it is asked for, and never more than the caller's limit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from core.errors import EnvironmentFault, InputError
from core.formats.archive import Archive, Trouble, is_zip, open_archive
from core.formats.limits import ARCHIVE_ENTRIES, HEAD_BYTES, MEGABYTE

_SYSTEM_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source.

    Args:
        name: as shown to people, with forward slashes.
        root: number of the source it belongs to.
        path: inside its root, with forward slashes.
        size: bytes, as the system or the archive states it.
        companion: it was not given by the user but lies beside a given list.
    """

    name: str
    root: int
    path: str
    size: int
    _read: Callable[[int], bytes] = field(repr=False, compare=False)
    companion: bool = False

    @property
    def stem(self) -> str:
        """The file's name without folder and suffix."""
        return PurePosixPath(self.path).stem

    @property
    def suffix(self) -> str:
        """The suffix in lower case, with its point."""
        return PurePosixPath(self.path).suffix.lower()

    @property
    def folder(self) -> str:
        """The folder inside the root, empty at its top."""
        parent = str(PurePosixPath(self.path).parent)
        return "" if parent == "." else parent

    def head(self) -> bytes:
        """The first bytes."""
        return self._read(HEAD_BYTES)

    def read(self, limit: int) -> bytes:
        """All bytes.

        Raises:
            InputError: there are more than `limit`.
        """
        data = b"" if self.size > limit else self._read(limit + 1)
        size = max(self.size, len(data))
        if size > limit:
            raise InputError(
                "formatos.arquivo_grande",
                file=self.name,
                size=f"{size / MEGABYTE:.1f}".replace(".", ","),
                limit=f"{limit / MEGABYTE:.0f}",
            )
        return data


@dataclass(slots=True)
class SourceSet:
    """All files of the given sources; close it to let go of archives."""

    files: list[SourceFile] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    name: str = ""
    archives: list[Archive] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for archive in self.archives:
            archive.close()


def open_sources(paths: Sequence[Path]) -> SourceSet:
    """The files of folders, zips and loose files.

    Raises:
        InputError: a path does not exist, an archive cannot be used, or nothing was given.
        EnvironmentFault: a path cannot be read.
    """
    if not paths:
        raise InputError("importacao.sem_fonte")
    first = paths[0].absolute()
    found = SourceSet(name=first.name if first.is_dir() else first.stem)
    try:
        for root, path in enumerate(paths):
            _add(found, path, root)
    except BaseException:
        found.__exit__(None, None, None)
        raise
    return found


def beside(file: SourceFile, given: Sequence[Path]) -> list[SourceFile]:
    """What lies in and under the folder of a list that was given as a loose file."""
    path = given[file.root].absolute()
    if not path.is_file() or is_zip(path):
        return []
    taken = {str(one.absolute()) for one in given}
    folder = path.parent
    return [
        companion
        for companion in _walk(folder, file.root, SourceSet(), companion=True)
        if str(folder / companion.path) not in taken
    ]


def _add(found: SourceSet, path: Path, root: int) -> None:
    try:
        if path.is_dir():
            found.files.extend(_walk(path.absolute(), root, found))
        elif not path.is_file():
            raise InputError("importacao.fonte_nao_existe", file=path.name)
        elif is_zip(path):
            _add_archive(found, path, root)
        else:
            found.files.append(_loose(path, path.name, root))
    except OSError as error:
        raise EnvironmentFault(
            "importacao.fonte_ilegivel", file=path.name, detail=error.strerror or ""
        ) from error


def _add_archive(found: SourceSet, path: Path, root: int) -> None:
    archive = open_archive(path)
    found.archives.append(archive)
    found.troubles.extend(archive.troubles)
    for entry in archive.entries:
        found.files.append(
            SourceFile(
                name=f"{path.name}/{entry.path}",
                root=root,
                path=entry.path,
                size=entry.size,
                _read=entry.read,
            )
        )


def _walk(
    folder: Path, root: int, found: SourceSet, *, companion: bool = False
) -> Iterator[SourceFile]:
    """All files under a folder by name; links that lead out of it are refused."""
    count = 0

    def unreadable(error: OSError) -> None:
        shown = Path(error.filename or "").name
        found.troubles.append(Trouble(shown, "formatos.pasta_ilegivel"))

    for here, folders, names in os.walk(folder, onerror=unreadable):
        folders.sort(key=str.casefold)
        for name in sorted([*names, *_linked(here, folders)], key=str.casefold):
            path = Path(here) / name
            relative = path.relative_to(folder).as_posix()
            reason = _unwelcome(path, folder)
            if reason:
                found.troubles.append(Trouble(relative, reason))
            elif path.is_file() and name.lower() not in _SYSTEM_NAMES:
                count += 1
                if count > ARCHIVE_ENTRIES:
                    if companion:
                        return
                    raise InputError(
                        "formatos.arquivos_demais", file=folder.name, limit=ARCHIVE_ENTRIES
                    )
                yield _loose(path, relative, root, companion=companion)


def _linked(here: str, folders: Sequence[str]) -> list[str]:
    return [name for name in folders if (Path(here) / name).is_symlink()]


def _unwelcome(path: Path, folder: Path) -> str:
    if not path.is_symlink():
        return "" if path.is_file() or path.is_dir() else "formatos.arquivo_especial"
    target = path.resolve()
    inside = target.is_relative_to(folder.resolve())
    return "" if inside and target.is_file() else "formatos.atalho_para_fora"


def _loose(path: Path, relative: str, root: int, *, companion: bool = False) -> SourceFile:
    def read(limit: int) -> bytes:
        try:
            with path.open("rb") as stream:
                return stream.read(limit)
        except OSError as error:
            raise EnvironmentFault(
                "importacao.fonte_ilegivel", file=relative, detail=error.strerror or ""
            ) from error

    return SourceFile(
        name=relative,
        root=root,
        path=relative,
        size=path.stat().st_size,
        _read=read,
        companion=companion,
    )
