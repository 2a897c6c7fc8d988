"""Panels as DXF drawings, in the two ways that CADs here write them."""

from __future__ import annotations

import io
import math
import random

from ezdxf._options import options
from ezdxf.addons.r12writer import r12writer
from ezdxf.document import Drawing
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace
from ezdxf.math import bulge_to_arc

from scripts.furniture.panels import Disc, Groove, Hole, Milling, Panel, Vertex

# nothing in a sample may depend on the day it was made
options.write_fixed_meta_data_for_testing = True

_OUTLINE = "CONTORNO"


def plain_drawing(panel: Panel) -> bytes:
    """An R12 drawing: lines, circles and polylines, Windows-1252, CR LF."""
    stream = io.StringIO()
    with r12writer(stream) as dxf:
        dxf.add_text(panel.name, insert=(10, 10), height=20, layer="0")
        dxf.add_polyline_2d(
            [(x, y, bulge) for x, y, bulge in panel.shape()],
            format="xyb",
            closed=True,
            layer=_OUTLINE,
        )
        for work in panel.work:
            match work:
                case Hole(x, y, _, _):
                    dxf.add_circle((x, y), work.diameter / 2, layer=layer_of(work))
                case Groove():
                    dxf.add_line(work.start, work.end, layer=layer_of(work))
                case Disc(x, y, radius, _, _):
                    dxf.add_circle((x, y), radius, layer=layer_of(work))
                case Milling():
                    dxf.add_polyline_2d(
                        list(work.shape), format="xyb", closed=work.closed, layer=layer_of(work)
                    )
    return stream.getvalue().replace("\n", "\r\n").encode("cp1252")


def rich_drawing(panel: Panel, rng: random.Random) -> bytes:
    """An R2010 drawing: LWPOLYLINE, loose lines and arcs in any order, ELLIPSE, INSERT."""
    document = new("R2010")
    space = document.modelspace()
    _rich_outline(panel, space, rng)
    _inserted_holes(panel, document, space)
    for work in panel.work:
        attributes = {"layer": layer_of(work)}
        match work:
            case Groove():
                space.add_line(work.start, work.end, attributes)
            case Disc(x, y, radius, _, _):
                space.add_circle((x, y), radius, attributes)
            case Milling():
                space.add_lwpolyline(
                    list(work.shape), "xyb", close=work.closed, dxfattribs=attributes
                )
            case Hole():
                pass
    stream = io.StringIO()
    document.header["$INSUNITS"] = 4
    # entity kinds come out of a set otherwise, in another order at every run
    for kind in sorted(document.entitydb.dxf_types_in_use()):
        document.classes.add_class(kind)
    document.write(stream)
    return stream.getvalue().encode("utf-8")


def _rich_outline(panel: Panel, space: Modelspace, rng: random.Random) -> None:
    attributes = {"layer": _OUTLINE}
    if panel.ellipse:
        centre = (panel.length / 2, panel.width / 2)
        space.add_ellipse(
            centre,
            major_axis=(panel.length / 2, 0),
            ratio=panel.width / panel.length,
            dxfattribs=attributes,
        )
    elif "Raio" in panel.name:
        _loose(panel.shape(), space, rng)
    else:
        space.add_lwpolyline(list(panel.shape()), "xyb", close=True, dxfattribs=attributes)


def _loose(shape: tuple[Vertex, ...], space: Modelspace, rng: random.Random) -> None:
    """The outline as single lines and arcs, shuffled and partly turned round."""
    attributes = {"layer": "borda_externa"}
    pairs = list(zip(shape, shape[1:] + shape[:1], strict=True))
    rng.shuffle(pairs)
    for (x0, y0, bulge), (x1, y1, _) in pairs:
        if bulge:
            centre, start, end, radius = bulge_to_arc((x0, y0), (x1, y1), bulge)
            space.add_arc(
                centre,
                radius,
                math.degrees(start),
                math.degrees(end),
                dxfattribs=attributes,
            )
        elif rng.random() < 0.5:
            space.add_line((x0, y0), (x1, y1), attributes)
        else:
            space.add_line((x1, y1), (x0, y0), attributes)


def _inserted_holes(panel: Panel, document: Drawing, space: Modelspace) -> None:
    """Holes by block references, one block a layer."""
    for work in panel.work:
        if not isinstance(work, Hole):
            continue
        layer = layer_of(work)
        name = f"B_{layer}"
        if name not in document.blocks:
            document.blocks.new(name).add_circle((0, 0), work.diameter / 2, {"layer": layer})
        space.add_blockref(name, (work.x, work.y), {"layer": "0"})


def layer_of(work: Hole | Groove | Milling | Disc) -> str:
    """The layer's name as the factory's conventions have it."""
    match work:
        case Hole():
            return f"FURO_{_number(work.diameter)}_{_number(work.depth)}"
        case Groove():
            return f"RASGO_{_number(work.width)}_{_number(work.depth)}"
        case Milling():
            return f"{work.prefix}_{work.depth:g}_{work.strategy}"
        case Disc():
            return f"USINAR_{work.depth:g}_{work.strategy}"


def _number(value: float) -> str:
    """Decimals are marked by a dash in layer names."""
    return f"{value:g}".replace(".", "-")


def boring_program(panel: Panel) -> bytes:
    """A BPP program with the panel's horizontal borings."""
    lines = [
        "[HEADER]",
        "TYPE=BPP",
        "VER=150",
        "[DESCRIPTION]",
        f"|{panel.name}",
        "[VARIABLES]",
        f"PAN=LPX|{panel.length:g}||4|",
        f"PAN=LPY|{panel.width:g}||4|",
        f"PAN=LPZ|{panel.thickness:g}||4|",
        "[PROGRAM]",
    ]
    for index, hole in enumerate(panel.edges):
        values = f"{hole.x:g}, {hole.y:g}, 0, {hole.depth:g}, {hole.diameter:g}"
        lines.append(f'@ BH, "", "", {1001 + index}, "", 0 : {hole.face}, "2", {values}, NO')
    return "\r\n".join([*lines, ""]).encode("cp1252")
