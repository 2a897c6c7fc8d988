"""Kitchens and wardrobes out of a random generator: cabinets into panels."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scripts.furniture.panels import (
    EdgeHole,
    Groove,
    Hole,
    Milling,
    Numbers,
    Panel,
    Work,
    box,
)

BODY = "MDF Branco Tx 18mm"
FRONT = "MDF Carvalho Montês 18,5mm"
DARK = "MDF Grafite 18 mm"
BACK = "HDF Branco 6mm"
DRAWER = "MDF Branco Tx 15mm"

_BACK_GROOVE = 6.5


@dataclass(frozen=True, slots=True)
class Cabinet:
    """A cabinet's outer sizes in mm and what it holds."""

    name: str
    width: float
    height: float
    depth: float
    doors: int = 0
    shelves: int = 0
    drawers: int = 0
    open_top: bool = False


def cabinet_panels(cabinet: Cabinet, room: str, front: str, numbers: Numbers) -> Iterator[Panel]:
    """All panels of one cabinet."""
    make = _Maker(cabinet, room, numbers)
    yield make.side("Lateral Direita", mirrored=False)
    yield make.side("Lateral Esquerda", mirrored=True)
    yield make.board("BAS", "Base Inferior", cabinet.depth)
    if cabinet.open_top:
        yield make.board("TRA", "Travessa", 80.0, quantity=2)
    else:
        yield make.board("BAS", "Base Superior", cabinet.depth)
    yield make.back()
    if cabinet.shelves:
        yield make.shelf(cabinet.shelves)
    if cabinet.doors:
        yield from make.fronts(front)
    if cabinet.drawers:
        yield from make.drawers(front)


@dataclass(frozen=True, slots=True)
class _Maker:
    cabinet: Cabinet
    room: str
    numbers: Numbers

    def side(self, name: str, *, mirrored: bool) -> Panel:
        cabinet = self.cabinet
        work: list[Work] = []
        for end in (9.0, -9.0):
            work += [Hole(end, 37.0, 8.0, 12.5), Hole(end, cabinet.depth - 69.0, 8.0, 12.5)]
        for end in (34.0, -34.0):
            work.append(Hole(end, 53.0, 15.0, 13.5))
        for row in range(cabinet.shelves):
            height = round(cabinet.height * (row + 1) / (cabinet.shelves + 1), 1)
            for shift in (-32.0, 0.0, 32.0):
                work += [Hole(height + shift, 50.0, 5.0, 12.0)]
                work += [Hole(height + shift, cabinet.depth - 90.0, 5.0, 12.0)]
        # the groove of the back counts from the far edge, as many drawings have it
        far = -20.0
        work.append(Groove((0.0, far), (cabinet.height, far), _BACK_GROOVE, 8.0))
        if mirrored:
            work = [_mirrored(one, cabinet.depth) for one in work]
        return self._panel("LAT", name, cabinet.height, cabinet.depth, BODY, work)

    def board(self, prefix: str, name: str, width: float, quantity: int = 1) -> Panel:
        length = self.cabinet.width - 36.0
        spots = (37.0, width - 37.0) if width > 150.0 else (width / 2,)
        # face 1 counts from the far end of the edge (docs/formats/bpp.md)
        edges = [EdgeHole(face, x, 9.0, 8.0, 24.0) for face in (1, 3) for x in spots]
        work: list[Work] = []
        if width > 150.0:
            work.append(Groove((0.0, -20.0), (length, -20.0), _BACK_GROOVE, 8.0))
        panel = self._panel(prefix, name, length, width, BODY, work)
        return replace(panel, edges=tuple(edges), quantity=quantity)

    def back(self) -> Panel:
        length, width = self.cabinet.height - 24.0, self.cabinet.width - 24.0
        return self._panel("FUN", "Fundo", length, width, BACK, [], thickness=6.0)

    def shelf(self, quantity: int) -> Panel:
        length, width = self.cabinet.width - 38.0, self.cabinet.depth - 40.0
        panel = self._panel("PRA", "Prateleira Móvel", length, width, BODY, [])
        return replace(panel, quantity=quantity)

    def fronts(self, front: str) -> Iterator[Panel]:
        cabinet = self.cabinet
        width = round(cabinet.width / cabinet.doors - 3.0, 1)
        length = cabinet.height - 3.0
        for index in range(cabinet.doors):
            hinges = [100.0, length - 100.0]
            if length > 1200.0:
                hinges.insert(1, round(length / 2, 1))
            work: list[Work] = []
            for x in hinges:
                work.append(Hole(x, 22.5, 35.0, 11.5))
                work += [Hole(x - 26.0, 32.0, 3.0, 1.0), Hole(x + 26.0, 32.0, 3.0, 1.0)]
            name = "Porta Direita" if index % 2 == 0 else "Porta Esquerda"
            yield self._panel("POR", name, length, width, front, work)

    def drawers(self, front: str) -> Iterator[Panel]:
        cabinet = self.cabinet
        height = round((cabinet.height - 3.0) / cabinet.drawers - 3.0, 1)
        width = cabinet.width - 3.0
        yield replace(
            self._panel("FRE", "Frente de Gaveta", width, height, front, _handle(width, height)),
            quantity=cabinet.drawers,
        )
        depth = cabinet.depth - 60.0
        groove = Groove((0.0, 12.0), (depth, 12.0), _BACK_GROOVE, 7.0)
        side = self._panel("LTG", "Lateral de Gaveta", depth, 140.0, DRAWER, [groove], 15.0)
        yield replace(side, quantity=2 * cabinet.drawers)
        inner = cabinet.width - 36.0 - 26.0 - 30.0
        end = self._panel("CTG", "Contra Frente", inner, 120.0, DRAWER, [], 15.0)
        yield replace(end, quantity=2 * cabinet.drawers)
        bottom = self._panel("FGV", "Fundo de Gaveta", inner + 14.0, depth, BACK, [], 6.0)
        yield replace(bottom, quantity=cabinet.drawers)

    def _panel(
        self,
        prefix: str,
        name: str,
        length: float,
        width: float,
        material: str,
        work: list[Work],
        thickness: float = 18.0,
    ) -> Panel:
        return Panel(
            number=self.numbers.give(),
            prefix=prefix,
            name=f"{name} {self.cabinet.name}" if prefix in ("LAT", "BAS") else name,
            length=length,
            width=width,
            thickness=thickness,
            material=material,
            room=self.room,
            work=tuple(work),
        )


def _handle(length: float, width: float) -> list[Work]:
    """A scooped handle along the upper edge: a pocket that starts and ends off the panel."""
    if width < 150.0:
        return []
    band = box(-6.0, width - 55.0, length + 12.0, 55.0)
    return [Milling(band, 6.5, "Desbaste", prefix="PuxadorCava1")]


def _mirrored(work: Work, width: float) -> Work:
    """The same work seen in a mirror along the length."""
    match work:
        case Hole(x, y, diameter, depth):
            return Hole(x, round(width - y, 3), diameter, depth)
        case Groove((x0, y0), (x1, y1), wide, depth):
            return Groove((x0, -y0), (x1, -y1), wide, depth)
        case _:
            raise TypeError(work)


def kitchen(rng: random.Random, cabinets: int, room: str, numbers: Numbers) -> list[Panel]:
    """Base, wall and tall cabinets, about eight panels each."""
    found: list[Panel] = []
    for index in range(cabinets):
        width = float(rng.choice((400, 450, 500, 600, 700, 800)))
        letter = chr(ord("A") + index % 26)
        match index % 4:
            case 0:
                cabinet = Cabinet(
                    f"Balcão {letter}", width, 700.0, 550.0, doors=2, shelves=1, open_top=True
                )
            case 1:
                cabinet = Cabinet(f"Aéreo {letter}", width, 700.0, 330.0, doors=2, shelves=2)
            case 2:
                cabinet = Cabinet(
                    f"Gaveteiro {letter}", width, 700.0, 550.0, drawers=3, open_top=True
                )
            case _:
                cabinet = Cabinet(f"Torre {letter}", width, 2100.0, 580.0, doors=2, shelves=3)
        front = FRONT if index % 3 else DARK
        found += cabinet_panels(cabinet, room, front, numbers)
    return found


def wardrobe(rng: random.Random, cabinets: int, room: str, numbers: Numbers) -> list[Panel]:
    """Tall modules with doors, shelves and drawers."""
    found: list[Panel] = []
    for index in range(cabinets):
        width = float(rng.choice((500, 600, 800, 900)))
        name = f"Módulo {index + 1}"
        drawers = 3 if index % 2 else 0
        cabinet = Cabinet(name, width, 2350.0, 570.0, doors=2, shelves=2)
        found += cabinet_panels(cabinet, room, FRONT, numbers)
        if drawers:
            inner = Cabinet(f"Gavetas {index + 1}", width - 40.0, 520.0, 500.0, drawers=drawers)
            found += cabinet_panels(inner, room, FRONT, numbers)
    return found
