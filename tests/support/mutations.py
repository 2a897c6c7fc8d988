"""A real batch that went the whole way, and the ways to spoil it at each stage."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from core.cnc.playback import prove_batch
from core.formats import ImportResult
from core.geometry import Matrix
from core.layout.json_form import layout_version
from core.layout.model import Layout, PlacedPart, Sheet
from core.layout.place import place
from core.machine.profile import MachineProfile
from core.nesting import check
from core.nesting.problem import Problem, Solution
from core.parts import Batch, Operation, Part, Piece
from core.parts.codes import MemoryRegister
from core.pipeline.events import Better, Event, deaf
from core.pipeline.groups import group
from core.pipeline.layout_proof import check_label_pictures, check_turns
from core.pipeline.making import Order, make
from core.pipeline.nesting import nest
from core.pipeline.proof import ProofNote
from core.pipeline.reading import read
from core.pipeline.settings import Settings
from core.pipeline.source_proof import check_import
from core.pipeline.usable import cut_parts
from tests.support.pipeline import settings

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
KITCHEN = (101, 103, 104, 105, 107, 108)
WHEN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

_ROW = re.compile(rb"<Part>.*?</Part>", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """A batch with all that was made of it.

    Args:
        layout: the sheets that are looked at, with their programs.
        files: that belong to these.
        pieces: that the import counted, None where not every sheet is looked at.
        judged_import: one that was found clean before, and is not judged again.
    """

    result: ImportResult
    settings: Settings
    layout: Layout
    files: Mapping[str, bytes]
    by_hand: frozenset[tuple[str, int]]
    problems: tuple[Problem, ...]
    solutions: tuple[Solution, ...]
    pieces: int | None
    judged_import: ImportResult | None = None

    @property
    def profile(self) -> MachineProfile:
        return self.settings.profile

    @property
    def parts(self) -> dict[str, Part]:
        return cut_parts(self.result.batch, self.settings)

    @property
    def sheet(self) -> Sheet:
        return self.layout.sheets[0]

    @property
    def text(self) -> str:
        """The program of the first sheet."""
        return self.files[self.sheet.program].decode("ascii")

    def part(self, lies: PlacedPart) -> Part:
        return self.parts[lies.part_id]

    def with_sheet(self, sheet: Sheet) -> Run:
        sheets = (sheet, *self.layout.sheets[1:])
        return replace(self, layout=replace(self.layout, sheets=sheets))

    def with_lying(self, *lying: PlacedPart) -> Run:
        return self.with_sheet(replace(self.sheet, parts=lying))

    def with_file(self, name: str, data: bytes) -> Run:
        return replace(self, files={**self.files, name: data})

    def with_text(self, text: str) -> Run:
        return self.with_file(self.sheet.program, text.encode("ascii"))

    def with_parts(self, change: Callable[[Part], Part | None]) -> Run:
        """The import had given other parts; None drops one."""
        packages = tuple(
            replace(package, parts=tuple(p for p in map(change, package.parts) if p is not None))
            for package in self.result.batch.packages
        )
        batch = Batch(self.result.batch.name, packages)
        return replace(self, result=replace(self.result, batch=batch))


def source_folder(folder: Path) -> Path:
    """The curved sample and some panels of the kitchen, as one source."""
    folder.mkdir()
    kitchen = SAMPLES / "cozinha_dxt"
    data = (kitchen / "Lote_Cozinha.dxt").read_bytes()
    names = tuple(f"<Value>{number}.dxf</Value>".encode() for number in KITCHEN)
    rows = [row for row in _ROW.findall(data) if any(name in row for name in names)]
    head = data[: data.index(b"<PartData>")]
    body = b"\r\n".join((b"<PartData>", *rows, b"</PartData>", b"</ListInformation>"))
    (folder / "cozinha.dxt").write_bytes(head + body)
    for file in (*kitchen.iterdir(), *(SAMPLES / "curvos").iterdir()):
        if file.parent != kitchen or file.stem in {str(number) for number in KITCHEN}:
            shutil.copy(file, folder / file.name)
    return folder


def whole_run(folder: Path) -> Run:
    """Import, nest, make and prove; raises where anything of it is not clean."""
    chosen = settings()
    result = read([folder], chosen, codes=MemoryRegister())
    best: dict[str, Solution] = {}

    def hear(event: Event) -> None:
        if isinstance(event, Better):
            best[event.solution.problem] = event.solution

    layout = nest(result.batch, chosen, hear)
    parts = cut_parts(result.batch, chosen)
    made = make(Order(layout, parts, result, chosen, WHEN, layout_version(layout)), deaf)
    assert made.notes == ()
    problems = tuple(one.problem for one in group(result.batch, chosen).groups)
    return Run(
        result=result,
        settings=chosen,
        layout=made.layout,
        files=made.files,
        by_hand=frozenset((label["part"], label["copy"]) for label in made.by_hand),
        problems=problems,
        solutions=tuple(best[problem.name] for problem in problems),
        pieces=result.report.counts.pieces,
    )


def judged(run: Run) -> set[str]:
    """Codes of everything that the judges of the whole way have against it."""
    parts = run.parts
    lying = [lies.part_id for sheet in run.layout.sheets for lies in sheet.parts]
    looked_at = parts if run.pieces is not None else {i: parts[i] for i in lying if i in parts}
    proofs = prove_batch(
        run.layout,
        looked_at,
        run.files,
        run.profile,
        hand_labels=run.by_hand,
        imported=run.pieces,
        workers=1,
    )
    notes = [
        *(() if run.result is run.judged_import else _import(run)),
        *check_turns(run.layout, parts),
        *check_label_pictures(run.layout, run.files),
    ]
    findings = [
        finding
        for problem, solution in zip(run.problems, run.solutions, strict=True)
        for finding in check(problem, solution)
    ]
    codes = [one.code for one in proofs]
    codes += [one.code for one in notes]
    return {*codes, *(one.code for one in findings)}


def _import(run: Run) -> Iterator[ProofNote]:
    parts = run.parts
    return check_import(run.result, parts, parts, run.settings)


def focus(run: Run, *materials: str) -> Run:
    """Only the sheets of these materials of a clean run, each with what belongs to it."""
    sheets = tuple(
        next(sheet for sheet in run.layout.sheets if name in sheet.material) for name in materials
    )
    stems = {PurePosixPath(sheet.program).stem for sheet in sheets}
    codes = {lies.code for sheet in sheets for lies in sheet.parts}
    codes |= {offcut.name for sheet in sheets for offcut in sheet.offcuts}

    def belongs(name: str) -> bool:
        stem = PurePosixPath(name).stem
        return stem in codes or any(stem.startswith(own) for own in stems)

    files = {name: data for name, data in run.files.items() if belongs(name)}
    listed = next(name for name in run.files if name.endswith(".xml"))
    cycles = re.findall(r"<Cycle .*?</Cycle>", run.files[listed].decode(), re.DOTALL)
    own = "".join(cycle for cycle in cycles if any(stem in cycle for stem in stems))
    files[listed] = f"<CycleFile>{own}</CycleFile>".encode()
    own_groups = [
        (problem, solution)
        for problem, solution in zip(run.problems, run.solutions, strict=True)
        if any(sheet.material in problem.name for sheet in sheets)
    ]
    return replace(
        run,
        layout=replace(run.layout, sheets=sheets, unplaced=()),
        files=files,
        problems=tuple(problem for problem, _ in own_groups),
        solutions=tuple(solution for _, solution in own_groups),
        pieces=None,
        judged_import=run.result,
    )


def moved(
    part: Part,
    lies: PlacedPart,
    *,
    x: float | None = None,
    y: float | None = None,
    rotation: float | None = None,
    face_down: bool | None = None,
) -> PlacedPart:
    """The copy placed otherwise, with the tools that its operations have."""
    found = place(
        part,
        Piece(lies.copy, lies.code),
        x=lies.x if x is None else x,
        y=lies.y if y is None else y,
        rotation=lies.rotation if rotation is None else rotation,
        face_down=lies.mirrored if face_down is None else face_down,
    )
    tools = [operation.tool for operation in lies.operations]
    operations = tuple(
        replace(operation, tool=tool)
        for operation, tool in zip(found.operations, tools, strict=True)
    )
    return replace(found, operations=operations)


def edited(run: Run, pattern: str, new: str, *, after: str = "", count: int = 1) -> Run:
    """The program with a pattern replaced, from the first place of `after` on."""
    at = run.text.index(after) if after else 0
    text, times = re.subn(pattern, new, run.text[at:], count=count, flags=re.MULTILINE)
    assert times, pattern
    return run.with_text(run.text[:at] + text)


def mapped_words(text: str, letter: str, change: Callable[[float], float]) -> str:
    """All words of this letter with another value; not those in comments."""

    def swap(match: re.Match[str]) -> str:
        return f"{letter}{change(float(match[1])):.4f}"

    lines = text.split("\n")
    pattern = re.compile(rf"{letter}(-?\d+\.\d+)")
    return "\n".join(line if line.startswith("(") else pattern.sub(swap, line) for line in lines)


def blocks(text: str) -> list[str]:
    """The program cut before each tool change: head, one a tool; the foot belongs to the last."""
    starts = [match.start() for match in re.finditer(r"^\(-+\)\r?\n\(T\d+ ", text, re.MULTILINE)]
    edges = [0, *starts, len(text)]
    return [text[one:two] for one, two in pairwise(edges)]


def on_operations(part: Part, change: Callable[[Operation], Operation | None]) -> Part:
    """The part with each operation changed; None drops it."""
    found = (change(operation) for operation in part.operations)
    return replace(part, operations=tuple(one for one in found if one is not None))


def flipped(part: Part) -> Part:
    """All operations as if the drawing's Y ran downwards."""
    mirror = Matrix(d=-1.0, ty=part.width)
    return replace(part, operations=tuple(one.transformed(mirror) for one in part.operations))


def with_frame(run: Run, **change: Any) -> Run:
    """Another machine frame behind the same layout and programs."""
    frame = run.profile.frame.model_copy(update=change)
    profile = run.profile.model_copy(update={"frame": frame})
    return replace(run, settings=replace(run.settings, profile=profile))


def with_tool(run: Run, numbers: Iterable[str], **change: Any) -> Run:
    """Tools that are not what they were when the programs were made."""
    wanted = set(numbers)
    tools = tuple(
        tool.model_copy(update=change) if tool.number in wanted else tool
        for tool in run.profile.tools
    )
    profile = run.profile.model_copy(update={"tools": tools})
    return replace(run, settings=replace(run.settings, profile=profile))
