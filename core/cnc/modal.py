"""Moves as words: the machine's frame, rounding, and what the controller still remembers."""

from __future__ import annotations

from collections.abc import Iterator

from core.cnc.arcs import centre_words, chords, is_line
from core.cnc.heights import heights
from core.cnc.moves import Move, Stroke, Turn
from core.cnc.templates import filled
from core.geometry import Matrix, Point
from core.machine.profile import MachineProfile


class Writer:
    """Writes strokes of one sheet; knows where the controller stands.

    Args:
        matrix: from the sheet's frame to the machine's.
        top: real thickness of the board, mm over the table.
    """

    def __init__(self, matrix: Matrix, profile: MachineProfile, top: float) -> None:
        self._matrix = matrix
        self._files = profile.files
        self._templates = profile.templates
        self._turns_stay = matrix.determinant > 0
        self._zero = top if profile.frame.z_zero == "top" else 0.0
        self._clear, self._approach = heights(profile, top)
        self._at: dict[str, str] = {}
        self._place = (0.0, 0.0, 0.0)
        self._feed = ""

    @property
    def clear_height(self) -> str:
        """The height of rapid moves, as the controller counts it."""
        return self._number(self._clear - self._zero)

    def after_change(self) -> Iterator[str]:
        """To the clear height, whatever the tool change left behind."""
        self._at = {}
        self._feed = ""
        z = self.clear_height
        self._at["Z"] = z
        yield f"G0 Z{z}"

    def stroke(self, stroke: Stroke) -> Iterator[str]:
        """Over the start, down, the cut, and up again."""
        x, y = self._point(stroke.start)
        yield from self._rapid(x, y, self.clear_height)
        yield from self._rapid(x, y, self._number(self._approach - self._zero))
        self._place = (*stroke.start, self._approach)
        first = True
        for move in stroke.moves:
            for line in self._cut(move, first=first):
                yield line
                first = False
        yield from self._rapid(self._at["X"], self._at["Y"], self.clear_height)

    def _rapid(self, x: str, y: str, z: str) -> Iterator[str]:
        if self._templates.mov_rapida.strip():
            values = {"X": x, "Y": y, "Z": z}
            if values != self._at:
                yield from self._templated(self._templates.mov_rapida, values)
            return
        changed = self._changed({"X": x, "Y": y, "Z": z})
        if changed:
            yield "G0 " + changed

    def _cut(self, move: Move, *, first: bool) -> Iterator[str]:
        before, self._place = self._place, (move.x, move.y, move.z)
        if isinstance(move, Turn) and not is_line(before[:2], move):
            yield from self._turn(move, before)
        else:
            yield from self._straight(move, first=first)

    def _turn(self, move: Turn, before: tuple[float, float, float]) -> Iterator[str]:
        words = self._centre(move) if self._files.arcs else None
        if words is not None:
            yield from self._arc(move, words)
            return
        for chord in chords(before[:2], before[2], move):
            yield from self._straight(chord, first=False)

    def _centre(self, move: Turn) -> tuple[str, str] | None:
        """I and J from where the controller really stands, rounding included."""
        x, y = self._point((move.x, move.y))
        start, end = (float(self._at["X"]), float(self._at["Y"])), (float(x), float(y))
        centre = self._matrix.apply((move.cx, move.cy))
        return centre_words(start, end, centre, self._files.decimals)

    def _values(self, move: Move) -> dict[str, str]:
        x, y = self._point((move.x, move.y))
        z, feed = self._number(move.z - self._zero), self._number(move.feed)
        return {"X": x, "Y": y, "Z": z, "F": feed}

    def _straight(self, move: Move, *, first: bool) -> Iterator[str]:
        values = self._values(move)
        if all(values[axis] == self._at[axis] for axis in "XYZ"):
            return
        templates = self._templates
        own = (first and templates.primeira_mov_corte) or templates.mov_corte
        if own.strip():
            yield from self._templated(own, values)
            return
        words = self._changed({axis: values[axis] for axis in "XYZ"})
        yield f"G1 {words}{self._feed_word(values['F'])}"

    def _arc(self, move: Turn, centre: tuple[str, str]) -> Iterator[str]:
        values = {**self._values(move), "I": centre[0], "J": centre[1]}
        ccw = move.ccw == self._turns_stay
        templates = self._templates
        own = templates.mov_corte_anti_horario if ccw else templates.mov_corte_horario
        if own.strip():
            yield from self._templated(own, values)
            return
        height = "" if values["Z"] == self._at["Z"] else f" Z{values['Z']}"
        words = f"X{values['X']} Y{values['Y']}{height} I{values['I']} J{values['J']}"
        self._remember(values)
        yield f"{'G3' if ccw else 'G2'} {words}{self._feed_word(values['F'])}"

    def _templated(self, template: str, values: dict[str, str]) -> list[str]:
        self._remember(values)
        self._feed = ""  # whether the template tells the feed is its own affair
        return filled(template, values)

    def _remember(self, values: dict[str, str]) -> None:
        self._at = {axis: values[axis] for axis in "XYZ"}

    def _changed(self, wanted: dict[str, str]) -> str:
        words = [f"{axis}{text}" for axis, text in wanted.items() if self._at.get(axis) != text]
        self._at.update(wanted)
        return " ".join(words)

    def _feed_word(self, feed: str) -> str:
        if feed == self._feed:
            return ""
        self._feed = feed
        return f" F{feed}"

    def _point(self, point: Point) -> tuple[str, str]:
        x, y = self._matrix.apply(point)
        return self._number(x), self._number(y)

    def _number(self, value: float) -> str:
        text = f"{value:.{self._files.decimals}f}"
        return text[1:] if text.startswith("-") and not text.strip("-0.") else text
