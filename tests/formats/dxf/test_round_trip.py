"""Written and read again, a part is the same part."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import pytest
from ezdxf.filemanagement import read as ezdxf_read
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.formats.dxf import write_drawing
from core.formats.layers import default_rules
from core.geometry import Path, Vertex
from core.parts import Face, Operation, OperationKind, Part
from tests.support.drawings import bare, part_of, read

K = OperationKind
EDGES = (Face.C1, Face.C2, Face.L1, Face.L3)
NAMES = st.text("ab1 é§/@.%_-日", max_size=12)
MACROS = st.one_of(st.none(), st.sampled_from(default_rules().macros), NAMES)
TOOLS = st.one_of(st.none(), st.sampled_from(["1", "fresa 6 mm"]), NAMES)

depths = st.floats(1e-4, 60.0)
sizes = st.floats(0.05, 400.0)
along = st.floats(0.0, 1.0)


@st.composite
def outlines(draw: st.DrawFn) -> Path:
    """Convex panels with rounded sides, their corner at the origin."""
    length, width = draw(st.floats(60, 2750)), draw(st.floats(60, 1850))
    cut = draw(st.floats(1, 25))
    bulge = math.tan(math.pi / 8)
    return Path(
        (
            (cut, 0.0, 0.0),
            (length - cut, 0.0, bulge),
            (length, cut, 0.0),
            (length, width, 0.0),
            (0.0, width, 0.0),
            (0.0, cut, bulge),
        ),
        closed=True,
    )


@st.composite
def faces(draw: st.DrawFn) -> Face:
    return draw(st.sampled_from(list(Face)))


def extents(outline: Path, face: Face) -> tuple[float, float]:
    _, _, length, width = outline.bounds
    if face in EDGES:
        return (length if face in (Face.C1, Face.C2) else width, 18.0)
    return (length, width)


@st.composite
def closed_paths(draw: st.DrawFn, u: float, v: float) -> Path:
    """A rectangle, a circle or a ring of arcs around a middle inside the face."""
    x, y = u * draw(st.floats(0.3, 0.7)), v * draw(st.floats(0.3, 0.7))
    radius = min(u, v) * draw(st.floats(0.05, 0.2))
    if draw(st.booleans()):
        return Path.circle((x, y), radius)
    count = draw(st.integers(3, 7))
    vertices: list[Vertex] = []
    for index in range(count):
        angle = math.tau * index / count
        bulge = draw(st.sampled_from([0.0, 0.1, -0.1, math.pi / 40]))
        vertices.append((x + radius * math.cos(angle), y + radius * math.sin(angle), bulge))
    return Path(tuple(vertices), closed=True)


@st.composite
def open_paths(draw: st.DrawFn, u: float, v: float) -> Path:
    count = draw(st.integers(2, 5))
    points = [
        (u * (index + draw(along)) / (count + 1), v * draw(along), draw(st.floats(-2.0, 2.0)))
        for index in range(count)
    ]
    if max(math.dist(a[:2], b[:2]) for a in points for b in points) < 1e-3:
        points[-1] = (u, v, 0.0)
    return Path((*points[:-1], (*points[-1][:2], 0.0)))


@st.composite
def operations(draw: st.DrawFn, outline: Path) -> Operation:
    face = draw(faces())
    u, v = extents(outline, face)
    kind = draw(st.sampled_from(list(K)))
    islands: tuple[Path, ...] = ()
    if kind is K.DRILL:
        path = Path.point((u * draw(st.floats(0.1, 0.9)), v * draw(st.floats(0.1, 0.9))))
    elif kind is K.GROOVE or kind is K.LINE:
        path = draw(st.one_of(open_paths(u, v), closed_paths(u, v)))
    else:
        path = draw(closed_paths(u, v))
    if kind is K.POCKET and draw(st.booleans()):
        x0, y0, x1, y1 = path.bounds
        size = (x1 - x0) / 40
        islands = (Path.circle(((x0 + x1) / 2, (y0 + y1) / 2), size),)
    return Operation(
        kind=kind,
        path=path,
        depth=draw(depths),
        face=face,
        through=draw(st.booleans()),
        islands=islands,
        tool=draw(TOOLS),
        macro=draw(MACROS),
        diameter=draw(sizes) if kind is K.DRILL else None,
        width=draw(sizes) if kind is K.GROOVE else None,
    )


@st.composite
def parts(draw: st.DrawFn) -> Part:
    outline = draw(outlines())
    return part_of(outline, draw(st.lists(operations(outline), max_size=8)))


def same(first: Path, second: Path) -> bool:
    return (
        first.closed == second.closed
        and len(first.vertices) == len(second.vertices)
        and all(
            abs(a - b) <= 1e-7
            for one, other in zip(first.vertices, second.vertices, strict=True)
            for a, b in zip(one, other, strict=True)
        )
    )


@given(parts())
def test_reading_what_was_written_gives_the_same_part(part: Part) -> None:
    size = (part.length, part.width, part.thickness)

    once = read(write_drawing(part), size=size)
    twice = read(write_drawing(replace(part, operations=once.operations)), size=size)

    for drawing in (once, twice):
        assert drawing.blocked is None, drawing.blocked_values
        assert drawing.outline == part.outline
        assert len(drawing.operations) == len(part.operations)
        for got, wanted in zip(drawing.operations, part.operations, strict=True):
            assert same(got.path, wanted.path)
            assert len(got.islands) == len(wanted.islands)
            assert all(same(a, b) for a, b in zip(got.islands, wanted.islands, strict=True))
            assert bare(replace(got, path=wanted.path, islands=wanted.islands)) == wanted
        assert drawing.own
        assert drawing.assumptions == ()


def test_our_files_are_taken_literally() -> None:
    """No coordinate counts from the opposite edge, nothing is a double, no preset applies."""
    strip = Path.rectangle(-6.0, -60.0, 712.0, 30.0)
    hole = Operation(kind=K.DRILL, path=Path.point((5.0, 5.0)), depth=5.0, diameter=8.0)
    thin = Path.rectangle(10.0, 10.0, 300.0, 1.0)
    made = (
        replace(hole, kind=K.LINE, path=strip, diameter=None),
        hole,
        hole,
        replace(hole, kind=K.LINE, path=thin, diameter=None),
    )
    data = write_drawing(part_of(Path.rectangle(0.0, 0.0, 700.0, 500.0), made))

    drawing = read(data, face="verso")

    assert drawing.blocked == "desenho.fora_da_peca"
    assert [bare(op) for op in drawing.operations] == list(made[1:])


def test_the_mark_survives_a_cad_that_rewrites_the_file() -> None:
    hole = Operation(
        kind=K.DRILL, path=Path.point((5.0, 5.0)), depth=5.0, diameter=8.0, face=Face.L1
    )
    data = write_drawing(part_of(Path.rectangle(0.0, 0.0, 700.0, 500.0), [hole]))
    document = ezdxf_read(io.StringIO(data.decode("ascii"), newline=None))
    stream = io.StringIO()
    document.write(stream)

    drawing = read(stream.getvalue().encode())

    assert drawing.own
    assert [bare(op) for op in drawing.operations] == [hole]


def test_other_programs_find_nothing_to_mend() -> None:
    made = [
        Operation(kind=K.DRILL, path=Path.point((50.0, 9.0)), depth=24, diameter=8, face=face)
        for face in Face
    ]
    made.append(
        Operation(kind=K.POCKET, path=Path.circle((200.0, 200.0), 50.0), depth=5, tool="fresa §")
    )
    data = write_drawing(part_of(Path.rectangle(0.0, 0.0, 700.0, 500.0), made))

    document = ezdxf_read(io.StringIO(data.decode("ascii"), newline=None))
    audit = document.audit()

    assert [str(error.message) for error in audit.errors] == []
    assert [str(error.message) for error in audit.fixes] == []
    assert document.units == 4
    # outline, four views, seven operations
    assert len(document.modelspace()) == 12


def test_layers_follow_the_factory() -> None:
    made = [
        Operation(kind=K.DRILL, path=Path.point((5.0, 5.0)), depth=12.5, diameter=8.0),
        Operation(kind=K.GROOVE, path=Path.polyline(((0, 20), (700, 20))), depth=8.0, width=6.5),
        Operation(
            kind=K.POCKET,
            path=Path.rectangle(-6.0, -6.0, 712.0, 55.0),
            depth=6.5,
            macro="PuxadorCava1",
        ),
        Operation(kind=K.INSIDE, path=Path.circle((200.0, 200.0), 30.0), depth=18.0, through=True),
    ]
    data = write_drawing(part_of(Path.rectangle(0.0, 0.0, 700.0, 500.0), made))

    assert [note.layer for note in read(data).notes] == [
        "borda_externa",
        "FURO_8_12.5",
        "RASGO_6.5_8",
        "PuxadorCava1_6.5_Desbaste",
        "USINAR_18_Por Dentro",
    ]


@pytest.mark.parametrize("kind", [K.DRILL, K.GROOVE])
def test_what_has_no_size_cannot_be_written(kind: K) -> None:
    bad = Operation(kind=kind, path=Path.polyline(((0, 0), (9, 9))), depth=5.0)

    with pytest.raises(InputError) as caught:
        write_drawing(part_of(Path.rectangle(0.0, 0.0, 700.0, 500.0), [bad]))

    assert caught.value.code == "desenho.sem_medida"
