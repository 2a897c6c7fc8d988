"""What a part in the old form changes of a row, and the part that a new one makes."""

from __future__ import annotations

import math
from typing import Any

from pydantic import ValidationError

from core.errors import InputError, Refused
from core.faults import first_fault
from core.geometry import Path
from core.parts import Part
from core.producao.models.lote import Pacote
from core.producao.models.peca import Peca
from core.producao.old.corners import Radii, corners_of, radii_of, rounded
from core.producao.old.operation_model import Operacao, Tipo
from core.producao.old.operations import merged
from core.producao.old.sent import PecaAntiga
from core.producao.old.shapes import old_part
from core.producao.rules.forma import operations_form, operations_of, path_form, path_of
from core.producao.rules.peca import MudancaPeca, NovaPeca, part_from

_FIELDS = (
    *("nome", "codigo_peca", "comprimento", "largura", "espessura", "material", "observacoes"),
)


def change_of(peca: Peca, pacote: Pacote, sent: PecaAntiga) -> MudancaPeca:
    """What differs from how the part is told; nothing for a part that was sent back as told.

    Raises:
        InputError: a field, an operation or a corner cannot be read.
        Refused: corners of a part with an outline of its own.
    """
    shown = old_part(peca, pacote)
    wanted: dict[str, Any] = {
        name: value
        for name in _FIELDS
        if (value := getattr(sent, name)) is not None and value != shown[name]
    }
    if sent.operacoes is not None:
        wanted |= _machining(peca, sent)
    return _checked(MudancaPeca, wanted)


def new_part(sent: PecaAntiga, key: str, pacote: Pacote) -> Part:
    """The part that was sent, without pieces.

    Raises:
        InputError: a size is missing, or it could not be made so.
    """
    for name in ("nome", "comprimento", "largura", "espessura", "material"):
        if not getattr(sent, name):
            raise InputError("peca.campo_falta", campo=name)
    corners, others = _split(sent.operacoes or ())
    wanted = {name: getattr(sent, name) for name in _FIELDS if getattr(sent, name) is not None}
    length, width, thickness = sent.comprimento or 0.0, sent.largura or 0.0, sent.espessura or 0.0
    wanted["contorno"] = path_form(rounded(length, width, radii_of(corners)))
    wanted["operacoes"] = operations_form(merged(others, (), thickness))
    return part_from(_checked(NovaPeca, wanted), key, pacote.cliente, pacote.ambiente)


def _machining(peca: Peca, sent: PecaAntiga) -> dict[str, Any]:
    corners, others = _split(sent.operacoes or ())
    known = operations_of(peca.operacoes)
    operations = merged(others, known, sent.espessura or peca.espessura)
    wanted: dict[str, Any] = {}
    if operations != known:
        wanted["operacoes"] = operations_form(operations)
    outline = _outline(peca, sent, radii_of(corners))
    if outline is not None:
        wanted["contorno"] = path_form(outline)
    return wanted


def _outline(peca: Peca, sent: PecaAntiga, radii: Radii) -> Path | None:
    """The outline with these corners; None where it has them already."""
    known = corners_of(path_of(peca.contorno), peca.comprimento, peca.largura)
    if _close(known or {}, radii):
        return None
    if known is None:
        raise Refused("peca.contorno_proprio", peca=peca.nome)
    return rounded(sent.comprimento or peca.comprimento, sent.largura or peca.largura, radii)


def _close(one: Radii, other: Radii) -> bool:
    return one.keys() == other.keys() and all(
        math.isclose(radius, other[corner], abs_tol=1e-6) for corner, radius in one.items()
    )


def _split(sent: tuple[Operacao, ...]) -> tuple[list[Operacao], list[Operacao]]:
    corners = [one for one in sent if one.tipo is Tipo.RAIO]
    return corners, [one for one in sent if one.tipo is not Tipo.RAIO]


def _checked[Kind: MudancaPeca](kind: type[Kind], values: dict[str, Any]) -> Kind:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("registro.campo_invalido", campo=place, motivo=detail) from error
