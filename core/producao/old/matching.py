"""Which part of a post is which part of the batch: old screens number parts on their own."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.producao.models.lote import Ferragem, Pacote
from core.producao.models.peca import Peca
from core.producao.old.sent import FerragemAntiga, PecaAntiga, package_name


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part that was sent, where it stood in the post, and the client and room it is for."""

    place: int
    order: int
    part: PecaAntiga
    room: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A part that was sent, where it stood in the post, and the row that it is."""

    place: int
    order: int
    sent: PecaAntiga
    known: Peca | None


def paired_parts(
    sent: Sequence[SentPart], known: Sequence[Peca], packages: Mapping[UUID, Pacote]
) -> list[Pair]:
    """Every part that was sent with the row it is, or none.

    A number counts only together with code or name. What is left is told by code and name, then
    by name and size, each inside its client and room; equal ones pair in their order.
    """
    found: dict[int, Peca] = {}
    taken: set[UUID] = set()
    for of_row, of_sent in _RULES:
        index: dict[object, deque[Peca]] = defaultdict(deque)
        for peca in known:
            if peca.id not in taken:
                for key in of_row(peca, packages[peca.pacote_id]):
                    index[key].append(peca)
        for at, one in enumerate(sent):
            if at not in found and (row := _first_free(index, of_sent(one), taken)) is not None:
                found[at] = row
                taken.add(row.id)
    return [Pair(one.place, one.order, one.part, found.get(at)) for at, one in enumerate(sent)]


def _first_free(
    index: Mapping[object, deque[Peca]], keys: Iterable[object], taken: set[UUID]
) -> Peca | None:
    for key in keys:
        rows = index.get(key, deque())
        while rows and rows[0].id in taken:
            rows.popleft()
        if rows:
            return rows[0]
    return None


def paired_hardware(
    sent: Sequence[FerragemAntiga], known: Sequence[Ferragem]
) -> list[tuple[FerragemAntiga, Ferragem | None]]:
    """The same for hardware of one package: by number and code or name, then by both."""
    left = list(known)
    found: dict[int, Ferragem] = {}
    tests: tuple[Callable[[FerragemAntiga, Ferragem], bool], ...] = (_same_item, _like_item)
    for test in tests:
        for at, item in enumerate(sent):
            row = None if at in found else next((one for one in left if test(item, one)), None)
            if row is not None:
                found[at] = row
                left.remove(row)
    return [(item, found.get(at)) for at, item in enumerate(sent)]


def _same_item(item: FerragemAntiga, row: Ferragem) -> bool:
    return item.id == row.number and (
        item.nome == row.nome or (item.codigo_ferragem or "") == row.codigo_ferragem != ""
    )


def _like_item(item: FerragemAntiga, row: Ferragem) -> bool:
    return (item.nome, item.codigo_ferragem or "") == (row.nome, row.codigo_ferragem)


def _numbers(number: int | None, code: str, name: str) -> list[object]:
    keys: list[object] = [("nome", number, name)] if name else []
    return [("codigo", number, code), *keys] if code else keys


def _number_of_row(peca: Peca, _pacote: Pacote) -> list[object]:
    return _numbers(peca.number, peca.codigo_peca, peca.nome.upper())


def _number_of_sent(one: SentPart) -> list[object]:
    part = one.part
    if not part.id:
        return []
    return _numbers(part.id, part.codigo_peca or "", (part.nome or "").upper())


def _code_of_row(peca: Peca, pacote: Pacote) -> list[object]:
    code = peca.codigo_peca
    return [(room, code, peca.nome.upper()) for room in _rooms(pacote)] if code else []


def _code_of_sent(one: SentPart) -> list[object]:
    code = one.part.codigo_peca
    return [(one.room, code, (one.part.nome or "").upper())] if code else []


def _size_of_row(peca: Peca, pacote: Pacote) -> list[object]:
    size = (peca.comprimento, peca.largura, peca.espessura)
    return [(room, peca.nome.upper(), size) for room in _rooms(pacote)]


def _size_of_sent(one: SentPart) -> list[object]:
    size = (one.part.comprimento, one.part.largura, one.part.espessura)
    return [(one.room, (one.part.nome or "").upper(), size)]


def _rooms(pacote: Pacote) -> set[str]:
    return {package_name(pacote.cliente, pacote.ambiente), pacote.nome_pacote}


_RULES: tuple[
    tuple[Callable[[Peca, Pacote], list[object]], Callable[[SentPart], list[object]]], ...
] = (
    (_number_of_row, _number_of_sent),
    (_code_of_row, _code_of_sent),
    (_size_of_row, _size_of_sent),
)
"""Keys under which a row and a part that was sent are the same, the surest first."""
