from __future__ import annotations

import math
import random
from itertools import pairwise

from core.cnc.moves import Job, Line, Phase, Stroke
from core.cnc.plan import ordered
from core.cnc.travel import short_way
from core.geometry import Point
from core.machine.profile import load
from tests.support.cutting import router

ROUTER = load("router")


def job(phase: Phase, tool: str, x: float, y: float = 0.0, size: float = 1e6) -> Job:
    stroke = Stroke((x, y), (Line(x, y, 5.0, 1000.0),))
    return Job(phase=phase, tool=tool, strokes=(stroke,), size=size)


def test_phases_keep_their_order() -> None:
    jobs = [job(phase, "1", float(n)) for n, phase in enumerate(reversed(Phase))]

    assert [each.phase for each in ordered(jobs, ROUTER)] == list(Phase)


def test_a_tool_is_mounted_once_a_phase_and_kept_over_to_the_next() -> None:
    jobs = [
        job(Phase.BLIND_DRILLING, "12", 0.0),
        job(Phase.BLIND_DRILLING, "13", 1.0),
        job(Phase.BLIND_DRILLING, "12", 2.0),
        job(Phase.THROUGH_DRILLING, "12", 3.0),
        job(Phase.THROUGH_DRILLING, "11", 4.0),
    ]

    assert [each.tool for each in ordered(jobs, ROUTER)] == ["13", "12", "12", "12", "11"]


def test_small_parts_come_off_first() -> None:
    jobs = [job(Phase.CONTOURS, "1", 0.0, size=1e6), job(Phase.CONTOURS, "1", 900.0, size=1e4)]

    assert [each.size for each in ordered(jobs, ROUTER)] == [1e4, 1e6]
    as_they_lie = router(cutting__small_parts_first=False)
    assert [each.size for each in ordered(jobs, as_they_lie)] == [1e6, 1e4]


def test_every_job_is_done_once() -> None:
    shuffled = random.Random(7)
    jobs = [
        job(shuffled.choice(list(Phase)), shuffled.choice(["1", "12", "13"]), shuffled.random())
        for _ in range(60)
    ]

    assert sorted(map(id, ordered(jobs, ROUTER))) == sorted(map(id, jobs))


def test_crossings_are_undone() -> None:
    spots = random.Random(3)
    places: list[tuple[Point, Point]] = []
    for _ in range(60):
        spot = (spots.uniform(0, 2750), spots.uniform(0, 1850))
        places.append((spot, spot))

    way = short_way(places, (0.0, 0.0))

    assert sorted(way) == list(range(60))
    assert _length(places, way) < 0.55 * _length(places, list(range(60)))
    assert not any(_cross(a, b) for a, b in _far_pairs(places, way))


def _length(places: list[tuple[Point, Point]], way: list[int]) -> float:
    stops = [(0.0, 0.0), *(places[index][0] for index in way)]
    return sum(math.dist(a, b) for a, b in pairwise(stops))


def _far_pairs(
    places: list[tuple[Point, Point]], way: list[int]
) -> list[tuple[tuple[Point, Point], tuple[Point, Point]]]:
    legs = list(pairwise([(0.0, 0.0), *(places[index][0] for index in way)]))
    return [(legs[i], legs[j]) for i in range(len(legs)) for j in range(i + 2, len(legs))]


def _cross(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, two
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
