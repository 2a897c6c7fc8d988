from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cnc.arcs import centre_words, chords, is_line
from core.cnc.moves import Turn


def turn(radius: float, sweep: float, *, ccw: bool = True) -> Turn:
    """From (radius, 0) about the origin."""
    angle = sweep if ccw else -sweep
    return Turn(radius * math.cos(angle), radius * math.sin(angle), 2.0, 1.0, 0.0, 0.0, ccw)


def test_chords_keep_to_the_arc_and_share_its_fall() -> None:
    found = list(chords((50.0, 0.0), 10.0, turn(50.0, math.pi)))

    assert all(math.hypot(line.x, line.y) == pytest.approx(50.0) for line in found)
    middles = [(a.x + b.x, a.y + b.y) for a, b in pairwise(found)]
    assert min(math.hypot(x, y) / 2.0 for x, y in middles) >= 50.0 - 0.005
    assert found[-1].z == 2.0
    assert found[len(found) // 2 - 1].z == pytest.approx(6.0, abs=0.3)


def test_what_rounding_could_send_round_is_a_line() -> None:
    assert is_line((3.0, 0.0), turn(3.0, 0.001))
    assert is_line((900.0, 0.0), turn(900.0, 0.001))
    assert not is_line((3.0, 0.0), turn(3.0, 0.5))
    assert not is_line((3.0, 0.0), turn(3.0, 0.5, ccw=False))


@given(
    st.floats(1.0, 800.0),
    st.floats(0.0, 6.28),
    st.floats(0.3, 3.14),
    st.tuples(st.floats(0, 2000), st.floats(0, 2000)),
    st.sampled_from([2, 3, 4]),
)
def test_both_ends_keep_one_radius(
    radius: float, start: float, sweep: float, centre: tuple[float, float], decimals: int
) -> None:
    ends = [
        (
            round(centre[0] + radius * math.cos(angle), decimals),
            round(centre[1] + radius * math.sin(angle), decimals),
        )
        for angle in (start, start + sweep)
    ]

    words = centre_words(ends[0], ends[1], centre, decimals)

    if words is not None:
        i, j = (float(word) for word in words)
        read = (ends[0][0] + i, ends[0][1] + j)
        assert abs(math.dist(read, ends[0]) - math.dist(read, ends[1])) <= 0.005
        assert math.dist(read, centre) <= 4.0 * 10.0**-decimals
    else:
        assert decimals == 2
