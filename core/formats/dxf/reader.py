"""A part drawing from its bytes: scan, expand, sort by layer, outline, operations, report."""

from __future__ import annotations

from core.formats.dxf.expand import expand
from core.formats.dxf.frame import Frame, turn_operations, turned_over, united
from core.formats.dxf.judging import judged
from core.formats.dxf.ledger import Ledger
from core.formats.dxf.model import Drawing, DrawingPreset
from core.formats.dxf.operations import Layer, Made, cut_out, read_layer
from core.formats.dxf.outline import Outline, read_outline
from core.formats.dxf.sorting import Layers, sort_entities
from core.formats.dxf.tags import Scan, scan
from core.formats.dxf.units import size_code, units_of
from core.formats.layer_names import Role
from core.formats.layers import LayerRules, default_rules
from core.geometry import Matrix, Path
from core.geometry.tolerance import CHAIN, SAME_POINT
from core.parts import Face
from core.units import millimetres

type Size = tuple[float, float, float]

_DEEPER = 1.0
"""A depth this far beyond the thickness is told: it may have been meant for an edge, mm."""


def read_drawing(
    data: bytes, name: str, *, size: Size, rules: LayerRules, preset: DrawingPreset
) -> Drawing:
    """The outline and the operations of a part drawing.

    A drawing that this product wrote is taken literally: its layers follow the shipped rules
    and `preset` does not apply.

    Args:
        data: the file.
        name: of the file, as people know it.
        size: length, width and nominal thickness that the list gives, mm.
        rules: what the layers mean.
        preset: how the source draws.

    Raises:
        InputError: the file is no DXF that can be read, or too large.
    """
    scanned = scan(data, name)
    entities = expand(scanned, name)
    ledger = Ledger(name, entities)
    _mended(scanned, ledger)
    layers = sort_entities(entities, default_rules() if scanned.own else rules, ledger)
    units = _scale(scanned, layers, size, ledger)
    outline = _outline(layers, ledger)
    frame = Frame(size, negative=preset.negative and not scanned.own)
    path = _placed(outline, frame, ledger, own=scanned.own)
    _views(layers, frame, ledger)
    made = [*_cut_outs(outline, frame, ledger), *_operate(layers, frame, ledger, own=scanned.own)]
    made.sort(key=lambda one: min(one.members))
    operations = judged(made, path, frame, ledger, own=scanned.own)
    if preset.face == "verso" and not scanned.own:
        ledger.assume("desenho.verso")
        operations = turn_operations(operations, frame.size)
        if path is not None:
            path = turned_over(path, Face.TOP, frame.size)[0].counter_clockwise()
    return Drawing(
        outline=path,
        operations=tuple(operations),
        notes=ledger.in_order(),
        assumptions=tuple(ledger.assumptions),
        blocked=ledger.blocked,
        blocked_values=ledger.blocked_values,
        encoding=scanned.text.encoding,
        decimal="vírgula" if scanned.commas else "ponto",
        units=units,
        own=scanned.own,
    )


def _mended(scanned: Scan, ledger: Ledger) -> None:
    """What the file itself is like; lost entities might have been machining."""
    if scanned.truncated:
        ledger.block("desenho.truncado")
    if scanned.damaged is not None:
        ledger.block("desenho.danificado", line=scanned.damaged)
    if scanned.text.assumption:
        ledger.assume(scanned.text.assumption, encoding=scanned.text.encoding)
    if scanned.commas:
        ledger.assume("desenho.virgula_decimal", count=scanned.commas)


def _scale(scanned: Scan, layers: Layers, size: Size, ledger: Ledger) -> str:
    """Converts to millimetres; gives the unit's name."""
    outline = layers.entities(Role.OUTLINE)
    drawn = [one.path.bounds for _, one in outline if one.path is not None]
    header = scanned.header.get("$INSUNITS", "")
    units = units_of(header, united(drawn) if drawn else None, size)
    if units.code and not scanned.own:
        ledger.assume(units.code, unit=units.said)
    if units.factor != 1.0:
        layers.scale(units.factor)
    return units.name


def _outline(layers: Layers, ledger: Ledger) -> Outline | None:
    """What the outline layers say, noted entity by entity; None where nothing is drawn."""
    drawn = layers.entities(Role.OUTLINE)
    points = [number for number, one in drawn if one.path is None]
    ledger.note_all(points, "ignored", "desenho.anotacao")
    drawn = [(number, one) for number, one in drawn if one.path is not None]
    if not drawn:
        ledger.assume("desenho.contorno_do_tamanho")
        return None
    found = read_outline(drawn)
    ledger.note_all(found.doubles, "ignored", "desenho.duplicada")
    ledger.note_all(found.empty, "ignored", "desenho.sem_comprimento")
    if found.culprit is not None:
        ledger.note(found.culprit, "unread", found.code)
    left = [number for number, _ in drawn if number not in ledger.notes]
    ledger.note_all(left, "unread" if found.code else "outline", found.code)
    return found


def _placed(outline: Outline | None, frame: Frame, ledger: Ledger, *, own: bool) -> Path | None:
    """The outline with its corner at the origin; the frame learns the way there."""
    length, width, thickness = frame.size
    if outline is None:
        return Path.rectangle(0.0, 0.0, length, width)
    if outline.path is None:
        return None
    x0, y0, x1, y1 = outline.path.bounds
    code = size_code((x1 - x0, y1 - y0), (length, width))
    if code:
        drawn, listed = _shown(x1 - x0, y1 - y0), _shown(length, width)
        ledger.block(code, drawn=drawn, listed=listed)
    frame.size = (x1 - x0, y1 - y0, thickness)
    if own or max(abs(x0), abs(y0)) <= SAME_POINT:
        return outline.path
    frame.shift = (-x0, -y0)
    if max(abs(x0), abs(y0)) > CHAIN:
        # only where the corner is the origin does "below zero" mean the opposite edge
        frame.negative = False
        ledger.assume("desenho.contorno_movido", x=millimetres(x0), y=millimetres(y0))
    return outline.path.transformed(Matrix.shift(*frame.shift))


def _shown(length: float, width: float) -> str:
    return f"{millimetres(length)} × {millimetres(width)}"


def _views(layers: Layers, frame: Frame, ledger: Ledger) -> None:
    """Where the views of the edges have their corners."""
    for layer in layers.of(Role.VIEW):
        drawn = [one.path.bounds for _, one in layer.entities if one.path is not None]
        if drawn and layer.meaning.face.is_edge:
            frame.views[layer.meaning.face] = united(drawn)[:2]
        ledger.note_all((number for number, _ in layer.entities), "ignored", "desenho.vista")


def _cut_outs(outline: Outline | None, frame: Frame, ledger: Ledger) -> list[Made]:
    if outline is None:
        return []
    return [
        cut_out(loop, ledger.entities[min(loop.members)], frame, ledger.file)
        for loop in outline.cut_outs
    ]


def _operate(layers: Layers, frame: Frame, ledger: Ledger, *, own: bool) -> list[Made]:
    made: list[Made] = []
    for drawn in layers.of(Role.OPERATION):
        kind, depth = drawn.meaning.kind, drawn.meaning.depth
        if kind is None or depth is None:
            continue
        layer = Layer(drawn.name, drawn.meaning, kind, depth, frame, ledger.file, own)
        result = read_layer(layer, drawn.entities)
        for number, code in result.ignored.items():
            ledger.note(number, "ignored", code)
        for number, code in sorted(result.unread.items()):
            ledger.note(number, "unread", code)
        for one in result.made:
            ledger.note_all(one.members, "operation")
        made.extend(result.made)
        too_deep = depth > frame.size[2] + _DEEPER and not drawn.meaning.face.is_edge
        if result.made and too_deep and not own:
            ledger.assume(
                "desenho.mais_fundo", layer=drawn.name, thickness=millimetres(frame.size[2])
            )
        if drawn.meaning.registered:
            ledger.assume("desenho.camada_registrada", layer=drawn.name, depth=millimetres(depth))
        if drawn.meaning.cut_strategy:
            ledger.assume("desenho.estrategia_cortada", layer=drawn.name)
    if frame.moved:
        ledger.assume("desenho.da_borda_oposta", count=frame.moved)
    return made
