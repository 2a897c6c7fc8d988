"""Small layouts of our own making: what programs, proof, pictures and labels are tested on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.geometry import Path
from core.layout.model import Layout, Offcut, PlacedPart, Sheet, ToolSummary, Totals
from core.layout.place import place as place_piece
from core.machine.profile import MachineProfile, load
from core.parts import Band, Bands, Face, Operation, OperationKind, Part, Piece

SHEET_LENGTH = 2750.0
SHEET_WIDTH = 1850.0


@dataclass(frozen=True)
class Scene:
    """A layout with the parts it was made of, by `Part.id`."""

    parts: dict[str, Part]
    layout: Layout


def drill(
    x: float,
    y: float,
    diameter: float,
    depth: float,
    face: Face = Face.TOP,
    *,
    through: bool = False,
) -> Operation:
    """A hole; on an edge (x, y) are u and v."""
    return Operation(
        kind=OperationKind.DRILL,
        path=Path.point((x, y)),
        depth=depth,
        face=face,
        through=through,
        diameter=diameter,
        layer=f"FURO_{diameter:g}_{depth:g}",
    )


def groove(
    points: Sequence[tuple[float, float]], width: float, depth: float, face: Face = Face.TOP
) -> Operation:
    """A groove along a centre line."""
    return Operation(
        kind=OperationKind.GROOVE,
        path=Path.polyline(points),
        depth=depth,
        face=face,
        width=width,
        layer=f"RASGO_{width:g}_{depth:g}",
    )


def shape(
    kind: OperationKind,
    path: Path,
    depth: float,
    *,
    face: Face = Face.TOP,
    through: bool = False,
    islands: Iterable[Path] = (),
    macro: str | None = None,
) -> Operation:
    """A pocket, cut-out, outside cut or line."""
    return Operation(
        kind=kind,
        path=path,
        depth=depth,
        face=face,
        through=through,
        islands=tuple(islands),
        macro=macro,
        layer=f"USINAR_{depth:g}_{kind}",
    )


def rounded(
    length: float, width: float, radius: float, at: tuple[float, float] = (0.0, 0.0)
) -> Path:
    """A rectangle with four round corners, counter-clockwise from the lower side."""
    bulge = 0.41421356237309503  # tan(90°/4)
    x, y = at
    return Path(
        (
            (x + radius, y, 0.0),
            (x + length - radius, y, bulge),
            (x + length, y + radius, 0.0),
            (x + length, y + width - radius, bulge),
            (x + length - radius, y + width, 0.0),
            (x + radius, y + width, bulge),
            (x, y + width - radius, 0.0),
            (x, y + radius, bulge),
        ),
        closed=True,
    )


def make_part(
    part_id: str,
    name: str,
    length: float,
    width: float,
    *operations: Operation,
    thickness: float = 18.0,
    material: str = "MDF Branco 18mm",
    copies: int = 1,
    outline: Path | None = None,
    bands: Bands | None = None,
) -> Part:
    """A part with as many pieces as copies; its program number is its id."""
    return Part(
        id=part_id,
        name=name,
        length=length,
        width=width,
        thickness=thickness,
        material=material,
        outline=outline or Path.rectangle(0.0, 0.0, length, width),
        pieces=tuple(Piece(n, f"AA{part_id}{n:02d}") for n in range(1, copies + 1)),
        program=part_id,
        client="Cliente Teste",
        room="Cozinha",
        operations=tuple(operations),
        bands=bands or Bands(),
    )


def place(
    part: Part, copy: int, x: float, y: float, rotation: float = 0.0, *, face_down: bool = False
) -> PlacedPart:
    """A copy with the lower left of its turned outline at (x, y) of the sheet."""
    return place_piece(
        part, part.pieces[copy - 1], x=x, y=y, rotation=rotation, face_down=face_down
    )


def make_sheet(
    sheet_id: str,
    parts: Sequence[PlacedPart],
    profile: MachineProfile,
    *,
    material: str = "MDF Branco 18mm",
    thickness: float = 18.0,
    length: float = SHEET_LENGTH,
    width: float = SHEET_WIDTH,
    offcuts: Sequence[Offcut] = (),
) -> Sheet:
    """A sheet of the factory's size with these parts."""
    area = sum(abs(part.outline.area) for part in parts)
    return Sheet(
        id=sheet_id,
        stock="chapa",
        material=material,
        thickness=thickness,
        length=length,
        width=width,
        matrix=profile.frame.matrix(length, width),
        parts=tuple(parts),
        offcuts=tuple(offcuts),
        utilisation=area / (length * width),
    )


def make_layout(
    sheets: Sequence[Sheet], profile: MachineProfile, batch: str = "Lote_Teste"
) -> Layout:
    """A layout of these sheets."""
    used = sum(sheet.utilisation for sheet in sheets) / len(sheets)
    tools = tuple(
        ToolSummary(number=t.number, kind=str(t.kind), diameter=t.cutting_diameter)
        for t in profile.tools
    )
    return Layout(
        batch=batch,
        machine=profile.name,
        z_zero=profile.frame.z_zero,
        tools=tools,
        sheets=tuple(sheets),
        totals=Totals(sheets=len(sheets), utilisation=used, lower_bound=float(len(sheets))),
    )


def simple_parts() -> dict[str, Part]:
    """Seven kinds of panel: every operation kind, one face down, one rounded, one L-shaped."""
    board15 = {"thickness": 15.0, "material": "MDF Cru 15mm"}
    found = [
        make_part(
            "00000101",
            "LATERAL",
            700.0,
            500.0,
            drill(37.0, 50.0, 8.0, 12.5),
            drill(37.0, 450.0, 8.0, 12.5),
            drill(663.0, 50.0, 8.0, 12.5),
            drill(100.0, 100.0, 5.0, 18.0, through=True),
            drill(200.0, 100.0, 5.0, 12.0),
            groove([(0.0, 480.0), (700.0, 480.0)], 6.0, 8.0),
            drill(250.0, 9.0, 8.0, 24.0, Face.L1),
            drill(250.0, 9.0, 8.0, 24.0, Face.L3),
            copies=4,
        ),
        make_part(
            "00000102",
            "PORTA",
            600.0,
            400.0,
            drill(90.0, 22.5, 35.0, 11.5),
            drill(510.0, 22.5, 35.0, 11.5),
            drill(64.0, 32.0, 3.0, 1.0),
            copies=2,
            bands=Bands(c1=Band("fita", 1.0, 1.0)),
        ),
        make_part(
            "00000103",
            "PRATELEIRA CURVA",
            500.0,
            300.0,
            shape(
                OperationKind.POCKET,
                Path.rectangle(50.0, 50.0, 120.0, 80.0),
                6.0,
                islands=[Path.circle((110.0, 90.0), 15.0)],
            ),
            shape(
                OperationKind.INSIDE, rounded(140.0, 120.0, 20.0, (250.0, 60.0)), 18.0, through=True
            ),
            shape(OperationKind.INSIDE, Path.circle((80.0, 220.0), 30.0), 18.0, through=True),
            outline=rounded(500.0, 300.0, 60.0),
            copies=2,
        ),
        make_part(
            "00000104",
            "BASE",
            450.0,
            350.0,
            drill(40.0, 60.0, 8.0, 12.5, Face.BOTTOM),
            drill(40.0, 290.0, 10.0, 12.5, Face.BOTTOM),
            groove([(0.0, 20.0), (450.0, 20.0)], 6.5, 6.5, Face.BOTTOM),
            copies=2,
        ),
        make_part(
            "00000201",
            "TAMPO L",
            600.0,
            500.0,
            drill(100.0, 100.0, 26.0, 15.0, through=True),
            drill(200.0, 100.0, 12.0, 9.0),
            shape(
                OperationKind.LINE,
                Path.polyline([(50.0, 150.0), (150.0, 250.0), (50.0, 250.0)]),
                3.0,
            ),
            outline=Path.polyline(
                [(0, 0), (600.0, 0), (600.0, 200.0), (250.0, 200.0), (250.0, 500.0), (0, 500.0)],
                closed=True,
            ),
            **board15,  # type: ignore[arg-type]  # a bag of two keywords
        ),
        make_part(
            "00000202",
            "FUNDO",
            400.0,
            300.0,
            shape(OperationKind.OUTSIDE, Path.circle((200.0, 150.0), 40.0), 5.0),
            drill(30.0, 40.0, 5.0, 10.0, Face.BOTTOM),
            drill(60.0, 40.0, 5.0, 10.0),
            copies=3,
            **board15,  # type: ignore[arg-type]  # a bag of two keywords
        ),
        make_part(
            "00000203",
            "TRAVESSA",
            300.0,
            80.0,
            groove([(20.0, 40.0), (280.0, 40.0)], 10.0, 5.0),
            copies=2,
            **board15,  # type: ignore[arg-type]  # a bag of two keywords
        ),
    ]
    return {part.id: part for part in found}


def simple_layout(profile: MachineProfile | None = None) -> Scene:
    """Two sheets, every rotation, a panel face down, one with round corners, edge drilling."""
    machine = profile or load("router")
    parts = simple_parts()
    side, door, shelf, base = (parts[f"0000010{n}"] for n in (1, 2, 3, 4))
    top, back, rail = (parts[f"0000020{n}"] for n in (1, 2, 3))
    first = [
        place(side, 1, 10.0, 10.0),
        place(side, 2, 720.0, 10.0, 90.0),
        place(side, 3, 1230.0, 10.0, 180.0),
        place(side, 4, 1940.0, 10.0, 270.0),
        place(door, 1, 10.0, 720.0),
        place(door, 2, 620.0, 720.0, 90.0),
        place(shelf, 1, 1030.0, 720.0, 180.0),
        place(shelf, 2, 1540.0, 720.0, 270.0),
        place(base, 1, 1850.0, 720.0, face_down=True),
        place(base, 2, 2310.0, 720.0, 90.0, face_down=True),
    ]
    second = [
        place(top, 1, 10.0, 10.0),
        place(back, 1, 620.0, 10.0),
        place(back, 2, 1030.0, 10.0, 90.0),
        place(back, 3, 1340.0, 10.0, 180.0),
        place(rail, 1, 10.0, 520.0, 90.0),
        place(rail, 2, 300.0, 260.0, 180.0),  # in the corner of the L
    ]
    sheets = [
        make_sheet(
            "001",
            first,
            machine,
            offcuts=[Offcut(x=10.0, y=1340.0, length=2730.0, width=500.0, name="001S01")],
        ),
        make_sheet("002", second, machine, material="MDF Cru 15mm", thickness=15.0),
    ]
    return Scene(parts, make_layout(sheets, machine))


def with_parts(layout: Layout, sheet: int, parts: Sequence[PlacedPart]) -> Layout:
    """The layout with other parts on one sheet (by index)."""
    changed = list(layout.sheets)
    changed[sheet] = replace(changed[sheet], parts=tuple(parts))
    return replace(layout, sheets=tuple(changed))
