"""A machine's profile: given whole, or made of the old system's settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import InputError, RadhaError
from core.faults import first_fault
from core.machine.legacy import import_profile
from core.machine.profile import LabelField, MachineProfile

NOME_PADRAO = "Máquina 1"
"""Name of the machine that the old interface's settings make where there is none."""
ETIQUETA_PADRAO = (50.0, 30.0)
"""Length and width of a label whose size nobody gave, mm (production.md 3.5)."""
LARGEST_CONFIG = 400_000
"""Characters of the old settings' object as JSON."""
_LAYOUT = "layoutEtiqueta"
_SIZE = ("tamanhoEtiquetadoraX", "tamanhoEtiquetadoraY")


class TipoMaquina(StrEnum):
    """What a machine does."""

    ROTEADOR = "roteador"
    SECCIONADORA = "seccionadora"
    FURADEIRA = "furadeira"
    COLADEIRA = "coladeira"


@dataclass(frozen=True, slots=True)
class PerfilAntigo:
    """What came of the old settings: a profile or the reason why there is none, and notes."""

    perfil: dict[str, Any] | None
    avisos: list[dict[str, Any]]


class CampoEtiqueta(BaseModel):
    """A text of a label in the old shape, (x, y) mm from the top left corner."""

    model_config = ConfigDict(extra="allow")

    campo: Annotated[str, Field(min_length=1, max_length=60)]
    x: Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
    y: Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]


def ler_perfil(valores: Mapping[str, Any]) -> MachineProfile:
    """A profile from its values.

    Raises:
        InputError: something is wrong; names the place.
    """
    try:
        return MachineProfile.model_validate(dict(valores))
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("maquina.perfil_errado", place=place, detail=detail) from error


def perfil_antigo(
    config: Mapping[str, Any],
    ferramentas: Sequence[Mapping[str, Any]],
    cortes: Sequence[Mapping[str, Any]],
    camadas: Sequence[Mapping[str, Any]],
) -> PerfilAntigo:
    """The profile that the old settings make; settings that contradict each other make none."""
    whole = {
        "config_maquina": dict(config),
        "config_ferramentas": [*ferramentas],
        "config_cortes": [*cortes],
        "config_layers": [*camadas],
    }
    try:
        made = import_profile([("config", json.dumps(whole).encode())])
    except RadhaError as error:
        return PerfilAntigo(None, [{"codigo": error.code, **error.values}])
    notes = [{"codigo": n.reason, "onde": n.place, "valor": n.value} for n in made.left]
    return PerfilAntigo(made.profile.model_dump(mode="json"), notes)


def ler_config(config: Mapping[str, Any]) -> list[CampoEtiqueta]:
    """Judge the old settings' object; the texts of its label.

    Raises:
        InputError: it is too large, or its label layout is none.
    """
    if len(json.dumps(config)) > LARGEST_CONFIG:
        raise InputError("maquina.config_grande", limit=LARGEST_CONFIG)
    layout = config.get(_LAYOUT) or []
    if not isinstance(layout, list):
        raise InputError("maquina.linha_errada", place=_LAYOUT, detail="precisa ser uma lista")
    return [_campo(value, f"{_LAYOUT}[{place}]") for place, value in enumerate(layout)]


def _campo(value: Any, place: str) -> CampoEtiqueta:
    try:
        return CampoEtiqueta.model_validate(value)
    except ValidationError as error:
        where, detail = first_fault(error)
        raise InputError("maquina.linha_errada", place=f"{place}.{where}", detail=detail) from error


def campos_do_perfil(campos: Sequence[CampoEtiqueta]) -> list[dict[str, Any]]:
    """The old label layout as the profile's."""
    return [
        LabelField(field=campo.campo, x=campo.x, y=campo.y).model_dump(mode="json")
        for campo in campos
    ]


def tamanho_da_etiqueta(config: Mapping[str, Any]) -> tuple[float, float]:
    """Length and width of the old settings' label, mm; the usual one where they say nothing."""
    found = []
    for key, usual in zip(_SIZE, ETIQUETA_PADRAO, strict=True):
        text = str(config.get(key) or "").replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = usual
        found.append(value if 0 < value < 10_000 else usual)
    return found[0], found[1]


def com_layout(
    config: Mapping[str, Any],
    campos: Sequence[Mapping[str, Any]],
    tamanho: tuple[float, float],
) -> dict[str, Any]:
    """The old object with this label; untouched where the label is the one it has.

    Args:
        config: as it was sent.
        campos: values of `LabelField`.
        tamanho: length and width of the label, mm.
    """
    found = dict(config)
    if campos != campos_do_perfil(ler_config(config)):
        found[_LAYOUT] = [
            {"id": place, "campo": field["field"], "x": field["x"], "y": field["y"]}
            for place, field in enumerate(campos, start=1)
        ]
    if tamanho != tamanho_da_etiqueta(config):
        found |= dict(zip(_SIZE, tamanho, strict=True))
    return found
