"""What a person can choose for one run of the whole way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.documents import LabelGrid
from core.documents.label_sheets import DEFAULT_GRID
from core.errors import InputError
from core.machine.profile import MachineProfile, load
from core.nesting.problem import Mode
from core.pipeline.search import DEFAULT_SECONDS, LONGEST_SEARCH
from core.pipeline.stock import StockSheet, read_stock

DEFAULT_MACHINE = "router"
DEFAULT_PRESET = "padrao"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that the result depends on, besides the sources.

    Args:
        profile: the machine.
        preset: name or file of the import preset.
        stock: the sheets there are; None for the profile's sheet without limit.
        mode: router or saw.
        stages: of the saw's guillotine cuts, 2 or 3.
        seconds: of search, for all material groups together.
        seed: the same seed on the same input gives the same layout.
        rectangles: a part without drawing is cut as a rectangle of its list size.
        label_grid: how `labels.pdf` stands on its paper.
    """

    profile: MachineProfile
    preset: str = DEFAULT_PRESET
    stock: tuple[StockSheet, ...] | None = None
    mode: Mode = Mode.ROUTER
    stages: int = 3
    seconds: float = DEFAULT_SECONDS
    seed: int = 0
    rectangles: bool = False
    label_grid: LabelGrid = DEFAULT_GRID

    def __post_init__(self) -> None:
        if self.stages not in (2, 3):
            raise InputError("geral.estagios", value=self.stages)
        check_seconds(self.seconds)


def check_seconds(seconds: float) -> None:
    """Refuse a search time that is none.

    Raises:
        InputError: not above 0 and at most a day.
    """
    if not 0 < seconds <= LONGEST_SEARCH:
        raise InputError("geral.tempo", value=seconds)


def settings_from(
    *,
    machine: str = DEFAULT_MACHINE,
    preset: str = DEFAULT_PRESET,
    stock: Path | None = None,
    mode: Mode = Mode.ROUTER,
    stages: int = 3,
    seconds: float = DEFAULT_SECONDS,
    seed: int = 0,
    rectangles: bool = False,
    label_start: int = 1,
) -> Settings:
    """Settings from names and files, as the command line has them.

    Raises:
        InputError: the machine, the stock or the labels' start cannot be used; names the place.
    """
    return Settings(
        profile=load(machine),
        preset=preset,
        stock=None if stock is None else read_stock(stock),
        mode=mode,
        stages=stages,
        seconds=seconds,
        seed=seed,
        rectangles=rectangles,
        label_grid=LabelGrid(start=label_start),
    )
