"""Programs written by hand for one small sheet: what the judge is tried on before any post."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.geometry import Matrix, Path, Point
from core.layout.model import Layout, Offcut, PlacedPart, Sheet
from core.machine.profile import MachineProfile, load
from core.parts import Face, OperationKind, Part
from tests.support.layouts import drill, groove, make_layout, make_part, make_sheet, place, shape

LENGTH, WIDTH, TOP = 900.0, 600.0, 18.0
MODES = "G90 G17 G21 G40 G49 G80 G94"


@dataclass
class Writer:
    """Writes moves given in the sheet frame, Z over the table, as a program's lines."""

    matrix: Matrix
    clear: float = 48.0
    approach: float = 20.0
    z_zero: float = 0.0
    lines: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.lines += ["%", f"( CHAPA {LENGTH:g} X {WIDTH:g} X {TOP:g} )", MODES]
        self.lines.append(f"G0 {self._z(self.clear)}")

    def tool(self, number: int, rpm: float) -> None:
        self.lines += ["M5", f"T{number} M6", f"S{rpm:g} M3"]

    def end(self) -> None:
        self.lines += [f"G0 {self._z(self.clear)}", "M5", "M30", "%"]

    def say(self, *lines: str) -> None:
        self.lines += lines

    def enter(self, at: Point) -> None:
        self.lines += [f"G0 {self._xy(at)}", f"G0 {self._z(self.approach)}"]

    def leave(self) -> None:
        self.lines.append(f"G0 {self._z(self.clear)}")

    def feed(self, at: Point, z: float, feed: float) -> None:
        self.lines.append(f"G1 {self._xy(at)} {self._z(z)} F{feed:g}")

    def drill(self, at: Point, z: float, feed: float = 2000.0) -> None:
        self.enter(at)
        self.lines.append(f"G1 {self._z(z)} F{feed:g}")
        self.leave()

    def circle(self, centre: Point, radius: float, levels: Sequence[float]) -> None:
        """Whole circles at these depths, each after a plunge."""
        cx, cy = self.matrix.apply(centre)
        start = self.matrix.apply((centre[0] + radius, centre[1]))
        self.enter((centre[0] + radius, centre[1]))
        for level in levels:
            self.lines.append(f"G1 {self._z(level)} F1500")
            self.lines.append(f"G3 I{cx - start[0]:.4f} J{cy - start[1]:.4f} F4000")
        self.leave()

    def loop(
        self, corners: Sequence[Point], levels: Iterable[float], top: float, *, angle: float = 5.0
    ) -> None:
        """A closed path: ramp down to each level, then once around, then 8 mm more."""
        if self.matrix.determinant < 0:  # the machine sees it the other way round
            corners = [corners[0], *reversed(corners[1:])]
        track = _Track(corners)
        at, height = 0.0, top
        self.enter(track.at(0.0))
        self.feed(track.at(0.0), top, 2000.0)
        for level in levels:
            ramp = (height - level) / math.tan(math.radians(angle - 0.05))
            for share, point in track.walk(at, ramp):
                self.feed(point, height + (level - height) * share, 3500.0)
            at += ramp
            for _, point in track.walk(at, track.length + 8.0):
                self.feed(point, level, 7000.0)
            at, height = at + 8.0, level
        self.leave()

    def run(self, points: Sequence[Point], levels: Iterable[float]) -> None:
        """An open path at each level, plunging at its beginning."""
        ordered = list(points)
        self.enter(ordered[0])
        for level in levels:
            self.feed(ordered[0], level, 1500.0)
            for point in ordered[1:]:
                self.feed(point, level, 4000.0)
            ordered.reverse()
        self.leave()

    def program(self) -> bytes:
        return ("\r\n".join(self.lines) + "\r\n").encode("ascii")

    def _xy(self, at: Point) -> str:
        x, y = self.matrix.apply(at)
        return f"X{x:.4f} Y{y:.4f}"

    def _z(self, z: float) -> str:
        return f"Z{z - self.z_zero:.4f}"


class _Track:
    """A closed polygon walked by length."""

    def __init__(self, corners: Sequence[Point]) -> None:
        self.points = [*corners, corners[0]]
        self.ends = [0.0]
        for one, two in pairwise(self.points):
            self.ends.append(self.ends[-1] + math.dist(one, two))
        self.length = self.ends[-1]

    def at(self, along: float) -> Point:
        rest = along % self.length
        for index, (low, high) in enumerate(pairwise(self.ends)):
            if rest <= high:
                share = (rest - low) / (high - low)
                (x0, y0), (x1, y1) = self.points[index], self.points[index + 1]
                return (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
        return self.points[0]

    def walk(self, start: float, length: float) -> list[tuple[float, Point]]:
        """(share of the way, point) at every corner passed, and at the end."""
        stops = []
        turn = math.floor(start / self.length)
        while turn * self.length < start + length:
            for end in self.ends[1:]:
                stop = turn * self.length + end
                if start + 1e-6 < stop < start + length - 1e-6:
                    stops.append(stop)
            turn += 1
        stops.append(start + length)
        return [((stop - start) / length, self.at(stop)) for stop in stops]


def around(box: tuple[float, float, float, float], by: float) -> list[Point]:
    """The rectangle grown by a distance, from the middle of its lower side, clockwise."""
    x0, y0, x1, y1 = box[0] - by, box[1] - by, box[2] + by, box[3] + by
    return [((x0 + x1) / 2, y0), (x0, y0), (x0, y1), (x1, y1), (x1, y0)]


@dataclass(frozen=True)
class Bench:
    """A small sheet with its parts and the program that was written for it by hand."""

    profile: MachineProfile
    parts: dict[str, Part]
    layout: Layout
    program: bytes

    @property
    def sheet(self) -> Sheet:
        return self.layout.sheets[0]

    def with_program(self, program: bytes) -> Bench:
        return replace(self, program=program)

    def with_sheet(self, sheet: Sheet) -> Bench:
        return replace(self, layout=replace(self.layout, sheets=(sheet,)))


SIDE = "00000301"
SHELF = "00000302"


def bench_parts() -> dict[str, Part]:
    """A side with holes, a groove, a pocket and an edge hole; a shelf with a round cut-out."""
    side = make_part(
        SIDE,
        "LATERAL",
        400.0,
        300.0,
        drill(37.0, 50.0, 8.0, 12.5),
        drill(37.0, 250.0, 8.0, 12.5),
        drill(100.0, 100.0, 5.0, 18.0, through=True),
        groove([(0.0, 280.0), (400.0, 280.0)], 4.0, 3.0),
        shape(OperationKind.POCKET, Path.rectangle(200.0, 80.0, 60.0, 40.0), 6.0),
        drill(150.0, 9.0, 8.0, 24.0, Face.L1),
    )
    shelf = make_part(
        SHELF,
        "PRATELEIRA",
        300.0,
        200.0,
        shape(OperationKind.INSIDE, Path.circle((150.0, 100.0), 60.0), 18.0, through=True),
        copies=1,
    )
    return {SIDE: side, SHELF: shelf}


def tooled(placed: PlacedPart, *numbers: str | None) -> PlacedPart:
    """The placed part with these tools on its operations."""
    pairs = zip(placed.operations, numbers, strict=True)
    return replace(placed, operations=tuple(replace(op, tool=number) for op, number in pairs))


def bench(profile: MachineProfile | None = None) -> Bench:
    """The sheet, its parts and a clean program."""
    machine = profile or load("router")
    parts = bench_parts()
    side = tooled(place(parts[SIDE], 1, 20.0, 20.0), "13", "13", "12", "2", "2", None)
    shelf = tooled(place(parts[SHELF], 1, 440.0, 20.0, 90.0), "1")
    offcut = Offcut(x=20.0, y=350.0, length=860.0, width=240.0, name="001S01")
    sheet = replace(
        make_sheet("001", [side, shelf], machine, length=LENGTH, width=WIDTH, offcuts=[offcut]),
        program="001-MDF Branco 18mm.nc",
    )
    layout = make_layout([sheet], machine)
    return Bench(machine, parts, layout, write(machine))


def write(machine: MachineProfile) -> bytes:
    """The clean program of `bench`."""
    zero = TOP if machine.frame.z_zero == "top" else 0.0
    writer = Writer(machine.frame.matrix(LENGTH, WIDTH), z_zero=zero)
    writer.start()
    writer.tool(13, 4500)
    writer.drill((57.0, 70.0), 5.5)
    writer.drill((57.0, 270.0), 5.5)
    writer.tool(12, 5000)
    writer.drill((120.0, 120.0), -0.8)
    writer.say("M15")
    writer.tool(2, 18000)
    writer.run([(16.0, 300.0), (424.0, 300.0)], [15.0])
    _pocket(writer, (220.0, 100.0, 280.0, 140.0), [14.0, 12.0])
    writer.tool(1, 18000)
    # the shelf is turned by 90: its centre (150, 100) comes to (540, 170)
    writer.circle((540.0, 170.0), 57.0, [8.6, -0.2])
    writer.loop(around((20.0, 20.0, 420.0, 320.0), 3.0), [8.6, -0.2], TOP)
    writer.loop(around((440.0, 20.0, 640.0, 320.0), 3.0), [8.6, -0.2], TOP)
    writer.end()
    return writer.program()


def _pocket(
    writer: Writer, box: tuple[float, float, float, float], levels: Sequence[float]
) -> None:
    rings = [around(box, -by) for by in (19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.5, 2.0)]
    writer.enter(rings[0][0])
    for before, level in pairwise([TOP, *levels]):
        writer.feed(rings[0][0], before, 1500.0)
        writer.feed(rings[0][0], level, 1500.0)
        for ring in rings:
            for point in (*ring, ring[0]):
                writer.feed(point, level, 4000.0)
    writer.leave()
