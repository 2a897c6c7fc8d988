"""Addresses, sizes, parts and names of files: what may be decided without looking anything up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from core.errors import InputError
from core.file_names import safe_name

PERMISSION = "arquivos"
"""Permission of sending and fetching files by their hash."""

PART_BYTES = 8 * 1024 * 1024
"""A file up to this size goes in one piece, a larger one in parts of this size."""

UPLOAD_BYTES = 200 * 1024 * 1024
"""Largest file where the settings say nothing else."""

ADDRESS_LIFE = timedelta(minutes=15)
"""How long an address for sending or fetching holds."""

LEDGER_KEEP_DAYS = 35
"""A workstation may send an operation that refers to a file for so long (sync.md, B.1)."""

KEEP_DAYS = LEDGER_KEEP_DAYS + 7
"""An unused file is collected after so many days without anybody asking for it."""

LONGEST_NAME = 150
_ADDRESS = re.compile(r"[0-9a-f]{64}")
_MIME = r"^[a-z]+/[a-z0-9][a-z0-9.+-]{0,90}$"

Address = Annotated[str, StringConstraints(pattern=rf"^{_ADDRESS.pattern}$")]
"""A file's SHA-256 as an argument: 64 lower-case hexadecimal digits."""

MediaType = Annotated[str, StringConstraints(pattern=_MIME, max_length=100)]
"""A media type as an argument, without parameters."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """What is known of a file that may still be on its way: hash, bytes and media type."""

    sha256: str
    size: int
    type: str


def check_address(sha256: str) -> str:
    """The hash, if it is one.

    Raises:
        InputError: anything else; it would become part of a key.
    """
    if not _ADDRESS.fullmatch(sha256):
        raise InputError("arquivos.hash_invalido")
    return sha256


def key_of(sha256: str) -> str:
    """Where the bytes lie in any storage, with forward slashes (sync.md, B.9).

    Raises:
        InputError: not a hash.
    """
    check_address(sha256)
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def check_size(size: int, limit: int) -> int:
    """The size, if such a file is taken.

    Raises:
        InputError: larger than the limit, or less than nothing.
    """
    if not 0 <= size <= limit:
        raise InputError("arquivos.grande_demais", tamanho=size, limite=limit)
    return size


def part_count(size: int, part_size: int = PART_BYTES) -> int:
    """How many parts a file of this size is sent in; an empty one in one."""
    return max(1, -(-size // part_size))


def part_length(size: int, number: int, part_size: int = PART_BYTES) -> int:
    """Bytes of part `number`, counted from 1.

    Raises:
        InputError: the file has no such part.
    """
    if not 1 <= number <= part_count(size, part_size):
        raise InputError("arquivos.parte_inexistente", parte=number)
    return min(part_size, size - (number - 1) * part_size)


def download_name(name: str, instead: str = "arquivo") -> str:
    """A name that no system takes for a path, a device or an option, of bounded length."""
    shown = "".join(char if char.isprintable() else "-" for char in name)
    # a person may have sent a path of his own system: its last part is the name
    base = safe_name(re.split(r"[/\\]", shown)[-1], instead)
    # an option or a hidden file once the separators are gone; then a device, perhaps
    path = Path(safe_name(base.lstrip("-. "), instead))
    suffix = path.suffix[:20].rstrip()
    return path.stem[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix
