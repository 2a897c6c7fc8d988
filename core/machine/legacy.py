"""Machine, tool, cut and layer settings of the factory's old system, into a profile.

The old system kept four things as JSON: `config_maquina` (an object), `config_ferramentas`,
`config_cortes` and `config_layers` (lists). They come as one file each or as one object with
those names; which is which is found by content. Empty inputs were saved as empty strings: they
mean "not given" and leave the default. Source of the fields and of their meaning: production.md
section 3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from core.errors import InputError, Value
from core.faults import first_fault
from core.machine.legacy_fields import read_machine
from core.machine.legacy_rules import read_cuts, read_layers
from core.machine.legacy_tools import read_tools
from core.machine.legacy_values import Left, Notes
from core.machine.profile import MachineProfile, load

PARTS = ("config_maquina", "config_ferramentas", "config_cortes", "config_layers")
_MARKS = {
    "config_maquina": {"zSeguranca", "introducao", "trocaFerramenta", "casasDecimais"},
    "config_ferramentas": {"codigo", "comandoExtra", "velocidadeRotacao"},
    "config_cortes": {"corteConcordante", "ferramentaGrossa", "tamanhoMaximo"},
    "config_layers": {"pecaOuSobra", "estrategia", "profundidade", "cortarSobras"},
}
LARGEST_FILE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """A profile and what of the old settings is not in it.

    Args:
        left: one entry for every setting that was given and left out or changed.
    """

    profile: MachineProfile
    left: tuple[Left, ...]


@dataclass(slots=True)
class _Found:
    """The old system's four settings as they were found in the files."""

    machine: dict[str, Any] = field(default_factory=dict)
    tools: list[dict[str, Any]] = field(default_factory=list)
    cuts: list[dict[str, Any]] = field(default_factory=list)
    layers: list[dict[str, Any]] = field(default_factory=list)


def import_profile(sources: Sequence[tuple[str, bytes]]) -> Imported:
    """A profile from the files' bytes, each with its name for the errors.

    Raises:
        InputError: a file is not JSON or holds none of the four settings, or the settings
            contradict each other so that no profile comes of them.
    """
    found = _Found()
    for name, data in sources:
        _sort(_parse(name, data), name, found)
    notes = Notes()
    values = load("router").model_dump(mode="json")
    values.update(state="untested", validated_by="", layers=[])
    read_machine(found.machine, values, notes)
    if found.tools:
        read_tools(found.tools, values, notes)
    read_cuts(found.cuts, found.machine, values, notes)
    read_layers(found.layers, values, notes)
    try:
        profile = MachineProfile.model_validate(values)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError(
            "machine.antigo_contradiz", file=sources[0][0], place=place, detail=detail
        ) from error
    return Imported(profile, tuple(notes.left))


def _parse(name: str, data: bytes) -> Any:
    if len(data) > LARGEST_FILE:
        raise InputError("machine.antigo_grande", file=name)
    try:
        return _unwrapped(json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant))
    except RecursionError as error:
        raise InputError("machine.antigo_json", file=name, place="-") from error
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise InputError("machine.antigo_json", file=name, place=place) from error
    except ValueError as error:
        raise InputError("machine.antigo_json", file=name, place="-") from error


def _no_constant(text: str) -> Value:
    raise ValueError(text)


def _unwrapped(value: Any) -> Any:
    """The browser's storage kept JSON inside a JSON string."""
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value


def _sort(value: Any, name: str, found: _Found) -> None:
    if isinstance(value, Mapping) and any(part in value for part in PARTS):
        for part in PARTS:
            if value.get(part) not in (None, ""):
                _keep(part, _unwrapped(value[part]), name, found)
        return
    for part, marks in _MARKS.items():
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, Mapping) and marks & set(first):
            _keep(part, value, name, found)
            return
    raise InputError("machine.antigo_desconhecido", file=name)


def _keep(part: str, value: Any, name: str, found: _Found) -> None:
    if part == "config_maquina":
        one = value[0] if isinstance(value, list) and len(value) == 1 else value
        if not isinstance(one, Mapping):
            raise InputError("machine.antigo_forma", file=name, place=part)
        found.machine.update(one)
        return
    rows = value if isinstance(value, list) else [value]
    if not all(isinstance(row, Mapping) for row in rows):
        raise InputError("machine.antigo_forma", file=name, place=part)
    target = {
        "config_ferramentas": found.tools,
        "config_cortes": found.cuts,
        "config_layers": found.layers,
    }[part]
    target.extend(dict(row) for row in rows)
