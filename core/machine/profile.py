"""A machine as data: frame, heights, tools, rules, templates, file names. Read from TOML.

Every length is in mm, every feed in mm/min, angles in degrees. Unknown keys are refused, so a
misspelt setting cannot pass unseen.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from core.errors import InputError
from core.faults import first_fault
from core.geometry import Matrix
from core.machine.placeholders import unknown

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]

LEAST_MARGIN = 2.0
"""Kerfs of two parts that touch cannot be told apart by the proof, and run-outs of grooves need
this much beside the kerf (mm)."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class State(StrEnum):
    """How far a profile is trusted; see docs/formats/machine-profile.md."""

    UNTESTED = "untested"
    DRY_RUN = "dry_run"
    VALIDATED = "validated"


class Frame(_Table):
    """From the sheet's frame to the machine's.

    First X and Y are swapped where `swap_axes`, then mirrored over the sheet's own extent (so
    the sheet still lies in the positive quadrant), then shifted by the offsets. A map of
    determinant -1 is refused unless `left_handed` says that the machine's Y really points the
    other way.
    """

    swap_axes: bool = False
    mirror_x: bool = False
    mirror_y: bool = False
    offset_x: Finite = 0.0
    offset_y: Finite = 0.0
    left_handed: bool = False
    z_zero: Literal["table", "top"] = "table"
    table_x: Positive
    table_y: Positive
    z_min: Finite
    """Nothing goes below this, measured from the table (mm, negative into the spoilboard)."""
    z_max: Positive

    def matrix(self, length: float, width: float) -> Matrix:
        """The map for a sheet of this length and width."""
        found = Matrix()
        extent_x, extent_y = length, width
        if self.swap_axes:
            found = Matrix(0.0, 1.0, 1.0, 0.0)
            extent_x, extent_y = width, length
        if self.mirror_x:
            found = found.then(Matrix(a=-1.0, tx=extent_x))
        if self.mirror_y:
            found = found.then(Matrix(d=-1.0, ty=extent_y))
        return found.then(Matrix.shift(self.offset_x, self.offset_y))

    @model_validator(mode="after")
    def _handed(self) -> Self:
        if (self.matrix(1, 1).determinant < 0) != self.left_handed:
            raise PydanticCustomError(
                "espelhada", "the plane map mirrors the sheet; say left_handed or mend the frame"
            )
        return self


class Zone(_Table):
    """A rectangle of the table, machine frame, with the height of what stands there."""

    name: str
    x: Finite
    y: Finite
    length: Positive
    width: Positive
    height: NotNegative


class Heights(_Table):
    """Heights over the table, as the factory saved them.

    The effective ones never come closer to the board than 15 (clear) and 2 (approach) over
    its real top.
    """

    clear: Positive = 48.0
    approach: Positive = 20.0
    clear_over_top: Positive = 15.0
    approach_over_top: Positive = 2.0

    def effective(self, thickness: float) -> tuple[float, float]:
        """(clear, approach) over the table for a board of this real thickness."""
        return (
            max(self.clear, thickness + self.clear_over_top),
            max(self.approach, thickness + self.approach_over_top),
        )


class ToolKind(StrEnum):
    """What a tool is."""

    DRILL = "drill"
    MILL = "mill"


class ToolShape(StrEnum):
    """The profile of a cutter's end."""

    FLAT = "flat"
    BALL = "ball"
    V = "v"


class Tool(_Table):
    """A drill or a cutter.

    `diameter` is nominal, `measured` what the paths use. `point` is the length of a drill's
    point beyond its full diameter. `start` are the lines that follow a tool change, with the
    placeholders [T] and [S]; spindle on and its sense stand there.
    """

    number: str
    name: str
    kind: ToolKind
    diameter: Positive
    measured: Positive | None = None
    shape: ToolShape = ToolShape.FLAT
    angle: Positive | None = None
    """Included angle of a V cutter, degrees."""
    tip: NotNegative = 0.0
    """Flat width at the tip of a V cutter."""
    point: NotNegative = 0.0
    flute_length: Positive
    up_cut_length: NotNegative = 0.0
    """Up-cutting part of a compression cutter; its first pass is at least this deep."""
    centre_cutting: bool = True
    rpm: Positive
    rpm_min: Positive
    rpm_max: Positive
    sense: Literal["cw", "ccw"] = "cw"
    feed_plunge: Positive
    feed_ramp: Positive
    feed_cut: Positive
    feed_reduced: Positive
    stepdown: Positive
    ramp_angle: Positive = 5.0
    peck: NotNegative = 0.0
    """Depth of one peck of a drill, 0 for none."""
    boring_head: bool = False
    start: tuple[str, ...] = ("S[S] M3",)
    stop: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        for line in self.start:
            _refuse_unknown("start", line)
        return self

    @property
    def cutting_diameter(self) -> float:
        """Measured where it was measured, nominal otherwise."""
        return self.measured or self.diameter


class Release(StrEnum):
    """How a part is held until it is taken off."""

    FREE = "free"
    SKIN = "skin"
    TABS = "tabs"


class ReleaseRule(_Table):
    """Applies to parts not larger than its limits; the first that fits counts."""

    max_area: Positive | None = None
    max_shorter_side: Positive | None = None
    release: Release
    skin: NotNegative = 0.3
    tabs: Annotated[int, Field(ge=0)] = 0
    tab_length: NotNegative = 8.0
    tab_height: NotNegative = 3.0


class Cutting(_Table):
    """Rules of the router's work."""

    contour_tool: str
    """Number of the tool that cuts the parts out."""
    thick_contour_tool: str | None = None
    thick_from: Positive = 25.0
    breakthrough: NotNegative = 0.2
    """How far a through cut goes under the board."""
    climb: bool = True
    overlap: Annotated[float, Field(ge=5, le=10)] = 8.0
    small_slug: NotNegative = 100.0
    """Cut-outs whose shorter side is under this are pocketed or left on a skin."""
    slug_rule: Literal["pocket", "skin"] = "pocket"
    skin_before_release: NotNegative = 0.0
    """First passes leave this much, a last pass of all parts takes it; 0 for none."""
    small_parts_first: bool = True
    cut_offcuts: bool = False
    reduced_feed_before_end: NotNegative = 0.0
    hole_tolerance: NotNegative = 0.1
    """A drill may differ this much from the drawn diameter."""
    mill_holes: bool = True
    """Holes without a drill of their size are milled where a cutter fits."""
    inside_corners: Literal["leave", "dogbone", "tbone"] = "leave"
    groove_ends: Literal["round", "run_out"] = "round"
    stepover: Annotated[float, Field(gt=0, le=0.95)] = 0.5
    releases: tuple[ReleaseRule, ...] = ()


class Board(_Table):
    """A material as this factory measures it."""

    nominal: Positive
    measured: Positive
    material: str | None = None
    """Only for this material; None for all of the nominal thickness."""


class Nesting(_Table):
    """How parts lie on the sheets of this machine."""

    margin: NotNegative = 2.0
    """Added to the contour tool's diameter as the distance between parts."""
    trim_left: NotNegative = 10.0
    trim_right: NotNegative = 10.0
    trim_bottom: NotNegative = 10.0
    trim_top: NotNegative = 10.0
    sheet_length: Positive = 2750.0
    sheet_width: Positive = 1850.0
    saw_kerf: NotNegative = 4.0
    offcut_side: NotNegative = 100.0
    offcut_area: NotNegative = 100_000.0
    sliver: NotNegative = 3.0


class Code(_Table):
    """A word outside the standard and what it does."""

    word: str
    effect: Literal["spindle_off", "none", "boring_head_on", "boring_head_off"]
    meaning: str


class Templates(_Table):
    """The texts around the moves, with the factory's placeholders in square brackets."""

    introducao: str = ""
    cabecalho: str = ""
    troca_ferramenta: str = ""
    furos: str = ""
    comando_final_furos: str = ""
    rodape: str = ""
    mov_rapida: str = ""
    primeira_mov_corte: str = ""
    mov_corte: str = ""
    mov_corte_horario: str = ""
    mov_corte_anti_horario: str = ""

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in type(self).model_fields:
            _refuse_unknown(name, getattr(self, name))
        return self


def _refuse_unknown(template: str, text: str) -> None:
    for placeholder in unknown(template, text):
        raise PydanticCustomError(
            "marcador_desconhecido",
            "{template} names an unknown placeholder {placeholder}",
            {"template": template, "placeholder": placeholder},
        )


class Files(_Table):
    """How programs and their companions are named and written."""

    extension: str = ".nc"
    name_length: Annotated[int, Field(ge=8, le=255)] = 255
    encoding: Literal["ascii", "cp1252", "utf-8"] = "ascii"
    line_end: Literal["\r\n", "\n"] = "\r\n"
    decimals: Annotated[int, Field(ge=2, le=6)] = 4
    arcs: bool = True
    """Whether the controller has G2 and G3."""
    arc_centres: Literal["incremental"] = "incremental"
    comments: bool = True


class Labels(_Table):
    """The label applicator and its pictures."""

    applicator: bool = True
    length: Positive = 50.0
    width: Positive = 30.0
    pixels_per_mm: Positive = 8.0
    offset_x: Finite = 0.0
    offset_y: Finite = 0.0
    rotation: Finite = 0.0
    image_format: Literal["bmp"] = "bmp"
    sheet_image_turn: Literal[0, 90, 180, 270] = 90
    sheet_image_mirror_x: bool = False
    sheet_image_mirror_y: bool = False
    large_image: tuple[int, int] = (592, 890)
    small_image: tuple[int, int] = (122, 183)
    order: Literal["ascending", "descending"] = "ascending"
    """Sheets by thickness."""
    layout: tuple[LabelField, ...] = ()


class LabelField(_Table):
    """A field of a label at (x, y) mm from its top left corner."""

    field: str
    x: Finite
    y: Finite
    size: Positive = 3.0
    text: str = ""


class LayerOverride(_Table):
    """What the factory registered for one exact layer name, in any case.

    What is not given is as the layer's name says.
    """

    layer: str
    kind: (
        Literal["drill", "pocket", "groove", "inside", "outside", "line", "ignore", "outline"]
        | None
    ) = None
    depth: NotNegative | None = None
    tool: str | None = None


Labels.model_rebuild()


class MachineProfile(_Table):
    """Everything a program needs to know of one machine."""

    name: str
    maker: str = ""
    model: str = ""
    state: State = State.UNTESTED
    validated_by: str = ""
    homing_x: str = ""
    homing_y: str = ""
    homing_z: str = ""
    frame: Frame
    heights: Heights = Heights()
    cutting: Cutting
    nesting: Nesting = Nesting()
    boards: tuple[Board, ...] = ()
    zones: tuple[Zone, ...] = ()
    tools: tuple[Tool, ...]
    codes: tuple[Code, ...] = ()
    templates: Templates = Templates()
    files: Files = Files()
    labels: Labels = Labels()
    layers: tuple[LayerOverride, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        numbers = [tool.number for tool in self.tools]
        if len(set(numbers)) != len(numbers):
            raise PydanticCustomError("ferramenta_repetida", "two tools have the same number")
        for wanted in (self.cutting.contour_tool, self.cutting.thick_contour_tool):
            if wanted is not None and wanted not in numbers:
                raise PydanticCustomError(
                    "sem_ferramenta",
                    "the contour tool {tool} is not in the tool table",
                    {"tool": wanted},
                )
        return self

    def tool(self, number: str) -> Tool:
        """The tool with this number; KeyError when there is none."""
        for tool in self.tools:
            if tool.number == number:
                return tool
        raise KeyError(number)

    def contour_tool(self, thickness: float) -> Tool:
        """The cutter that takes parts out of a board of this thickness."""
        cutting = self.cutting
        thick = cutting.thick_contour_tool if thickness >= cutting.thick_from else None
        return self.tool(thick or cutting.contour_tool)

    def release(self, area: float, shorter_side: float) -> ReleaseRule:
        """How a part of this area (mm²) and shorter side (mm) is held; free where no rule fits."""
        for rule in self.cutting.releases:
            area_fits = rule.max_area is None or area <= rule.max_area
            side_fits = rule.max_shorter_side is None or shorter_side <= rule.max_shorter_side
            if area_fits and side_fits:
                return rule
        return ReleaseRule(release=Release.FREE)

    def spacing(self, thickness: float) -> float:
        """Distance between two parts that this board's contour cutter needs, mm."""
        margin = max(self.nesting.margin, LEAST_MARGIN)
        return self.contour_tool(thickness).cutting_diameter + margin

    def real_thickness(self, nominal: float, material: str) -> float:
        """Measured thickness of a board, nominal where nobody measured it."""
        fitting = [b for b in self.boards if abs(b.nominal - nominal) < 0.05]
        fitting.sort(key=lambda board: board.material is None)
        for board in fitting:
            if board.material in (None, material):
                return board.measured
        return nominal


def load(name_or_file: str) -> MachineProfile:
    """A shipped profile by name, or one in a TOML file.

    Raises:
        InputError: the profile is unknown, unreadable or wrong; names file and place.
    """
    shipped = files("resources") / "machines" / f"{name_or_file}.toml"
    path = FilePath(name_or_file)
    try:
        if path.suffix.lower() == ".toml":
            text = path.read_text(encoding="utf-8")
        elif "/" not in name_or_file and "\\" not in name_or_file and shipped.is_file():
            text = shipped.read_text(encoding="utf-8")
        else:
            raise InputError("machine.unknown", name=name_or_file)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("machine.unreadable", file=name_or_file, detail=str(error)) from error
    return parse(text, name_or_file)


def parse(text: str, name: str) -> MachineProfile:
    """A profile from the text of its TOML file; `name` is for the error."""
    try:
        return MachineProfile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError("machine.not_toml", file=name, detail=str(error)) from error
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("machine.wrong", file=name, place=place, detail=detail) from error
