"""What the fields of a part may hold, and how a change of some works on the rest."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.db.types import JsonValue
from core.errors import Refused
from core.geometry import Path
from core.parts import Grain, Part
from core.parts.materials import material_key
from core.producao.models.peca import Peca
from core.producao.old.corners import corners_of, rounded
from core.producao.rules.forma import (
    bands_form,
    bands_of,
    operations_form,
    operations_of,
    path_form,
    path_of,
)
from core.producao.rules.lote import Texto, clean_text
from core.producao.rules.usinagem import (
    MOST_OPERATIONS,
    check_operations,
    check_outline,
    check_size,
)


def _bounds(length: int, least: int = 0) -> StringConstraints:
    return StringConstraints(max_length=length, min_length=least, strip_whitespace=True)


Nome = Annotated[str, _bounds(300, 1), AfterValidator(clean_text)]
Codigo = Annotated[str, _bounds(100), AfterValidator(clean_text)]
Material = Annotated[str, _bounds(200, 1), AfterValidator(clean_text)]
Medida = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Json = dict[str, JsonValue]
Operacoes = Annotated[tuple[Json, ...], Field(max_length=MOST_OPERATIONS)]


class MudancaPeca(BaseModel):
    """What is to change of a part; None leaves a field as it is, lengths in mm.

    `fitas`, `contorno` and `operacoes` are values of `core.formats.batch_form`. An empty
    `programa` stands for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    nome: Nome | None = None
    programa: Codigo | None = None
    codigo_peca: Codigo | None = None
    comprimento: Medida | None = None
    largura: Medida | None = None
    espessura: Medida | None = None
    material: Material | None = None
    veio: Grain | None = None
    fitas: Json | None = None
    observacoes: Texto | None = None
    contorno: Json | None = None
    operacoes: Operacoes | None = None

    def given(self) -> dict[str, Any]:
        """The fields that are to change."""
        return {
            name: value
            for name in type(self).model_fields
            if (value := getattr(self, name)) is not None
        }


class NovaPeca(MudancaPeca):
    """A part from nothing: a rectangle where no outline is given."""

    nome: Nome
    comprimento: Medida
    largura: Medida
    espessura: Medida
    material: Material


_PLAIN = ("nome", "codigo_peca", "comprimento", "largura", "espessura", "veio", "observacoes")


def apply_change(peca: Peca, change: MudancaPeca) -> tuple[str, ...]:
    """Write the change into the row; only what differs is touched.

    Returns:
        Names of the columns that differ now.

    Raises:
        InputError: the part could not be made so.
        Refused: a part with an outline of its own changes size only with a new outline.
    """
    wanted = _columns(peca, change)
    differing = tuple(name for name, value in wanted.items() if getattr(peca, name, None) != value)
    if _GEOMETRY & set(differing):
        _check({name: wanted.get(name, getattr(peca, name, None)) for name in _GEOMETRY})
    for name in differing:
        setattr(peca, name, wanted[name])
    return differing


_GEOMETRY = {"comprimento", "largura", "espessura", "contorno", "operacoes"}


def _columns(peca: Peca, change: MudancaPeca) -> dict[str, Any]:
    given = change.given()
    wanted = {name: given[name] for name in _PLAIN if name in given}
    if "programa" in given:
        wanted["programa"] = given["programa"] or None
    if "material" in given:
        wanted |= {
            "material": given["material"],
            "material_chave": material_key(given["material"]),
        }
    if "fitas" in given:
        wanted["fitas"] = bands_form(bands_of(given["fitas"]))
    if "operacoes" in given:
        wanted["operacoes"] = operations_form(operations_of(given["operacoes"]))
    outline = _outline(peca, change)
    if outline is not None:
        wanted["contorno"] = path_form(outline)
    return wanted


def _outline(peca: Peca, change: MudancaPeca) -> Path | None:
    """The outline that was given, or the one that follows from a new size; None for no change."""
    if change.contorno is not None:
        return path_of(change.contorno).counter_clockwise()
    length = change.comprimento or peca.comprimento
    width = change.largura or peca.largura
    if (length, width) == (peca.comprimento, peca.largura):
        return None
    radii = corners_of(path_of(peca.contorno), peca.comprimento, peca.largura)
    if radii is None:
        raise Refused("peca.contorno_proprio", peca=peca.nome)
    return rounded(length, width, radii)


def _check(wanted: dict[str, Any]) -> None:
    size = (wanted["comprimento"], wanted["largura"], wanted["espessura"])
    check_size(*size)
    area = check_outline(path_of(wanted["contorno"]), size[0], size[1])
    check_operations(operations_of(wanted["operacoes"]), area, size)


def check_part(part: Part) -> None:
    """That a part from nothing can be made.

    Raises:
        InputError: it cannot.
    """
    size = (part.length, part.width, part.thickness)
    check_size(*size)
    check_operations(part.operations, check_outline(part.outline, *size[:2]), size)


def part_from(new: NovaPeca, key: str, client: str, room: str) -> Part:
    """The part that these fields describe, without pieces.

    Raises:
        InputError: it cannot be made.
    """
    outline = (
        path_of(new.contorno).counter_clockwise()
        if new.contorno is not None
        else Path.rectangle(0.0, 0.0, new.comprimento, new.largura)
    )
    part = Part(
        id=key,
        name=new.nome,
        length=new.comprimento,
        width=new.largura,
        thickness=new.espessura,
        material=new.material,
        outline=outline,
        pieces=(),
        program=new.programa or None,
        code=new.codigo_peca or "",
        client=client,
        room=room,
        notes=new.observacoes or "",
        grain=new.veio or Grain.UNKNOWN,
        bands=bands_of(new.fitas or {}),
        operations=operations_of(new.operacoes or ()),
    )
    check_part(part)
    return part
