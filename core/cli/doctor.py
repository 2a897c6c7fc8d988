"""`radha doctor`: what works on this workstation, tried and not only looked up."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points, version
from pathlib import Path

from core.cli.console import answer, answer_json
from core.cli.screen import has_screen
from core.home import data_folder, product_version
from core.messages import say

ANNOUNCED = "radha.checks"
"""Entry points of programs above core: functions without arguments that give further checks."""
LIBRARIES = (
    "shapely",
    "pyclipper",
    "ezdxf",
    "filelock",
    "lxml",
    "packingsolver",
    "spyrrow",
    "numpy",
    "pydantic",
    "reportlab",
    "zxing-cpp",
    "pillow",
    "xlsxwriter",
    "python-calamine",
    "platformdirs",
    "structlog",
    "typer",
    "rich",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried.

    Args:
        what: its name.
        ok: whether it works.
        detail: what was found.
        needed: whether the main job needs it.
        doubt: it works, and still a person should look at it.
    """

    what: str
    ok: bool
    detail: str
    needed: bool = True
    doubt: bool = False

    @property
    def code(self) -> str:
        """The sentence that tells it."""
        if self.ok:
            return "cli.doctor_aviso" if self.doubt else "cli.doctor_ok"
        return "cli.doctor_falha" if self.needed else "cli.doctor_sem"


def run_doctor(*, as_json: bool) -> int:
    """Try everything; 0 where all that the main job needs works, 2 otherwise."""
    checks = list(_checks())
    sound = all(check.ok for check in checks if check.needed)
    if as_json:
        answer_json({"ok": sound, "checks": [asdict(check) for check in checks]})
        return 0 if sound else 2
    for check in checks:
        answer(say(check.code, what=check.what, detail=check.detail))
    return 0 if sound else 2


def _checks() -> Iterator[Check]:
    yield Check("radha", True, product_version())
    yield Check("python", sys.version_info >= (3, 12), platform.python_version())
    yield Check("sistema", True, f"{sys.platform} {platform.machine()} {os.cpu_count()} núcleos")
    for name in LIBRARIES:
        yield _library(name)
    yield _tried("packingsolver (motor)", _packingsolver)
    yield _tried("spyrrow (motor)", _spyrrow)
    yield _tried("código de barras", _barcode)
    yield _folder("pasta de dados", data_folder())
    yield _folder("pasta temporária", Path(tempfile.gettempdir()))
    rs274 = shutil.which("rs274")
    yield Check("LinuxCNC rs274", rs274 is not None, rs274 or "-", needed=False)
    yield Check("tela", has_screen(), os.environ.get("DISPLAY", "") or "-", needed=False)
    yield _library("pyside6-essentials", needed=False)
    for entry in entry_points(group=ANNOUNCED):
        yield from _announced(entry)


def _announced(entry: EntryPoint) -> list[Check]:
    try:
        return list(entry.load()())
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what the doctor tells
        return [Check(entry.name, False, f"{type(error).__name__}: {error}")]


def _library(name: str, *, needed: bool = True) -> Check:
    try:
        return Check(name, True, version(name), needed)
    except PackageNotFoundError:
        return Check(name, False, say("cli.doctor_ausente"), needed)


def _tried(what: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(what, True, attempt())
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what the doctor tells
        return Check(what, False, f"{type(error).__name__}: {error}")


def _packingsolver() -> str:
    """Two panels on one sheet, by the guillotine engine."""
    from packingsolver import rectangleguillotine as engine

    builder = engine.InstanceBuilder()
    builder.set_objective(engine.Objective.BinPacking)
    builder.add_bin_type(1000, 1000, cost=1.0, copies=2)
    builder.add_item_type(400, 300, copies=2)
    parameters = engine.OptimizeParameters()
    parameters.time_limit = 1
    parameters.verbosity_level = 0
    solution = engine.optimize(builder.build(), parameters).solution
    if not solution.full():
        raise RuntimeError("no full layout")
    return f"{solution.number_of_bins()} chapa"


def _spyrrow() -> str:
    """Two squares in a strip."""
    import spyrrow

    item = spyrrow.Item("0", [(0, 0), (10, 0), (10, 10), (0, 10)], 2, [0.0])
    config = spyrrow.StripPackingConfig(total_computation_time=1, num_workers=1)
    strip = spyrrow.StripPackingInstance("doctor", 20.0, [item]).solve(config)
    return f"{strip.width:.0f} mm"


def _barcode() -> str:
    """A code written and read back."""
    import zxingcpp

    drawn = zxingcpp.create_barcode("A7000123", zxingcpp.BarcodeFormat.Code128)
    found = zxingcpp.read_barcodes(zxingcpp.write_barcode_to_image(drawn, scale=3))
    if [code.text for code in found] != ["A7000123"]:
        raise RuntimeError("not read back")
    return "Code 128"


def _folder(what: str, folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"radha")
    except OSError as error:
        return Check(what, False, f"{folder}: {error.strerror or error}")
    return Check(what, True, str(folder))
