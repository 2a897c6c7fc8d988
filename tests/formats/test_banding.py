from hypothesis import given
from hypothesis import strategies as st

from core.formats.banding import Shape, finished
from core.geometry import Path
from core.parts import Band, Bands, Face, Operation, OperationKind, Part

thickness = st.floats(0, 3, allow_nan=False)
band = st.none() | st.builds(Band, st.just("F"), thickness, thickness)
bands = st.builds(Bands, band, band, band, band)
FACES = (Face.TOP, Face.BOTTOM, Face.C1, Face.C2, Face.L1, Face.L3)


def hole(face: Face) -> Operation:
    return Operation(
        kind=OperationKind.DRILL, path=Path.point((50.0, 7.0)), depth=24.0, face=face, diameter=8.0
    )


@given(bands, st.just(0.0) | st.floats(4, 40))
def test_the_cut_part_of_the_finished_one_is_what_the_source_gave(
    around: Bands, radius: float
) -> None:
    corner = 0.41421356237309503 if radius else 0.0
    outline = Path(
        (
            (0.0, 0.0, 0.0),
            (700.0 - radius, 0.0, corner),
            (700.0, radius, 0.0),
            (700.0, 400.0, 0.0),
            (0.0, 400.0, 0.0),
        ),
        closed=True,
    )
    cut = Shape(700.0, 400.0, outline, tuple(hole(face) for face in FACES))

    done = finished(cut, around)

    part = Part(
        id="a",
        name="A",
        length=done.length,
        width=done.width,
        thickness=18.0,
        material="MDF",
        outline=done.outline,
        pieces=(),
        bands=around,
        operations=done.operations,
    )
    assert near([part.cut_size], [(700.0, 400.0)])
    assert near(part.cut_outline.points(), outline.points())
    for before, after in zip(cut.operations, part.cut_operations, strict=True):
        assert near([before.path.start], [after.path.start])
        assert abs(before.depth - after.depth) < 1e-9


def near(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    return len(one) == len(other) and all(
        abs(x - u) < 1e-9 and abs(y - v) < 1e-9 for (x, y), (u, v) in zip(one, other, strict=True)
    )
