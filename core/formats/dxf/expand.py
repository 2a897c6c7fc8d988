"""From records to entities: block references are resolved, sequences are put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import InputError
from core.formats.dxf.curves import MOST_PIECES
from core.formats.dxf.entities import ANNOTATIONS, geometry, number, ocs, whole
from core.formats.dxf.mapping import keeps_circles
from core.formats.dxf.model import Entity
from core.formats.dxf.tags import Record, Scan, unescape
from core.geometry import Matrix

MOST_ENTITIES = 50_000
"""Entities of one drawing, those of blocks counted for every use."""

MOST_EFFORT = 1_000_000
"""Vertices of one drawing; those of fitted curves count sixteenfold, for the time they take."""

DEEPEST = 16
"""Blocks inside blocks."""

_FITTED = frozenset({"ELLIPSE", "SPLINE"})
_CHILDREN = {"POLYLINE": "VERTEX", "INSERT": "ATTRIB"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block's base point and its entities."""

    base: tuple[float, float]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block reference stands: its map, its layer, the handles that lead to it."""

    matrix: Matrix = field(default_factory=Matrix)
    layer: str = "0"
    trail: str = ""
    names: tuple[str, ...] = ()


def expand(scan: Scan, name: str) -> list[Entity]:
    """All entities of the model space, those of blocks as often as they are used.

    Raises:
        InputError: more than `MOST_ENTITIES`.
    """
    work = _Expansion(_blocks(scan.blocks), name)
    work.walk(gather(scan.entities), _Place())
    return work.found


def gather(records: list[Record]) -> list[Record]:
    """Records with their VERTEX or ATTRIB records put inside, SEQEND dropped."""
    found: list[Record] = []
    parent: Record | None = None
    for record in records:
        if record.kind == "SEQEND":
            parent = None
            continue
        if parent is not None and record.kind == _CHILDREN[parent.kind]:
            parent.children.append(record)
            continue
        parent = record if record.kind in _CHILDREN else None
        found.append(record)
    return found


def _blocks(records: list[Record]) -> dict[str, Block]:
    found: dict[str, Block] = {}
    head: Record | None = None
    body: list[Record] = []
    for record in records:
        if record.kind == "BLOCK":
            head, body = record, []
        elif record.kind == "ENDBLK":
            if head is not None:
                found[_key(head.text(2))] = _block(head, body)
            head = None
        elif head is not None:
            body.append(record)
    return found


def _block(head: Record, body: list[Record]) -> Block:
    try:
        base = (number(head, 10, 0.0), number(head, 20, 0.0))
    except InputError:
        base = (0.0, 0.0)
    return Block(base, tuple(gather(body)))


def _key(name: str) -> str:
    return unescape(name).strip().casefold()


@dataclass(slots=True)
class _Expansion:
    blocks: dict[str, Block]
    name: str
    found: list[Entity] = field(default_factory=list)
    used: int = 0
    effort: int = 0

    def walk(self, records: list[Record] | tuple[Record, ...], place: _Place) -> None:
        for index, record in enumerate(records, start=1):
            self._count()
            handle = record.text(5).strip() or f"#{index}"
            own = unescape(record.text(8)).strip() or "0"
            # entities on layer 0 of a block appear on the layer of its reference
            layer = place.layer if own == "0" and place.names else own
            here = f"{place.trail}{handle}"
            if record.text(67).strip() == "1":
                self._add(record, here, layer, code="desenho.espaco_do_papel", annotation=True)
            elif record.kind == "INSERT":
                self._insert(record, place, layer, here)
            elif record.kind in ANNOTATIONS:
                self._add(record, here, layer, code="desenho.anotacao", annotation=True)
            else:
                self._geometry(record, place, layer, here)

    def _count(self, more: int = 1) -> None:
        self.used += more
        if self.used > MOST_ENTITIES:
            raise InputError("desenho.entidades_demais", file=self.name, limit=MOST_ENTITIES)

    def _spend(self, record: Record, place: _Place, vertices: int) -> None:
        fitted = record.kind in _FITTED or not keeps_circles(place.matrix)
        self.effort += vertices * (16 if fitted else 1)
        if self.effort > MOST_EFFORT:
            raise InputError("desenho.entidades_demais", file=self.name, limit=MOST_EFFORT)

    def _geometry(self, record: Record, place: _Place, layer: str, handle: str) -> None:
        try:
            path, centre = geometry(record, place.matrix)
        except (InputError, OverflowError, ZeroDivisionError) as error:
            code = error.code if isinstance(error, InputError) else "desenho.curva_impossivel"
            self._spend(record, place, MOST_PIECES if code == "desenho.curva_impossivel" else 1)
            self._add(record, handle, layer, code=code)
            return
        self._spend(record, place, len(path.vertices) if path else 1)
        self.found.append(Entity(record.kind, handle, layer, path, centre))

    def _add(
        self, record: Record, handle: str, layer: str, *, code: str, annotation: bool = False
    ) -> None:
        kind = record.kind[:40]
        self.found.append(Entity(kind, handle, layer, code=code, annotation=annotation))

    def _insert(self, record: Record, place: _Place, layer: str, handle: str) -> None:
        key = _key(record.text(2))
        block = self.blocks.get(key)
        try:
            matrices = _matrices(record, block.base if block else (0.0, 0.0))
        except InputError as error:
            self._add(record, handle, layer, code=error.code)
            return
        if block is None or key in place.names or len(place.names) >= DEEPEST:
            code = "desenho.bloco_sem_definicao" if block is None else "desenho.bloco_recursivo"
            self._add(record, handle, layer, code=code)
            return
        self._count(len(matrices))
        for index, matrix in enumerate(matrices, start=1):
            trail = f"{handle}>" if len(matrices) == 1 else f"{handle}.{index}>"
            inner = _Place(matrix.then(place.matrix), layer, trail, (*place.names, key))
            self.walk(block.records, inner)


def _matrices(record: Record, base: tuple[float, float]) -> list[Matrix]:
    """One map for every cell of the reference's array, block to the outer plane."""
    columns, rows = max(1, whole(record, 70, 1)), max(1, whole(record, 71, 1))
    if columns * rows > MOST_ENTITIES:
        raise InputError("desenho.bloco_recursivo")
    scale_x, scale_y = number(record, 41, 1.0), number(record, 42, 1.0)
    if scale_x == 0.0 or scale_y == 0.0:
        raise InputError("desenho.raio_zero")
    step_x, step_y = number(record, 44, 0.0), number(record, 45, 0.0)
    turn = Matrix.turn(number(record, 50, 0.0))
    at = Matrix.shift(number(record, 10, 0.0), number(record, 20, 0.0))
    to_plane = ocs(record)
    scaled = Matrix.shift(-base[0], -base[1]).then(Matrix(a=scale_x, d=scale_y))
    return [
        scaled.then(Matrix.shift(column * step_x, row * step_y)).then(turn).then(at).then(to_plane)
        for row in range(rows)
        for column in range(columns)
    ]
