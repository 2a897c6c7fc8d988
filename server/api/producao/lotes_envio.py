"""The files of an import as a form sends them, made one archive; their names stay names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fastapi import Depends, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from core.errors import InputError
from core.faults import first_fault
from core.formats.archive import is_zip
from core.producao.rules.importacao import Decisao
from server.storage.base import chunks_of
from server.storage.files import spool

FIELDS = ("files", "files[]")
MOST_FILES = 5000
NAME_LENGTH = 200
_FEW_FIELDS = 20
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_LISTS = (".dxt", ".txt", ".csv", ".xlsx", ".xml", ".zip")
"""The files that name a source, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Envio:
    """What an import's form says.

    Attributes:
        nome: name or number of the batch.
        comparar: only tell what would change.
        decisoes: what to do about parts that changed, by their id in the source.
    """

    nome: str
    arquivos: Sequence[UploadFile]
    comparar: bool = False
    decisoes: dict[str, Decisao] = field(default_factory=dict)


async def _read(request: Request) -> AsyncIterator[Envio]:
    """The form; its files are closed when the request is done.

    Raises:
        InputError: no name, no files, or too many.
    """
    async with request.form(max_files=MOST_FILES, max_fields=_FEW_FIELDS) as form:
        nome = form.get("nome")
        sent = [
            value
            for key in FIELDS
            for value in form.getlist(key)
            if isinstance(value, UploadFile) and value.filename
        ]
        if not isinstance(nome, str) or not nome.strip():
            raise InputError("lote.sem_nome")
        if not sent:
            raise InputError("lote.sem_arquivos")
        compare = form.get("comparar") in ("1", "true", "sim")
        yield Envio(nome.strip(), sent, compare, _decisions(form.get("decisoes")))


def _decisions(text: object) -> dict[str, Decisao]:
    """The decisions, a JSON object as text.

    Raises:
        InputError: not such an object.
    """
    if not isinstance(text, str) or not text.strip():
        return {}
    try:
        return _DECISIONS.validate_json(text)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError(
            "registro.campo_invalido", campo=f"decisoes {place}", motivo=detail
        ) from error


_DECISIONS = TypeAdapter(dict[str, Decisao])

Formulario = Annotated[Envio, Depends(_read)]

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["nome", "files[]"],
                    "properties": {
                        "nome": {"type": "string", "minLength": 1, "maxLength": 200},
                        "comparar": {"type": "string", "enum": ["0", "1"]},
                        "decisoes": {
                            "type": "string",
                            "description": "JSON: peça da fonte -> manter, trocar ou refazer.",
                        },
                        "files[]": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST_FILES,
                            "items": {"type": "string", "format": "binary"},
                        },
                    },
                }
            }
        },
    }
}
"""The documentation of such a form; the framework would refuse more than a thousand files."""


def source_name(files: Sequence[UploadFile]) -> str:
    """What people call a source: its list's file name, else its first file's."""
    names = sorted(plain_name(one.filename or "") for one in files)
    for suffix in _LISTS:
        for name in names:
            if name.lower().endswith(suffix):
                return name
    return names[0]


def packed(files: Sequence[UploadFile], scratch: Path) -> Path:
    """One archive with these files in a file of its own; a single zip as it is.

    Args:
        files: as the form sent them.
        scratch: folder for the new file; the caller removes it.

    Raises:
        InputError: a name is none, or two files of one name differ.
    """
    if len(files) == 1:
        whole, _ = spool(scratch, chunks_of(_stream(files[0])))
        if is_zip(whole):
            return whole
        whole.unlink()
    with NamedTemporaryFile(dir=scratch, suffix=".zip", delete=False) as target:
        try:
            with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
                _fill(archive, files)
        except BaseException:
            target.close()
            Path(target.name).unlink()
            raise
    return Path(target.name)


def plain_name(name: str) -> str:
    """The last part of a name, whatever system it comes from.

    Raises:
        InputError: nothing is left of it, or it is no name that a person gave.
    """
    base = PurePosixPath(re.sub(r"[\\/]+", "/", name)).name.strip()
    if not base or base in (".", "..") or len(base) > NAME_LENGTH or not base.isprintable():
        shown = "".join(char if char.isprintable() else "?" for char in name)[:80]
        raise InputError("lote.nome_de_arquivo", file=shown)
    return base


def _fill(archive: ZipFile, files: Sequence[UploadFile]) -> None:
    seen: dict[str, bytes] = {}
    for one in files:
        name = plain_name(one.filename or "")
        digest = _digest(_stream(one))
        known = seen.get(name.casefold())
        if known is not None and known != digest:
            raise InputError("lote.arquivo_duas_vezes", file=name)
        if known is None:
            seen[name.casefold()] = digest
            _write(archive, name, one)


def _write(archive: ZipFile, name: str, file: UploadFile) -> None:
    entry = ZipInfo(name, _BEGINNING)
    entry.compress_type = ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as stream:
        for chunk in chunks_of(_stream(file)):
            stream.write(chunk)


def _digest(stream: BinaryIO) -> bytes:
    digest = hashlib.sha256()
    for chunk in chunks_of(stream):
        digest.update(chunk)
    return digest.digest()


def _stream(file: UploadFile) -> BinaryIO:
    file.file.seek(0)
    return file.file
