"""Nesting beside public engines in the same run; every layout of ours is judged.

`uv run python -m benchmarks.nesting [FOLDER] [--set furniture|bins|strips] [--seconds S]
[--every N] [--mode router|saw3|saw2]`

FOLDER holds the three sets; by default `../shared/data/nesting` beside the repository.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from shapely import Polygon
from shapely.geometry.polygon import orient

from benchmarks import peers
from core.nesting import check, solve
from core.nesting.draft import largest_leftover
from core.nesting.instance import read_instance
from core.nesting.measure import turned_size
from core.nesting.problem import ALL_TURNS, Item, Mode, Problem, Solution, Stock, Trims

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "nesting"
MODES = {"router": (Mode.ROUTER, 3), "saw3": (Mode.SAW, 3), "saw2": (Mode.SAW, 2)}


def main() -> None:
    """Print one table a set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--set", choices=["furniture", "bins", "strips"], default="furniture")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--mode", choices=list(MODES), action="append")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    given = parser.parse_args()
    if given.set == "strips":
        strips(given.folder / "irregular", given.seconds, given.every)
    elif given.set == "bins":
        bins(given.folder / "bin-packing-2d.json", given.seconds, given.every)
    else:
        modes = given.mode or list(MODES)
        furniture(given.folder / "furniture", given.seconds, given.every, modes, given.alone)


def judged(problem: Problem, seconds: float) -> tuple[Solution, float]:
    """Our solution, accepted by the judge, and its wall time in seconds."""
    before = time.perf_counter()
    solution = solve(problem, seconds=seconds, seed=1)
    spent = time.perf_counter() - before
    findings = check(problem, solution)
    if findings:
        raise SystemExit(f"{problem.name}: {findings[:3]}")
    return solution, spent


def furniture(folder: Path, seconds: float, every: int, modes: list[str], alone: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Sheets, cost and leftovers of the furniture jobs."""
    print(
        "| instance | mode | sheets | cost | bound | leftover m² | s | PackingSolver | rectpack |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for file in sorted(folder.glob("*.json"))[::every]:
        for mode in modes:
            problem = read_instance(file.read_bytes(), file.name, *MODES[mode])
            solution, spent = judged(problem, seconds)
            others = [None, None] if alone else _peers(problem, seconds)
            cells = [
                problem.name,
                mode,
                str(len(solution.sheets)),
                f"{solution.cost / 1e6:.2f}",
                f"{solution.lower_bound / 1e6:.2f}",
                f"{largest_leftover(solution) / 1e6:.2f}",
                f"{spent:.1f}",
                *("-" if cost is None else f"{cost / 1e6:.2f}" for cost in others),
            ]
            print("| " + " | ".join(cells) + " |", flush=True)


def _peers(problem: Problem, seconds: float) -> list[float | None]:
    return [
        peers.packing_solver(problem, seconds),
        peers.best_of_rectpack(problem, seconds),
    ]


def bins(file: Path, seconds: float, every: int) -> None:
    """Sums of bins of the classical two-dimensional instances, turning allowed."""
    totals: dict[str, float] = {"ours": 0, "best known": 0, "PackingSolver": 0, "rectpack": 0}
    missing = 0
    instances = list(_classical(json.loads(file.read_text(encoding="utf-8"))))[::every]
    for problem, known in instances:
        solution, _ = judged(problem, seconds)
        solver, pack = _peers(problem, seconds)
        missing += solver is None
        totals["ours"] += solution.cost
        totals["best known"] += known
        totals["PackingSolver"] += solver or 0
        totals["rectpack"] += pack or 0
    print(
        f"{len(instances)} instances, {seconds:g} s each; PackingSolver without answer: {missing}"
    )
    for name, total in totals.items():
        print(f"{name:15} {total:g}")


def _classical(rows: list[dict[str, Any]]) -> Iterator[tuple[Problem, float]]:
    for row in rows:
        length, width = row["bin"]
        items = tuple(
            Item(id=str(i), length=w, width=h, quantity=copies, turns=ALL_TURNS)
            for i, (w, h, copies) in enumerate(row["items"])
        )
        stock = Stock(id="bin", length=float(length), width=float(width), cost=1.0)
        yield (
            Problem(name=row["name"], items=items, stocks=(stock,), trims=Trims()),
            float(row["best_known"]["rotation"]),
        )


def strips(folder: Path, seconds: float, every: int) -> None:
    """Density of strips of true shapes, by the length that their parts take."""
    print("| set | ours | spyrrow | PackingSolver | in % of the strip |")
    print("|---|---|---|---|---|")
    for file in sorted(folder.glob("*.json"))[::every]:
        problem, area = _strip(json.loads(file.read_text(encoding="utf-8")))
        solution, _ = judged(problem, seconds)
        width = problem.stocks[0].width
        lengths = [
            _reach(problem, solution),
            peers.spyrrow_length(problem, seconds),
            peers.packing_solver_length(problem, seconds),
        ]
        cells = ["-" if not length else f"{100 * area / width / length:.1f}" for length in lengths]
        print(f"| {problem.name} | " + " | ".join(cells) + " | |", flush=True)


def _strip(row: dict[str, Any]) -> tuple[Problem, float]:
    """The set as a problem with one long sheet."""
    items = tuple(_shape(entry) for entry in row["items"])
    area = sum(Polygon(item.outline).area * item.quantity for item in items)
    width = float(row["strip_height"])
    stock = Stock(id="strip", length=2.0 * area / width, width=width, cost=1.0, copies=1)
    longest = max(max(item.length, item.width) for item in items)
    stock = replace(stock, length=max(stock.length, 2 * longest))
    return Problem(
        name=row["name"], items=items, stocks=(stock,), offcut_side=0.001, offcut_area=0.001
    ), area


def _shape(entry: dict[str, Any]) -> Item:
    ring = list(orient(Polygon(entry["shape"]["data"])).exterior.coords)[:-1]
    left, low = min(x for x, _ in ring), min(y for _, y in ring)
    outline = tuple((x - left, y - low) for x, y in ring)
    return Item(
        id=str(entry["id"]),
        length=max(x for x, _ in outline),
        width=max(y for _, y in outline),
        quantity=entry["demand"],
        turns=tuple(float(turn) for turn in entry["allowed_orientations"]),
        outline=outline,
    )


def _reach(problem: Problem, solution: Solution) -> float:
    """How far to the right the parts of the one sheet come, mm; 0 where not all are on it."""
    if len(solution.sheets) != 1 or solution.unplaced:
        return 0.0
    items = {item.id: item for item in problem.items}
    return max(
        placement.x + turned_size(items[placement.item], placement.rotation)[0]
        for placement in solution.sheets[0].placements
    )


if __name__ == "__main__":
    main()
