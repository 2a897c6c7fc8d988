"""The sheets that a search may use: the chosen offcuts, and boards as the materials have them.

A sheet's id in the search says where it comes from: `sobra:<item>` one item of stock,
`chapa:<material>` a fresh board of a registered material, `padrao:<n>` a board of the size that
was asked for, of a material that nobody registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from core.errors import InputError
from core.parts import Batch
from core.pipeline.stock import UNLIMITED, StockKeepout, StockSheet
from core.producao.rules.estados_estoque import DirecaoVeio
from core.producao.rules.material import chave_material

_ITEM, _BOARD, _PLAIN = "sobra", "chapa", "padrao"


@dataclass(frozen=True, kw_only=True)
class MaterialDisponivel:
    """A registered material in one size; mm, cents a m²."""

    id: UUID
    propriedade: str
    chave: str
    possui_veio: bool
    espessura: float
    comprimento: float
    largura: float
    custo_m2: int = 0


@dataclass(frozen=True, kw_only=True)
class SobraEscolhida:
    """An item of stock that the search may use once; mm, defects from the lower left corner."""

    id: UUID
    descricao: str
    material: str
    chave: str
    comprimento: float
    largura: float
    espessura: float | None
    veio: DirecaoVeio = DirecaoVeio.SEM
    custo_m2: int = 0
    defeitos: Sequence[Mapping[str, float]] = field(default=())


@dataclass(frozen=True, slots=True)
class Tamanho:
    """The board taken where no material is registered, mm."""

    comprimento: float
    largura: float


def item_da_fonte(fonte: str) -> UUID | None:
    """The item of stock that a sheet's id names."""
    return _key(fonte, _ITEM)


def chapa_da_fonte(fonte: str) -> UUID | None:
    """The registered material that a sheet's id names."""
    return _key(fonte, _BOARD)


def folhas(
    batch: Batch,
    materiais: Iterable[MaterialDisponivel],
    sobras: Iterable[SobraEscolhida],
    padrao: Tamanho,
) -> tuple[StockSheet, ...]:
    """All sheets for this batch, offcuts first.

    Raises:
        InputError: nobody knows the thickness of a chosen offcut.
    """
    registered: dict[str, list[MaterialDisponivel]] = {}
    for material in materiais:
        registered.setdefault(material.chave, []).append(material)
    found = [_sobra(sobra, registered.get(sobra.chave, [])) for sobra in sobras]
    found.extend(
        _registrada(material) for materials in registered.values() for material in materials
    )
    found.extend(_padroes(batch, registered.keys(), padrao))
    return tuple(found)


def _registrada(material: MaterialDisponivel) -> StockSheet:
    return StockSheet(
        id=f"{_BOARD}:{material.id}",
        material=material.propriedade,
        thickness=material.espessura,
        length=material.comprimento,
        width=material.largura,
        copies=UNLIMITED,
        grain=material.possui_veio,
    )


def _sobra(sobra: SobraEscolhida, materials: Sequence[MaterialDisponivel]) -> StockSheet:
    """One offcut; one whose grain runs along its width is laid a quarter turn."""
    thickness = sobra.espessura or next((one.espessura for one in materials), None)
    if thickness is None:
        raise InputError("plano.sobra_sem_espessura", descricao=sobra.descricao)
    turned = sobra.veio is DirecaoVeio.LARGURA
    length, width = (
        (sobra.largura, sobra.comprimento) if turned else (sobra.comprimento, sobra.largura)
    )
    return StockSheet(
        id=f"{_ITEM}:{sobra.id}",
        material=sobra.material,
        thickness=thickness,
        length=length,
        width=width,
        copies=1,
        offcut=True,
        grain=sobra.veio is not DirecaoVeio.SEM
        or not materials
        or any(one.possui_veio for one in materials),
        keepouts=tuple(_defeitos(sobra, turned=turned)),
    )


def _defeitos(sobra: SobraEscolhida, *, turned: bool) -> Iterator[StockKeepout]:
    for defect in sobra.defeitos:
        x, y = defect["x"], defect["y"]
        length, width = defect["comprimento"], defect["largura"]
        if turned:
            x, y, length, width = sobra.largura - y - width, x, width, length
        yield StockKeepout(x=max(0.0, x), y=y, length=length, width=width)


def _padroes(batch: Batch, registered: Iterable[str], padrao: Tamanho) -> Iterator[StockSheet]:
    """A board of the default size for each material and thickness that nobody registered."""
    known = set(registered)
    wanted = {
        (chave_material(part.material), part.thickness): part.material
        for part in batch.parts()
        if part.material.strip()
    }
    unknown = [(key, name) for key, name in wanted.items() if key[0] not in known]
    for number, ((_, thickness), name) in enumerate(sorted(unknown), start=1):
        yield StockSheet(
            id=f"{_PLAIN}:{number}",
            material=name,
            thickness=thickness,
            length=padrao.comprimento,
            width=padrao.largura,
            copies=UNLIMITED,
        )


def _key(fonte: str, kind: str) -> UUID | None:
    found, _, rest = fonte.partition(":")
    if found != kind:
        return None
    try:
        return UUID(rest)
    except ValueError:
        return None
