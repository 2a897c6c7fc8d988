"""The order of work on a sheet: by phase, with few tool changes and short ways."""

from __future__ import annotations

from collections.abc import Sequence

from core.cnc.moves import Job, Phase
from core.cnc.travel import short_way
from core.geometry import Point
from core.machine.profile import MachineProfile

SMALL_PART = 60_000.0
"""Parts under this come off first, while the rest still holds the sheet (mm²)."""

_PARTS = (Phase.CONTOURS, Phase.LAST_PASSES)


def ordered(jobs: Sequence[Job], profile: MachineProfile) -> list[Job]:
    """All jobs as the program does them."""
    phases = [[job for job in jobs if job.phase is phase] for phase in Phase]
    done: list[Job] = []
    at: Point = (0.0, 0.0)
    for waiting, following in zip(phases, [*phases[1:], []], strict=True):
        for tool in _tools(waiting, done[-1].tool if done else None, following, profile):
            for batch in _batches([job for job in waiting if job.tool == tool], profile):
                done += _shortly(batch, at)
                at = done[-1].strokes[-1].end
    return done


def _tools(
    jobs: Sequence[Job], mounted: str | None, following: Sequence[Job], profile: MachineProfile
) -> list[str]:
    """The mounted tool first and one that the next phase begins with last, as the table lists."""
    wanted = {job.tool for job in jobs}
    table = [tool.number for tool in profile.tools if tool.number in wanted]
    rest = [number for number in table if number != mounted]
    later = {job.tool for job in following}
    kept = next((number for number in reversed(rest) if number in later), None)
    middle = [number for number in rest if number != kept]
    return [*(n for n in table if n == mounted), *middle, *(n for n in rest if n == kept)]


def _batches(jobs: list[Job], profile: MachineProfile) -> list[list[Job]]:
    if jobs[0].phase not in _PARTS or not profile.cutting.small_parts_first:
        return [jobs]
    small = [job for job in jobs if job.size < SMALL_PART]
    large = [job for job in jobs if job.size >= SMALL_PART]
    return [batch for batch in (small, large) if batch]


def _shortly(jobs: list[Job], at: Point) -> list[Job]:
    places = [(job.strokes[0].start, job.strokes[-1].end) for job in jobs]
    return [jobs[index] for index in short_way(places, at)]
