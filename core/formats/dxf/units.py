"""The unit of a drawing, from its header and the size that the list gives."""

from __future__ import annotations

from dataclasses import dataclass

from core.geometry import Bounds

SIZE_MAY_DIFFER = 0.5
"""How far the drawn outline and the list's size may lie apart, mm."""

# $INSUNITS of the DXF reference: factor to millimetres and the unit's name
_UNITS = {
    "1": (25.4, "pol"),
    "2": (304.8, "pés"),
    "4": (1.0, "mm"),
    "5": (10.0, "cm"),
    "6": (1000.0, "m"),
}


@dataclass(frozen=True, slots=True)
class Units:
    """What the coordinates are in.

    Args:
        factor: to millimetres.
        name: of the unit that is believed.
        code: what had to be assumed, empty for millimetres that the header states.
        said: the unit in the header, where it is not believed.
    """

    factor: float
    name: str
    code: str = ""
    said: str = ""


def units_of(header: str, drawn: Bounds | None, size: tuple[float, float, float]) -> Units:
    """The unit that makes the drawing as large as the list says.

    Headers are often a template's (inches, metres) while people draw in millimetres, so the
    header's unit is believed only where it makes the outline fit and millimetres do not.
    """
    factor, name = _UNITS.get(header.strip(), (1.0, ""))
    if name == "mm":
        return Units(1.0, "mm")
    if not name:
        return Units(1.0, "mm", "desenho.unidade_suposta")
    if drawn is not None and not _fits(drawn, size, 1.0) and _fits(drawn, size, factor):
        return Units(factor, name, "desenho.unidade_convertida", name)
    return Units(1.0, "mm", "desenho.unidade_ignorada", name)


def size_code(drawn: tuple[float, float], listed: tuple[float, float]) -> str:
    """Why the drawn size is not the list's; empty when it is."""
    if _near(drawn, listed):
        return ""
    swapped = _near((drawn[1], drawn[0]), listed)
    return "desenho.medida_trocada" if swapped else "desenho.medida_difere"


def _near(drawn: tuple[float, float], listed: tuple[float, float]) -> bool:
    worst = max(abs(drawn[0] - listed[0]), abs(drawn[1] - listed[1]))
    return worst <= SIZE_MAY_DIFFER


def _fits(drawn: Bounds, size: tuple[float, float, float], factor: float) -> bool:
    x0, y0, x1, y1 = drawn
    sides = ((x1 - x0) * factor, (y1 - y0) * factor)
    return _near(sides, size[:2]) or _near((sides[1], sides[0]), size[:2])
