"""The pieces of an occurrence as a batch of their own, and that batch as one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from core.errors import InputError
from core.faults import first_fault
from core.formats.writing import write_batch
from core.geometry import Path
from core.parts import Batch, Grain, Operation, Package, Part, Piece
from core.producao.models.ocorrencia import OcorrenciaPeca
from core.producao.old.corners import Radii, corners_of, radii_of, rounded
from core.producao.old.operation_model import Operacao, Tipo
from core.producao.old.operations import merged
from core.producao.rules.peca import check_part

_DATE = (1980, 1, 1, 0, 0, 0)
MOST_OPERATIONS = 2000


@dataclass(frozen=True, slots=True)
class Reposta:
    """A piece to be made again: its row, and the part it was, where that is known.

    The row's sizes and operations stand over the part's. A new size moves no operation: holes
    keep their distances from the origin.
    """

    linha: OcorrenciaPeca
    parte: Part | None


def lote_de_reposicao(nome: str, repostas: Sequence[Reposta]) -> Batch:
    """The batch of an occurrence, one package for each client and room.

    Raises:
        InputError: a piece has no sizes, or could not be made so.
    """
    packages: dict[tuple[str, str], list[Part]] = {}
    for place, reposta in enumerate(repostas, start=1):
        part = _part(reposta, place)
        packages.setdefault((part.client, part.room), []).append(part)
    return Batch(
        nome,
        tuple(Package(client, room, tuple(parts)) for (client, room), parts in packages.items()),
    )


def arquivo_de_reposicao(batch: Batch) -> bytes:
    """List and drawings of a batch as one archive; the same batch gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in write_batch(batch).items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    return stream.getvalue()


def _part(reposta: Reposta, place: int) -> Part:
    row, base = reposta.linha, reposta.parte
    length = row.comprimento or (base.length if base else None)
    width = row.largura or (base.width if base else None)
    thickness = row.espessura or (base.thickness if base else None)
    if length is None or width is None or thickness is None:
        raise InputError("ocorrencia.sem_medida", place=place)
    sent = _sent(row.dados, place)
    start = base or _plain(row, length, width, thickness)
    whole = replace(
        start,
        id=f"oc-{place}",
        name=row.descricao or start.name,
        length=length,
        width=width,
        thickness=thickness,
        outline=_outline(base, length, width, sent),
        operations=_operations(start.operations, thickness, sent),
        pieces=tuple(Piece(copy, f"OC{place:06d}") for copy in range(1, row.quantidade + 1)),
        program=start.program or (None if row.peca_numero is None else f"{row.peca_numero:08d}"),
        blocked=None,
    )
    check_part(whole)
    return whole


def _plain(row: OcorrenciaPeca, length: float, width: float, thickness: float) -> Part:
    said = row.dados

    def text(key: str) -> str:
        return str(said.get(key) or "")[:200]

    return Part(
        id="",
        name=row.descricao or "PECA",
        length=length,
        width=width,
        thickness=thickness,
        material=text("material") or "-",
        outline=Path.rectangle(0.0, 0.0, length, width),
        pieces=(),
        code=text("codigo_peca"),
        client=text("cliente"),
        room=text("ambiente"),
        notes=text("observacoes"),
        grain=Grain.UNKNOWN,
    )


def _sent(dados: Mapping[str, Any], place: int) -> list[Operacao] | None:
    """The operations that the row brings of its own; None where it says nothing of them."""
    given = dados.get("operacoes")
    if given is None:
        return None
    if not isinstance(given, list) or len(given) > MOST_OPERATIONS:
        raise InputError(
            "ocorrencia.peca_errada",
            place=place,
            campo="operacoes",
            detail=str(type(given).__name__),
        )
    try:
        return [Operacao.model_validate(one) for one in given]
    except ValidationError as error:
        where, detail = first_fault(error)
        raise InputError(
            "ocorrencia.peca_errada", place=place, campo=f"operacoes.{where}", detail=detail
        ) from error


def _operations(
    known: Sequence[Operation], thickness: float, sent: Sequence[Operacao] | None
) -> tuple[Operation, ...]:
    if sent is None:
        return tuple(known)
    return merged([one for one in sent if one.tipo is not Tipo.RAIO], known, thickness)


def _outline(
    base: Part | None, length: float, width: float, sent: Sequence[Operacao] | None
) -> Path:
    present = corners_of(base.outline, base.length, base.width) if base else {}
    asked: Radii | None = present
    if sent is not None and present is not None:
        asked = radii_of(one for one in sent if one.tipo is Tipo.RAIO)
    same = base is not None and (base.length, base.width) == (length, width)
    if base is not None and same and (present is None or asked == present):
        return base.outline
    if asked is None:
        raise InputError("ocorrencia.contorno_proprio", peca=base.name if base else "")
    return rounded(length, width, asked)
