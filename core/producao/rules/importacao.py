"""What a source read again changes in a batch, and what is done about each change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.db.types import JsonValue
from core.errors import InputError, Refused
from core.formats import difference
from core.formats.limits import LARGEST_SIZE, PIECES
from core.parts import Batch, Part
from core.parts.codes import checked_code

CODE_LENGTH = 100
MATERIAL_LENGTH = 200
ID_LENGTH = 64


class Decisao(StrEnum):
    """What a person wants done about a part that the source changed or does not have any more."""

    MANTER = "manter"
    """Leave the part as it is in the batch."""
    TROCAR = "trocar"
    """Take it as the source has it; pieces keep their codes."""
    REFAZER = "refazer"
    """Take it as the source has it, and make its pieces again."""


class Mudanca(StrEnum):
    """What happened to a part."""

    NOVA = "nova"
    ALTERADA = "alterada"
    REMOVIDA = "removida"


@dataclass(frozen=True, slots=True)
class Diferenca:
    """One part that is not the same in the source as in the batch.

    Args:
        chave: its id in the source.
        campos: names of what differs, of a changed part.
        editada: a person worked on it since the source last filled it.
        decisao: what is done about it.
        decidida: a person said so.
    """

    chave: str
    nome: str
    mudanca: Mudanca
    part: Part | None
    campos: tuple[str, ...] = ()
    editada: bool = False
    decisao: Decisao = Decisao.TROCAR
    decidida: bool = False

    def form(self) -> dict[str, JsonValue]:
        """As JSON values."""
        return {
            "chave": self.chave,
            "nome": self.nome,
            "mudanca": self.mudanca.value,
            "campos": [*self.campos],
            "editada": self.editada,
            "decisao": self.decisao.value,
        }


def differences(
    before: Batch, after: Batch, edited: frozenset[str], decisoes: Mapping[str, Decisao]
) -> list[Diferenca]:
    """What the source changes, with what is done about it.

    Where nobody decided, a part that a person worked on stays as it is, and any other follows the
    source.

    Args:
        before: what the batch has of this source, under the source's ids.
        after: what the source has now.
        edited: ids of parts that a person worked on.
        decisoes: by the source's ids.

    Raises:
        InputError: a decision about a part that is the same in both.
    """
    found = list(_found(before, after, edited, decisoes))
    unknown = set(decisoes) - {one.chave for one in found}
    if unknown:
        raise InputError("lote.decisao_sem_diferenca", chave=min(unknown)[:80])
    return found


def _found(
    before: Batch, after: Batch, edited: frozenset[str], decisoes: Mapping[str, Decisao]
) -> Iterator[Diferenca]:
    diff = difference(before, after)
    for part in diff.added:
        yield Diferenca(part.id, part.name, Mudanca.NOVA, part)
    changed = [(one.after, one.fields) for one in diff.changed]
    gone = [(part, ()) for part in diff.removed]
    for kind, rows in ((Mudanca.ALTERADA, changed), (Mudanca.REMOVIDA, gone)):
        for part, fields in rows:
            said = decisoes.get(part.id)
            by_hand = part.id in edited
            yield Diferenca(
                chave=part.id,
                nome=part.name,
                mudanca=kind,
                part=part if kind is Mudanca.ALTERADA else None,
                campos=fields,
                editada=by_hand,
                decisao=said or (Decisao.MANTER if by_hand else Decisao.TROCAR),
                decidida=said is not None,
            )


def refuse_undecided(found: list[Diferenca]) -> None:
    """Refuse changes to a released batch that nobody decided on.

    Raises:
        Refused: there are some.
    """
    open_ones = [
        one
        for one in found
        if one.mudanca is not Mudanca.NOVA
        and one.decisao is not Decisao.MANTER
        and not one.decidida
    ]
    if open_ones:
        raise Refused("lote.diferencas_sem_decisao", count=len(open_ones))


def check_batch(batch: Batch, *, own_codes: bool) -> None:
    """That a batch from a file can be kept.

    Args:
        batch: as it was read.
        own_codes: its piece codes are to be taken as they are.

    Raises:
        InputError: what is wrong with the first part or item that cannot be kept.
    """
    ids = [part.id for part in batch.parts()]
    if len(set(ids)) != len(ids):
        raise InputError("lote.arquivo_invalido", detail="id")
    if sum(part.quantity for part in batch.parts()) > PIECES:
        raise InputError("importacao.pecas_demais", limit=PIECES)
    for part in batch.parts():
        _check_part(part)
    for package in batch.packages:
        for item in package.hardware:
            if not (math.isfinite(item.quantity) and item.quantity > 0):
                raise InputError("lote.arquivo_invalido", detail=item.name[:80])
    codes = [piece.code for part in batch.parts() for piece in part.pieces] if own_codes else []
    if len(set(codes)) != len(codes):
        raise InputError("lote.arquivo_invalido", detail="code")
    for code in codes:
        checked_code(code)


def _check_part(part: Part) -> None:
    sizes = (part.length, part.width, part.thickness)
    if not all(0 < size <= LARGEST_SIZE for size in sizes):
        raise InputError("peca.tamanho", limite=LARGEST_SIZE)
    bounded = {
        "id": (part.id, ID_LENGTH),
        "codigo_peca": (part.code, CODE_LENGTH),
        "programa": (part.program or "", CODE_LENGTH),
        "material": (part.material, MATERIAL_LENGTH),
        "bloqueio": (part.blocked or "", CODE_LENGTH),
    }
    for field, (text, limit) in bounded.items():
        if len(text) > limit:
            raise InputError("peca.texto_longo", campo=field, limite=limit)
    copies = [piece.copy for piece in part.pieces]
    if len(set(copies)) != len(copies) or any(copy < 1 for copy in copies):
        raise InputError("lote.arquivo_invalido", detail=part.id)
