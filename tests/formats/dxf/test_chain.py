"""Loose segments become the path they were cut from, whatever was done to them."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.formats.dxf.chain import chain, signature
from core.geometry import Path, Vertex
from core.geometry.tolerance import CHAIN

radii = st.floats(20, 300)
bulges = st.sampled_from([0.0, 0.0, 0.2, -0.15])


@st.composite
def rings(draw: st.DrawFn) -> Path:
    """A closed path around the origin whose segments do not touch otherwise."""
    count = draw(st.integers(3, 12))
    vertices: list[Vertex] = []
    for index in range(count):
        angle = math.tau * index / count
        radius = draw(radii)
        vertices.append((radius * math.cos(angle), radius * math.sin(angle), draw(bulges)))
    return Path(tuple(vertices), closed=True)


def loose(path: Path) -> list[Path]:
    """The segments of a path, each by itself."""
    return [
        Path(((*segment.start, segment.bulge), (*segment.end, 0.0))) for segment in path.segments()
    ]


@given(rings(), st.data())
def test_shuffled_and_reversed_segments_close_again(ring: Path, data: st.DataObject) -> None:
    pieces = [
        piece.reversed() if data.draw(st.booleans()) else piece
        for piece in data.draw(st.permutations(loose(ring)))
    ]

    (found,) = chain(list(enumerate(pieces))).paths

    assert found.path.closed
    assert signature(found.path) == signature(ring)
    assert math.isclose(abs(found.path.area), abs(ring.area), rel_tol=1e-9, abs_tol=1e-6)
    assert sorted(found.members) == list(range(len(pieces)))


@given(rings(), st.data())
def test_gaps_within_the_tolerance_are_closed(ring: Path, data: st.DataObject) -> None:
    shift = st.floats(-CHAIN / 3, CHAIN / 3)
    pieces = [
        Path(
            tuple((x + data.draw(shift), y + data.draw(shift), bulge) for x, y, bulge in p.vertices)
        )
        for p in data.draw(st.permutations(loose(ring)))
    ]

    (found,) = chain(list(enumerate(pieces))).paths

    assert found.path.closed
    assert math.isclose(found.path.length, ring.length, rel_tol=0.01)


@given(rings(), st.data())
def test_segments_drawn_twice_are_found(ring: Path, data: st.DataObject) -> None:
    pieces = loose(ring)
    again = data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=4, unique_by=id))
    more = [piece.reversed() if data.draw(st.booleans()) else piece for piece in again]

    result = chain(list(enumerate([*pieces, *more])))

    assert len(result.doubles) == len(more)
    assert [one.path.closed for one in result.paths] == [True]


@given(rings(), st.integers(0, 11))
def test_a_missing_segment_leaves_it_open(ring: Path, at: int) -> None:
    pieces = loose(ring)
    pieces.pop(at % len(pieces))

    result = chain(list(enumerate(pieces)))

    assert [one.path.closed for one in result.paths] == [False]
    assert math.isclose(
        result.paths[0].path.length, sum(piece.length for piece in pieces), rel_tol=1e-9
    )


def test_a_gap_beyond_the_tolerance_stays_open() -> None:
    corner = (
        ((0.0, 0.0), (100.0, 0.0)),
        ((100.0, 0.051), (100.0, 80.0)),
        ((100.0, 80.0), (0.0, 0.0)),
    )

    result = chain([(n, Path.polyline(points)) for n, points in enumerate(corner)])

    assert [one.path.closed for one in result.paths] == [False]


def test_segments_shorter_than_the_tolerance_are_no_gaps() -> None:
    points = [(math.cos(n / 500) * 10, math.sin(n / 500) * 10) for n in range(1500)]
    pieces = [Path.polyline(pair) for pair in pairwise(points)]

    result = chain(list(enumerate(pieces)))

    assert len(result.paths) == 1
    assert len(result.paths[0].path.vertices) == len(points)


def test_nothing_is_joined_where_three_ends_meet() -> None:
    star = [(0.0, 10.0), (10.0, 0.0), (-10.0, -10.0)]

    result = chain([(n, Path.polyline(((0.0, 0.0), end))) for n, end in enumerate(star)])

    assert len(result.paths) == 3


def test_an_arc_keeps_its_end_where_a_gap_is_closed() -> None:
    arc = Path(((0.0, 0.0, 1.0), (10.0, 0.0, 0.0)))
    line = Path.polyline(((10.04, 0.0), (50.0, 0.0)))

    (found,) = chain([(0, line), (1, arc)]).paths

    assert (10.0, 0.0) in [vertex[:2] for vertex in found.path.vertices]


def test_pieces_without_length_are_told() -> None:
    dot = Path.polyline(((5.0, 5.0), (5.0, 5.0)))
    speck = Path.polyline(((100.0, 5.0), (100.02, 5.0)))

    result = chain([(0, dot), (1, speck)])

    assert sorted(result.empty) == [0, 1]
    assert result.paths == ()
