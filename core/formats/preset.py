"""How a source is to be understood: data in resources/presets or a file of the user's.

docs/formats/preset.md explains every key.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import InputError
from core.faults import first_fault
from core.parts import Band, Face, Grain

NotNegative = Annotated[float, Field(ge=0, le=50, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]

DEFAULT = "padrao"
_LARGEST = 2 * 1024 * 1024


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BandRule(_Record):
    """An edge band of the factory: thickness and what is milled off before it (mm)."""

    thickness: NotNegative
    premilling: NotNegative = 0.0


class MaterialRule(_Record):
    """What a material name of the source means here; empty keeps what the source says."""

    name: str = ""
    grain: Grain | None = None


class BudgetMaterial(_Record):
    """The board behind a thickness and a colour code of a Promob budget."""

    thickness: Positive
    colour: str
    name: str


class BppFace(_Record):
    """Where a face number of a boring program lies on the part.

    Args:
        face: face of the part.
        x_from_end: X counts from the end where the part's own axis is longest.
        y_from_end: likewise Y; on an edge Y is measured through the thickness.
    """

    face: Face
    x_from_end: bool = False
    y_from_end: bool = False


class ColumnMap(_Record):
    """Columns of a plain table: header text, or number from 1; None is guessed."""

    code: str | int | None = None
    program: str | int | None = None
    name: str | int | None = None
    length: str | int | None = None
    width: str | int | None = None
    thickness: str | int | None = None
    material: str | int | None = None
    quantity: str | int | None = None
    client: str | int | None = None
    room: str | int | None = None
    notes: str | int | None = None
    drawing: str | int | None = None
    grain: str | int | None = None
    band_c1: str | int | None = None
    band_c2: str | int | None = None
    band_l1: str | int | None = None
    band_l3: str | int | None = None


class TableRule(_Record):
    """How plain tables are read.

    Args:
        columns: the mapping.
        sheet: name of the worksheet, empty for the first with rows.
        thickness: for tables without such a column, mm.
        material: likewise.
    """

    columns: ColumnMap = ColumnMap()
    sheet: str = ""
    thickness: Positive | None = None
    material: str = ""


class LooseDrawings(_Record):
    """What drawings without any list are made of."""

    material: str
    thickness: Positive


_FACES = {
    "0": BppFace(face=Face.TOP, y_from_end=True),
    "1": BppFace(face=Face.L1, x_from_end=True),
    "2": BppFace(face=Face.C1),
    "3": BppFace(face=Face.L3, x_from_end=True),
    "4": BppFace(face=Face.C2),
    "5": BppFace(face=Face.BOTTOM, y_from_end=True),
}


class ImportPreset(_Record):
    """A source preset.

    Args:
        size: whether lists and drawings give the cut or the finished size.
        face: the face that the drawings show.
        negative: drawings count coordinates below zero from the opposite edge.
        grain: of parts whose source says nothing; UNKNOWN means no turn, and is reported.
        bands: edge bands by the name the source uses.
        materials: source's material name (after normalisation, any case) to the factory's.
        budget_materials: boards of Promob budgets.
        tables: plain CSV and XLSX.
        bpp_faces: face number of a boring program to the part's face.
        layers: name or file of the layer rules.
        loose_drawings: material and thickness for drawings without a list.
    """

    name: str = DEFAULT
    size: Literal["cut", "finished"] = "cut"
    face: Literal["frente", "verso"] = "frente"
    negative: bool = True
    grain: Grain = Grain.UNKNOWN
    bands: dict[str, BandRule] = Field(default_factory=dict)
    materials: dict[str, MaterialRule] = Field(default_factory=dict)
    budget_materials: tuple[BudgetMaterial, ...] = ()
    tables: TableRule = TableRule()
    bpp_faces: dict[str, BppFace] = Field(default_factory=lambda: dict(_FACES))
    layers: str = ""
    loose_drawings: LooseDrawings | None = None

    def band(self, name: str) -> Band | None:
        """The band of this name; None where the table has none."""
        wanted = name.strip().casefold()
        for key, rule in self.bands.items():
            if key.strip().casefold() == wanted:
                return Band(key, rule.thickness, rule.premilling)
        return None

    def material(self, name: str) -> MaterialRule | None:
        """The rule for a material name; None where the table has none."""
        wanted = name.casefold()
        for key, rule in self.materials.items():
            if key.strip().casefold() == wanted:
                return rule
        return None


def load(name_or_file: str = DEFAULT) -> ImportPreset:
    """A preset of this product by name, or one of the user's by file.

    Raises:
        InputError: there is none, or it is not a valid preset; names the key.
    """
    path = Path(name_or_file)
    if path.is_file():
        return parse(_bytes(path), path.name)
    built_in = files("resources") / "presets" / f"{name_or_file}.json"
    if "/" in name_or_file or "\\" in name_or_file or not built_in.is_file():
        raise InputError("formatos.preset_nao_existe", name=name_or_file)
    return parse(built_in.read_bytes(), f"{name_or_file}.json")


def parse(data: bytes, name: str) -> ImportPreset:
    """The preset in a JSON file.

    Raises:
        InputError: not JSON, or a wrong key or value.
    """
    try:
        return ImportPreset.model_validate_json(data)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError(
            "formatos.preset_invalido", file=name, place=place, detail=detail
        ) from error


def dump(preset: ImportPreset) -> bytes:
    """The preset as a file that `load` reads."""
    return (preset.model_dump_json(indent=2, exclude_none=True) + "\n").encode()


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise InputError("formatos.arquivo_grande", file=path.name, size=">2", limit=2)
    return data
