"""`radha solve`: one instance of the furniture form."""

from __future__ import annotations

import json
from pathlib import Path

from core.cli.console import answer
from core.cli.files import read_input, write_output
from core.cli.progress import reporter, watching
from core.cli.stop import Stop
from core.messages import say
from core.nesting import check, solve_all
from core.nesting.instance import read_instance, solution_form
from core.nesting.problem import Mode
from core.pipeline.events import Better, Phase, Progress
from core.pipeline.nesting import LayoutRefused
from core.pipeline.proof import finding_note
from core.pipeline.settings import check_seconds


def run_solve(
    instance: Path, *, mode: Mode, stages: int, seconds: float, seed: int, out: Path
) -> int:
    """Solve the instance, judge the layout and write it."""
    check_seconds(seconds)
    problem = read_instance(read_input(instance), str(instance), mode, stages)
    with Stop() as stop, reporter(seconds) as report:
        report(Progress(Phase.NEST, 0, 1))
        (solution,) = solve_all(
            (problem,),
            seconds=seconds,
            seed=seed,
            on_better=lambda better: report(Better(better)),
            cancelled=watching(stop, report),
        )
        report(Progress(Phase.NEST, 1, 1))
    notes = [finding_note(finding, problem.name) for finding in check(problem, solution)]
    if notes:
        raise LayoutRefused(notes)
    form = solution_form(problem, solution)
    write_output(out, (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode())
    left = sum(unplaced.copies for unplaced in solution.unplaced)
    answer(
        say(
            "cli.solucao",
            name=problem.name,
            sheets=len(solution.sheets),
            cost=f"{solution.cost:.12g}",
            bound=f"{solution.lower_bound:.12g}",
            unplaced=left,
            out=str(out),
        )
    )
    if stop.asked:
        return 130
    return 3 if left else 0
