"""`Pacote`, `Peca` and `Ferragem` of the old public API, told from rows (production.md 1.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from core.producao.models.lote import Ferragem, Pacote
from core.producao.models.peca import Peca
from core.producao.old.corners import corners_of, old_corners
from core.producao.old.operations import old_operation
from core.producao.queries.lote import Conteudo
from core.producao.rules.forma import operations_of, path_of

PENDING = "Pendente"
"""The only `status` the old program ever gave."""


def old_packages(content: Conteudo, importacao_id: UUID | None = None) -> list[dict[str, Any]]:
    """The packages of a batch, each with its parts and hardware.

    Args:
        content: the batch's rows.
        importacao_id: tell only what this import brought; packages without any are left out.
    """
    parts = _grouped(content.pecas, importacao_id)
    items = _grouped(content.ferragens, importacao_id)
    return [
        {
            "nome_pacote": pacote.nome_pacote,
            "pecas": [old_part(one, pacote) for one in parts[pacote.id]],
            "ferragens": [old_hardware(one) for one in items[pacote.id]],
        }
        for pacote in content.pacotes
        if importacao_id is None or parts[pacote.id] or items[pacote.id]
    ]


def old_part(peca: Peca, pacote: Pacote) -> dict[str, Any]:
    """A part; `quantidade` is an addition, the old program knew single pieces only."""
    return {
        "id": peca.number,
        "nome": peca.nome.upper(),
        "codigo_peca": peca.codigo_peca,
        "comprimento": peca.comprimento,
        "largura": peca.largura,
        "espessura": peca.espessura,
        "material": peca.material,
        "cliente": pacote.cliente,
        "ambiente": pacote.ambiente,
        "observacoes": peca.observacoes,
        "orientacao": peca.orientacao,
        "status": PENDING,
        "quantidade": peca.quantidade,
        "operacoes": old_machining(peca),
    }


def old_machining(peca: Peca) -> list[dict[str, Any]]:
    """The operations of a part, its rounded corners among them."""
    radii = corners_of(path_of(peca.contorno), peca.comprimento, peca.largura)
    told = [old_operation(one) for one in operations_of(peca.operacoes)]
    return [*told, *old_corners(radii or {})]


def old_hardware(item: Ferragem) -> dict[str, Any]:
    """A hardware item; whole quantities as whole numbers."""
    whole = item.quantidade.is_integer()
    return {
        "id": item.number,
        "nome": item.nome,
        "codigo_ferragem": item.codigo_ferragem,
        "quantidade": int(item.quantidade) if whole else item.quantidade,
    }


def _grouped[Row: (Peca, Ferragem)](
    rows: Iterable[Row], importacao_id: UUID | None
) -> dict[UUID, list[Row]]:
    """The rows by their package, those of one import where one is named."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        if importacao_id in (None, row.importacao_id):
            found[row.pacote_id].append(row)
    return found
