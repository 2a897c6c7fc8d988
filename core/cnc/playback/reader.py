"""The judge's own G-code reader: every word is known, or it is a finding.

The order inside a line is that of RS274/NGC (NIST 6556, table 8): feed, speed, tool, change,
spindle, modes, motion, end. Moves keep the program's own numbers, in the machine frame.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from core.cnc.playback.findings import ProofFinding, finding
from core.cnc.playback.program import Kind, Move, Place, Program, Spindle, ToolChange
from core.cnc.playback.words import Words, check_line_ends, split, take_apart
from core.machine.profile import MachineProfile

RADIUS_ERROR = 0.005
"""Start and end of an arc may differ this much in radius (mm)."""

_MOTION = {0.0: "G0", 1.0: "G1", 2.0: "G2", 3.0: "G3"}
_SAFE_MODES = {90.0: "G90", 17.0: "G17", 21.0: "G21", 40.0: "G40", 49.0: "G49"}
_MODES = _SAFE_MODES | {80.0: "G80", 94.0: "G94"}
MODAL_START = ("G17", "G21", "G40", "G49", "G80", "G90", "G94")
"""A program says all of these before it moves; nothing is taken from what ran before."""

_INTRUDERS = frozenset(
    (18.0, 19.0, 20.0, 28.0, 30.0, 41.0, 42.0, 43.0, 52.0, 53.0, 91.0, 92.0, 93.0, 95.0, 10.0)
)
_SPINDLE = {3.0: Spindle.CW, 4.0: Spindle.CCW, 5.0: Spindle.OFF}
_REPEATABLE = frozenset("GMN")


@dataclass(slots=True)
class _State:
    place: Place = (None, None, None)
    motion: float | None = None
    modes: set[str] = field(default_factory=set)
    feed: float | None = None
    rpm: float | None = None
    chosen: str | None = None
    tool: str | None = None
    spindle: Spindle = Spindle.OFF
    head: bool = False
    ended: int | None = None
    warned: bool = False


class _Reader:
    """One pass over one program."""

    def __init__(self, profile: MachineProfile) -> None:
        self.codes = {code.word.upper(): code.effect for code in profile.codes}
        self.boring = {tool.number for tool in profile.tools if tool.boring_head}
        self.spelled = {tool.number.lstrip("0") or "0": tool.number for tool in profile.tools}
        self.head_by_code = "boring_head_on" in self.codes.values()
        self.state = _State()
        self.moves: list[Move] = []
        self.changes: list[ToolChange] = []
        self.comments: list[tuple[int, str]] = []
        self.findings: list[ProofFinding] = []

    def line(self, number: int, text: str) -> None:
        stripped = text.strip()
        if not stripped or stripped == "%":
            return
        found = take_apart(number, stripped, frozenset(self.codes), self.findings)
        if found is None:
            return
        self.comments.extend((number, comment) for comment in found.comments)
        if self.state.ended is not None and (found.words or found.text):
            self._say("depois_do_fim", number)
            return
        if found.text:
            self._effect(found.text)
        elif found.words:
            self._words(found)

    def _say(self, code: str, line: int, *, word: str = "") -> None:
        values = {"word": word} if word else {}
        self.findings.append(finding(code, values, line=line))

    def _effect(self, word: str) -> None:
        effect = self.codes[word]
        if effect == "spindle_off":
            self.state.spindle = Spindle.OFF
        elif effect == "boring_head_on":
            self.state.head = True
        elif effect == "boring_head_off":
            self.state.head = False

    def _words(self, found: Words) -> None:
        values: dict[str, float] = {}
        counts = Counter(letter for letter, _ in found.words)
        for letter, count in counts.items():
            if count > 1 and letter not in _REPEATABLE:
                self._say("palavra_repetida", found.line, word=letter)
                return
        codes: list[tuple[str, float]] = []
        for letter, value in found.words:
            if letter in "GM":
                codes.append((letter, value))
            elif letter in "XYZIJRFSTN":
                values[letter] = value
            else:
                self._say("palavra_desconhecida", found.line, word=f"{letter}{value:g}")
        self._settings(found.line, values)
        self._codes(found.line, codes)
        if any(letter in values for letter in "XYZIJR"):
            self._motion(found.line, values)
        if ("M", 30.0) in codes:
            self.state.ended = found.line

    def _settings(self, line: int, values: dict[str, float]) -> None:
        state = self.state
        if "F" in values:
            state.feed = values["F"]
        if "S" in values:
            state.rpm = values["S"]
        if "T" in values:
            if values["T"] != int(values["T"]) or values["T"] < 0:
                self._say("numero", line, word=f"T{values['T']:g}")
            number = f"{int(values['T'])}"
            state.chosen = self.spelled.get(number, number)

    def _codes(self, line: int, codes: list[tuple[str, float]]) -> None:
        motions = 0
        order = {("M", 6.0): 0}
        for letter, value in sorted(codes, key=lambda code: order.get(code, 1)):
            if letter == "M":
                self._machine_code(line, value)
            elif value in _MOTION:
                motions += 1
                self.state.motion = value
            elif value in _MODES:
                self.state.modes.add(_MODES[value])
                if value == 80.0:
                    self.state.motion = None
            elif f"G{value:g}" in self.codes:
                self._effect(f"G{value:g}")
            else:
                intruder = value in _INTRUDERS
                code = "palavra_intrusa" if intruder else "palavra_desconhecida"
                self._say(code, line, word=f"G{value:g}")
        if motions > 1:
            self._say("palavra_repetida", line, word="G")

    def _machine_code(self, line: int, value: float) -> None:
        state = self.state
        if value in _SPINDLE:
            state.spindle = _SPINDLE[value]
        elif value == 6.0:
            self._change(line)
        elif f"M{value:g}" in self.codes:
            self._effect(f"M{value:g}")
        elif value != 30.0:
            self._say("palavra_desconhecida", line, word=f"M{value:g}")

    def _change(self, line: int) -> None:
        state = self.state
        if state.chosen is None:
            self._say("troca_sem_ferramenta", line)
            return
        state.tool = state.chosen
        state.spindle = Spindle.OFF
        if state.tool in self.boring and not self.head_by_code:
            state.head = True
        self.changes.append(ToolChange(line, state.tool, state.place[2]))

    def _motion(self, line: int, values: dict[str, float]) -> None:
        state = self.state
        if state.motion is None:
            self._say("sem_movimento", line)
            return
        self._modal_start(line)
        start = state.place
        end = tuple(values.get(letter, old) for letter, old in zip("XYZ", start, strict=True))
        state.place = (end[0], end[1], end[2])
        kind = Kind.RAPID if state.motion == 0.0 else Kind.FEED
        centre, turn = (0.0, 0.0), 0.0
        if state.motion >= 2.0:
            arc = self._arc(line, start, state.place, values, ccw=state.motion == 3.0)
            if arc is None:
                return
            kind, (centre, turn) = Kind.ARC, arc
        elif any(letter in values for letter in "IJR"):
            self._say("palavra_desconhecida", line, word="I/J/R")
        self._add(line, kind, start, centre, turn)

    def _add(
        self, line: int, kind: Kind, start: Place, centre: tuple[float, float], turn: float
    ) -> None:
        state = self.state
        self.moves.append(
            Move(
                line,
                kind,
                start,
                state.place,
                None if kind is Kind.RAPID else state.feed,
                state.tool,
                state.spindle,
                state.rpm,
                state.head,
                centre,
                turn,
            )
        )

    def _modal_start(self, line: int) -> None:
        if self.state.warned:
            return
        self.state.warned = True
        missing = [word for word in MODAL_START if word not in self.state.modes]
        if missing:
            self._say("inicio_modal", line, word=" ".join(missing))

    def _arc(
        self, line: int, start: Place, end: Place, values: dict[str, float], *, ccw: bool
    ) -> tuple[tuple[float, float], float] | None:
        (x0, y0, z0), (x1, y1, _) = start, end
        if x0 is None or y0 is None or z0 is None or x1 is None or y1 is None:
            self._say("arco_sem_inicio", line)
            return None
        by_radius = "R" in values
        if by_radius == ("I" in values or "J" in values):
            self._say("arco_sem_centro", line)
            return None
        if by_radius:
            centre = _centre_by_radius((x0, y0), (x1, y1), values["R"], ccw=ccw)
        else:
            centre = (x0 + values.get("I", 0.0), y0 + values.get("J", 0.0))
        if centre is None or math.dist(centre, (x0, y0)) < 1e-6:
            self._say("arco_sem_centro", line)
            return None
        if abs(math.dist(centre, (x0, y0)) - math.dist(centre, (x1, y1))) > RADIUS_ERROR:
            self._say("arco_raio", line)
            return None
        return centre, _turn((x0, y0), (x1, y1), centre, ccw=ccw)


def read(program: bytes, profile: MachineProfile) -> Program:
    """The program with every move; what is wrong with the text stands in its findings.

    Never raises for what a program says; its size is bounded.
    """
    reader = _Reader(profile)
    lines = split(program, profile.files.encoding, reader.findings)
    if lines:
        check_line_ends(program, profile.files.line_end, reader.findings)
    for number, text in enumerate(lines, 1):
        reader.line(number, text)
    state = reader.state
    return Program(
        moves=tuple(reader.moves),
        changes=tuple(reader.changes),
        comments=tuple(reader.comments),
        ended=state.ended,
        spindle=state.spindle,
        head=state.head,
        findings=tuple(reader.findings),
    )


def _turn(
    start: tuple[float, float],
    end: tuple[float, float],
    centre: tuple[float, float],
    *,
    ccw: bool,
) -> float:
    """The signed angle of an arc; the same point twice is a whole circle."""
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    last = math.atan2(end[1] - centre[1], end[0] - centre[0])
    turn = (last - first if ccw else first - last) % (2.0 * math.pi)
    if math.dist(start, end) < 1e-9:
        turn = 2.0 * math.pi
    return turn if ccw else -turn


def _centre_by_radius(
    start: tuple[float, float], end: tuple[float, float], radius: float, *, ccw: bool
) -> tuple[float, float] | None:
    """The centre of an R arc; a negative radius means the longer way round."""
    chord = math.dist(start, end)
    rest = radius * radius - chord * chord / 4.0
    if chord < 1e-9 or rest < -RADIUS_ERROR:
        return None
    lift = math.sqrt(max(rest, 0.0)) * (1.0 if ccw == (radius > 0) else -1.0)
    ux, uy = (end[0] - start[0]) / chord, (end[1] - start[1]) / chord
    return ((start[0] + end[0]) / 2 - uy * lift, (start[1] + end[1]) / 2 + ux * lift)
