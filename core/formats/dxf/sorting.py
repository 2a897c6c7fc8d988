"""Entities by layer, with what each layer is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from core.formats.dxf.ledger import Ledger
from core.formats.dxf.model import Entity
from core.formats.layer_names import Meaning, Role
from core.formats.layers import LayerRules
from core.geometry import Matrix

type Numbered = tuple[int, Entity]


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """A layer that matters, with its readable entities; `name` as the first one spells it."""

    name: str
    meaning: Meaning
    entities: list[Numbered] = field(default_factory=list)


@dataclass(slots=True)
class Layers:
    """The layers of a drawing that matter, by their name in lower case."""

    found: dict[str, DrawnLayer] = field(default_factory=dict)

    def of(self, role: Role) -> Iterator[DrawnLayer]:
        """The layers of this role, in the order of the file."""
        return (layer for layer in self.found.values() if layer.meaning.role is role)

    def entities(self, role: Role) -> list[Numbered]:
        """The entities of all layers of this role."""
        return [numbered for layer in self.of(role) for numbered in layer.entities]

    def scale(self, factor: float) -> None:
        """Every coordinate times this factor."""
        matrix = Matrix(a=factor, d=factor)
        for layer in self.found.values():
            layer.entities[:] = [(number, _mapped(one, matrix)) for number, one in layer.entities]


def sort_entities(entities: list[Entity], rules: LayerRules, ledger: Ledger) -> Layers:
    """Sorts by layer; what says nothing or cannot be read is noted and left out."""
    layers = Layers()
    meanings: dict[str, Meaning] = {}
    for number, one in enumerate(entities):
        # marks may carry names of tools, which are as they are spelled
        key = one.layer if "@" in one.layer else one.layer.casefold()
        if key not in meanings:
            meanings[key] = rules.read(one.layer)
        meaning = meanings[key]
        silent = _no_matter(one, meaning)
        wrong = one.code or (meaning.code if meaning.role is Role.REFUSED else "")
        if silent:
            ledger.note(number, "ignored", silent)
        elif wrong:
            ledger.note(number, "unread", wrong)
        else:
            layer = layers.found.setdefault(key, DrawnLayer(one.layer, meaning))
            layer.entities.append((number, one))
    return layers


def _no_matter(entity: Entity, meaning: Meaning) -> str:
    """Why an entity is rightly left alone; empty when it matters."""
    if entity.annotation:
        return entity.code
    if entity.code == "desenho.sem_comprimento":
        return entity.code
    # what a block that cannot be resolved would have brought, nobody knows
    if entity.kind == "INSERT":
        return ""
    if meaning.role is Role.UNKNOWN:
        return "desenho.camada_sem_regra"
    return "desenho.camada_ignorada" if meaning.role is Role.IGNORED else ""


def _mapped(entity: Entity, matrix: Matrix) -> Entity:
    return replace(
        entity,
        path=entity.path.transformed(matrix) if entity.path else None,
        centre=matrix.apply(entity.centre) if entity.centre else None,
    )
