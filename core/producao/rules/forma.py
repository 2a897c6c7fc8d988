"""Between the rows of a batch and the records that nesting and machining work with, exactly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.errors import InputError
from core.faults import first_fault
from core.formats import batch_from_form
from core.geometry import Path
from core.parts import Attachment, Bands, Batch, Hardware, Operation, Origin, Package, Part, Piece
from core.parts.materials import material_key
from core.producao.models.lote import Ferragem, Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia


def part_values(part: Part) -> dict[str, Any]:
    """The columns of `Peca` that a part fills by itself."""
    return {
        "nome": part.name,
        "programa": part.program,
        "codigo_peca": part.code,
        "comprimento": part.length,
        "largura": part.width,
        "espessura": part.thickness,
        "quantidade": part.quantity,
        "material": part.material,
        "material_chave": material_key(part.material),
        "veio": part.grain,
        "fitas": _form(Bands, part.bands),
        "observacoes": part.notes,
        "desenho": part.drawing,
        "desenhada": part.drawn,
        "bloqueio": part.blocked,
        "contorno": path_form(part.outline),
        "operacoes": operations_form(part.operations),
        "anexos": _form(tuple[Attachment, ...], part.attachments),
        "origem": _form(Origin | None, part.origin),
    }


def hardware_values(item: Hardware) -> dict[str, Any]:
    """The columns of `Ferragem` that a hardware item fills by itself."""
    return {
        "nome": item.name,
        "codigo_ferragem": item.code,
        "quantidade": item.quantity,
        "origem": _form(Origin | None, item.origin),
    }


def part_of(peca: Peca, pacote: Pacote, copias: Iterable[PecaCopia], *, key: str = "") -> Part:
    """The part that these rows stand for.

    Args:
        peca: the part's row.
        pacote: the package it belongs to.
        copias: its active copies, in any order.
        key: id of the part; its `chave` where none is given.

    Raises:
        InputError: a JSON column does not hold what it should.
    """
    ordered = sorted(copias, key=lambda one: one.copia)
    return Part(
        id=key or peca.chave,
        name=peca.nome,
        length=peca.comprimento,
        width=peca.largura,
        thickness=peca.espessura,
        material=peca.material,
        outline=path_of(peca.contorno),
        pieces=tuple(Piece(one.copia, one.codigo) for one in ordered),
        program=peca.programa,
        code=peca.codigo_peca,
        client=pacote.cliente,
        room=pacote.ambiente,
        notes=peca.observacoes,
        grain=peca.veio,
        bands=_value(Bands, peca.fitas, "fitas"),
        operations=operations_of(peca.operacoes),
        attachments=_value(tuple[Attachment, ...], peca.anexos, "anexos"),
        drawing=peca.desenho,
        drawn=peca.desenhada,
        blocked=peca.bloqueio,
        origin=_value(Origin | None, peca.origem, "origem"),
    )


def batch_of(
    lote: Lote,
    pacotes: Sequence[Pacote],
    pecas: Iterable[Peca],
    ferragens: Iterable[Ferragem],
    copias: Mapping[Any, Sequence[PecaCopia]],
) -> Batch:
    """The batch that these rows stand for; rows come in their order.

    Args:
        lote: its row.
        pacotes: its packages.
        pecas: its parts.
        ferragens: its hardware.
        copias: active copies by the id of their part.
    """
    parts: dict[Any, list[Part]] = {pacote.id: [] for pacote in pacotes}
    hardware: dict[Any, list[Hardware]] = {pacote.id: [] for pacote in pacotes}
    owner = {pacote.id: pacote for pacote in pacotes}
    for peca in pecas:
        part = part_of(peca, owner[peca.pacote_id], copias.get(peca.id, ()))
        parts[peca.pacote_id].append(part)
    for item in ferragens:
        hardware[item.pacote_id].append(_hardware_of(item))
    packages = (
        Package(one.cliente, one.ambiente, tuple(parts[one.id]), tuple(hardware[one.id]))
        for one in pacotes
    )
    return Batch(lote.nome, tuple(packages))


def batch_from_bytes(data: bytes, name: str) -> Batch:
    """The batch in a file of `core.formats.batch_form`.

    Raises:
        InputError: not such a file, or it holds texts that no database keeps.
    """
    try:
        form = json.loads(data)
        # NaN, halves of characters and NUL pass this reader, but no database
        text = json.dumps(form, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise InputError("lote.arquivo_invalido", detail=type(error).__name__) from error
    if "\\u0000" in text or not isinstance(form, dict):
        raise InputError("lote.arquivo_invalido", detail=name)
    return batch_from_form(form, name)


def path_form(path: Path) -> dict[str, Any]:
    """A path as JSON values."""
    found: dict[str, Any] = _form(Path, path)
    return found


def path_of(form: Any, field: str = "contorno") -> Path:
    """The path behind JSON values.

    Raises:
        InputError: not such values.
    """
    found: Path = _value(Path, form, field)
    return found


def operations_form(operations: Sequence[Operation]) -> list[dict[str, Any]]:
    """Operations as JSON values."""
    found: list[dict[str, Any]] = _form(tuple[Operation, ...], tuple(operations))
    return found


def operations_of(form: Any, field: str = "operacoes") -> tuple[Operation, ...]:
    """The operations behind JSON values.

    Raises:
        InputError: not such values.
    """
    found: tuple[Operation, ...] = _value(tuple[Operation, ...], form, field)
    return found


def bands_form(bands: Bands) -> dict[str, Any]:
    """Edge bands as JSON values."""
    found: dict[str, Any] = _form(Bands, bands)
    return found


def bands_of(form: Any, field: str = "fitas") -> Bands:
    """The edge bands behind JSON values.

    Raises:
        InputError: not such values.
    """
    found: Bands = _value(Bands, form, field)
    return found


def _hardware_of(item: Ferragem) -> Hardware:
    origin = _value(Origin | None, item.origem, "origem")
    return Hardware(item.nome, item.quantidade, item.codigo_ferragem, origin)


def _form(kind: Any, value: Any) -> Any:
    return _adapter(kind).dump_python(value, mode="json")


def _value(kind: Any, form: Any, field: str) -> Any:
    try:
        return _adapter(kind).validate_python(form)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("peca.forma_invalida", campo=f"{field} {place}", detail=detail) from error


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
