"""Layer rules: what the name of a drawing's layer says is to be done. Data, editable.

docs/formats/dxf.md explains the file; the factory's conventions are resources/layers/padrao.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from core.errors import InputError
from core.faults import first_fault
from core.formats.layer_names import Meaning, Role, face_named, marked
from core.machine.profile import LayerOverride
from core.parts import Face, OperationKind

Positive = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]

DEFAULT = "padrao"

NUMBER = r"\d+(?:[.,-]\d+)?"
"""A number in a layer's name: comma, point and dash are decimal signs. `{n}` in patterns."""

LONGEST_NAME = 255
"""Longest layer name of the DXF reference."""

_LARGEST_FILE = 1024 * 1024
_REMEMBERED = 10_000


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LayerRule(_Record):
    """One pattern and what it means; the first rule that matches counts.

    Args:
        pattern: regular expression, searched in the name without regard to case; `{n}` stands
            for a number. Its named groups `diameter`, `depth`, `width`, `strategy`, `macro`
            and `face` win over the fixed values below.
        kind: of the operation, where no strategy decides it.
        strategy: a fixed strategy, a key of `strategies`.
        face: the face seen by the drawing is `top`.
        ignore, outline, view, refuse: the layer is no operation: left alone; the panel's
            outline; the frame of an edge's view; machining that is not understood, which
            blocks the part.
    """

    pattern: str
    kind: OperationKind | None = None
    strategy: str = ""
    face: Face = Face.TOP
    depth: Positive | None = None
    width: Positive | None = None
    diameter: Positive | None = None
    tool: str | None = None
    macro: str | None = None
    ignore: bool = False
    outline: bool = False
    view: bool = False
    refuse: bool = False

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            self.compiled()
        except re.error as error:
            raise PydanticCustomError(
                "padrao_invalido", "not a regular expression: {why}", {"why": str(error)}
            ) from error
        return self

    def compiled(self) -> re.Pattern[str]:
        """The pattern with `{n}` filled in."""
        return _compiled(self.pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{n}", NUMBER), re.IGNORECASE)


class LayerRules(_Record):
    """All rules of a source.

    Args:
        strategies: word (any case; spaces, `_` and `-` do not count) to kind.
        macros: names of macros as they are spelled in the part's operations.
        rules: in order; the first that matches counts.
        registered: what a machine's profile says of exact layer names; it wins over the rules.
    """

    name: str = DEFAULT
    strategies: dict[str, OperationKind] = Field(default_factory=dict)
    macros: tuple[str, ...] = ()
    rules: tuple[LayerRule, ...]
    registered: tuple[LayerOverride, ...] = ()
    _known: dict[str, Meaning] = PrivateAttr(default_factory=dict)

    def with_registered(self, layers: Sequence[LayerOverride]) -> LayerRules:
        """The same rules under what a machine's profile says of exact layer names."""
        return LayerRules(**{**dict(self), "registered": tuple(layers)})

    def read(self, layer: str) -> Meaning:
        """What the layer's name says."""
        found = self._known.get(layer)
        if found is None:
            found = self._read(layer)
            for override in self.registered:
                if override.layer.strip().casefold() == layer.strip().casefold():
                    found = _overridden(found, override)
            if len(self._known) < _REMEMBERED:
                self._known[layer] = found
        return found

    def _read(self, layer: str) -> Meaning:
        name, _, marks = layer.strip().partition("@")
        if len(layer) > LONGEST_NAME:
            return Meaning(role=Role.REFUSED, code="desenho.camada_incompleta")
        for rule in self.rules:
            match = rule.compiled().search(name)
            if match:
                return marked(self._meaning(rule, match), marks)
        return Meaning(role=Role.UNKNOWN)

    def _meaning(self, rule: LayerRule, match: re.Match[str]) -> Meaning:
        for chosen, role in (
            (rule.ignore, Role.IGNORED),
            (rule.outline, Role.OUTLINE),
            (rule.view, Role.VIEW),
        ):
            if chosen:
                return Meaning(role=role, face=rule.face)
        if rule.refuse:
            return Meaning(role=Role.REFUSED, code="desenho.camada_incompleta")
        return self._operation(rule, match)

    def _operation(self, rule: LayerRule, match: re.Match[str]) -> Meaning:
        said = match.groupdict()
        strategy = _word(said.get("strategy") or rule.strategy)
        kind = rule.kind or self._kind(strategy)
        sizes = {
            key: _number(said.get(key), getattr(rule, key))
            for key in ("depth", "width", "diameter")
        }
        code = _wanting(kind, sizes)
        if code:
            return Meaning(role=Role.REFUSED, code=code)
        return Meaning(
            role=Role.OPERATION,
            kind=kind,
            face=face_named(said.get("face") or "") or rule.face,
            tool=rule.tool,
            macro=self._macro(said.get("macro")) or rule.macro,
            cut_strategy=rule.kind is None and strategy == "por",
            depth=sizes["depth"],
            width=sizes["width"],
            diameter=sizes["diameter"],
        )

    def _kind(self, strategy: str) -> OperationKind | None:
        for word, kind in self.strategies.items():
            if _word(word) == strategy:
                return kind
        return None

    def _macro(self, said: str | None) -> str | None:
        if not said:
            return None
        known = {name.casefold(): name for name in self.macros}
        return known.get(said.casefold(), said)


def _overridden(meaning: Meaning, override: LayerOverride) -> Meaning:
    """What a layer means once its name is registered; sizes that nobody gives come from the name.

    The tool is not taken here: it belongs to the machine and not to the part.
    """
    if override.kind == "ignore":
        return Meaning(role=Role.IGNORED)
    if override.kind == "outline":
        return Meaning(role=Role.OUTLINE)
    kind = OperationKind(override.kind) if override.kind else meaning.kind
    depth = override.depth or meaning.depth
    code = _wanting(kind, {"depth": depth, "width": meaning.width, "diameter": meaning.diameter})
    if code:
        return Meaning(role=Role.REFUSED, code=code)
    changed = (kind, depth) != (meaning.kind, meaning.depth)
    return replace(
        meaning, role=Role.OPERATION, kind=kind, depth=depth, code="", registered=changed
    )


def default_rules() -> LayerRules:
    """The factory's conventions."""
    return _shipped(DEFAULT)


def load_rules(name_or_file: str) -> LayerRules:
    """Rules of this product by name, or the user's by file (TOML, or JSON by its suffix).

    Raises:
        InputError: there are none, or they are wrong; names the key.
    """
    path = Path(name_or_file)
    if path.suffix.lower() in (".toml", ".json"):
        if not path.is_file():
            raise InputError("desenho.regras_nao_existem", name=name_or_file)
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError("desenho.regras_invalidas", file=path.name, place="-", detail="> 1 MB")
        return parse_rules(path.read_bytes(), path.name)
    return _shipped(name_or_file)


def parse_rules(data: bytes, name: str) -> LayerRules:
    """The rules in a TOML or JSON file.

    Raises:
        InputError: neither, or a wrong key, value or pattern.
    """
    try:
        if name.lower().endswith(".json"):
            return LayerRules.model_validate_json(data)
        return LayerRules.model_validate(tomllib.loads(data.decode("utf-8-sig")))
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError(
            "desenho.regras_invalidas", file=name, place=place, detail=detail
        ) from error
    except ValueError as error:
        raise InputError(
            "desenho.regras_invalidas", file=name, place="-", detail=str(error)
        ) from error


@cache
def _shipped(name: str) -> LayerRules:
    entry = files("resources") / "layers" / f"{name}.toml"
    if not re.fullmatch(r"[\w-]+", name) or not entry.is_file():
        raise InputError("desenho.regras_nao_existem", name=name)
    return parse_rules(entry.read_bytes(), f"{name}.toml")


def _word(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).casefold()


def _number(said: str | None, fixed: float | None) -> float | None:
    if not said:
        return fixed
    return float(re.sub("[,-]", ".", said))


def _wanting(kind: OperationKind | None, sizes: dict[str, float | None]) -> str:
    """What an operation's layer does not say; empty when it says all."""
    if kind is None:
        return "desenho.estrategia_desconhecida"
    needed = {OperationKind.DRILL: "diameter", OperationKind.GROOVE: "width"}.get(kind)
    wanted = [sizes["depth"], *([sizes[needed]] if needed else [])]
    if any(size is None for size in wanted):
        return "desenho.camada_incompleta"
    if any(size is not None and not 0 < size <= 10_000 for size in sizes.values()):
        return "desenho.medida_zero"
    return ""
