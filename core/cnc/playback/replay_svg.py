"""A replay as a picture: sheet, pieces, holes by depth, rapids dashed, dangers marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from shapely.geometry.base import BaseGeometry

from core.cnc.playback.program import Kind, Move
from core.cnc.playback.replay import Replay
from core.cnc.playback.sweep import plane_points
from core.messages import say
from core.units import millimetres

_MARGIN = 60.0
_LINE = 40.0
_SHALLOW, _DEEP, _THROUGH = "#7fb3d5", "#1f618d", "#c0392b"
_FEED = 'fill="none" stroke="#27ae60" stroke-width="1.5"'
_RAPID = 'fill="none" stroke="#e67e22" stroke-width="1.5" stroke-dasharray="10 8"'
_MOST_MOVES = 20_000


def replay_svg(replay: Replay) -> str:
    """The picture, Y upwards as in the sheet frame, one unit a millimetre."""
    dangers = replay.dangers[:12]
    width = replay.length + 2 * _MARGIN
    foot = _LINE * (5 + len(dangers))
    height = replay.width + 2 * _MARGIN + foot
    body = "\n".join(
        [
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
            f'<g transform="translate({_MARGIN:.0f} {replay.width + _MARGIN:.2f}) scale(1 -1)">',
            _plate(replay),
            *_pieces(replay),
            *_hollows(replay),
            *_holes(replay),
            *_moves(replay),
            *_marks(replay),
            "</g>",
            *_texts(replay, replay.width + 2 * _MARGIN),
        ]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'font-family="sans-serif" font-size="30">\n{body}\n</svg>\n'
    )


def _plate(replay: Replay) -> str:
    return (
        f'<rect width="{replay.length:.2f}" height="{replay.width:.2f}" fill="#f3ead7" '
        'stroke="#6b5b3e" stroke-width="2"/>'
    )


def _pieces(replay: Replay) -> Iterator[str]:
    for piece in replay.pieces:
        dash = ' stroke-dasharray="12 6"' if piece.held else ""
        yield (
            f'<path d="{_outline(piece.shape)}" fill="#ffffff" fill-rule="evenodd" '
            f'stroke="#2c3e50" stroke-width="2"{dash}/>'
        )


def _hollows(replay: Replay) -> Iterator[str]:
    for hollow in replay.hollows:
        shade = 0.25 + 0.5 * min(1.0, hollow.depth / replay.thickness)
        yield (
            f'<path d="{_outline(hollow.shape)}" fill="{_DEEP}" fill-opacity="{shade:.2f}" '
            'fill-rule="evenodd"/>'
        )


def _holes(replay: Replay) -> Iterator[str]:
    for hole in replay.holes:
        deep = hole.depth > replay.thickness / 2
        colour = _THROUGH if hole.through else _DEEP if deep else _SHALLOW
        yield (
            f'<circle cx="{hole.x:.2f}" cy="{hole.y:.2f}" r="{hole.diameter / 2:.2f}" '
            f'fill="{colour}"/>'
        )


def _moves(replay: Replay) -> Iterator[str]:
    for kind, moves in groupby(replay.moves[:_MOST_MOVES], lambda m: m.kind is Kind.RAPID):
        style = _RAPID if kind else _FEED
        yield from (f'<polyline points="{points}" {style}/>' for points in _runs(replay, moves))


def _runs(replay: Replay, moves: Iterable[Move]) -> Iterator[str]:
    """Moves in a row as one line; those whose place is not known are left out."""
    points: list[str] = []
    for move in moves:
        if None in (*move.start[:2], *move.end[:2]):
            continue
        places = (replay.stage.mapping.back(x, y) for x, y in plane_points(move))
        points.extend(f"{x:.1f},{y:.1f}" for x, y in places)
    kept = [point for point, _ in groupby(points)]
    if len(kept) > 1:
        yield " ".join(kept)


def _marks(replay: Replay) -> Iterator[str]:
    for danger in replay.dangers:
        if danger.x is not None and danger.y is not None:
            x, y = danger.x, danger.y
            yield (
                f'<path d="M{x - 12:.1f} {y - 12:.1f}l24 24m0 -24l-24 24" '
                f'stroke="{_THROUGH}" stroke-width="4" fill="none"/>'
            )


def _texts(replay: Replay, below: float) -> Iterator[str]:
    lines = [
        say("prova.quadro_titulo", machine=replay.machine),
        say(
            "prova.quadro_chapa_suposta" if replay.assumed else "prova.quadro_chapa",
            length=millimetres(replay.length),
            width=millimetres(replay.width),
            thickness=millimetres(replay.thickness),
            pieces=len(replay.pieces),
            holes=len(replay.holes),
            minutes=millimetres(round(replay.seconds / 60.0, 1)),
        ),
        say("prova.quadro_legenda"),
        say("prova.quadro_perigos", count=len(replay.dangers)),
        *(danger.text for danger in replay.dangers[:12]),
    ]
    for index, line in enumerate(lines):
        y = below + _LINE * (index + 0.5)
        colour = _THROUGH if index >= 3 and replay.dangers else "#2c3e50"
        yield f'<text x="{_MARGIN:.0f}" y="{y:.0f}" fill="{colour}">{escape(line)}</text>'


def _outline(shape: BaseGeometry) -> str:
    rings = (shape.exterior, *shape.interiors)
    return "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings
    )
