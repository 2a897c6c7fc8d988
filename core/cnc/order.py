"""The order of work on a sheet: by phase, with few tool changes and short ways."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from core.cnc.moves import Job, Phase, Stroke
from core.geometry import Point
from core.machine.profile import MachineProfile

SMALL_PART = 60_000.0
"""Parts under this come off first, while the rest still holds the sheet (mm²)."""

_PARTS = (Phase.CONTOURS, Phase.LAST_PASSES)


def ordered(jobs: Sequence[Job], profile: MachineProfile) -> list[Job]:
    """All jobs as the program does them."""
    done: list[Job] = []
    at: Point = (0.0, 0.0)
    for phase, group in groupby(sorted(jobs, key=lambda job: job.phase), lambda job: job.phase):
        waiting = list(group)
        for tool in _tools(waiting, done[-1].tool if done else None, profile):
            for batch in _batches([job for job in waiting if job.tool == tool], phase, profile):
                done += _nearest_first(batch, at)
                at = done[-1].strokes[-1].end
    return done


def _tools(jobs: Sequence[Job], mounted: str | None, profile: MachineProfile) -> list[str]:
    """The mounted tool first, the others as the profile lists them."""
    wanted = {job.tool for job in jobs}
    table = [tool.number for tool in profile.tools if tool.number in wanted]
    return sorted(table, key=lambda number: number != mounted)


def _batches(jobs: list[Job], phase: Phase, profile: MachineProfile) -> list[list[Job]]:
    if phase not in _PARTS or not profile.cutting.small_parts_first:
        return [jobs]
    small = [job for job in jobs if job.size < SMALL_PART]
    large = [job for job in jobs if job.size >= SMALL_PART]
    return [batch for batch in (small, large) if batch]


def _nearest_first(jobs: list[Job], at: Point) -> list[Job]:
    left = list(jobs)
    found: list[Job] = []
    while left:
        index = min(range(len(left)), key=lambda i: math.dist(at, _start(left[i]).start))
        found.append(left.pop(index))
        at = found[-1].strokes[-1].end
    return found


def _start(job: Job) -> Stroke:
    return job.strokes[0]
