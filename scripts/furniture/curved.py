"""Panels that are no rectangles: arches, rounded corners, cut-outs, a worktop with holes."""

from __future__ import annotations

from dataclasses import replace

from scripts.furniture.panels import QUARTER, Disc, Groove, Hole, Milling, Numbers, Panel, box
from scripts.furniture.panels import rounded as round_box

_TOP = "MDF Nogueira Clara 25mm"
_BODY = "MDF Branco Tx 18mm"
_ROOM = "Sala Curva"


def curved_set(numbers: Numbers) -> list[Panel]:
    """Thirteen kinds of shaped panel."""
    return [
        _panel(numbers, "Arco de Passagem", 900, 500, outline=_arch(900, 500, 250, 120)),
        _panel(numbers, "Arco Pequeno", 600, 350, outline=_arch(600, 350, 180, 90), quantity=2),
        _panel(numbers, "Prateleira Raio 100", 800, 300, outline=round_box(800, 300, 100)),
        _panel(
            numbers,
            "Prateleira Raio 30",
            700,
            280,
            outline=round_box(700, 280, 30),
            quantity=3,
            work=(Hole(60, 140, 8, 12.5), Hole(-60, 140, 8, 12.5)),
        ),
        _panel(numbers, "Prateleira em L", 700, 700, outline=_ell(700, 700, 300)),
        _panel(numbers, "Prateleira em U", 900, 450, outline=_u(900, 450, 180)),
        _panel(numbers, "Tampo Redondo", 600, 600, outline=_disc(300)),
        replace(_panel(numbers, "Tampo Elíptico", 700, 400), ellipse=True),
        _panel(numbers, "Meia Lua", 600, 300, outline=((0, 0, 0), (600, 0, 1.0))),
        _panel(
            numbers,
            "Tampo de Bancada",
            1800,
            600,
            material=_TOP,
            thickness=25,
            work=(
                Milling(round_cut(400, 110, 560, 380, 60), 25, "Por Dentro"),
                Disc(1200, 300, 17.5, 25, "Por Dentro"),
                Disc(1500, 300, 130, 25, "Por Dentro"),
                Hole(1700, 80, 35, 25),
            ),
        ),
        _panel(
            numbers,
            "Painel com Nicho",
            1200,
            600,
            work=(
                Milling(box(200, 150, 300, 300), 18, "Por Dentro"),
                Milling(box(650, 100, 400, 250), 9.5, "Desbaste"),
                Milling(box(800, 180, 100, 80), 9.5, "Desbaste"),
                Milling(((100, 520, 0), (600, 560, 0), (1100, 520, 0)), 4, "Linha", closed=False),
            ),
        ),
        _panel(
            numbers,
            "Lateral Chanfrada",
            1000,
            450,
            outline=((0, 0, 0), (1000, 0, 0), (1000, 250, 0), (800, 450, 0), (0, 450, 0)),
            work=(Groove((40, 60), (760, 390), 6, 8), Hole(-40, 60, 5, 18)),
        ),
        _panel(
            numbers,
            "Painel Furo Fresado",
            500,
            400,
            work=(Hole(250, 200, 60, 18), Hole(120, 200, 26, 12), Hole(380, 200, 12, 10)),
        ),
    ]


def _panel(
    numbers: Numbers,
    name: str,
    length: float,
    width: float,
    *,
    material: str = _BODY,
    thickness: float = 18.0,
    outline: tuple[tuple[float, float, float], ...] | None = None,
    work: tuple[Hole | Groove | Milling | Disc, ...] = (),
    quantity: int = 1,
) -> Panel:
    return Panel(
        number=numbers.give(),
        prefix="CUR",
        name=name,
        length=float(length),
        width=float(width),
        thickness=float(thickness),
        material=material,
        room=_ROOM,
        outline=outline,
        work=work,
        quantity=quantity,
    )


def _arch(
    length: float, width: float, rise: float, foot: float
) -> tuple[tuple[float, float, float], ...]:
    """A panel whose lower side is an arch of this rise between two feet."""
    span = length - 2 * foot
    # walked from left to right the arch turns clockwise: a negative bulge of 2·rise/span
    return (
        (0, 0, 0),
        (foot, 0, -2 * rise / span),
        (length - foot, 0, 0),
        (length, 0, 0),
        (length, width, 0),
        (0, width, 0),
    )


def _ell(length: float, width: float, arm: float) -> tuple[tuple[float, float, float], ...]:
    return (
        (0, 0, 0),
        (length, 0, 0),
        (length, arm, 0),
        (arm + 80, arm, -QUARTER),
        (arm, arm + 80, 0),
        (arm, width, 0),
        (0, width, 0),
    )


def _u(length: float, width: float, arm: float) -> tuple[tuple[float, float, float], ...]:
    return (
        (0, 0, 0),
        (length, 0, 0),
        (length, width, 0),
        (length - arm, width, 0),
        (length - arm, arm, 0),
        (arm, arm, 0),
        (arm, width, 0),
        (0, width, 0),
    )


def _disc(radius: float) -> tuple[tuple[float, float, float], ...]:
    return ((2 * radius, radius, 1.0), (0, radius, 1.0))


def round_cut(
    x: float, y: float, length: float, width: float, radius: float
) -> tuple[tuple[float, float, float], ...]:
    """A rounded rectangle somewhere inside a panel."""
    return tuple((px + x, py + y, bulge) for px, py, bulge in round_box(length, width, radius))
