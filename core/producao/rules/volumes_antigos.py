"""The old interface's list of volumes: `{numero, pecas: [item], barcode}` (production.md 1.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from core.errors import InputError
from core.producao.rules.livre import Livre

MOST_VOLUMES = 2000
MOST_ITEMS = 5000
_ENDING = ".zip"
_PREFIX = "Lote_"


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Codigo = Annotated[
    str,
    BeforeValidator(_text),
    StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]{1,64}$"),
]


class VolumeAntigo(BaseModel):
    """A closed volume as the old screens send it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    numero: Annotated[int, Field(ge=1, le=1_000_000)]
    barcode: Codigo
    pecas: Annotated[list[Livre], Field(max_length=MOST_ITEMS)] = []


def conferir_lista(volumes: Sequence[VolumeAntigo]) -> None:
    """Raise what is wrong with the list as a whole.

    Raises:
        InputError: two volumes have one number or one code.
    """
    for name in ("numero", "barcode"):
        values = [getattr(volume, name) for volume in volumes]
        if len(set(values)) != len(values):
            raise InputError("volume.lista_repete", campo=name)


def numero_do_item(dados: Mapping[str, Any]) -> int | None:
    """The record's number that an item carries as its `id`."""
    value = dados.get("id")
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
        return value
    return None


def codigo_do_item(dados: Mapping[str, Any]) -> str:
    """What a reader would have read: the number with six digits, else a code, else the name."""
    number = numero_do_item(dados)
    if number is not None:
        return f"{number:06d}"
    for key in ("codigo_peca", "codigo_ferragem", "nome"):
        text = str(dados.get(key) or "").strip()
        if text:
            return text[:200]
    return "?"


def chave_do_item(dados: Mapping[str, Any]) -> str:
    """By what an item of one list is found again in the next one."""
    number = numero_do_item(dados)
    return json.dumps(dados, sort_keys=True) if number is None else str(number)


def nome_do_lote(texto: str) -> str:
    """The batch's name in what the old screens call a batch: `lotes/Lote_12.zip` is `12`."""
    name = texto.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if name.lower().endswith(_ENDING):
        name = name[: -len(_ENDING)]
    return name.removeprefix(_PREFIX) or texto.strip()
